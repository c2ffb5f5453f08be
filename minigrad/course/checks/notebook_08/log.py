"""Exercise 8.2: a log of losses that holds no graph. Reading on gives the answer away."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_log(attempt: Attempt) -> None:
    """Hand out losses, and watch by weak references which of them are still there."""
    torch = attempt.torch
    w = torch.tensor(1.0, requires_grad=True)
    given: list[Any] = []
    most = 0

    def step() -> Any:
        nonlocal most
        most = max(most, sum(ref() is not None for ref in given))
        loss = w * w * (len(given) + 1)
        given.append(weakref.ref(loss))
        return loss

    answer = attempt(step, 4)
    saw = f"The losses were 1, 2, 3, 4; you returned {answer!r}."
    if not isinstance(answer, list | tuple):
        raise Mistake("stacked" if getattr(answer, "grad_fn", None) is not None else "kind", saw)
    if any(getattr(value, "grad_fn", None) is not None for value in answer):
        raise Mistake("graph", saw)
    got = [number(value) for value in answer]
    if len(given) != 4:
        raise Mistake("calls", f"`step` was called {len(given)} times, and `n` was 4.")
    right = [value is not None and close(value, n) for n, value in enumerate(got, 1)]
    if len(got) != 4 or not all(right):
        raise Mistake("other", saw)
    if w.grad is None or not close(w.grad.item(), 20.0):
        raise Mistake("backward", f"`w.grad` should be 20 at the end; it is {w.grad!r}.")
    gc.collect()
    # While a step runs, the name `loss` of the student's loop still holds the one before.
    if most > 1 or any(ref() is not None for ref in given):
        raise Mistake("held", f"At one time there were {most + 1} losses.")


LOG = Exercise(
    number="8.2",
    title="A log without a leak",
    difficulty="easy",
    minutes=8,
    check=check_log,
    passed="This loop can run for a week: at the end it holds a list of numbers.",
    hints={
        "graph": "The list holds tensors with a history, so every graph is still there. Keep the "
        "number only.",
        "stacked": "You have made one tensor of all the losses. It leads to every graph.",
        "calls": "Call `step()` once for each of the `n` steps.",
        "backward": "Run the backward pass of every loss, once.",
        "held": "What you return is fine, but on the way the losses were kept together. Finish "
        "one step, with its backward pass, before you begin the next.",
        "early": "The loss has left its graph before the backward pass. First `loss.backward()`, "
        "on the loss as `step()` gives it; then take its number.",
        "kind": "Return a list.",
        "other": "Return the value of each loss, in order.",
    },
    errors={
        "does not require grad": "early",
        "'float' object has no attribute 'backward'": "early",
    },
    solution="""
def log(step, n):
    values = []
    for _ in range(n):
        loss = step()
        loss.backward()
        values.append(loss.item())
    return values
""",
    why="A number from `item()` leads to no graph, and each loss has had its backward pass before "
    "the next one is computed. So the list grows by one number for each step, and nothing "
    "else grows.",
    others={
        "with `detach()`, when the values should stay tensors: on a GPU, `item()` waits until "
        "the loss is computed, `detach()` does not": """
def log(step, n):
    values = []
    for _ in range(n):
        loss = step()
        loss.backward()
        values.append(loss.detach())
    return values
""",
        "with a function for one step: its `loss` is gone when it returns, while the loop's "
        "own would stay until the next one is there": """
def log(step, n):
    def one():
        loss = step()
        loss.backward()
        return loss.item()
    return [one() for _ in range(n)]
""",
    },
)
