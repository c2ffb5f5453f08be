"""Check the function a student wrote, at once, below its cell.

    @exercise("3.1")
    def slope(f, x):
        ...

An exercise knows the mistakes that learners typically make, each with its own hint. Its check
calls the student's function on inputs of its own and either returns (passed) or raises `Mistake`.
Exceptions and endless loops in the student's code end in a sentence, never in a hung kernel.
"""

from __future__ import annotations

import dis
import inspect
import linecache
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType, FunctionType, TracebackType
from typing import Any, TypeVar

from minigrad.course.afterwards import afterwards
from minigrad.course.page import Shown, box, show, tell
from minigrad.course.printed import capped
from minigrad.course.progressfile import note
from minigrad.course.shelf import take
from minigrad.course.timelimit import TimeUp, time_limit

SECONDS = 2.0  # a right answer needs milliseconds; a loaded machine gets some patience

ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
NOTHING = (
    "It gave `None`, as a function does that ends without a `return`. To print a value is not to "
    "return it."
)

TOO_DEEP = (
    "Your function called itself, and that call the next one, until Python had too many unfinished "
    "calls. Does each call get a smaller task than the one before, and is there a last one?"
)

NOT_YET = (
    "Nothing has this name yet. Is it spelled right? Your function is checked where it stands: "
    "what it uses must stand above it, in the same cell or in one that has run."
)

Function = TypeVar("Function", bound=Callable[..., Any])

NOTHING_MORE = Shown("", "")

# What each exercise has checked last, whatever its name, and in which notebook's names.
latest: dict[str, tuple[dict[str, Any], Callable[..., Any]]] = {}


@dataclass(frozen=True)
class Exercise:
    """One exercise: its check, its hints, and what is told to who has passed.

    `hints` maps the name of a mistake to its hint; `errors` maps words of an error message to the
    mistake behind it. Who has passed reads the model `solution`, `why` it is good, `others`: other
    right forms, each under the words that tell it apart, and all hints.

    Example:
        >>> take("exercises", "3.1").difficulty
        'easy'
    """

    number: str
    title: str
    difficulty: str
    minutes: int
    check: Callable[[Attempt], None]
    passed: str
    hints: Mapping[str, str]
    solution: str
    why: str
    others: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


class Mistake(Exception):
    """A check found this mistake; `saw` says what the student's function did.

    Example:
        >>> Mistake("sign", "slope of x*x at 2: got -4, expected 4").saw
        'slope of x*x at 2: got -4, expected 4'
    """

    def __init__(self, name: str, saw: str = "") -> None:
        super().__init__(name)
        self.name = name
        self.saw = saw


class Untouched(Exception):
    """The function still answers `...`."""


class Attempt:
    """The student's function as its check calls it: `attempt(1.0)`.

    `attempt.torch` is the engine under the name `torch` in the student's notebook, so a check
    works with minigrad and with PyTorch alike.

    Example:
        >>> def double(x): return 2 * x
        >>> Attempt(double)(4)
        8
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.answer: Any = ...
        # Below a decorator, as @torch.no_grad(), it is the function inside that knows the names.
        self.names = inspect.unwrap(function).__globals__
        self.torch = self.names.get("torch") or _minigrad()

    def __call__(self, *arguments: Any) -> Any:
        self.answer = self.function(*arguments)
        if self.answer is ...:
            raise Untouched
        return self.answer


@dataclass(frozen=True)
class Result:
    """What a check found. `state` is one of the keys of STATES; it prints as a sentence or two.

    `more` stands below the box, and is what may be told only to who has passed.

    Example:
        >>> Result("3.1", "blank", "Run the cell again.")
        Exercise 3.1: not attempted yet.
        Run the cell again.
    """

    number: str
    state: str
    words: str
    mistake: str = ""
    more: Shown = NOTHING_MORE

    def __repr__(self) -> str:
        return "\n\n".join(filter(None, [self._box().text, self.more.text]))

    def _repr_html_(self) -> str:
        page = self._box().html
        # A screen reader announces what the student's run has brought, and not all that is folded.
        return page if self.state == "blank" else f'<div role="alert">{page}</div>{self.more.html}'

    def _box(self) -> Any:
        kind, verdict = STATES[self.state]
        return box(kind, f"Exercise {self.number}: {verdict}", self.words)


STATES = {
    "blank": ("info", "not attempted yet."),
    "passed": ("good", "passed."),
    "wrong": ("attention", "not right yet."),
    "error": ("attention", "your code stopped with an error."),
    "timeout": ("attention", "stopped, because it ran too long."),
}


def exercise(number: str) -> Callable[[Function], Function]:
    """Check the decorated function, show the result below the cell, and return it unchanged.

    Raises LookupError when there is no exercise of this number.

    Example:
        >>> @exercise("3.1")
        ... def slope(f, x):
        ...     ...
        Exercise 3.1: not attempted yet.
        Replace the `...` by your code and run the cell again.
    """
    task: Exercise = take("exercises", number)

    def decorate(function: Function) -> Function:
        notebook = sys._getframe(1)
        latest[number] = notebook.f_globals, function
        with bound(*_about_to_be_bound(notebook), function):
            result = check(task, function)
        show(result)
        if result.state != "blank":
            event = {"exercise": number, "state": result.state, "mistake": result.mistake}
            tell(note(**event))
        return function

    return decorate


def check(task: Exercise, function: Callable[..., Any], seconds: float = SECONDS) -> Result:
    """Return what this exercise's check finds in the function; it never raises.

    Example:
        >>> check(take("exercises", "3.1"), lambda f, x: ...).state
        'blank'
    """
    try:
        inside: Any = inspect.unwrap(function)
    except ValueError:  # it says that it wraps itself, as what has any attribute does
        inside = None
    if not (callable(function) and isinstance(inside, FunctionType)):
        return Result(task.number, "error", "Put `@exercise` above a plain `def`, nothing else.")
    if is_blank(inside):
        return _blank(task)
    attempt = Attempt(function)
    name = inside.__code__.co_name
    # A function that was defined in another one finds itself in a variable of that one.
    cells = dict(zip(inside.__code__.co_freevars, inside.__closure__ or (), strict=True))
    try:
        with (
            bound(cells.get(name, attempt.names), name, function),
            capped(),
            time_limit(seconds),
        ):
            task.check(attempt)
    except Untouched:
        return _blank(task)
    except Mistake as mistake:
        saw = ADDRESS.sub("", mistake.saw)
        silent = NOTHING if mistake.name == "kind" and attempt.answer is None else ""
        words = "\n\n".join(filter(None, [saw, silent, task.hints[mistake.name]]))
        return Result(task.number, "wrong", words, mistake.name)
    except TimeUp:
        return Result(
            task.number,
            "timeout",
            f"It was still running after {seconds:g} seconds. Is there a loop that never ends? "
            "Look at the condition of each `while`: what makes it false? If your function calls "
            "itself: which call is the last one?",
        )
    except (Exception, SystemExit) as error:
        return _error(task, function, error)
    return Result(task.number, "passed", task.passed, more=afterwards(task, function))


@contextmanager
def bound(place: Any, name: str, meaning: Any) -> Iterator[None]:
    """Let a name have this meaning, in a namespace or a closure's cell; then its old one, or none.

    A check runs before Python binds the name: a call to itself would reach the attempt before.

    Example:
        >>> names = {"slope": "an attempt"}
        >>> with bound(names, "slope", "another one"):
        ...     names
        {'slope': 'another one'}
        >>> names
        {'slope': 'an attempt'}
    """
    before = _held(place, name)
    try:
        _hold(place, name, [meaning])
        yield
    finally:
        _hold(place, name, before)


def _held(place: Any, name: str) -> list[Any]:
    if isinstance(place, dict):
        return [place[name]] if name in place else []
    try:
        return [place.cell_contents]
    except ValueError:  # nothing yet
        return []


def _hold(place: Any, name: str, held: list[Any]) -> None:
    if not isinstance(place, dict):
        if held:
            place.cell_contents = held[0]
        else:
            del place.cell_contents
    elif held:
        place[name] = held[0]
    else:
        place.pop(name, None)


def _about_to_be_bound(frame: FrameType) -> tuple[dict[str, Any], str]:
    """Return where, and under which name, this frame keeps what the call it is in returns.

    That is not the name in the `def` of a `lambda`, nor below a decorator without functools.wraps.
    """
    for step in dis.get_instructions(frame.f_code):
        # Decorators further up are called before.
        if step.offset > frame.f_lasti and step.opname not in ("CACHE", "PRECALL", "CALL"):
            if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
                return frame.f_globals, step.argval
            break
    return {}, ""


def is_blank(function: Callable[..., Any]) -> bool:
    """Tell whether the body does nothing but return None or `...`.

    Example:
        >>> is_blank(lambda: ...), is_blank(lambda: 3)
        (True, False)
    """
    doing = [
        step
        for step in dis.get_instructions(function)
        if step.opname not in ("RESUME", "NOP", "RETURN_VALUE")
    ]
    return all(step.opname.endswith("_CONST") and step.argval in (None, ...) for step in doing)


def _blank(task: Exercise) -> Result:
    return Result(task.number, "blank", "Replace the `...` by your code and run the cell again.")


def _error(task: Exercise, function: Callable[..., Any], error: BaseException) -> Result:
    """Say what went wrong, and where in the student's own code."""
    message = ADDRESS.sub("", str(error)).splitlines() or ["no message"]
    said = f"`{type(error).__name__}`: {message[0]}"
    where = _last_own_line(function, error.__traceback__)
    mistake = next((name for part, name in task.errors.items() if part in str(error)), "")
    kinds = ((RecursionError, TOO_DEEP), (UnboundLocalError, ""), (NameError, NOT_YET))
    usual = next((words for kind, words in kinds if isinstance(error, kind)), "")
    words = [f"{where}{said}", task.hints.get(mistake, usual)]
    return Result(task.number, "error", "\n\n".join(filter(None, words)), mistake)


def _last_own_line(function: Callable[..., Any], trace: TracebackType | None) -> str:
    """Name the deepest line of the cell that holds the function: others have such numbers, too."""
    cell = inspect.unwrap(function).__code__.co_filename
    found = ""
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == cell:
            source = linecache.getline(cell, trace.tb_lineno).strip()
            found = f"Line {trace.tb_lineno}" + (f", `{source}`: " if source else ": ")
        trace = trace.tb_next
    return found


def _minigrad() -> Any:
    import minigrad

    return minigrad
