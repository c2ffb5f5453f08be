"""Exercise 7.1: the Jacobian, row by row. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.notebook_07.tensors import agrees
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_jacobian(attempt: Attempt) -> None:
    """Try two numbers to three, then three to one: a square table would hide a transposition."""
    torch = attempt.torch
    x = torch.tensor([2.0, 5.0])
    wide = torch.tensor([[5.0, 2.0], [4.0, 0.0], [0.0, 3.0]])
    _table(attempt, lambda x: torch.stack([x[0] * x[1], x[0] ** 2, 3 * x[1]]), x, wide)
    if not x.is_leaf or x.requires_grad:
        raise Mistake("changed")
    one = torch.tensor([[6.0, 3.0, 2.0]])
    _table(attempt, lambda x: x.prod().reshape(1), torch.tensor([1.0, 2.0, 3.0]), one)


def _table(attempt: Attempt, f: Any, x: Any, wanted: Any) -> None:
    """Hold one answer against the table."""
    answer = attempt(f, x)
    if answer is None:
        raise Mistake("none")
    saw = f"From {len(x)} numbers to {len(wanted)}, the Jacobian is {wanted.tolist()}."
    if agrees(answer, wanted):
        return
    if not hasattr(answer, "tolist"):
        raise Mistake("kind", saw)
    saw += f" Your function gave {answer.tolist()}."
    if agrees(answer, wanted.T):
        raise Mistake("columns", saw)
    if agrees(answer, wanted.sum(0)):
        raise Mistake("sum", saw)
    if agrees(answer, wanted.cumsum(0)) or agrees(answer, 0 * wanted + wanted.sum(0)):
        raise Mistake("added", saw)
    if tuple(answer.shape)[:1] != (len(wanted),):
        raise Mistake("rows", saw)
    raise Mistake("other", saw)


JACOBIAN = Exercise(
    number="7.1",
    title="Row by row",
    difficulty="easy",
    minutes=8,
    check=check_jacobian,
    passed="One backward pass for each output, over the same graph.",
    hints={
        "sum": "All rows have been added up: that is what one backward pass with the weights 1 "
        "gives. Do one pass for each output.",
        "columns": "Rows and columns are exchanged. A row belongs to an output.",
        "added": "Each row holds the rows before it as well: `.grad` is added to, not overwritten. "
        "`torch.autograd.grad` returns the gradient of one pass alone.",
        "freed": "The first pass has freed what the nodes had saved. Ask each pass for "
        "`retain_graph=True`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "changed": "The numbers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "rows": "There is a row for each number that `f` gives, however many it takes: "
        "`for i in range(len(y))`.",
        "tuple": "`torch.autograd.grad` returns a tuple: `row, = ...` takes out the one gradient.",
        "kind": "Return one tensor. `torch.stack(rows)` makes it from a list.",
        "none": "Return the tensor at the end of the function.",
        "other": "The row of output `i` is the gradient of `y[i]` with respect to all of `x`.",
    },
    errors={
        "a second time": "freed",
        "does not require grad": "leaf",
        "but got tuple": "tuple",
        "out of bounds": "rows",
    },
    solution="""
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = []
    for i in range(len(y)):
        row, = torch.autograd.grad(y[i], x, retain_graph=True)
        rows.append(row)
    return torch.stack(rows)
""",
    why="`f` is computed once, and each row is one more backward pass over the same graph, which "
    "`retain_graph=True` keeps. `torch.autograd.grad` returns each row by itself, where "
    "`.grad` would add them up. The copy leaves the caller's `x` as it was.",
    others={
        "with the library's function, when you just need the table": """
def jacobian(f, x):
    return torch.autograd.functional.jacobian(f, x)
""",
        "column by column, in forward mode, when there are more outputs than inputs": """
def jacobian(f, x):
    inputs = torch.eye(len(x), dtype=x.dtype)
    return torch.stack([torch.func.jvp(f, (x,), (one,))[1] for one in inputs], dim=1)
""",
    },
)
