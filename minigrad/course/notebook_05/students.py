"""The learner's own classes, on which the checks of this notebook try an answer."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from minigrad.course.exercises import Attempt
from minigrad.course.notebook_05 import prepared
from minigrad.course.timelimit import time_limit

OPERATORS = ("__add__", "__radd__", "__sub__", "__mul__", "__rmul__", "__pow__")


def own(attempt: Attempt, name: str) -> Any:
    """Return what has this name where the learner's function was written, else the prepared one."""
    return attempt.names.get(name, getattr(prepared, name))


def workbench(attempt: Attempt, *parts: str) -> tuple[Any, Any]:
    """Return the class Tensor and the engine with these parts: the learner's, or prepared ones.

    Prepared are both where the learner has not run all cells above, as after a new start of the
    kernel: it is the answer that is judged, and not what stands around it.
    """
    cls, engine = own(attempt, "Tensor"), own(attempt, "engine")
    ready = all(hasattr(cls, name) for name in OPERATORS)
    if ready and all(hasattr(engine, part) for part in parts):
        return cls, engine
    return prepared.Tensor, prepared.engine


def reachable(root: Any) -> list[Any]:
    """Return every node from the root on, once, in no particular order."""
    seen, to_visit = {root: None}, [root]
    while to_visit:
        for following in following_nodes(to_visit.pop()):
            if following not in seen:
                seen[following] = None
                to_visit.append(following)
    return list(seen)


def following_nodes(node: Any) -> Iterator[Any]:
    """Yield the nodes that this one sends a gradient to."""
    return (following for following, _ in node.next_functions if following is not None)


def as_block(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return what can stand after `with`: a function with a yield becomes a context manager.

    Example:
        >>> def quiet():
        ...     print("in")
        ...     yield
        ...     print("out")
        >>> with as_block(quiet)():
        ...     print("between")
        in
        between
        out
    """
    return contextmanager(function) if inspect.isgeneratorfunction(function) else function


@contextmanager
def unwatched() -> Iterator[None]:
    """Run the check's own work at full speed where a trace function keeps the time limit.

    Other trace functions, of a debugger or of coverage, are left alone.

    Example:
        >>> with unwatched():
        ...     2 + 2
        4
    """
    watching = sys.gettrace()
    if getattr(watching, "__module__", "") != time_limit.__module__:
        yield
        return
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(watching)


def written(values: Any) -> str:
    """Return numbers as a reader writes them: `[36, 81]`.

    Example:
        >>> written([36.0, 81.5])
        '[36, 81.5]'
    """
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, list):
        return f"[{', '.join(map(written, values))}]"
    return f"{values:g}" if isinstance(values, int | float) else repr(values)
