"""Exercise 4.2: an operation of one's own. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

PLACES = [0.0, 0.5, 1.0, -2.0]
VALUES = [-0.5, -0.125, 1.0, 5.5]
SLOPES = [3 * x for x in PLACES]


def check_legendre_2(attempt: Attempt) -> None:
    """Look at the values, at the node, at what it saved, and at the slopes times 10."""
    torch = attempt.torch
    x = torch.tensor(PLACES, requires_grad=True)
    y = attempt(x)
    if y is None:
        raise Mistake("none")
    if not torch.is_tensor(y) or tuple(y.shape) != (4,):
        raise Mistake("kind")
    if not _same(y, VALUES):
        raise Mistake("value", f"For {PLACES} the values are {VALUES}; yours are {y.tolist()}.")
    if not hasattr(y.grad_fn, "saved_tensors"):
        raise Mistake("plain", "The values are right.")
    if not y.grad_fn.saved_tensors:
        raise Mistake("unsaved", "The values are right, but the node has saved no tensor.")
    (got,) = torch.autograd.grad((10 * y).sum(), x)
    if _same(got, SLOPES):
        raise Mistake("chain", "The incoming gradient was 10, but it has no effect.")
    if not _same(got, [10 * slope for slope in SLOPES]):
        raise Mistake("slope", f"At {PLACES} the slopes are {SLOPES}.")


# What most answers share. The two lines in which they differ are `save` and `slope`.
FRAME = """
def legendre_2(x):
    class P2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            {save}
            return 0.5 * (3 * x**2 - 1)
        @staticmethod
        def backward(ctx, grad):
            return {slope}
    return P2.apply(x)
"""
SAVED = "ctx.save_for_backward(x)"
NO_BACKWARD = FRAME[: FRAME.index("        @staticmethod\n        def backward")] + (
    "    return P2.apply(x)\n"
)


def _answer(save: str, slope: str) -> str:
    return FRAME.format(save=save, slope=slope)


def _same(got: Any, wanted: list[float]) -> bool:
    return all(close(one, other) for one, other in zip(got.tolist(), wanted, strict=True))


LEGENDRE_2 = Exercise(
    number="4.2",
    title="An operation of your own",
    difficulty="medium",
    minutes=12,
    check=check_legendre_2,
    passed="One node, one saved tensor, and your own derivative in it.",
    hints={
        "plain": "But the node of the result is one of the engine's. Put the formula into "
        "`forward` of a class derived from `torch.autograd.Function`, and call `apply` of it.",
        "unsaved": "Hand the input to `ctx.save_for_backward` in `forward`. What is kept there is "
        "freed after the backward pass, and protected against changes.",
        "chain": "Multiply by the gradient that arrives: `grad` times the local slope.",
        "slope": "Look at the formula in `backward`: the slope of ½(3x² - 1) is 3x.",
        "value": "Look at the formula in `forward`: ½(3x² - 1).",
        "backward": "The class needs a second static method, `backward(ctx, grad)`.",
        "kind": "Return what `apply` gives: a tensor of the same shape as `x`.",
        "none": "Return what `apply` gives.",
    },
    errors={"must implement either the backward": "backward"},
    right=(
        _answer(SAVED, "grad * 3 * ctx.saved_tensors[0]"),
        _answer("ctx.save_for_backward(3 * x)", "grad * ctx.saved_tensors[0]"),
    ),
    wrong={
        "plain": ("def legendre_2(x):\n    return 0.5 * (3 * x**2 - 1)\n",),
        "unsaved": (_answer("ctx.x = x", "grad * 3 * ctx.x"),),
        "chain": (_answer(SAVED, "3 * ctx.saved_tensors[0]"),),
        "slope": (_answer(SAVED, "grad * 6 * ctx.saved_tensors[0]"),),
        "value": ("def legendre_2(x):\n    return 3 * x**2 - 1\n",),
        "backward": (NO_BACKWARD.format(save=SAVED),),
        "kind": ("def legendre_2(x):\n    return [0.5 * (3 * one**2 - 1) for one in x]\n",),
        "none": ("def legendre_2(x):\n    y = 0.5 * (3 * x**2 - 1)\n",),
    },
)
