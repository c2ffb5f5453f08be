"""Exercise 9.3: no change in place. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

PLACES = [0.0, 1.0, -2.0]
VALUES = [0.6931472, 1.3132617, 0.1269280]
SLOPES = [0.5, 0.7310586, 0.1192029]


def check_softplus(attempt: Attempt) -> None:
    """Look at the values, at the gradient, and at what became of x."""
    torch = attempt.torch
    x = torch.tensor(PLACES, requires_grad=True)
    y = attempt(x)
    if y is None:
        raise Mistake("none")
    if not torch.is_tensor(y) or tuple(y.shape) != (3,):
        raise Mistake("kind")
    if x.tolist() != PLACES or not x.is_leaf:
        raise Mistake("input")
    if not _same(y, VALUES):
        raise Mistake("value", f"For {PLACES} the values are {VALUES}; yours are {_told(y)}.")
    if not y.requires_grad:
        raise Mistake("cut", "The values are right, but the result does not require grad.")
    y.sum().backward()
    if x.grad is None:
        raise Mistake("cut", "The values are right, but `x` got no gradient.")
    if not _same(x.grad, SLOPES):
        saw = f"The values are right. The slopes are {SLOPES}; yours are {_told(x.grad)}."
        raise Mistake("slope", saw)


def _same(got: Any, wanted: list[float]) -> bool:
    return all(close(a, b) for a, b in zip(got.detach().tolist(), wanted, strict=True))


def _told(tensor: Any) -> list[float]:
    return [round(number, 7) for number in tensor.detach().tolist()]


SOFTPLUS = Exercise(
    number="9.3",
    title="No change in place",
    difficulty="medium",
    minutes=8,
    check=check_softplus,
    passed="Every node finds what it has saved as it was.",
    hints={
        "saved": "A saved tensor was changed: `exp` has saved its result, which is its slope. Let "
        "it stay, and make a new tensor.",
        "leaf": "`x` is a leaf and must not be changed. Make a new tensor from it.",
        "slope": "The check was got round: a node computes its slope from numbers that were "
        "changed behind its back.",
        "cut": "The history was cut. Compute with recorded operations only.",
        "input": "`x` itself was changed.",
        "value": "It is the logarithm of eˣ + 1.",
        "kind": "Return a tensor in the shape of `x`.",
        "none": "Return the result at the end of the function.",
    },
    errors={
        "modified by an inplace operation": "saved",
        "leaf Variable that requires grad": "leaf",
        "Can't call numpy()": "cut",
    },
    solution="""
def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))
""",
    why="Each operation makes a new tensor, so every node finds what it has saved. log(eˣ + 1) is "
    "log(eˣ + e⁰), and `logaddexp` takes the larger exponent out before it computes: at 100, "
    "where `x.exp()` is infinite in `float32`, value and slope are still right.",
    others={
        "with the program's own steps, each of them a new tensor: right as long as `x` stays "
        "below 88, where eˣ becomes infinite in `float32` and the slope `nan`": """
def softplus(x):
    y = x.exp()
    y = y + 1
    return y.log()
""",
        "with the library's function, which is safe for large `x`, too": """
def softplus(x):
    return torch.nn.functional.softplus(x)
""",
    },
)
