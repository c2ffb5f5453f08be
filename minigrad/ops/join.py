"""Putting tensors together and taking them apart: cat, stack, unbind, split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, edge_of, wrap
from ..arraylike import checked_dim
from ..modes import mode
from ..node import Node, Output, Parts, new_order
from ..sharing import INFERENCE, connect
from .nodes import as_tensor
from .operands import cast
from .rows import register
from .views import sizes
from .words import put


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


class StackBackward0(_Join):
    """Joined along a new dimension."""

    __slots__ = ()


def _join(
    cls: type[_Join], array: Any, tensors: list[Tensor], dim: int, parts: Sequence[Any]
) -> Tensor:
    out = wrap(array)
    if mode.enabled and any(t._edge is not None for t in tensors):
        node = cls()
        node.next = tuple(edge_of(t) for t in tensors)
        node.order = new_order()
        node.shape = array.shape
        node.hooks = None
        node.versions = 0
        node.dim = dim
        node.parts = parts
        out._edge = node
        if mode.enabled is not True:
            mode.enabled.made(node)
    return out


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
    dim = checked_dim(dim, first.ndim)
    parts, start, arrays = [], 0, []
    for position, tensor in enumerate(tensors):
        array = tensor._array
        if array.shape == (0,) and first.ndim != 1:  # PyTorch lets an empty vector join anything
            array = np.empty((*first.shape[:dim], 0, *first.shape[dim + 1 :]), array.dtype)
        _check_cat(first, array, dim, position)
        parts.append(slice(start, start + array.shape[dim]))
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
    for position, tensor in enumerate(tensors):
        if tensor._array.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 "
                f"and {list(tensor._array.shape)} at entry {position}"
            )
    dim = checked_dim(dim, len(shape) + 1)
    array = np.stack([t._array for t in tensors], axis=dim)
    return _join(StackBackward0, array, tensors, dim, range(len(tensors)))


# ------------------------------------------------------------------ taking apart


class _Split(Node):
    """A node with several outputs: puts the gradients of its parts together."""

    __slots__ = ("dim", "dtype", "keys", "source_shape", "split_size")
    saved_values: tuple[str, ...] = ("dim",)
    dim: int
    keys: list[Any]
    source_shape: tuple[int, ...]
    split_size: Any

    def output_count(self) -> int:
        return len(self.keys)

    def apply(self, grad: Parts, keep: bool) -> tuple[Any, ...]:
        out = np.zeros(self.source_shape, next(iter(grad.values())).dtype)
        for index, part in grad.items():
            out[self.keys[index]] = part
        return (out,)

    def apply_recorded(self, grad: Parts, keep: bool) -> tuple[Any, ...]:
        parts = [put(part, self.source_shape, self.keys[i]) for i, part in grad.items()]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return (as_tensor(total),)


class UnbindBackward0(_Split):
    """Taken apart at every index of a dimension."""

    __slots__ = ()


class SplitBackward0(_Split):
    """Taken apart into pieces of one length."""

    __slots__ = ()
    saved_values = ("dim", "split_size", "self_sym_sizes")

    def unpack_value(self, field: str) -> Any:
        return self.source_shape if field == "self_sym_sizes" else getattr(self, field)


class SplitWithSizesBackward0(SplitBackward0):
    """Taken apart into pieces of given lengths."""

    __slots__ = ()
    saved_values = ("dim", "split_sizes", "self_sym_sizes")

    def unpack_value(self, field: str) -> Any:
        return self.split_size if field == "split_sizes" else super().unpack_value(field)


def _part(array: Any, key: Any) -> Any:
    return array[key]


def _apart(
    cls: type[_Split], self: Tensor, dim: int, keys: list[Any], split_size: Any = None
) -> tuple[Tensor, ...]:
    source = self._shared_array()
    name = cls.__name__.partition("Backward")[0]
    outputs = []
    for index, key in enumerate(keys):
        out = wrap(source[key])
        out._counter = self._shared_counter()
        if out._counter is not INFERENCE:
            connect(out, self, _part, (key,), f"Output {index} of {name}")
        outputs.append(out)
    if mode.enabled and self._edge is not None:
        node = cls()
        node.next = (edge_of(self),)
        node.order = new_order()
        node.shape = None
        node.hooks = None
        node.versions = 0
        node.dim = dim
        node.keys = keys
        node.source_shape = source.shape
        node.split_size = split_size
        for index, out in enumerate(outputs):
            out._edge = Output(node, index, out._array.shape)
        if mode.enabled is not True:
            mode.enabled.made(node)
    return tuple(outputs)


def unbind(self: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The parts at each index of one dimension, as views. This is what iteration gives.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).unbind()
    (tensor([1., 2.]), tensor([3., 4.]))
    """
    if self._array.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    dim = checked_dim(dim, self._array.ndim)
    before = (slice(None),) * dim
    keys = [(*before, i, ...) for i in range(self._array.shape[dim])]
    return _apart(UnbindBackward0, self, dim, keys)


def split(self: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts of one dimension: of one size (the last may be shorter) or of given sizes.

    Raises RuntimeError when the given sizes do not add up to the length.

    >>> import minigrad as mg
    >>> mg.arange(5.).split(2)
    (tensor([0., 1.]), tensor([2., 3.]), tensor([4.]))
    """
    dim = checked_dim(dim, self._array.ndim)
    length = self._array.shape[dim]
    if isinstance(split_size_or_sections, int):
        size = split_size_or_sections
        if size < 0 or (size == 0 and length):
            raise RuntimeError(
                f"split expects split_size be non-negative, but got split_size={size}"
                if size < 0
                else "split_size can only be 0 if dimension size is 0, "
                f"but got dimension size of {length}"
            )
        lengths = [min(size, length - i) for i in range(0, max(length, 1), max(size, 1))]
        return _apart(SplitBackward0, self, dim, _consecutive(lengths, dim), size)
    lengths = list(sizes(tuple(split_size_or_sections), "split", "split_sizes"))
    if sum(lengths) != length:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's "
            f"size at dimension {dim}), but got split_sizes={lengths}"
        )
    return _apart(SplitWithSizesBackward0, self, dim, _consecutive(lengths, dim), tuple(lengths))


def _consecutive(lengths: list[int], dim: int) -> list[Any]:
    keys, start = [], 0
    for n in lengths:
        keys.append((*(slice(None),) * dim, slice(start, start + n)))
        start += n
    return keys


def chunk(self: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` consecutive parts of one dimension, all but the last of equal length.

    >>> import minigrad as mg
    >>> mg.arange(5.).chunk(2)
    (tensor([0., 1., 2.]), tensor([3., 4.]))
    """
    if chunks < 1:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    length = self._array.shape[checked_dim(dim, self._array.ndim)]
    return split(self, -(-length // chunks) if length else [0] * chunks, dim)


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side: vectors end to end, anything else along dimension 1."""
    tensors = listed(tensors, "hstack")
    return cat(tensors, 0 if tensors and tensors[0]._array.ndim <= 1 else 1)


functions: tuple[Callable[..., Any], ...] = (cat, stack, unbind, split, chunk, hstack)
for function in functions:
    register(function.__name__, function)
register("concat", cat)
