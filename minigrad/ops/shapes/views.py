"""Views: other shapes of the same memory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..rows import operation, row
from ..view_rows import sizes, tensor_input, view_row
from .convert import reinterpreted

# ------------------------------------------------------------------ other lengths: view, reshape


def complete(shape: tuple[int, ...], count: int) -> tuple[int, ...]:
    """`shape` with its -1 worked out for `count` elements."""
    if math.prod(shape) == count and min(shape, default=0) >= 0:
        return shape
    known = 1
    for n in shape:
        known *= n if n != -1 else 1
    unknown = shape.count(-1)
    if unknown > 1:
        raise RuntimeError("only one dimension can be inferred")
    if any(n < -1 for n in shape):
        raise RuntimeError(f"invalid shape dimension {min(shape)}")
    if unknown and known == 0:
        raise RuntimeError(
            f"cannot reshape tensor of {count} elements into shape {list(shape)} because the "
            "unspecified dimension size -1 can be any value and is ambiguous"
        )
    if known != count and not (unknown and count % known == 0):
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}")
    return tuple(count // known if n == -1 else n for n in shape)


_view = view_row(
    "view",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
)
_reshape_alias = view_row(
    "reshape_alias",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
)
unsafe_view: Any = row(
    "unsafe_view",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
    public=False,
)


def shares_memory_as(array: Any, shape: tuple[int, ...]) -> bool:
    """Whether the array can be seen under another shape without copying it."""
    return array.flags.c_contiguous or np.may_share_memory(array, array.reshape(shape))


@operation(
    "(Tensor input, ScalarType dtype)",
    "(Tensor input, int[] size)",
    function=False,
)
def view(self: Tensor, *size: Any) -> Tensor:
    """The same elements, in the same memory, under another shape; one length may be -1.

    With a dtype in place of the shape: the same bytes, read as elements of another type.
    Raises RuntimeError when the number of elements differs or the memory does not allow it.

    >>> import minigrad as mg
    >>> mg.tensor([1., 2., 3., 4.]).view(2, -1)
    tensor([[1., 2.],
            [3., 4.]])
    """
    if len(size) == 1 and isinstance(size[0], dtypes.dtype):
        return reinterpreted(self, size[0])
    shape = complete(sizes(size, "view"), self._array.size)
    if not shares_memory_as(self._shared_array(), shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return _view(self, shape)


@operation(
    "(Tensor input, int[] shape)",
)
def reshape(self: Tensor, *shape: Any) -> Tensor:
    """The same elements under another shape: a view if the memory allows it, else a copy.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).t().reshape(4)
    tensor([1., 3., 2., 4.])
    """
    full = complete(sizes(shape, "reshape", "shape"), tensor_input(self, "reshape")._array.size)
    array = self._shared_array()
    if array.flags.c_contiguous:
        return _view(self, full)
    if shares_memory_as(array, full):
        return _reshape_alias(self, full)
    return unsafe_view(clone(self), full)


@operation(
    "(Tensor input, int start_dim=0, int end_dim=-1)",
)
def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` made one; a 1-d tensor is returned itself.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3, 4).flatten(1).shape
    torch.Size([2, 12])
    """
    shape = tensor_input(self, "flatten")._array.shape
    first, last = (checked_dim(d, len(shape)) for d in (start_dim, end_dim))
    if not shape:
        return reshape(self, 1)
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return self
    joined = math.prod(shape[first : last + 1])
    return reshape(self, *shape[:first], joined, *shape[last + 1 :])


@operation(
    "(Tensor input, Tensor other)",
    function=False,
)
def view_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor under the shape of `other`."""
    return view(self, other._array.shape)


@operation(
    "(Tensor input, Tensor other)",
    function=False,
)
def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor under the shape of `other`, copied if need be."""
    return reshape(self, other._array.shape)


@operation(
    "(Tensor input)",
    numpy=np.ravel,
)
def ravel(self: Tensor) -> Tensor:
    """All elements in one dimension."""
    return reshape(self, -1)


clone: Any = row(
    "clone",
    lambda self: self.copy(),
    self=lambda grad: grad,
    numpy=np.copy,
    forms=("(Tensor input, *, MemoryFormat? memory_format=None)",),
)


@operation(
    "(Tensor input, *, MemoryFormat memory_format=contiguous_format)",
    function=False,
)
def contiguous(self: Tensor) -> Tensor:
    """The tensor itself if its elements lie in memory in order, else a copy that does."""
    return self if self.is_contiguous() else clone(self)
