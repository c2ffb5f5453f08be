"""Exercise 9.5: mend a Function with three faults. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

PLACES = [2.0, -1.0, 0.5]


def check_power(attempt: Attempt) -> None:
    """Look at the values, the node, the gradient of 10·xⁿ, then its second derivative."""
    torch = attempt.torch
    for n in (3, 2):
        x = torch.tensor(PLACES, requires_grad=True)
        y = attempt(x, n)
        if y is None:
            raise Mistake("none")
        if isinstance(y, torch.autograd.Function):
            raise Mistake("apply")
        if not torch.is_tensor(y) or tuple(y.shape) != (3,):
            raise Mistake("kind")
        if not _same(y, [p**n for p in PLACES]):
            raise Mistake("value", f"{PLACES} to the power {n} is not {y.tolist()}.")
        if not hasattr(y.grad_fn, "saved_tensors"):
            raise Mistake("plain", "The values are right.")
        _slopes(torch, x, y, n)


def _slopes(torch: Any, x: Any, y: Any, n: int) -> None:
    slopes = [n * p ** (n - 1) for p in PLACES]
    (first,) = torch.autograd.grad((10 * y).sum(), x, create_graph=True)
    if _same(first, slopes):
        raise Mistake("chain", "The gradient that arrives was 10, but it has no effect.")
    if not _same(first, [10 * slope for slope in slopes]):
        raise Mistake("slope", f"For n = {n} the slopes at {PLACES} are {slopes}.")
    saw = "The first derivative is right, the second is not."
    if not first.requires_grad:
        raise Mistake("second", saw)
    # Together with x*x*x: a slope that is a constant would hide in an error otherwise.
    (second,) = torch.autograd.grad((first + x * x * x).sum(), x)
    wanted = [10 * n * (n - 1) * p ** (n - 2) + 3 * p * p for p in PLACES]
    if not _same(second, wanted):
        raise Mistake("second", saw)


def _same(got: Any, wanted: list[float]) -> bool:
    return all(close(a, b) for a, b in zip(got.detach().tolist(), wanted, strict=True))


POWER = Exercise(
    number="9.5",
    title="Mend the Function",
    difficulty="hard",
    minutes=12,
    check=check_power,
    passed="One gradient for each argument, times the one that arrives, from what was saved.",
    hints={
        "number": "`forward` has the arguments `x` and `n`, so `backward` returns two values. For "
        "a whole number the second one is None.",
        "chain": "Multiply by `grad`.",
        "second": "What `backward` computes is recorded under `create_graph=True`; what `forward` "
        "computes is not. Save `x` itself, and compute the slope in `backward`.",
        "slope": "The slope of xⁿ is n times x to the power n - 1.",
        "save": "`save_for_backward` takes tensors only. The number can be an attribute: "
        "`ctx.n = n`.",
        "tuple": "`ctx.saved_tensors` is a tuple, even if only one tensor was saved. The comma in "
        "`x, = ctx.saved_tensors` takes it out.",
        "apply": "A Function is not called like a function. Its `apply` makes the node: "
        "`Power.apply(x, n)`.",
        "static": "Both methods need `@staticmethod` above them, and `ctx` for their first "
        "parameter, not `self`.",
        "plain": "But the node of the result is one of the engine's. Return what `apply` of your "
        "class gives.",
        "value": "`forward` returns `x**n`.",
        "kind": "Return what `apply` gives: a tensor of the same shape as `x`.",
        "none": "Return what `apply` gives.",
    },
    errors={
        "incorrect number of gradients": "number",
        "once_differentiable": "second",
        "save_for_backward can only save": "save",
        "'tuple' and": "tuple",
        "takes 1 positional argument": "apply",
        "object is not callable": "apply",
        "required positional argument": "static",
    },
    solution="""
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            ctx.save_for_backward(x)
            ctx.n = n
            return x**n

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * ctx.n * x**(ctx.n - 1), None

    return Power.apply(x, n)
""",
    why="`x` itself is saved, and the slope is computed in `backward`: there it is recorded under "
    "`create_graph=True` and can be differentiated again, and `save_for_backward` notices a "
    "change of `x` in between. There is one result for each argument of `forward`, times the "
    "gradient that arrives; a number such as `n` gets None.",
    others={
        "with `n` from the function around it: one argument, so one gradient": """
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.pow(n)

        @staticmethod
        def backward(ctx, grad):
            return n * ctx.saved_tensors[0].pow(n - 1) * grad

    return Power.apply(x)
""",
        "with `setup_context`, which keeps the saving apart from the computation; PyTorch's "
        "`torch.func` asks for this form": """
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(x, n):
            return x**n

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, ctx.n = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * ctx.n * x**(ctx.n - 1), None

    return Power.apply(x, n)
""",
    },
)
