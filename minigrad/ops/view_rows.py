"""What turns a row of the table into a view: its result shares the memory of its input."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ..engine.tensor import Tensor
from .nodes import Formula, argument_names
from .operands import not_a_tensor
from .written import VIEW, Operation


def view_row(
    name: str, forward: Callable[..., Any], *, self: Formula, node: str | None = None
) -> Callable[..., Tensor]:
    """A row whose result shares the memory, and so the version, of its one input `self`."""
    return Operation(VIEW, name, forward, {"self": self}, node, (), argument_names(forward)[1:]).op


def sizes(size: tuple[Any, ...], name: str, argument: str = "size") -> tuple[int, ...]:
    """The ints of `f(2, 3)` or `f((2, 3))`, with PyTorch's error for anything else."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = tuple(size[0])
    try:
        return tuple(map(operator.index, size))
    except TypeError:
        place = next(place for place, n in enumerate(size) if not hasattr(n, "__index__"))
        kind = type(size[place]).__name__
        if place == 0:
            raise TypeError(
                f"{name}(): argument '{argument}' (position 1) must be tuple of ints, not {kind}"
            ) from None
        raise TypeError(
            f"{name}(): argument '{argument}' failed to unpack the object at pos {place + 1} with "
            f'error "type must be tuple of ints,but got {kind}"'
        ) from None


def tensor_input(value: Any, name: str) -> Tensor:
    """`value` itself, if it is a Tensor; else PyTorch's TypeError."""
    if not isinstance(value, Tensor):
        raise not_a_tensor(name, value)
    return value
