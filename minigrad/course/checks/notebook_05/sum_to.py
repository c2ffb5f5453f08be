"""Exercise 5.5: a gradient in the shape of its tensor. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.course.checks.notebook_05.students import written
from minigrad.course.exercises import Attempt, Exercise, Mistake

# The shape of the gradient, the shape that is wanted. The first ones are easy.
SHAPES: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((2, 3), (3,)),
    ((2, 3), (2, 3)),
    ((2, 3), (1, 3)),
    ((2, 3), (2, 1)),
    ((2, 3), (1, 1)),
    ((4,), ()),
    ((2, 3), ()),
    ((), ()),
    ((4, 2, 3), (2, 1)),
    ((4, 2, 3), (3,)),
    ((1, 3), (3,)),
    ((2, 2, 2), (2, 1, 2)),
]


def check_sum_to(attempt: Attempt) -> None:
    """Try new axes, stretched axes, both, none, and a single number."""
    for shape, wanted in SHAPES:
        gradient = np.arange(1, 1 + int(np.prod(shape)), dtype=np.float32).reshape(shape)
        right = _right(gradient, wanted)
        saw = f"From {written(gradient)}, shape {shape}, to the shape {wanted}: {written(right)}. "
        answer = attempt(gradient.copy(), wanted)
        if not isinstance(answer, np.ndarray | np.generic | int | float):
            raise Mistake("kind", saw + f"Your function gave a `{type(answer).__name__}`.")
        got = np.asarray(answer)
        saw += f"Yours is {written(got)}, shape {got.shape}."
        if got.shape == right.shape and np.allclose(got, right):
            continue
        raise Mistake(_name(gradient, right, got), saw)


def _right(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Add up one place after the other: slow, and plainly what is meant."""
    right = np.zeros(shape, dtype=np.float32)
    for place, value in np.ndenumerate(gradient):
        kept = place[len(place) - len(shape) :]
        right[tuple(0 if size == 1 else at for at, size in zip(kept, shape, strict=True))] += value
    return right


def _name(gradient: Any, right: Any, got: Any) -> str:
    if gradient.shape == right.shape:
        return "fits"
    if not right.shape:
        return "number"
    if got.shape == gradient.shape and np.allclose(got, gradient):
        return "nothing" if got.ndim > right.ndim else "stretched"
    if got.size == right.size and np.allclose(got.ravel(), right.ravel()):
        return "axes"
    if got.shape == right.shape and np.allclose(got * (gradient.size / right.size), right):
        return "mean"
    return "stretched" if 1 in right.shape else "other"


SUM_TO = Exercise(
    number="5.5",
    title="Back to the shape",
    difficulty="medium",
    minutes=15,
    check=check_sum_to,
    passed="Whatever NumPy stretches on the way forward, your engine adds up on the way back.",
    hints={
        "kind": "Return an array.",
        "fits": "Nothing was stretched here: the gradient has the right shape already and stays "
        "as it is.",
        "nothing": "The gradient still has the shape of the result. Each number of the tensor was "
        "used several times, and the gradients of all its uses are added.",
        "axes": "The numbers are right, but the shape is not. A stretched axis keeps its place, "
        "with the size 1: `sum(axis=..., keepdims=True)`. A new axis goes away.",
        "mean": "That is the mean. Every use counts in full: add, do not divide.",
        "number": "The shape `()` is that of a single number: it was used everywhere, so "
        "everything is added up. Do not forget that it has no axes at all.",
        "stretched": "An axis can be stretched without being new: the tensor has size 1 there, "
        "and the gradient has more. Add up along these axes, too.",
        "reshape": "Another shape alone does not make fewer numbers, and they must not be dropped "
        "either. What a number of the tensor was used for is added up: `gradient.sum(axis=0)`.",
        "other": "First add up along the axes that are new: there are "
        "`gradient.ndim - len(shape)` of them, at the front.",
    },
    errors={"cannot reshape": "reshape", "more dimensions than": "reshape"},
    solution="""
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
""",
    why="It undoes broadcasting in two parts: axes that are new stand in front and are added up "
    "until none is left, and an axis that was stretched is added up in place. So each number of "
    "the tensor gets the gradients of all its uses, in the tensor's shape.",
    others={
        "with a single sum, over the axes in which the two shapes differ": """
def sum_to(gradient, shape):
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (a, b) in enumerate(zip(gradient.shape, padded)) if a != b)
    return gradient.sum(axis=axes).reshape(shape)
""",
        "with two sums and no loop over the axes": """
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    axes = tuple(i for i in range(len(shape)) if shape[i] == 1)
    return gradient.sum(axis=axes, keepdims=True)
""",
    },
)
