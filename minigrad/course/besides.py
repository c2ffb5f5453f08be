"""PyTorch beside it: the same code on minigrad and on PyTorch, and both results in one table.

    @beside
    def two_gradients(torch):
        a = torch.tensor([2.0, 3.0], requires_grad=True)
        (3 * a**3).sum().backward()
        return {"a.grad": a.grad}

minigrad runs the function at once. PyTorch's column was recorded beforehand (`record.py`), so it
is there without PyTorch, too; `pytorch_beside("on")` runs PyTorch itself from then on. A record
is found by the name of the function, and belongs to one text of it: a function that was changed
has no record until PyTorch runs it.
"""

from __future__ import annotations

import inspect
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any, TypeVar

from minigrad.course.outcome import Outcome, run, same
from minigrad.course.page import framed, paragraphs, show, table

FOLDER = Path(__file__).parent / "recorded"
SWITCH = "MINIGRAD_PYTORCH"  # in the environment: "on" from the start

# The tables of this kernel by their function's name: the switch renews them.
_shown_so_far: dict[str, tuple[Callable[..., Any], Any]] = {}

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Beside:
    """One function's results on both engines; `theirs` is None where PyTorch's are not known.

    Example:
        >>> entry = {"kind": "int", "shown": "3", "numbers": [3]}
        >>> Beside("three", {"n": entry}, {"n": entry}, "PyTorch 2.13.0, recorded")
        three: minigrad | PyTorch 2.13.0, recorded
        n: 3 | 3 | the same
        On both engines the same.
    """

    name: str
    ours: Outcome
    theirs: Outcome | None
    engine: str
    notice: str = ""

    def rows(self) -> list[tuple[str, str, str, str]]:
        """A row for each result: its name, minigrad's, PyTorch's, and whether they agree."""
        theirs = self.theirs or {}
        return [
            (name, _shown(self.ours, name), _shown(theirs, name), self._verdict(name))
            for name in dict.fromkeys([*self.ours, *theirs])
        ]

    def agree(self) -> bool:
        """Tell whether all results are the same."""
        return all(verdict == "the same" for *_, verdict in self.rows())

    def _verdict(self, name: str) -> str:
        if self.theirs is None:
            return "not compared"
        return "the same" if same(self.ours.get(name), self.theirs.get(name)) else "differs"

    @property
    def summary(self) -> str:
        """One line below the table."""
        if self.theirs is None:
            return self.notice
        words = "On both engines the same." if self.agree() else "The engines differ here."
        return f"{words} {self.notice}".rstrip()

    def __repr__(self) -> str:
        head = f"{self.name}: minigrad | {self.engine}"
        return "\n".join([head, *(" | ".join(row) for row in _named(self.rows())), self.summary])

    def _repr_html_(self) -> str:
        caption = f"`{self.name}` on minigrad and on PyTorch"
        head = ("result", "minigrad", self.engine, "compared")
        rows = [[row[0], *(_code(cell) for cell in row[1:3]), row[3]] for row in self.rows()]
        kind = "good" if self.theirs is not None and self.agree() else "attention"
        return framed(kind, table(caption, head, rows).html + paragraphs(self.summary))


def beside(function: Function) -> Function:
    """Run the function on minigrad, show its results beside PyTorch's, and return it unchanged.

    The function takes the engine as `torch` and returns a dictionary from names to results; it
    uses no other names of the notebook, so that it means the same on both engines.
    Raises TypeError when it returns anything else.

    Example:
        >>> @beside
        ... def one_more(torch):
        ...     return {"x": torch.tensor([1.0]) + 1}
        one_more: minigrad | PyTorch
        x: tensor([2.]) | - | not compared
        There is no record of `one_more` on PyTorch. Where PyTorch is installed, \
`pytorch_beside("on")` runs it.
    """
    _shown_so_far[function.__name__] = (function, show(compare(function)))
    return function


def compare(function: Callable[..., Any], live: bool | None = None) -> Beside:
    """Return a function's results on both engines; `live` overrides the switch.

    Example:
        >>> compare(lambda torch: {"n": 1}).ours["n"]["shown"]
        '1'
    """
    import minigrad

    name, ours = function.__name__, run(function, minigrad)
    notice = ""
    if _live() if live is None else live:
        torch = _torch()
        if torch is None:
            notice = "PyTorch is not installed here: `pip install torch`."
        else:
            version = torch.__version__.partition("+")[0]
            return Beside(name, ours, run(function, torch), f"PyTorch {version}, run just now")
    kept = records().get(name)
    if kept is None:
        words = f"There is no record of `{name}` on PyTorch. {notice or INVITATION}"
        return Beside(name, ours, None, "PyTorch", words)
    if kept["text"] != text_of(function):
        words = f"`{name}` was changed since PyTorch ran it. {notice or INVITATION}"
        return Beside(name, ours, None, "PyTorch", words)
    return Beside(name, ours, kept["outcome"], f"PyTorch {kept['version']}, recorded", notice)


INVITATION = 'Where PyTorch is installed, `pytorch_beside("on")` runs it.'


def pytorch_beside(state: str) -> None:
    """Say whether `@beside` runs PyTorch itself ("on") or shows what was recorded ("off").

    It holds for the tables that are there already and for those that come.
    Raises ValueError for another word.

    Example:
        >>> pytorch_beside("off")
        PyTorch's column shows what was recorded.
    """
    if state not in ("on", "off"):
        raise ValueError(f'pytorch_beside({state!r}): say "on" or "off"')
    os.environ[SWITCH] = state
    for function, handle in _shown_so_far.values():
        if handle is not None:
            handle.update(compare(function))
    if state == "off":
        print("PyTorch's column shows what was recorded.")
    elif _torch() is None:
        print("PyTorch is not installed here (pip install torch): the recorded results stay.")
    else:
        print("PyTorch runs beside this course's engine, in the tables above and in those to come.")


def _torch() -> Any:
    """PyTorch, or None where it is not installed."""
    try:
        return import_module("torch")
    except ImportError:
        return None


def _live() -> bool:
    return os.environ.get(SWITCH, "off") == "on"


@cache
def records() -> dict[str, Any]:
    """Return every recorded outcome, by the name of its function.

    Example:
        >>> isinstance(records(), dict)
        True
    """
    found: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("notebook_*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        for name, record in kept["functions"].items():
            found[name] = record | {"version": kept["PyTorch"]}
    return found


def text_of(function: Callable[..., Any]) -> str:
    """Return a function's own text, by which a record knows that it is still about it.

    Example:
        >>> def one(torch): return {"n": 1}  # a remark
        >>> text_of(one)
        'def one(torch): return {"n": 1}  # a remark'
    """
    try:
        return plain_text(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def plain_text(source: str) -> str:
    """Return source without decorators, empty lines and lines that are comments.

    Example:
        >>> plain_text("@beside\\ndef f(torch):\\n    # why\\n    return {}\\n")
        'def f(torch):\\n    return {}'
    """
    lines = [line.rstrip() for line in dedent(source).splitlines()]
    start = next((n for n, line in enumerate(lines) if re.match(r"(def|async|class) ", line)), 0)
    return "\n".join(line for line in lines[start:] if line and not line.lstrip().startswith("#"))


def _shown(outcome: Outcome, name: str) -> str:
    return str(outcome[name]["shown"]) if name in outcome else "-"


def _named(rows: list[tuple[str, str, str, str]]) -> list[tuple[str, ...]]:
    """The first two cells joined, as `a.grad: tensor([1.])`."""
    return [(f"{name}: {ours}", *others) for name, ours, *others in rows]


def _code(words: str) -> str:
    """Mark what an engine printed as code, unless it holds the mark itself."""
    return words if "`" in words or words == "-" else f"`{words}`"
