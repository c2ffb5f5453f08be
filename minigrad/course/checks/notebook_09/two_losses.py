"""Exercise 9.1: two losses from one graph. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

# At 0 and at log 2: eˣ is 1 and 2, the slopes of the losses are eˣ and 2·e²ˣ.
PLACES = [0.0, 0.6931472]
FIRST, SECOND = [1.0, 2.0], [2.0, 8.0]


def check_two_losses(attempt: Attempt) -> None:
    """Hold the gradient against that of the sum, and of each loss alone."""
    x = attempt.torch.tensor(PLACES, requires_grad=True)
    answer = attempt(x)
    if answer is None:
        raise Mistake("none")
    got = _numbers(answer)
    if got is None:
        raise Mistake("kind")
    both = [a + b for a, b in zip(FIRST, SECOND, strict=True)]
    wanted = {"right": both, "first": FIRST, "second": SECOND}
    wanted["twice"] = [2 * a + b for a, b in zip(FIRST, SECOND, strict=True)]
    name = next((name for name, numbers in wanted.items() if _same(got, numbers)), "other")
    if name != "right":
        told = [round(number, 3) for number in got]
        raise Mistake(name, f"At 0 and log 2 the gradient is {both}; yours is {told}.")


def _numbers(answer: Any) -> list[float] | None:
    """The two numbers of a tensor, or of a tuple that holds it."""
    if isinstance(answer, tuple) and len(answer) == 1:
        (answer,) = answer
    if not hasattr(answer, "detach") or tuple(answer.shape) != (2,):
        return None
    made: list[float] = answer.detach().tolist()
    return made


def _same(got: list[float], wanted: list[float]) -> bool:
    return all(close(a, b) for a, b in zip(got, wanted, strict=True))


TWO_LOSSES = Exercise(
    number="9.1",
    title="Two losses",
    difficulty="easy",
    minutes=6,
    check=check_two_losses,
    passed="The gradients of both losses are added, in one pass or in two.",
    hints={
        "freed": "The first pass has freed what the node of `exp` had saved. Go backward once from "
        "the sum, or let the first pass keep it.",
        "first": "That is the gradient of the first loss alone.",
        "second": "That is the gradient of the second loss alone.",
        "twice": "The first loss counts twice. Is there one pass too many?",
        "cut": "`h` has lost its history on the way, or nothing was recorded. So no backward pass "
        "comes to `x`.",
        "kind": "Return the gradient: a tensor in the shape of `x`.",
        "none": "Return `x.grad` at the end of the function. `backward` itself returns None.",
        "other": "The losses are `h.sum()` and `(h * h).sum()`, where `h` is `x.exp()`.",
    },
    errors={"a second time": "freed", "does not require grad": "cut"},
    solution="""
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    (first + second).backward()
    return x.grad
""",
    why="The gradient of a sum is the sum of the gradients. One pass from the sum goes through "
    "the shared graph once, so nothing has to be kept for a second pass.",
    others={
        "in two passes, when something happens between them: the first one keeps the graph, "
        "the last one frees it": """
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    first.backward(retain_graph=True)
    second.backward()
    return x.grad
""",
        "with `torch.autograd.grad`, which takes several losses at once and leaves `.grad` "
        "alone": """
def two_losses(x):
    h = x.exp()
    return torch.autograd.grad([h.sum(), (h * h).sum()], x)[0]
""",
    },
)
