"""Exercise 7.6: a gradient inside a loss. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

ROWS = [[1.0, 2.0], [0.5, -1.0], [-2.0, 0.0]]


def check_gradient_penalty(attempt: Attempt) -> None:
    """Hold the penalty, and its gradient with respect to the weights, against a slow way."""
    torch = attempt.torch
    critic, weight = _critic(torch)
    x = torch.tensor(ROWS)
    answer = attempt(critic, x)
    if answer is None:
        raise Mistake("none")
    got = number(answer)
    if got is None or not hasattr(answer, "requires_grad"):
        raise Mistake("kind")
    wanted, also = _penalties(torch)
    saw = f"The penalty is {wanted['right']:.4f}; yours is {got:.4f}."
    name = next((name for name, value in wanted.items() if close(got, value)), "other")
    if name != "right":
        raise Mistake(name, saw)
    if x.requires_grad:
        raise Mistake("changed")
    if not answer.requires_grad:
        raise Mistake("constant")
    if weight.grad is not None:
        raise Mistake("polluted")
    (slope,) = torch.autograd.grad(answer, weight)
    if not all(close(a, b) for a, b in zip(slope.reshape(-1).tolist(), also, strict=True)):
        raise Mistake("partly", "The penalty is right, its gradient is not.")


def _critic(torch: Any) -> tuple[Any, Any]:
    """A critic of one layer and a square: its slope depends on the input and on the weights."""
    weight = torch.tensor([[0.3, -0.2], [0.1, 0.4]], requires_grad=True)
    return (lambda x: ((x @ weight) ** 2).sum(dim=1)), weight


def _penalties(torch: Any) -> tuple[dict[str, float], list[float]]:
    """The right penalty, those of typical mistakes, and the right gradient, found by formula."""
    _, weight = _critic(torch)
    gradient = 2 * (torch.tensor(ROWS) @ weight) @ weight.T
    lengths = (gradient**2).sum(dim=1).sqrt()
    right = ((lengths - 1) ** 2).mean()
    (slope,) = torch.autograd.grad(right, weight, retain_graph=True)
    values = {
        "right": right,
        "whole": ((gradient**2).sum().sqrt() - 1) ** 2,
        "zero": (lengths**2).mean(),
        "sum": ((lengths - 1) ** 2).sum(),
        "unrooted": (((gradient**2).sum(dim=1) - 1) ** 2).mean(),
        "late": (lengths.mean() - 1) ** 2,
        "share": ((lengths / len(ROWS) - 1) ** 2).mean(),
        "columns": (((gradient**2).sum(dim=0).sqrt() - 1) ** 2).mean(),
    }
    return {name: value.item() for name, value in values.items()}, slope.reshape(-1).tolist()


GRADIENT_PENALTY = Exercise(
    number="7.6",
    title="A slope of one",
    difficulty="hard",
    minutes=10,
    check=check_gradient_penalty,
    passed="The weights feel the penalty, because the gradient in it has a history.",
    hints={
        "constant": "The value is right, but it does not require grad: the weights would never "
        "feel it. Compute the gradient with `create_graph=True`, and hand the tensor itself on.",
        "polluted": "The value is right. But the weights have a `.grad` now: `backward` fills it "
        "for all leaves. `torch.autograd.grad` returns only what you ask for.",
        "partly": "Does a part of the way go through a copy, or through `.detach()`?",
        "whole": "That is the length of all gradients together. Each row has a length of its own: "
        "`sum(dim=1)`.",
        "zero": "The lengths themselves were squared. Penalized is how far they are from 1.",
        "sum": "That is the sum over the rows; asked is the mean.",
        "unrooted": "That takes the square of the length for the length. There is a root in it.",
        "late": "That is the mean length, minus 1, squared. First each row, then the mean.",
        "share": "Differentiate the sum of the critic's results. With their mean, each row gets "
        "only its share of the gradient.",
        "columns": "These are the lengths of the columns. A row is one input: `sum(dim=1)`.",
        "tuple": "`torch.autograd.grad` returns a tuple: `gradient, = ...` takes out the one "
        "gradient.",
        "changed": "The value is right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does, and give that to the "
        "critic.",
        "scalar": "The critic gives one number for each row. Add them up before you differentiate.",
        "kind": "Return a tensor with a single element.",
        "none": "Return the penalty at the end of the function.",
        "other": "Length of each row's gradient, minus 1, squared, then the mean.",
    },
    errors={
        "does not require grad": "leaf",
        "implicitly created only for scalar": "scalar",
        "'tuple'": "tuple",
    },
    solution="""
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((gradient.norm(dim=1) - 1)**2).mean()
""",
    why="A row's result depends on that row alone, so one pass from the sum gives the gradients "
    "of all rows. With `create_graph=True` the weights feel the penalty, and "
    "`torch.autograd.grad` leaves their `.grad` alone. `norm` has a slope even where the "
    "gradient is 0, as behind a dead ReLU.",
    others={
        "with the formula spelled out: the same, as long as no gradient is 0, where the slope "
        "of `sqrt` is infinite and the weights get `nan`": """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    lengths = (gradient**2).sum(dim=1).sqrt()
    return ((lengths - 1)**2).mean()
""",
        "row by row: as the definition has it, at the price of a pass for each row": """
def gradient_penalty(critic, x):
    parts = []
    for row in x:
        leaf = row.reshape(1, -1).clone().requires_grad_()
        gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
        parts.append((gradient.norm() - 1)**2)
    return torch.stack(parts).mean()
""",
    },
)
