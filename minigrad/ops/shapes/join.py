"""Putting tensors together: cat, stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.arraylike import checked_dim
from ...engine.modes import mode
from ...engine.node import Node
from ...engine.outputs import record
from ...engine.tensor import Tensor, edge_of, wrap
from ..operands import cast
from ..rows import FACES, operation, register


def listed(tensors: Any, name: str) -> list[Tensor]:
    """The tensors of a list or tuple, all in the type that promotion gives for them."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, "
            f"not {type(tensors).__name__}"
        )
    for position, tensor in enumerate(tensors):
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"expected Tensor as element {position} in argument 0, "
                f"but got {type(tensor).__name__}"
            )
    if not tensors:
        if name == "cat":
            raise ValueError("torch.cat(): expected a non-empty list of Tensors")
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    kind = dtypes.promoted(*[t._array for t in tensors])
    return [cast(t, kind) for t in tensors]


class _Join(Node):
    """A node with as many inputs as were joined: each gets its part of the gradient."""

    __slots__ = ("dim", "parts")
    saved_values = ("dim",)
    dim: int
    parts: Any

    def part(self, grad: Any, which: Any) -> Any:
        return grad[(slice(None),) * self.dim + (which,)]

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return tuple(
            None if edge is None else self.part(grad, which)
            for edge, which in zip(self.next, self.parts, strict=True)
        )

    apply_recorded = apply


class CatBackward0(_Join):
    """Joined along a dimension that was there."""

    __slots__ = ()

    def part(self, grad: Any, which: Any) -> Any:
        if which is None:  # an empty vector, which may stand beside anything
            return grad.reshape(-1)[:0]
        return super().part(grad, which)


class StackBackward0(_Join):
    """Joined along a new dimension."""

    __slots__ = ()


def _join(
    cls: type[_Join], array: Any, tensors: list[Tensor], dim: int, parts: Sequence[Any]
) -> Tensor:
    out = wrap(array)
    if mode.enabled and any(t._edge is not None for t in tensors):
        node = cls(tuple(edge_of(t) for t in tensors), array.shape)
        node.dim = dim
        node.parts = parts
        record(node, out)
    return out


@operation(
    "(Tensor[] tensors, int dim=0, *, Tensor out=None)",
    method=False,
)
def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along an existing dimension; their other lengths must agree.

    Raises ValueError for an empty list, RuntimeError for shapes that do not fit.

    >>> import minigrad as mg
    >>> mg.cat([mg.tensor([1., 2.]), mg.tensor([3.])])
    tensor([1., 2., 3.])
    """
    tensors = listed(tensors, "cat")
    first = next((t for t in tensors if t._array.shape != (0,)), tensors[0])._array
    if any(t._array.ndim == 0 for t in tensors):
        where = next(i for i, t in enumerate(tensors) if t._array.ndim == 0)
        raise RuntimeError(f"zero-dimensional tensor (at position {where}) cannot be concatenated")
    if first.shape == (0,):  # all of them are empty vectors, whose dimensions nobody counts
        dim = 0
    dim = checked_dim(dim, first.ndim)
    parts, start, arrays = [], 0, []
    for position, tensor in enumerate(tensors):
        array = tensor._array
        if array.shape == (0,) and first.ndim != 1:  # PyTorch lets an empty vector join anything
            array = np.empty((*first.shape[:dim], 0, *first.shape[dim + 1 :]), array.dtype)
        _check_cat(first, array, dim, position)
        parts.append(slice(start, start + array.shape[dim]) if array is tensor._array else None)
        start += array.shape[dim]
        arrays.append(array)
    return _join(CatBackward0, np.concatenate(arrays, axis=dim), tensors, dim, parts)


def _check_cat(first: Any, array: Any, dim: int, position: int) -> None:
    if array.ndim != first.ndim:
        raise RuntimeError(
            f"Tensors must have same number of dimensions: got {first.ndim} and {array.ndim}"
        )
    for d in range(array.ndim):
        if d != dim and array.shape[d] != first.shape[d]:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {dim}. Expected size "
                f"{first.shape[d]} but got size {array.shape[d]} for tensor number {position} "
                "in the list."
            )


@operation(
    "(Tensor[] tensors, int dim=0, *, Tensor out=None)",
    method=False,
)
def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension.

    Raises RuntimeError for shapes that differ.

    >>> import minigrad as mg
    >>> mg.stack([mg.tensor([1., 2.]), mg.tensor([3., 4.])])
    tensor([[1., 2.],
            [3., 4.]])
    """
    tensors = listed(tensors, "stack")
    shape = tensors[0]._array.shape
    dim = checked_dim(dim, len(shape) + 1)
    for position, tensor in enumerate(tensors):
        if tensor._array.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 "
                f"and {list(tensor._array.shape)} at entry {position}"
            )
    array = np.stack([t._array for t in tensors], axis=dim)
    return _join(StackBackward0, array, tensors, dim, range(len(tensors)))


register("concat", cat, face=FACES["cat"])
