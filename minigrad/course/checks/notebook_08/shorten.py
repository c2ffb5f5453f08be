"""Exercise 8.4: a hook that shortens long gradients. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_shorten(attempt: Attempt) -> None:
    """Long gradients, short ones, one of zeros, in the middle of a graph; then no hook."""
    _one(attempt, [30.0, 40.0], [3.0, 4.0], "long")
    _one(attempt, [-3.6, -4.8], [-3.0, -4.0], "negative")
    _one(attempt, [3.6, -4.8], [3.0, -4.0], "many")
    _one(attempt, [0.3, -0.4], [0.3, -0.4], "short")
    _one(attempt, [0.0, 0.0], [0.0, 0.0], "zero")
    _removed(attempt)


def _one(attempt: Attempt, sent: list[float], wanted: list[float], kind: str) -> None:
    torch = attempt.torch
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    y = x * 1
    attempt(y, 5.0)
    arriving = torch.tensor(sent)
    y.backward(arriving)
    got = x.grad.tolist()
    if all(map(close, got, wanted)):
        if not all(map(close, arriving.tolist(), sent)):
            raise Mistake("in place", "The gradient that goes on is right.")
        return
    saw = f"The gradient {sent}, with `longest` = 5, should become {wanted}; it became {got}."
    if kind == "zero":
        raise Mistake("zero", saw)
    if kind in ("negative", "many"):
        raise Mistake("length", saw)
    if kind == "short":
        raise Mistake("lengthened" if _length(got) > _length(sent) else "other", saw)
    known = {(30.0, 40.0): "unchanged", (5.0, 5.0): "each", (0.6, 0.8): "one"}
    for numbers, name in known.items():
        if all(map(close, got, numbers)):
            raise Mistake(name, saw)
    raise Mistake("other", saw)


def _length(numbers: list[float]) -> float:
    return float(sum(n * n for n in numbers) ** 0.5)


def _removed(attempt: Attempt) -> None:
    torch = attempt.torch
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    handle: Any = attempt(x, 5.0)
    if not hasattr(handle, "remove"):
        raise Mistake("handle", f"You returned {handle!r}.")
    handle.remove()
    (x * torch.tensor([30.0, 40.0])).sum().backward()
    if not all(map(close, x.grad.tolist(), (30.0, 40.0))):
        raise Mistake("handle", "After `remove()` the gradient was still changed.")


SHORTEN = Exercise(
    number="8.4",
    title="Shorten what is too long",
    difficulty="medium",
    minutes=12,
    check=check_shorten,
    passed="The direction stays, so the step still goes downhill, only not as far. For all "
    "parameters of a network together, `torch.nn.utils.clip_grad_norm_` does this.",
    hints={
        "unchanged": "The gradient came through as it was. What does your hook return? None "
        "means: leave it.",
        "each": "That limits each number by itself, and bends the direction. Scale all of them by "
        "one factor.",
        "one": "Now its length is 1. Give it the length `longest`.",
        "lengthened": "This gradient was short enough. Leave such a one as it is.",
        "zero": "A gradient of length 0 came out as something else. Do not divide by 0; a short "
        "gradient stays as it is.",
        "length": "The length of this gradient is 6. Neither its largest number nor the sum of its "
        "numbers says how long it is: take `gradient.norm()`.",
        "in place": "But your hook has changed the tensor that it was given. Others may hold it, "
        "too: a sum sends the same tensor to both of its inputs. Return a new one.",
        "early": "When your function runs there is no gradient yet. Put the work into a function "
        "of the gradient, and hand that function to `register_hook`.",
        "number": "What a hook returns takes the place of the gradient, so it is a tensor: the "
        "gradient times a factor.",
        "handle": "Return what `register_hook` returns: by its `remove()` the hook is taken away.",
        "other": "If the length is more than `longest`: times `longest / length`. If not: as it "
        "is.",
    },
    errors={
        "'NoneType' object has no attribute": "early",
        "but hook returned": "number",
    },
    solution="""
def shorten(tensor, longest):
    def hook(gradient):
        length = gradient.norm().item()
        if length > longest:
            return gradient * (longest / length)

    return tensor.register_hook(hook)
""",
    why="All numbers are scaled by one factor, so the direction stays. The hook makes a new "
    "tensor, as the one that it is given may belong to others, too. Where it returns None the "
    "gradient stays as it is, and one of length 0 is never divided by its length.",
    others={
        "without a branch, by a divisor of at least 1: on a GPU nothing has to wait for the "
        "length": """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g / (g.norm() / longest).clamp(min=1.0))
""",
    },
)
