"""Exercise 6.5: several losses of one network. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

FIRST, SECOND, THIRD, BEFORE = 12.0, 5.0, 3.0, 100.0


def check_gradient_of_all(attempt: Attempt) -> None:
    """A body that saves something, so that its graph is freed; three losses of known slopes."""
    torch = attempt.torch
    calls: list[int] = []

    class Body(torch.nn.Module):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor(1.0))

        def forward(self, x: Any) -> Any:
            calls.append(1)
            return self.w * self.w * x / 2

    body = Body()
    (body.w * BEFORE).backward()
    losses = [lambda f: f * FIRST, lambda f: f * SECOND, lambda f: f * THIRD]
    attempt(body, losses, torch.tensor(1.0))
    if body.w.grad is None:
        raise Mistake("nothing")
    got, total = body.w.grad.item(), FIRST + SECOND + THIRD
    saw = f"The three losses have the slopes 12, 5 and 3, which is 20; you came to {got:g}."
    known = {
        BEFORE: "nothing",
        BEFORE + total: "before",
        THIRD: "last",
        FIRST: "first",
        BEFORE + THIRD: "last",
        total / 3: "mean",
    }
    for value, name in known.items():
        if close(got, value):
            raise Mistake(name, saw)
    if not close(got, total):
        raise Mistake("other", saw)
    if len(calls) != 1:
        raise Mistake("forward", f"The gradient is right; `body` was called {len(calls)} times.")


GRADIENT_OF_ALL = Exercise(
    number="6.5",
    title="One body, several losses",
    difficulty="hard",
    minutes=12,
    check=check_gradient_of_all,
    passed="The gradient of a sum is the sum of the gradients. One backward pass over the shared "
    "part is enough.",
    hints={
        "twice": "The losses share the graph of the body, and the first backward pass frees what "
        "it had saved. Can one backward pass do for all of them?",
        "forward": "But the body is the expensive part. Call it once, and give its result to all "
        "losses.",
        "before": "The gradients that were there before are still in the sum. Clear them first.",
        "last": "Only the last loss is in it. When do you clear the gradients?",
        "first": "Only the first loss is in it.",
        "mean": "That is the gradient of the mean; the sum is asked for.",
        "nothing": "Nothing of the losses has arrived in the parameters' `.grad`. Run a backward "
        "pass, and clear the gradients before it, not after it.",
        "cut": "The losses do not lead to the body any more: a number from `item()` and a detached "
        "tensor have no history. Give the losses what `body(x)` returns, and add them up.",
        "list": "`losses` is a list of functions. Call each of them with the features: "
        "`loss(features) for loss in losses`.",
        "other": "Call `body(x)` once, add up what the losses give for it, clear, and run one "
        "backward pass.",
    },
    errors={
        "Trying to backward through the graph a second time": "twice",
        "does not require grad": "cut",
        "'float' object has no attribute": "cut",
        "'list' object is not callable": "list",
    },
    solution="""
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    sum(loss(features) for loss in losses).backward()
""",
    why="The gradient of a sum is the sum of the gradients, so the losses are added up first: one "
    "pass goes through the body, whatever their number. The clearing stands right before "
    "`backward()`, so what was in `.grad` is gone and what comes stays.",
    others={
        "with a stop at the features: each loss's graph is freed before the next one is "
        "computed, which saves memory when the losses are large networks themselves": """
def gradient_of_all(body, losses, x):
    features = body(x)
    leaf = features.detach().requires_grad_()
    for loss in losses:
        loss(leaf).backward()
    body.zero_grad()
    features.backward(leaf.grad)
""",
        "with a pass for each loss, when you want to look at what each one adds; the body's "
        "graph is kept and gone through each time": """
def gradient_of_all(body, losses, x):
    body.zero_grad()
    features = body(x)
    for loss in losses:
        loss(features).backward(retain_graph=True)
""",
    },
)
