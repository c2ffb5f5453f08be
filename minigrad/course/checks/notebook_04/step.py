"""Exercise 4.5: one step downhill. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_step(attempt: Attempt) -> None:
    """Take one step with two parameters, held from outside, so that renaming shows."""
    torch = attempt.torch
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    q = torch.tensor(3.0, requires_grad=True)
    (4 * p.sum() - 2 * q).backward()
    attempt([p, q], 0.25)
    got = [*p.tolist(), q.item()]
    saw = f"From 1, 2, 3 with slopes 4, 4, -2 and rate 0.25 to 0, 1, 3.5; you came to {got}."
    moved = [one - start for one, start in zip(got, (1.0, 2.0, 3.0), strict=True)]
    known = {
        "unchanged": (0.0, 0.0, 0.0),
        "uphill": (1.0, 1.0, -0.5),
        "rate": (-4.0, -4.0, 2.0),
        "first": (-1.0, -1.0, 0.0),
    }
    for name, wrong in known.items():
        if all(close(one, other) for one, other in zip(moved, wrong, strict=True)):
            raise Mistake(name, saw)
    if not all(close(one, w) for one, w in zip(moved, (-1.0, -1.0, 0.5), strict=True)):
        raise Mistake("other", saw)
    if not (p.requires_grad and q.requires_grad):
        raise Mistake("frozen", "The numbers are right.")


STEP = Exercise(
    number="4.5",
    title="One step downhill",
    difficulty="medium",
    minutes=10,
    check=check_step,
    passed="That is gradient descent, and an optimizer's `step()` is built on these lines.",
    hints={
        "recorded": "A leaf that requires grad cannot be changed while autograd records. Where "
        "should the change stand?",
        "unchanged": "`p - ...` makes a new tensor, and `p = p - ...` only gives it the name `p`. "
        "The old one, which the network holds, is as it was. Change it in place: `p -= ...`.",
        "first": "Only the first parameter has moved. Does a `return` stand inside the loop?",
        "again": "The gradients are there already, in the `.grad` of each parameter. There is "
        "nothing to go backward through here.",
        "list": "`parameters` is a list of tensors. Go over it with a loop.",
        "uphill": "The gradient points uphill. Go against it.",
        "rate": "The step is the gradient times the rate.",
        "frozen": "But a parameter does not require grad any more, so it would never learn again. "
        "Instead of switching the tensor, switch the mode.",
        "other": "For each parameter: its value minus the rate times its `.grad`, once.",
    },
    errors={
        "a leaf Variable that requires grad": "recorded",
        "grad can be implicitly created": "again",
        "'list' object has no attribute": "list",
    },
    solution="""
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate * p.grad
""",
    why="In no-grad mode the change is not recorded, and `-=` changes the very tensor that the "
    "network holds. So each parameter is still a leaf that requires grad, and the graph does not "
    "grow from step to step.",
    others={
        "with the decorator, when all of a function is to run without recording": """
@torch.no_grad()
def step(parameters, rate):
    for p in parameters:
        p.sub_(rate * p.grad)
""",
    },
)
