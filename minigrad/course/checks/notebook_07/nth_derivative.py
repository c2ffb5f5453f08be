"""Exercise 7.2: derivatives of any order. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_nth_derivative(attempt: Attempt) -> None:
    """Try a function that goes on for ever, then polynomials beyond their end."""
    _derivative(attempt, "x**5", lambda x: x**5, 2.0, [32.0, 80.0, 160.0, 240.0])
    _derivative(attempt, "exp(3x)", lambda x: (3 * x).exp(), 0.0, [1.0, 3.0, 9.0, 27.0])
    try:
        _derivative(attempt, "x*x", lambda x: x * x, 5.0, [25.0, 10.0, 2.0, 0.0, 0.0])
    except (RuntimeError, AttributeError) as error:
        raise Mistake("end", f"At the third derivative of x*x: {error}.") from None


def _derivative(attempt: Attempt, name: str, f: Any, x: float, orders: list[float]) -> None:
    """Hold the answers for all orders against the right numbers; `orders` begins with the value."""
    for order in range(1, len(orders)):
        answer, wanted = attempt(f, x, order), orders[order]
        if answer is None:
            raise Mistake("none")
        got = number(answer)
        if got is None:
            raise Mistake("kind")
        if close(got, wanted):
            continue
        saw = f"Derivative {order} of {name} at {x:g} is {wanted:g}; your function gave {got:g}."
        if order > 1 and close(got, orders[1]):
            raise Mistake("first", saw)
        if wanted == 0 and close(got, orders[order - 1]):
            raise Mistake("end", saw)
        if close(got, orders[order - 1]):
            raise Mistake("count", saw)
        raise Mistake("other", saw)


NTH_DERIVATIVE = Exercise(
    number="7.2",
    title="The nth derivative",
    difficulty="medium",
    minutes=8,
    check=check_nth_derivative,
    passed="Each round differentiates the graph that the round before has made.",
    hints={
        "graph": "There is no history to go back through. Ask each round for "
        "`create_graph=True`, and start from a leaf that requires grad.",
        "end": "The value does not depend on `x` any more, so autograd has nothing to follow. Ask "
        "`y.requires_grad` before you differentiate: if it is False, the derivative is 0.",
        "first": "That is the first derivative. Each round has to start from the result of the "
        "round before.",
        "count": "That is the derivative before the one asked for. Count the rounds.",
        "number": "`x` is a plain number. Make a leaf from it that requires grad: "
        "`torch.tensor(x, requires_grad=True)`.",
        "kind": "Return a number, or a tensor with a single element. `torch.autograd.grad` returns "
        "a tuple: `y, = ...` takes out what is in it.",
        "none": "Return the derivative at the end of the function.",
        "other": "Begin with `y = f(x)` and put the gradient in the place of `y`, `n` times.",
    },
    errors={
        "does not require grad": "graph",
        "a second time": "graph",
        "'float' object": "number",
    },
    solution="""
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return 0.0
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y.item()
""",
    why="Each round puts the derivative in the place of `y` and asks for its graph, so the next "
    "round has something to go back through. A `y` that does not require grad no longer "
    "depends on `x`: its derivative is 0, and autograd must not be asked.",
    others={
        "with `torch.func.grad`, which turns a function into its derivative and knows that a "
        "constant has the slope 0": """
def nth_derivative(f, x, n):
    for _ in range(n):
        f = torch.func.grad(f)
    return f(torch.tensor(x)).item()
""",
        "with `+ 0 * x`, so that there is always a way to `x`: also where something else, "
        "such as a weight, keeps a graph that `x` has dropped out of": """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        y, = torch.autograd.grad(y + 0 * x, x, create_graph=True)
    return y.item()
""",
    },
)
