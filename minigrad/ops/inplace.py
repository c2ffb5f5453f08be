"""Operations that overwrite their tensor: `x.add_(1)`, `x *= 2`, `x.zero_()`.

An in-place operation is the ordinary one, its result written back: the tensor keeps its identity
and its memory, takes over the result's place in the graph, and its version grows by one. Whoever
saved the old values finds out by the version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, wrap
from ..modes import mode
from ..node import UNSHARED, Leaf, Node
from .rows import TABLE, register
from .views import clone


def in_place(name: str, op: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The in-place form of an elementwise operation."""

    def op_(self: Tensor, *arguments: Any) -> Tensor:
        check_writable(self)
        result = op(self, *arguments)
        if result is NotImplemented:
            raise TypeError(f"{name}(): unsupported operand type {type(arguments[0]).__name__!r}")
        check_fits(self, result)
        write_back(self, result)
        return self

    return register(name, op_, doc=f"As `{name[:-1]}`, written into the tensor itself.")


def check_writable(self: Tensor) -> None:
    """Refuse what would lose gradients: a leaf that requires grad is not to be overwritten."""
    if not mode.enabled:
        return
    if type(self._edge) is Leaf:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )
    if self._view is not None and type(self._view.base._edge) is Leaf:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation."
        )


def check_fits(self: Tensor, result: Tensor) -> None:
    """The result must have this tensor's shape, and a type of no higher category."""
    have, got = self._array, result._array
    if have.shape != got.shape:
        raise RuntimeError(
            f"output with shape {list(have.shape)} doesn't match the broadcast shape "
            f"{list(got.shape)}"
        )
    if dtypes.rank(got) > dtypes.rank(have):
        raise RuntimeError(
            f"result type {result.dtype.tensor_type} can't be cast to the desired output type "
            f"{self.dtype.tensor_type}"
        )


def write_back(self: Tensor, result: Tensor) -> None:
    """Put the result's values and history in the place of this tensor's own."""
    recorded = isinstance(result._edge, Node)
    tracked_view = self._view is not None and (
        recorded or self._edge is not None or self._view.base._edge is not None
    )
    if tracked_view and mode.enabled:
        raise NotImplementedError(
            "modifying a view of a tensor that is part of a graph is not supported yet: "
            "build the new tensor with torch.where, torch.cat or arithmetic instead"
        )
    if recorded:
        _keep_old_self(self, result)
    self._write(result._array)
    if recorded:
        node = result._edge
        if node.saved_result and node.result is result._array:
            node.result, node.counter = self._array, self._counter
            node.versions += self._counter[0]
        self._edge = node


def _keep_old_self(self: Tensor, result: Tensor) -> None:
    """If the node saved this tensor, give it a copy of the old values with the old history."""
    node = result._edge
    for name in node.saved_inputs:
        if getattr(node, name) is self:
            old = wrap(np.copy(self._array)[()])
            old._edge = self._edge
            old._counter = [self._counter[0]] if self._counter is not UNSHARED else UNSHARED
            setattr(node, name, old)


def copy_(self: Tensor, source: Any) -> Tensor:
    """Overwrite the values with those of `source`, broadcast to this shape; recorded.

    >>> import minigrad as mg
    >>> mg.zeros(2).copy_(mg.tensor([1., 2.]))
    tensor([1., 2.])
    """
    check_writable(self)
    if not isinstance(source, Tensor):
        raise TypeError(
            f"copy_(): argument 'other' (position 1) must be Tensor, not {type(source).__name__}"
        )
    fitted = TABLE["expand"](source, self._array.shape)
    write_back(self, clone(TABLE["to"](fitted, self.dtype)))
    return self


def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite all elements with one number; their gradient is zero from then on.

    >>> import minigrad as mg
    >>> mg.zeros(2).fill_(3)
    tensor([3., 3.])
    """
    check_writable(self)
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with "
                f"{value._array.ndim} dimensions."
            )
        return copy_(self, value)
    if self._edge is not None and mode.enabled:
        write_back(self, TABLE["mul"](self, 0) + value)
    else:
        self._write(value)
    return self


def zero_(self: Tensor) -> Tensor:
    """Overwrite all elements with zero.

    >>> import minigrad as mg
    >>> mg.ones(2).zero_()
    tensor([0., 0.])
    """
    return fill_(self, 0)


def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off its history: it becomes a leaf that does not require grad."""
    if self._view is not None:
        raise RuntimeError(
            "Can't detach views in-place. Use detach() instead. If you are using DistributedData"
            "Parallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients "
            "are views of DDP buckets, and hence detach_() cannot be called on these gradients."
        )
    self._edge = None
    return self


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """x[key] = value, counted as a modification."""
    check_writable(self)
    new = value if isinstance(value, Tensor) else None
    if mode.enabled and (self._edge is not None or (new is not None and new._edge is not None)):
        raise NotImplementedError(
            "assigning to a part of a tensor that is part of a graph is not supported yet: "
            "build the new tensor with torch.where, torch.cat or torch.stack instead"
        )
    target = TABLE["getitem"](self.detach(), key)
    if target._is_view():
        target._shared_array()[...] = value._array if new is not None else value
        self._shared_counter()[0] += 1
    else:
        array = self._shared_array()
        plain = tuple(
            np.asarray(k._array) if isinstance(k, Tensor) else k
            for k in (key if isinstance(key, tuple) else (key,))
        )
        array[plain] = value._array if new is not None else value
        self._shared_counter()[0] += 1


IN_PLACE = [
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "reciprocal",
    "pow",
    "square",
    "sqrt",
    "rsqrt",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "relu",
    "sigmoid",
    "abs",
    "sign",
    "floor",
    "ceil",
    "round",
    "trunc",
]

for _name in IN_PLACE:
    in_place(f"{_name}_", TABLE[_name])
for _function in (copy_, fill_, zero_, detach_):
    register(_function.__name__, _function)
