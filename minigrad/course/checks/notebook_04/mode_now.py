"""Exercise 4.3: tell the mode. Reading on gives the answer away."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_mode_now(attempt: Attempt) -> None:
    """Ask in each mode, and in a stretch that is recorded inside a no-grad block."""
    torch = attempt.torch
    with torch.no_grad():
        _asked(attempt, torch.enable_grad(), "`enable_grad()` inside `no_grad()`", "normal")
    _asked(attempt, nullcontext(), "no block", "normal")
    _asked(attempt, torch.no_grad(), "`no_grad()`", "no-grad")
    _asked(attempt, torch.inference_mode(), "`inference_mode()`", "inference")


def _asked(attempt: Attempt, mode: Any, block: str, wanted: str) -> None:
    with mode:
        answer = attempt()
    if isinstance(answer, str) and answer == wanted:
        return
    if answer not in ("normal", "no-grad", "inference"):
        raise Mistake("kind", f"Your function gave {answer!r}.")
    mixed_up = {("inference", "no-grad"): "both", ("no-grad", "normal"): "never"}
    mixed_up |= {("normal", "no-grad"): "always", ("inference", "normal"): "never"}
    mixed_up |= {("normal", "inference"): "call", ("no-grad", "inference"): "other"}
    saw = f'In {block} the answer is "{wanted}"; your function gave "{answer}".'
    raise Mistake(mixed_up.get((wanted, answer), "other"), saw)


MODE_NOW = Exercise(
    number="4.3",
    title="Which mode is it?",
    difficulty="medium",
    minutes=6,
    check=check_mode_now,
    passed="A mode belongs to the place in the program where you ask, not to a tensor.",
    hints={
        "both": "In inference mode recording is off as well, so both questions have to be asked, "
        "and in the right order.",
        "never": "The answer has to be found each time the function is called. Ask the engine.",
        "always": "Recording is on there. Which of the two functions tells you so?",
        "call": "`torch.is_inference_mode_enabled` without `()` is the function itself, and counts "
        "as true; so does the block `torch.inference_mode()`. Is the question a call?",
        "kind": 'Return one of the words "normal", "no-grad", "inference", spelled like this.',
        "other": "Two questions decide: is inference mode on, and is recording on? There is a "
        "function for each.",
    },
    solution="""
def mode_now():
    if torch.is_inference_mode_enabled():
        return "inference"
    return "normal" if torch.is_grad_enabled() else "no-grad"
""",
    why="It asks the engine at the moment of the call, so it is right in every block, and in "
    "blocks inside of others. Inference mode comes first, because recording is off in it as well.",
    others={
        "by an experiment: a result made here and now shows what the mode does to it": """
def mode_now():
    made = torch.tensor(1., requires_grad=True) * 1
    if made.is_inference():
        return "inference"
    return "normal" if made.requires_grad else "no-grad"
""",
    },
)
