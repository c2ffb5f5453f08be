"""What turns a row of the table into a view: its result shares the memory of its input."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.arrays.sharing import INFERENCE, connect
from ..engine.modes import mode
from ..engine.node import Leaf, new_order
from ..engine.placeholders import UNSHARED
from ..engine.tensor import Tensor
from .nodes import Formula, argument_names, backward_name, node_class, savers
from .operands import not_a_tensor

_new = object.__new__


def view_row(
    name: str, forward: Callable[..., Any], *, self: Formula, node: str | None = None
) -> Callable[..., Tensor]:
    """A row whose result shares the memory, and so the version, of its one input `self`."""
    names = argument_names(forward)
    cls = node_class(node or backward_name(name), {"self": self})
    value_savers, shape_savers = savers(cls, ("self",), names)

    def op(self: Tensor, *arguments: Any) -> Tensor:
        array = self._array
        if type(array) is not np.ndarray:
            array = self._shared_array()
        counter = self._counter
        if counter is UNSHARED:
            counter = self._counter = [0]
        out = _new(Tensor)
        out._array = forward(array, *arguments)
        out._edge = None
        out._grad = None
        out._counter = counter
        out._view = None
        if counter is INFERENCE:
            return out
        connect(out, self, forward, arguments)
        edge = self._edge
        if edge is not None and (recording := mode.enabled):
            if type(edge) is Leaf:
                edge = edge.accumulator(self)
            node = cls()
            node.order = new_order()
            node.next = (edge,)
            node.shape = out._array.shape
            node.hooks = None
            node.versions = 0
            for save, position in value_savers:
                save(node, arguments[position - 1])
            for save, _ in shape_savers:
                save(node, array.shape)
            out._edge = node
            if recording is not True:
                recording.made(node)
        return out

    op.__name__ = name
    return op


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
