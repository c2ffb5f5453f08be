"""Exercise 7.3: a product with the Hessian. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.notebook_07.tensors import agrees
from minigrad.course.exercises import Attempt, Exercise, Mistake

LONG = 40


def check_times_hessian(attempt: Attempt) -> None:
    """Try a small function with a Hessian that is not diagonal, then count passes on a long x."""
    torch = attempt.torch
    x, v = torch.tensor([2.0, 3.0]), torch.tensor([1.0, 10.0])
    answer = attempt(lambda x: x[0] ** 2 * x[1] + x[1] ** 3, x, v)
    if answer is None:
        raise Mistake("none")
    if not torch.is_tensor(answer):
        raise Mistake("kind")
    saw = f"For x0²x1 + x1³ at [2, 3] and v = [1, 10], Hv is [46, 184]; yours is {answer.tolist()}."
    if agrees(answer, torch.tensor([12.0, 310.0])) or agrees(answer, torch.tensor(322.0)):
        raise Mistake("first", saw)
    if agrees(answer, torch.tensor([10.0, 22.0])):
        raise Mistake("unweighted", saw)
    if not agrees(answer, torch.tensor([46.0, 184.0])):
        raise Mistake("other", saw)
    if x.requires_grad:
        raise Mistake("changed")
    _passes(attempt)


def _passes(attempt: Attempt) -> None:
    """Count how often a gradient comes through the function."""
    torch, count = attempt.torch, 0

    def one_more(gradient: Any) -> None:
        nonlocal count
        count += 1

    def cube(x: Any) -> Any:
        x = x * 1
        x.register_hook(one_more)
        return (x * x * x).sum()

    x = torch.full((LONG,), 2.0)
    if not agrees(attempt(cube, x, torch.ones(LONG)), torch.full((LONG,), 12.0)):
        raise Mistake("other", f"For the sum of x³ at {LONG} twos, each number of H1 is 12.")
    if count > 4:
        raise Mistake("table", f"For {LONG} numbers there were {count} backward passes.")


TIMES_HESSIAN = Exercise(
    number="7.3",
    title="Times the Hessian",
    difficulty="medium",
    minutes=10,
    check=check_times_hessian,
    passed="Two backward passes, however long `x` is.",
    hints={
        "first": "That is the gradient with `v`, not the Hessian with `v`. One more derivative is "
        "missing.",
        "unweighted": "That is the Hessian times a vector of ones. Where does `v` come in?",
        "table": "The numbers are right, but the Hessian was built row by row. Make a single "
        "number from the gradient and `v` before you differentiate again.",
        "graph": "The second pass finds no history. Ask the first one for `create_graph=True`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "scalar": "A backward pass begins at a single number. Multiply the gradient by `v` and add "
        "up.",
        "changed": "The numbers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "kind": "Return a tensor. `torch.autograd.grad` and `hvp` return tuples.",
        "none": "Return the product at the end of the function.",
        "other": "`Hv` is the gradient of `(gradient * v).sum()`.",
    },
    errors={
        "element 0 of tensors does not require grad": "graph",
        "differentiated Tensors does not require grad": "leaf",
        "implicitly created only for scalar": "scalar",
    },
    solution="""
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    product, = torch.autograd.grad((gradient * v).sum(), x)
    return product
""",
    why="As `v` is a constant, the gradient of `(gradient * v).sum()` is the Hessian times `v`: "
    "the table is never built, and two backward passes do, however long `x` is. Only the "
    "first one needs `create_graph=True`.",
    others={
        "with `v` as the gradient that arrives (the upstream gradient), which does the same "
        "product": """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(gradient, x, v)[0]
""",
        "with the library's `vhp`: the Hessian is symmetric, and PyTorch computes `vhp` "
        "faster than `hvp`": """
def times_hessian(f, x, v):
    return torch.autograd.functional.vhp(f, x, v)[1]
""",
        "forward over reverse, with `torch.func`: the change of the gradient along `v`": """
def times_hessian(f, x, v):
    return torch.func.jvp(torch.func.grad(f), (x,), (v,))[1]
""",
    },
)
