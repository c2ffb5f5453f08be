"""Exercise 7.5: Newton's method. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.notebook_07.tensors import agrees
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_newton(attempt: Attempt) -> None:
    """One step on a parabola arrives; several on a curved function need a new Hessian each."""
    torch = attempt.torch
    x = torch.tensor([10.0, -7.0], dtype=torch.float64)
    goal = torch.tensor([4 / 23, -1 / 23], dtype=torch.float64)
    answer = attempt(_bowl, x, 1)
    if answer is None:
        raise Mistake("none")
    if not torch.is_tensor(answer) or tuple(answer.shape) != (2,):
        raise Mistake("kind")
    if answer.grad_fn is not None:
        raise Mistake("history")
    if x.requires_grad or x.tolist() != [10.0, -7.0]:
        raise Mistake("changed")
    saw = f"On the parabola, one step goes to {_told(goal)}; yours goes to {_told(answer)}."
    if agrees(answer, 2 * x - goal):
        raise Mistake("uphill", saw)
    if not agrees(answer, goal):
        raise Mistake("other", saw)
    _several(attempt)


def _several(attempt: Attempt) -> None:
    torch = attempt.torch
    start = torch.tensor([2.0, 1.0], dtype=torch.float64)
    wanted = [_steps(torch, start, count) for count in range(4)]
    for count in (3, 0, 2):
        answer = attempt(_curved, start, count)
        if agrees(answer, wanted[count]):
            continue
        saw = f"On a⁴ + b⁴ + a²b² from [2, 1], {count} steps lead to {_told(wanted[count])}; "
        saw += f"yours lead to {_told(answer)}."
        if count and agrees(answer, wanted[1]):
            raise Mistake("once", saw)
        raise Mistake("stale" if count else "other", saw)


def _bowl(p: Any) -> Any:
    return 3 * p[0] * p[0] + p[0] * p[1] + 2 * p[1] * p[1] - p[0]


def _curved(p: Any) -> Any:
    return p[0] ** 4 + p[1] ** 4 + p[0] ** 2 * p[1] ** 2


def _steps(torch: Any, p: Any, count: int) -> Any:
    tools = torch.autograd.functional
    for _ in range(count):
        p = p - torch.linalg.solve(tools.hessian(_curved, p), tools.jacobian(_curved, p))
    return p


def _told(place: Any) -> str:
    return str([round(float(number), 4) for number in place.tolist()])


NEWTON = Exercise(
    number="7.5",
    title="Newton's method",
    difficulty="hard",
    minutes=10,
    check=check_newton,
    passed="Slope divided by curvature, in as many dimensions as there are.",
    hints={
        "uphill": "The step goes in the opposite direction. It is subtracted.",
        "stale": "The first step is right, the later ones are not. The gradient and the Hessian "
        "have to be computed anew at each place.",
        "once": "That is the place after one step.",
        "history": "The place that you return has a graph, and it grows with each step. Use "
        "`gradient.detach()` in the step.",
        "changed": "The caller's `x` was changed. Work on a copy: `x.clone()`.",
        "freed": "The rows of the Hessian use one graph. Ask each pass for `retain_graph=True`.",
        "graph": "There is no history to differentiate. Start each step from a leaf that requires "
        "grad, and ask for `create_graph=True`.",
        "swapped": "`torch.linalg.solve(hessian, gradient)`: the matrix comes first.",
        "height": "`f(x)` is one number, a height. The step solves hessian · step = gradient.",
        "kind": "Return the place: a tensor in the shape of `x`.",
        "none": "Return the last place at the end of the function.",
        "other": "A step goes from `x` to `x - torch.linalg.solve(hessian, gradient)`; with 0 "
        "steps the place is `x` itself.",
    },
    errors={
        "a second time": "freed",
        "does not require grad": "graph",
        "leaf Variable": "changed",
        "input tensor A must": "swapped",
        "input tensor B must": "height",
        "tuple index out of range": "height",
    },
    solution="""
def newton(f, x, steps):
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient, = torch.autograd.grad(f(leaf), leaf, create_graph=True)
        rows = [torch.autograd.grad(part, leaf, retain_graph=True)[0] for part in gradient]
        x = x - torch.linalg.solve(torch.stack(rows), gradient.detach())
    return x
""",
    why="Gradient and Hessian come from one graph: the rows are the gradients of the gradient's "
    "numbers. Each step begins at a new leaf and detaches what it uses, so no graph grows "
    "from step to step. `solve` does without the inverse, which costs more and is less exact.",
    others={
        "with the library's functions: shorter, and the gradient is computed twice": """
def newton(f, x, steps):
    for _ in range(steps):
        gradient = torch.autograd.functional.jacobian(f, x)
        hessian = torch.autograd.functional.hessian(f, x)
        x = x - torch.linalg.solve(hessian, gradient)
    return x
""",
        "with `torch.func`, where gradient and Hessian are functions, and the step reads like "
        "the formula": """
def newton(f, x, steps):
    gradient, hessian = torch.func.grad(f), torch.func.hessian(f)
    for _ in range(steps):
        x = x - torch.linalg.solve(hessian(x), gradient(x))
    return x
""",
    },
)
