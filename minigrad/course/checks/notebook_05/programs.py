"""What a whole engine has to get right, as programs that run on a student's and on minigrad."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import minigrad
from minigrad.course.checks.notebook_05.students import unwatched

CHAIN = 5_000

# A program gets an engine with `tensor`, `backward` and `no_grad`, and returns tensors whose .grad
# counts, by name.
Program = Callable[[Any], dict[str, Any]]


def _leaf(on: Any, values: Any) -> Any:
    return on.tensor(values, requires_grad=True)


def _seed(on: Any) -> dict[str, Any]:
    a, b = _leaf(on, [2.0, 3.0]), _leaf(on, [6.0, 4.0])
    on.backward(3 * a**3 - b**2, on.tensor([1.0, 1.0]))
    return {"a": a, "b": b}


def _weights(on: Any) -> dict[str, Any]:
    a, b = _leaf(on, [2.0, 3.0]), _leaf(on, [6.0, 4.0])
    on.backward(3 * a**3 - b**2, on.tensor([2.0, 0.5]))
    return {"a": a, "b": b}


def _chain_of_two(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    on.backward(3 * x * 5)
    return {"x": x}


def _square(on: Any) -> dict[str, Any]:
    x = _leaf(on, 5.0)
    on.backward(x * x)
    return {"x": x}


def _reuse(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    y = 3 * x
    on.backward(2 * y + 5 * y)
    return {"x": x}


def _diamond(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    y = x * x
    on.backward(y + y * (y * y))
    return {"x": x}


def _broadcast(on: Any) -> dict[str, Any]:
    x, w, b = _leaf(on, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), _leaf(on, [1.0, -1.0, 2.0]), None
    b = _leaf(on, 0.5)
    on.backward(x * w + b, on.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    return {"x": x, "w": w, "b": b}


def _not_recorded(on: Any) -> dict[str, Any]:
    x = _leaf(on, 3.0)
    with on.no_grad():
        y = x * x
    on.backward(y * x)
    return {"x": x}


def _long(on: Any) -> dict[str, Any]:
    x = _leaf(on, 1.0)
    with unwatched():
        y = x
        for _ in range(CHAIN):
            y = y + 1
    on.backward(y)
    return {"x": x}


def _twice(on: Any) -> dict[str, Any]:
    x = _leaf(on, [2.0, 3.0])
    for _ in range(2):
        on.backward(x * x, on.tensor([1.0, 1.0]))
    return {"x": x}


def _itself(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    on.backward(x)
    return {"x": x}


PROGRAMS: dict[str, Program] = {
    "c = 3*x*5": _chain_of_two,
    "Q = 3*a**3 - b**2, gradient [1, 1]": _seed,
    "Q = 3*a**3 - b**2, gradient [2, 0.5]": _weights,
    "y = x*x": _square,
    "c = 2*y + 5*y with y = 3*x": _reuse,
    "c = y + y*(y*y) with y = x*x": _diamond,
    "y = x*w + b, three shapes": _broadcast,
    "y = x*x under no_grad, then y*x": _not_recorded,
    f"y = y + 1, {CHAIN:,} times": _long,
    "x*x, two passes": _twice,
    "backward from a leaf": _itself,
}


def expected(program: Program) -> dict[str, Any]:
    """Return minigrad's gradients, as arrays.

    Example:
        >>> expected(PROGRAMS["y = x*x"])
        {'x': array(10., dtype=float32)}
    """
    on = SimpleNamespace(
        tensor=minigrad.tensor,
        no_grad=minigrad.no_grad,
        backward=lambda tensor, gradient=None: tensor.backward(gradient),
    )
    with unwatched():
        return {name: np.array(leaf.grad.tolist(), "f") for name, leaf in program(on).items()}
