"""Exercise 8.5: the gradient of one large batch from uneven parts. Reading on gives it away."""

from __future__ import annotations

import weakref
from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

BATCHES = ([1.0, 2.0, 3.0], [4.0, 8.0], [6.0])
MEANS = [sum(batch) / len(batch) for batch in BATCHES]
WANTED = 24.0 / 6


class Kept:
    """A saved tensor; it is gone when its node has let go of it."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor


def check_accumulate(attempt: Attempt) -> None:
    """The loss is w times the examples, so that the gradient is their mean."""
    torch = attempt.torch
    w = torch.tensor(1.0, requires_grad=True)
    kept: list[weakref.ref[Kept]] = []
    most = longest = 0

    def pack(tensor: Any) -> Kept:
        entry = Kept(tensor)
        kept.append(weakref.ref(entry))
        return entry

    def mean_loss(batch: Any) -> Any:
        nonlocal most, longest
        most = max(most, sum(ref() is not None for ref in kept))
        longest = max(longest, len(batch))
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda entry: entry.tensor):
            return (w * batch).mean()

    attempt(mean_loss, [torch.tensor(batch) for batch in BATCHES])
    got = None if w.grad is None else w.grad.item()
    saw = (
        f"Batches of 3, 2 and 1 examples; the gradient of the whole mean is {WANTED:g}, yours "
        f"is {got if got is None else round(got, 4)}."
    )
    if got is None:
        raise Mistake("none", saw)
    known = {
        sum(MEANS): "sum",
        sum(MEANS) / len(MEANS): "mean",
        sum(map(sum, BATCHES)): "whole",
    }
    if not close(got, WANTED):
        raise Mistake(next((n for v, n in known.items() if close(got, v)), "other"), saw)
    if longest > max(map(len, BATCHES)):
        raise Mistake("joined", "The gradient is right.")
    if most:
        raise Mistake("together", "The gradient is right.")


ACCUMULATE = Exercise(
    number="8.5",
    title="Parts of any size",
    difficulty="medium",
    minutes=15,
    check=check_accumulate,
    passed="Exactly the gradient of the large batch, in the memory of the largest part.",
    hints={
        "none": "There is no gradient. Run a backward pass for each batch.",
        "sum": "The means were added up as they are. Each must count by its share of the examples.",
        "mean": "That would be right if all batches were of the same length. A batch of 3 has to "
        "count three times as much as a batch of 1.",
        "whole": "That is the gradient of the sum over all examples. A mean is asked for.",
        "single": "`mean_loss` takes a batch, a tensor with a row of examples. Give it each batch "
        "as it is.",
        "joined": "But the batches were put together again, and so their memory is needed at the "
        "same time. Take them one by one.",
        "together": "But several graphs were alive at the same time. Run the backward pass of "
        "each batch before you compute the next loss.",
        "other": "Each batch: its mean loss times the number of its examples, divided by the "
        "number of all examples; then `backward()`.",
    },
    errors={"0-d tensor": "single"},
    solution="""
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        (mean_loss(batch) * len(batch) / total).backward()
""",
    why="The mean over all examples is the sum of the parts' means, each times its share of the "
    "examples, and `.grad` adds up by itself. Each graph is used and freed before the next "
    "one is made, so the largest part says how much memory is needed.",
    others={
        "with the share as the gradient that arrives, which saves the two operations on the "
        "loss": """
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        mean_loss(batch).backward(torch.tensor(len(batch) / total))
""",
    },
)
