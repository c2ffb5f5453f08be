"""Exercise 5.2: the formula of a power. Reading on gives the answer away."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from minigrad.course.checks.notebook_05.students import own, written
from minigrad.course.exercises import Attempt, Exercise, Mistake

CASES = [
    ([2.0, 3.0], 3.0, [1.0, 1.0]),
    ([6.0, 4.0], 2.0, [-1.0, 0.5]),
    (2.0, 3.0, 10.0),
    ([[1.0, -2.0], [0.5, 4.0]], 4.0, [[1.0, 2.0], [3.0, 4.0]]),
    ([2.0, 5.0], 1.0, [3.0, 7.0]),
    ([0.0, 3.0], 2.0, [1.0, 1.0]),
]


def check_pow_formula(attempt: Attempt) -> None:
    """Try several bases, exponents and arriving gradients."""
    cls = own(attempt, "Tensor")
    for base, exponent, arriving in CASES:
        x, n = np.array(base, dtype=np.float32), np.float32(exponent)
        grad = np.array(arriving, dtype=np.float32)
        with np.errstate(all="ignore"):  # of a slip at 0 the hint tells
            answer = attempt(SimpleNamespace(inputs=(cls(base), cls(exponent))), grad.copy())
        wanted = grad * n * x ** (n - 1)
        saw = (
            f"For x = {written(base)}, n = {exponent:g} and grad = {written(arriving)}, the "
            f"gradient for x is {written(wanted)}. "
        )
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise Mistake("pair", saw + f"Your function gave {_told(answer)}.")
        if isinstance(answer[0], cls) or _holds_objects(answer[0]):
            raise Mistake("data", saw)
        got = _array(answer[0])
        if got is None or answer[1] is not None:
            raise Mistake("pair", saw + f"Your function gave {_told(answer)}.")
        saw += f"Yours is {written(got)}."
        if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=1e-4):
            for name, other in _typical(x, n, grad):
                if got.shape == other.shape and np.allclose(got, other, rtol=1e-4):
                    raise Mistake(name, saw)
            raise Mistake("other" if np.isfinite(got).all() else "zero", saw)


def _typical(x: Any, n: Any, grad: Any) -> list[tuple[str, Any]]:
    return [
        ("arriving", n * x ** (n - 1)),
        ("arriving", grad + n * x ** (n - 1)),
        ("exponent", grad * n * x**n),
        ("factor", grad * x ** (n - 1)),
    ]


def _holds_objects(value: Any) -> bool:
    """Tell whether it is an array of Tensors, as NumPy makes one from `array * tensor`."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "O"


def _array(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool):
        return np.asarray(value)
    return None


def _told(answer: Any) -> str:
    if isinstance(answer, tuple | list):
        return f"{len(answer)} things: " + ", ".join(f"`{type(part).__name__}`" for part in answer)
    return f"one `{type(answer).__name__}`"


POW_FORMULA = Exercise(
    number="5.2",
    title="The formula of a power",
    difficulty="easy",
    minutes=8,
    check=check_pow_formula,
    passed="That is all an operation has to know: its own slope, times what arrives.",
    hints={
        "pair": "Return two things, as there are two inputs: an array for x, and None for n.",
        "data": "Inside a formula there are only arrays: `x.data` is the array in the tensor x, "
        "and `n.data` the one in n.",
        "hat": "In Python a power is written `x ** n`; `^` is something else.",
        "zero": "At 0 your formula divides 0 by 0. The slope of x² has a value there, 0: take one "
        "from the exponent, and there is nothing to divide by.",
        "arriving": "That is the slope of the power alone. The chain rule multiplies it by the "
        "gradient that arrives, `grad`.",
        "exponent": "The exponent goes down by one: the slope of x³ is 3x², not 3x³.",
        "factor": "The exponent also comes down in front: the slope of x³ is 3x², not x².",
        "other": "The slope of xⁿ is n · xⁿ⁻¹. Write it with `x.data` and `n.data`, and multiply "
        "by `grad`.",
    },
    errors={"bitwise_xor": "hat", "'Tensor'": "data"},
    solution="""
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** (n.data - 1), None
""",
    why="The exponent comes down in front and goes down by one, and the chain rule multiplies by "
    "what arrives. The formula works on the arrays in the tensors, so the backward pass records "
    "nothing; and it does not divide by `x`, which fails at 0.",
    others={
        "with a name for the slope, which keeps the calculus apart from the chain rule": """
def pow_formula(node, grad):
    base, exponent = (one.data for one in node.inputs)
    slope = exponent * base ** (exponent - 1)
    return slope * grad, None
""",
    },
)
