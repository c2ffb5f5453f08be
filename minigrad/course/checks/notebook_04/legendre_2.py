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
    taken: list[Any] = []

    def unpack(saved: Any) -> Any:
        """Whoever asks for what was saved gets it from here."""
        taken.append(saved)
        return saved

    with torch.autograd.graph.saved_tensors_hooks(lambda saved: saved, unpack):
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
    taken.clear()
    (got,) = torch.autograd.grad((10 * y).sum(), x)
    if _same(got, SLOPES):
        raise Mistake("chain", "The incoming gradient was 10, but it has no effect.")
    if not _same(got, [10 * slope for slope in SLOPES]):
        raise Mistake("slope", f"At {PLACES} the slopes are {SLOPES}.")
    if not taken:
        raise Mistake("around", "The slopes are right.")


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
        "around": "But `backward` took `x` from the function around the class, and not from "
        "`ctx.saved_tensors`. That `x` stays in memory after the backward pass, and nobody notices "
        "when it was changed.",
        "tuple": "`ctx.saved_tensors` is a tuple, even when it holds a single tensor. Take the "
        "tensor out of it: `x, = ctx.saved_tensors`.",
        "empty": "`backward` returned nothing for `x`. Return the gradient that arrives, times the "
        "local slope.",
        "chain": "Multiply by the gradient that arrives: `grad` times the local slope.",
        "slope": "Look at the formula in `backward`: the slope of ½(3x² - 1) is 3x.",
        "value": "Look at the formula in `forward`: ½(3x² - 1).",
        "backward": "The class needs a second static method, `backward(ctx, grad)`.",
        "kind": "Return what `apply` gives, a tensor of the same shape as `x`. Of a class P2 call "
        "`P2.apply(x)`, and not `P2(x)`.",
        "none": "Return what `apply` gives.",
    },
    errors={
        "must implement either the backward": "backward",
        "backward() takes": "backward",
        "Function.__init__() takes": "kind",
        "has no attribute 'apply'": "plain",
        "converted to an index": "tuple",
        "not have been used in the graph": "empty",
    },
    solution="""
def legendre_2(x):
    class Legendre2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return 0.5 * (3 * x**2 - 1)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * 3 * x

    return Legendre2.apply(x)
""",
    why="What `backward` needs is kept by `ctx.save_for_backward`: autograd frees it after the "
    "pass, and raises an error when it was changed in place in the meantime. `backward` returns "
    "the gradient that arrives times the local slope, as the chain rule asks, and is made of "
    "operations that autograd could record for a second derivative.",
    others={
        "with the slope saved in place of `x`, when no second derivative is wanted": """
def legendre_2(x):
    class P2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(3 * x)
            return 0.5 * (3 * x**2 - 1)
        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]
    return P2.apply(x)
""",
        "with `setup_context` beside a `forward` without `ctx`, as `torch.func` needs it": """
def legendre_2(x):
    class Legendre2(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return 0.5 * (3 * x**2 - 1)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * 3 * x

    return Legendre2.apply(x)
""",
    },
)
