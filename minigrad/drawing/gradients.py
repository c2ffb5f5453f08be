"""Gradients as a trace keeps them, and the one that a pass starts with."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from minigrad.drawing.facts import plain, value_text
from minigrad.drawing.names import an, is_tensor
from minigrad.drawing.reading import function_name
from minigrad.drawing.variables import is_variable

_MOST_NUMBERS = 1_000


@dataclass(frozen=True, slots=True)
class Value:
    """A gradient as it was: to read, to add up, and what recorded it (with `create_graph`)."""

    text: str
    shape: tuple[int, ...]
    numbers: tuple[float, ...] | None = None
    made_by: str = ""


def value_of(tensor: Any) -> Value:
    """Return a tensor as it is now."""
    now = plain(tensor)
    shape = tuple(now.shape)
    numbers = None
    if math.prod(shape) <= _MOST_NUMBERS:
        numbers = tuple(_flat(now.tolist()))
    function = getattr(tensor, "grad_fn", None)
    made_by = "" if function is None else function_name(function)
    return Value(value_text(now), shape, numbers, made_by)


def _flat(numbers: Any) -> Iterator[float]:
    if isinstance(numbers, list):
        for inner in numbers:
            yield from _flat(inner)
    else:
        yield numbers


def value_or_none(tensor: Any) -> Value | None:
    """Return a tensor as it is now, and None for none."""
    return None if tensor is None else value_of(tensor)


def has_hooks(result: Any) -> bool:
    """Tell a tensor of an engine with hooks from one of a small engine, such as a student's."""
    return hasattr(result, "register_hook")


def starting(result: Any, gradient: Any) -> Any:
    """Return the gradient to start from, as a tensor of the engine that made `result`.

    Raises TypeError and ValueError where there is no pass to run or the gradient doesn't fit.
    """
    if not is_tensor(result):
        hint = ""
        if is_variable(result):
            hint = "; a Variable keeps its gradients itself: get_gradients() returns all of them"
        raise TypeError(f"this takes a tensor, the result of a computation, not {an(result)}{hint}")
    if not result.requires_grad:
        raise ValueError(
            "there is no backward pass to step through: the tensor doesn't require grad. Compute "
            "it, outside no_grad, from a tensor made with requires_grad=True"
        )
    shape = tuple(result.shape)
    if gradient is None and math.prod(shape) != 1:
        raise ValueError(
            f"the result has {math.prod(shape):,} numbers, so the pass needs a gradient to start "
            f"from, of shape {shape}: step(Q, gradient=torch.ones({shape}))"
        )
    if not is_tensor(gradient) or not (has_hooks(result) or isinstance(gradient, type(result))):
        given = 1.0 if gradient is None else gradient
        try:
            if has_hooks(result):
                engine: Any = sys.modules[type(result).__module__.partition(".")[0]]
                gradient = engine.tensor(given, dtype=result.dtype)
            else:  # its class makes its tensors
                array = np.asarray(plain(given), dtype=float)
                gradient = type(result)(array if array.shape else np.full(shape, array))
        except (TypeError, ValueError, RuntimeError):
            raise TypeError(
                f"gradient should be a tensor, a number or a list of numbers of shape {shape}, "
                f"but it is {gradient!r}"
            ) from None
        if not gradient.shape and shape:
            gradient = gradient.expand(shape).clone()
    if tuple(gradient.shape) != shape:
        raise ValueError(
            f"gradient has the shape {tuple(gradient.shape)}, but it should have that of the "
            f"result, {shape}"
        )
    return gradient
