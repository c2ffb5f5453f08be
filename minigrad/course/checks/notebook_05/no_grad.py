"""Exercise 5.6: a switch that finds its way back. Reading on gives the answer away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from minigrad.course.checks.notebook_05.students import as_block
from minigrad.course.exercises import Attempt, Exercise, Mistake, Untouched


class _Stopped(Exception):
    """Raised inside a block, to see what is left behind."""


def check_no_grad(attempt: Attempt) -> None:
    """Try a block, one inside another, one where it was off already, and one that fails."""
    engine = SimpleNamespace(recording=True)
    with _block(attempt, engine):
        if engine.recording is not False:
            raise Mistake("inside", f"Inside the block, `recording` was {engine.recording}.")
    if engine.recording is not True:
        raise Mistake("after", f"After the block, `recording` was {engine.recording}.")

    with _block(attempt, engine):
        with _block(attempt, engine):
            pass
        if engine.recording is not False:
            raise Mistake("before", "A block ended inside another one, and recording was on again.")
    if engine.recording is not True:
        raise Mistake("after", f"After two nested blocks, `recording` was {engine.recording}.")

    arrived = False
    try:
        with _block(attempt, engine):
            raise _Stopped
    except _Stopped:
        arrived = True
    if engine.recording is not True:
        raise Mistake("error", f"After an error in the block, `recording` was {engine.recording}.")
    if not arrived:
        raise Mistake("swallowed", "An error was raised in the block, and nobody heard of it.")


def _block(attempt: Attempt, engine: Any) -> Any:
    """Return what stands after `with`, from a function with a yield or from a finished manager."""
    answer = as_block(attempt.function)(engine)
    if answer is ...:
        raise Untouched
    if not hasattr(answer, "__enter__"):
        raise Mistake("kind", f"Your function gave a `{type(answer).__name__}`.")
    return answer


NO_GRAD = Exercise(
    number="5.6",
    title="A switch that finds its way back",
    difficulty="medium",
    minutes=8,
    check=check_no_grad,
    passed="Off inside, as before outside, whatever happens in between.",
    hints={
        "kind": "There is no `yield` in your function. The lines before it run when the block is "
        "entered, those after it when the block is left.",
        "inside": "Set `engine.recording = False` before the `yield`.",
        "after": "After the `yield`, put `engine.recording` back to what it was.",
        "before": "Do not switch it on at the end, put it back to what it was at the beginning: "
        "note it before you change it.",
        "error": "An error inside the block leaves your function at the `yield`, and the lines "
        "after it never run. Put the `yield` into a `try:` and those lines into its `finally:`.",
        "swallowed": "`except` stops the error, and whoever wrote the block never learns of it. "
        "`finally` puts things in order and lets the error pass.",
        "once": "One `yield` only: the place where the block runs.",
    },
    errors={"generator didn't stop": "once", "generator didn't yield": "kind"},
    solution="""
def no_grad(engine):
    before = engine.recording
    engine.recording = False
    try:
        yield
    finally:
        engine.recording = before
""",
    why="What was there before is noted and put back, so a block may stand inside of another one. "
    "`finally` puts it back also when an error leaves the block, and lets the error pass.",
    others={
        "as a class with the two methods that `with` calls": """
def no_grad(engine):
    class Off:
        def __enter__(self):
            self.before = engine.recording
            engine.recording = False
        def __exit__(self, *what):
            engine.recording = self.before
    return Off()
""",
    },
)
