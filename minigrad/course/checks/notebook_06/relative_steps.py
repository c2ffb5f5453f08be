"""Exercise 6.3: how far a step moves each parameter. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

WEIGHT, BIAS = ((3.0, 4.0),), (2.0,)
SLOPES = (-10.0, 0.0)
RATE = 0.125


def check_relative_steps(attempt: Attempt) -> None:
    """Weights of norm 5 with a gradient of norm 10; a bias without a gradient."""
    torch = attempt.torch
    net = torch.nn.Linear(2, 1)
    with torch.no_grad():
        net.weight.copy_(torch.tensor(WEIGHT))
        net.bias.copy_(torch.tensor(BIAS))
    (net.weight * torch.tensor([SLOPES])).sum().backward()
    first, *others = _numbers(attempt(net, RATE))
    known = {
        "rate": 10 / 5,
        "absolute": RATE * 10,
        "inverted": 5 / (RATE * 10),
        "square": RATE * 100 / 25,
        "sum": RATE * -10 / 7,
        "average": RATE * 10 / 7,
    }
    saw = f"For a weight of norm 5, a gradient of norm 10 and the rate {RATE:g} it is 0.25."
    if not close(first, RATE * 10 / 5):
        for name, value in known.items():
            if close(first, value):
                raise Mistake(name, f"{saw} You gave {first:.4g}.")
        raise Mistake("other", f"{saw} You gave {first:.4g}.")
    if len(others) != 1:
        raise Mistake("missing", f"For two parameters you gave a list of {1 + len(others)}.")
    if others[0] != 0:
        raise Mistake("other", f"For a parameter without a gradient you gave {others[0]:.4g}.")
    if net.bias.grad is not None:
        raise Mistake("left", "The numbers are right.")


def _numbers(answer: Any) -> list[float]:
    """The answer as floats, out of any sequence."""
    if isinstance(answer, (str, bytes, dict)) or not hasattr(answer, "__iter__"):
        raise Mistake("kind")
    found = [number(value) for value in answer]
    numbers = [value for value in found if value is not None]
    if not numbers or len(numbers) < len(found):
        raise Mistake("kind")
    return numbers


RELATIVE_STEPS = Exercise(
    number="6.3",
    title="Relative steps",
    difficulty="medium",
    minutes=8,
    check=check_relative_steps,
    passed="Try it on the two deep networks: `relative_steps(net, 0.1)` after a backward pass.",
    hints={
        "rate": "The step is the gradient times the rate.",
        "absolute": "Divide by the norm of the parameter, to see how far that is for its size.",
        "inverted": "The other way round: the step divided by the parameter.",
        "square": "The norm is the square root of the sum of squares.",
        "sum": "A sum can be small because large numbers cancel. Take the norm: `p.norm()`.",
        "average": "That compares the average sizes of the numbers. Asked for is the norm, the "
        "length of all numbers together: `p.norm()`.",
        "truth": "Is a tensor of several numbers true or false? Nobody can say. Ask for what you "
        "mean: `p.grad is None`.",
        "none": "One parameter has no gradient: its `.grad` is None. It is not moved, which is 0.",
        "missing": "Give one number for each parameter of `net.parameters()`, in their order; 0 "
        "for one without a gradient.",
        "left": "But a parameter's `.grad` was None and is something else now. Leave the network "
        "as it was.",
        "kind": "Return a list of numbers.",
        "other": "rate · norm of the gradient / norm of the parameter; 0 where `.grad` is None.",
    },
    errors={"'NoneType'": "none", "0-d tensor": "kind", "Boolean value of Tensor": "truth"},
    solution="""
def relative_steps(net, rate):
    steps = []
    for p in net.parameters():
        step = 0.0 if p.grad is None else rate * p.grad.norm().item()
        steps.append(step / max(p.norm().item(), 1e-12))
    return steps
""",
    why="Every parameter gets its number, and `p.grad is None` is asked before the gradient is "
    "used. What is divided by is kept away from 0, as `F.normalize` does it: the bias of a "
    "fresh BatchNorm is all zeros, and Python does not divide by 0.",
    others={
        "with the division of tensors: a step away from zeros is `inf`, which is the plain "
        "truth": """
def relative_steps(net, rate):
    steps = []
    for p in net.parameters():
        step = 0.0 if p.grad is None else rate * p.grad.norm()
        steps.append((step / p.norm()).item() if step else 0.0)
    return steps
""",
    },
)
