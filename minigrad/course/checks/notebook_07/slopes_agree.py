"""Exercise 7.4: compare a derivative with small steps. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.exercises import Attempt, Exercise, Mistake

PLACES = [0.3, -1.7, 2.0]


def check_slopes_agree(attempt: Attempt) -> None:
    """Try right derivatives, then wrong ones: everywhere, at one number, and canceling out."""
    torch = attempt.torch
    x = torch.tensor(PLACES, dtype=torch.float64)
    _verdict(attempt, "x³ with the slope 3x²", lambda x: x**3, x, True, "strict")
    _verdict(attempt, "sin x with the slope cos x", lambda x: x.sin(), x, True, "strict")

    def flawed(factors: Any) -> Callable[[Any], Any]:
        return _cube(torch, torch.tensor(factors, dtype=torch.float64))

    _verdict(attempt, "x³ with the slope 6x²", flawed([2.0, 2.0, 2.0]), x, False, "blind")
    one = flawed([1.0, 1.0, 0.5])
    _verdict(attempt, "x³ with the slope 1.5x² at 2 and 3x² elsewhere", one, x, False, "any")
    first = flawed([2.0, 1.0, 1.0])
    _verdict(attempt, "x³ with the slope 6x² at 0.3 and 3x² elsewhere", first, x, False, "any")
    # The slopes at 1 and at -1 are wrong by 3, one too large and one too small.
    pair = torch.tensor([1.0, -1.0], dtype=torch.float64)
    _verdict(attempt, "x³ with slopes 6 and 0 at 1 and -1", flawed([2.0, 0.0]), pair, False, "sum")
    if x.requires_grad:
        raise Mistake("changed")


def _cube(torch: Any, factors: Any) -> Callable[[Any], Any]:
    """x³ whose slope is multiplied by these factors, one for each number."""

    class Flawed(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return grad * 3 * x**2 * factors

    apply: Callable[[Any], Any] = Flawed.apply
    return apply


def _verdict(attempt: Attempt, what: str, f: Any, x: Any, wanted: bool, mistake: str) -> None:
    answer = attempt(f, x)
    if answer is None:
        raise Mistake("none")
    try:
        got = bool(answer)
    except RuntimeError:  # a tensor of several elements
        raise Mistake("several") from None
    if type(answer).__name__ not in ("bool", "bool_") and not hasattr(answer, "tolist"):
        raise Mistake("kind")
    if got != wanted:
        raise Mistake(mistake, f"For {what} the answer is {wanted}; your function gave {got}.")


SLOPES_AGREE = Exercise(
    number="7.4",
    title="Your own gradcheck",
    difficulty="medium",
    minutes=10,
    check=check_slopes_agree,
    passed="This is what gradcheck does, for functions that work number by number.",
    hints={
        "strict": "This derivative is right. The numerical slope is a little off, so compare with "
        "a tolerance: smaller than 0.001 counts as equal. And is the step small enough?",
        "blind": "Your function has found them equal. Does one side come from `f` alone, and the "
        "other from a backward pass?",
        "any": "One wrong slope is enough for False. Compare all of them.",
        "sum": "The two mistakes cancel in the sum. Compare number by number, before anything is "
        "added up.",
        "several": "Several numbers were compared, so there are several answers. `.all()` makes "
        "one of them.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "scalar": "A backward pass begins at one number. As `f` works number by number, the sum of "
        "its results will do: `f(leaf).sum()`.",
        "raised": "`gradcheck` raises an error where the answer is False. "
        "`raise_exception=False` makes it return that. But try it without gradcheck.",
        "changed": "The answers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "kind": "Return True or False.",
        "none": "Return True or False at the end of the function.",
    },
    errors={
        "does not require grad": "leaf",
        "expects at least one input tensor": "leaf",
        "implicitly created only for scalar": "scalar",
        "Jacobian mismatch": "raised",
    },
    solution="""
def slopes_agree(f, x):
    step = 1e-6
    seen = (f(x + step) - f(x - step)) / (2 * step)
    leaf = x.clone().requires_grad_()
    said, = torch.autograd.grad(f(leaf).sum(), leaf)
    return bool(((seen - said).abs() < 0.001).all())
""",
    why="The two sides come in different ways, one from values of `f` alone, one from a backward "
    "pass, so one cannot repeat the other's mistake. With steps to both sides the numerical "
    "slope is off by about step² only. The numbers are compared one by one, so that mistakes "
    "cannot cancel.",
    others={
        "with `allclose`, which does the comparison in one call; without `rtol=0` it would "
        "allow more to large slopes": """
def slopes_agree(f, x):
    step = 1e-6
    seen = (f(x + step) - f(x - step)) / (2 * step)
    leaf = x.clone().requires_grad_()
    said, = torch.autograd.grad(f(leaf).sum(), leaf)
    return torch.allclose(seen, said, rtol=0, atol=0.001)
""",
        "with `gradcheck` itself, in a test: it also takes functions that mix their numbers, "
        "and its tolerance is relative, a thousandth of the slope": """
def slopes_agree(f, x):
    return torch.autograd.gradcheck(f, x.clone().requires_grad_(), raise_exception=False)
""",
    },
)
