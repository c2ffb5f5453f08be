"""A tensor taken apart: unbind, split, chunk."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.arrays.sharing import INFERENCE, connect
from ...engine.modes import mode
from ...engine.node import Node
from ...engine.outputs import Parts, record_several
from ...engine.tensor import Tensor, edge_of, wrap
from ..nodes import as_tensor
from ..rows import operation
from ..view_rows import sizes
from ..words import put


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
        node = cls((edge_of(self),), None)
        node.dim = dim
        node.keys = keys
        node.source_shape = source.shape
        node.split_size = split_size
        record_several(node, outputs)
    return tuple(outputs)


@operation(
    "(Tensor input, int dim=0)",
)
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


@operation()
def split(self: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts of one dimension: of one size (the last may be shorter) or of given sizes.

    Raises RuntimeError when the given sizes do not add up to the length.

    >>> import minigrad as mg
    >>> mg.arange(5.).split(2)
    (tensor([0., 1.]), tensor([2., 3.]), tensor([4.]))
    """
    if not self._array.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    dim = checked_dim(dim, self._array.ndim)
    length = self._array.shape[dim]
    sections = isinstance(split_size_or_sections, (tuple, list))
    if not sections and not getattr(split_size_or_sections, "ndim", 0):
        size = operator.index(split_size_or_sections)
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


@operation(
    "(Tensor input, int chunks, int dim=0)",
)
def chunk(self: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` consecutive parts of one dimension, all but the last of equal length.

    >>> import minigrad as mg
    >>> mg.arange(5.).chunk(2)
    (tensor([0., 1., 2.]), tensor([3., 4.]))
    """
    chunks = operator.index(chunks)
    if chunks < 1:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if not self._array.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    length = self._array.shape[checked_dim(dim, self._array.ndim)]
    return split(self, -(-length // chunks) if length else [0] * chunks, dim)
