"""An engine that the student builds: its parts, and its results beside minigrad's and PyTorch's.

    engine.edge = part("5.1")

takes the student's function once it passes its check, and a prepared one until then, whatever has
become of theirs. So whoever is stuck at one part can build the next. `three_engines` runs programs
on the whole engine.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from minigrad.course.besides import compare
from minigrad.course.exercises import SECONDS, check, latest
from minigrad.course.notebook_05.prepared import PARTS
from minigrad.course.notebook_05.students import as_block
from minigrad.course.outcome import Entry, entry
from minigrad.course.page import Shown, framed, paragraphs, table
from minigrad.course.shelf import take
from minigrad.course.timelimit import TimeUp, time_limit

__all__ = ["Workbench", "as_block", "finished", "part", "passes", "three_engines", "whose"]

HEAD = ("program", "result", "yours", "minigrad")


class Workbench(SimpleNamespace):
    """Where the parts of an engine are put, by name; it says which cell brings a missing one.

    Example:
        >>> engine = Workbench(recording=True)
        >>> engine.run
        Traceback (most recent call last):
        AttributeError: `run` is not on the workbench yet. Run the cell with `part("5.4")`, and ...
    """

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there."""
        for number, prepared in PARTS.items():
            if prepared.__name__ == name:
                raise AttributeError(
                    f'`{name}` is not on the workbench yet. Run the cell with `part("{number}")`, '
                    "and the one above it; or all cells above this one."
                )
        raise AttributeError(f"there is no `{name}` on the workbench")


def part(number: str, attempt: Any = None) -> Any:
    """Return the student's function if its check passes, else the prepared one; say which.

    Without `attempt`, the student's is what `@exercise` has checked last in their notebook, and
    else what has the part's name there: a cell that ended with an error has bound no name.

    Raises LookupError when no part has this number.

    Example:
        >>> part("5.1", lambda tensor: ...) is PARTS["5.1"]
        5.1: using the prepared edge until yours passes.
        True
    """
    if number not in PARTS:
        raise LookupError(f"there is no part {number!r}: write one of {', '.join(PARTS)}")
    name = PARTS[number].__name__
    theirs = [attempt]
    if attempt is None:
        names = sys._getframe(1).f_globals
        where, checked = latest.get(number, ({}, None))
        theirs = [names.get(name)]
        if where is names and checked is not theirs[0]:
            theirs.insert(0, checked)
    for one in theirs:
        if passes(number, one):
            print(f"{number}: using your {name}.")
            return one
    print(f"{number}: using the prepared {name} until yours passes.")
    return finished(number)


def finished(number: str) -> Callable[..., Any]:
    """Return the prepared part of this number.

    Example:
        >>> finished("5.5").__name__
        'sum_to'
    """
    return PARTS[number]


def whose(engine: Any) -> str:
    """Say which of the parts on a workbench are the student's, and which are lent.

    Example:
        >>> from types import SimpleNamespace
        >>> whose(SimpleNamespace(**{f.__name__: f for f in PARTS.values()}))[:48]
        'Of the 7 parts none is yours yet. Lent are: edge'
    """
    prepared = {function.__name__: function for function in PARTS.values()}
    lent = [name for name in prepared if getattr(engine, name, None) is prepared[name]]
    if not lent:
        return f"All {len(PARTS)} parts are yours."
    yours = len(PARTS) - len(lent)
    count = f"{yours} {'is' if yours == 1 else 'are'} yours" if yours else "none is yours yet"
    return f"Of the {len(PARTS)} parts {count}. Lent are: {', '.join(lent)}."


def passes(number: str, attempt: Any) -> bool:
    """Tell whether a function passes an exercise's check; nothing is shown, nothing noted down.

    Example:
        >>> passes("5.1", PARTS["5.1"]), passes("5.1", lambda tensor: tensor)
        (True, False)
    """
    return check(take("exercises", number), attempt, SECONDS).state == "passed"


@dataclass(frozen=True)
class _Result:
    """One result of a program on the student's engine: how it is printed, and as an array."""

    shown: str
    array: Any = None

    def agrees(self, other: Entry | None) -> bool:
        """Tell whether another engine's entry says the same."""
        if other is None:
            return False
        if self.array is None or "numbers" not in other:
            return self.shown == other["shown"]
        if other["kind"].startswith("tensor") and f" {self.array.shape} " not in other["kind"]:
            return False
        ours, theirs = self.array.ravel().tolist(), other["numbers"]
        return len(ours) == len(theirs) and all(
            math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-6)
            for a, b in zip(ours, theirs, strict=True)
        )


def three_engines(mine: Any, *programs: Callable[[Any], dict[str, Any]]) -> Shown:
    """Return a table: what each program gives on the student's engine, minigrad and PyTorch.

    A program takes the engine as `torch` and returns a dictionary from names to results. What it
    raises on the student's engine is a result, too. PyTorch's are recorded, as for `@beside`.

    Example:
        >>> import minigrad
        >>> def one_more(torch): return {"n": 1}
        >>> print(three_engines(minigrad, one_more).text.splitlines()[-1])
        All that yours gave is the same as minigrad's.
    """
    rows, all_agree, pytorch = [], True, "PyTorch"
    for program in programs:
        others = compare(program)
        pytorch = others.engine
        found = _run(program, mine)
        for name in dict.fromkeys([*others.ours, *found]):
            yours, ours = found.get(name), others.ours.get(name)
            theirs = (others.theirs or {}).get(name)
            known = [ours] if theirs is None else [ours, theirs]
            agree = yours is not None and all(map(yours.agrees, known))
            all_agree = all_agree and agree
            cells = [yours.shown if yours else "-", _plainly(ours), _plainly(theirs)]
            rows.append([program.__name__, name, *cells, "the same" if agree else "differs"])
    words = "All that yours gave is the same as minigrad's."
    if not all_agree:
        words = "Yours differs where the last column says so."
    caption, head = "Three engines, the same programs", (*HEAD, pytorch, "compared")
    coded = [[*row[:2], *map(_code, row[2:5]), row[5]] for row in rows]
    page = table(caption, head, coded).html + paragraphs(words)
    text = table(caption, head, rows).text
    return Shown(framed("good" if all_agree else "attention", page), f"{text}\n{words}")


def _run(program: Callable[[Any], dict[str, Any]], mine: Any) -> dict[str, _Result]:
    try:
        with time_limit(SECONDS):
            return {name: _result(name, value) for name, value in program(mine).items()}
    except TimeUp:
        return {"raises": _Result(f"stopped after {SECONDS:g} seconds")}
    except Exception as error:
        return {"raises": _Result(f"{type(error).__name__}: {error}")}


def _result(name: str, value: Any) -> _Result:
    array = value if isinstance(value, np.ndarray | np.generic) else getattr(value, "data", None)
    if not isinstance(array, np.ndarray | np.generic):
        return _Result(str(entry(name, value)["shown"]))
    return _Result(_numbers(np.asarray(array).tolist()), np.asarray(array))


def _plainly(other: Entry | None) -> str:
    """How an entry is shown here: a tensor by its numbers alone, as the student's."""
    if other is None:
        return "-"
    shape = re.match(r"tensor \w+ \(([\d, ]*)\)", other["kind"])
    if shape is None:
        return str(other["shown"])
    sizes = [int(size) for size in shape[1].split(",") if size.strip()]
    return _numbers(np.array(other["numbers"]).reshape(sizes).tolist())


def _numbers(values: Any) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_numbers, values))}]"
    return f"{values:g}"


def _code(words: str) -> str:
    return words if words == "-" or "`" in words else f"`{words}`"
