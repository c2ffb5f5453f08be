"""The same elements elsewhere: flip, roll, repeat, unflatten."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..kinds import not_implemented
from ..reductions.reduce import checked_dims
from ..rows import TABLE, operation, row
from ..view_rows import sizes
from .lengths import expand, unsqueeze
from .views import clone, flatten, reshape, view

# ------------------------------------------------------------------ flip, roll, repeat

_flip = row(
    "flip_row",
    lambda self, dims: np.flip(self, dims).copy(),
    self=lambda grad, dims: _flipped(grad, dims),
    node="FlipBackward0",
    public=False,
)


def _flipped(grad: Any, dims: tuple[int, ...]) -> Any:
    return np.flip(grad, dims) if dims else grad


_roll = row(
    "roll_row",
    lambda self, shifts, dims: np.roll(self, shifts, dims or None),
    self=lambda grad, shifts, dims: np.roll(grad, tuple(-s for s in shifts), dims or None),
    node="RollBackward0",
    public=False,
)
_rot90 = row(
    "rot90_row",
    lambda self, k, dims: np.rot90(self, k, dims).copy(),
    self=lambda grad, k, dims: np.rot90(grad, -k, dims),
    node="Rot90Backward0",
    public=False,
)
_repeat = row(
    "repeat_row",
    lambda self, repeats: np.tile(self, repeats),
    self=lambda grad, self_sym_sizes, repeats: _summed_repeats(grad, self_sym_sizes, repeats),
    node="RepeatBackward0",
    public=False,
)


def _summed_repeats(grad: Any, shape: tuple[int, ...], repeats: tuple[int, ...]) -> Any:
    if 0 in repeats:
        return (
            np.zeros_like(grad, shape=shape)
            if not isinstance(grad, Tensor)
            else wrap(np.zeros(shape, grad._array.dtype))
        )
    full = (1,) * (len(repeats) - len(shape)) + shape
    split = [n for pair in zip(repeats, full, strict=True) for n in pair]
    return np.sum(grad.reshape(split), axis=tuple(range(0, len(split), 2))).reshape(shape)


@operation(
    "(Tensor input, int[] dims)",
)
def flip(self: Tensor, *dims: Any) -> Tensor:
    """The elements in reverse order along the dimensions named.

    >>> import minigrad as mg
    >>> mg.flip(mg.tensor([1., 2., 3.]), (0,))
    tensor([3., 2., 1.])
    """
    along = checked_dims(sizes(dims, "flip", "dims"), self._array.ndim, "flip")
    return _flip(self, along if self._array.ndim else ())


@operation(
    "(Tensor input, int[1] shifts, int[1] dims=None)",
)
def roll(self: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """The elements moved on by `shifts` places, those that fall out coming in at the other end.

    >>> import minigrad as mg
    >>> mg.roll(mg.tensor([1., 2., 3.]), 1)
    tensor([3., 1., 2.])
    """
    shifts = tuple(shifts) if isinstance(shifts, (tuple, list)) else (shifts,)
    if not shifts:
        raise RuntimeError("`shifts` required")
    named = dims if isinstance(dims, (tuple, list)) else () if dims is None else (dims,)
    if named and len(named) == len(shifts) and not self._array.ndim:
        raise IndexError(f"Dimension specified as {named[0]} but tensor has no dimensions")
    dims = checked_dims(tuple(named), self._array.ndim, "roll") if self._array.size else named
    if len(dims) != len(shifts) and not (len(shifts) == 1 and not dims):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}"
        )
    if not self._array.size:  # nothing moves, whatever the dimensions
        return _roll(self, (0,), ())
    return _roll(self, tuple(int(n) for n in shifts), dims)


@operation(
    "(Tensor input, int k=1, int[] dims={0,1})",
)
def rot90(self: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """The plane of two dimensions turned by `k` quarters."""
    dims, ndim = tuple(dims), self._array.ndim
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {ndim}")
    if dims[0] % ndim == dims[1] % ndim:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}"
        )
    return _rot90(self, k, checked_dims(tuple(dims), self._array.ndim, "rot90"))


@operation(
    "(Tensor input, int[] repeats)",
    function=False,
)
def repeat(self: Tensor, *repeats: Any) -> Tensor:
    """Copies of the tensor side by side: as many along each dimension as `repeats` says.

    >>> import minigrad as mg
    >>> mg.tensor([1., 2.]).repeat(2, 2)
    tensor([[1., 2., 1., 2.],
            [1., 2., 1., 2.]])
    """
    times = sizes(repeats, "repeat", "repeats")
    if len(times) < self._array.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions "
            "of tensor"
        )
    full = (1,) * (len(times) - self._array.ndim) + self._array.shape
    lengths = [n * length for n, length in zip(times, full, strict=True)]
    if min(lengths, default=0) < 0:
        least = min(lengths)
        raise RuntimeError(f"Trying to create tensor with negative dimension {least}: {lengths}")
    return _repeat(self, tuple(max(n, 0) for n in times))


@operation(
    "(Tensor input, int[] dims)",
)
def tile(self: Tensor, *dims: Any) -> Tensor:
    """As `repeat`; missing leading counts are 1.

    >>> import minigrad as mg
    >>> mg.tile(mg.tensor([1., 2.]), (2,))
    tensor([1., 2., 1., 2.])
    """
    times = sizes(dims, "tile", "dims")
    return repeat(self, (1,) * (self._array.ndim - len(times)) + times)


@operation(
    "(Tensor input, Tensor repeats, int? dim=None, *, int? output_size=None)",
    "(Tensor input, int repeats, int? dim=None, *, int? output_size=None)",
)
def repeat_interleave(
    self: Tensor, repeats: Any, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element (each slice along `dim`) repeated in place, by one count or a count for each.

    >>> import minigrad as mg
    >>> mg.repeat_interleave(mg.tensor([1., 2.]), 2)
    tensor([1., 1., 2., 2.])
    """
    if isinstance(repeats, int) and repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    if dim is None:
        self, dim = reshape(self, -1), 0
    dim = checked_dim(dim, self._array.ndim)
    if not self._array.ndim:
        if isinstance(repeats, Tensor):
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        checked_dim(1, 0)
    if isinstance(repeats, Tensor):
        if repeats._array.ndim > 1:
            raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
        length = self._array.shape[dim]
        if repeats._array.ndim and repeats._array.size not in (1, length):
            raise RuntimeError(
                "repeats must have the same size as input along dim, but got repeats.size(0) = "
                f"{repeats._array.size} and input.size({dim}) = {length}"
            )
        if repeats._array.dtype not in (np.int32, np.int64):
            raise not_implemented("repeat_interleave_cpu", repeats._array.dtype)
        if np.any(repeats._array < 0):
            raise RuntimeError("repeats can not be negative")
        counts = np.broadcast_to(repeats._array, (self._array.shape[dim],))
        where = np.repeat(np.arange(self._array.shape[dim]), counts)
        if output_size is not None and output_size != len(where):
            raise RuntimeError("allocated size does not match required size")
        return TABLE["index_select"](self, dim, wrap(where))
    shape = list(self._array.shape)
    if output_size is not None and output_size != shape[dim] * repeats:
        raise RuntimeError(
            f"repeat_interleave: Invalid output_size, expected {shape[dim] * repeats} "
            f"but got {output_size}"
        )
    wide = unsqueeze(self, dim + 1)
    full = expand(wide, *shape[: dim + 1], repeats, *shape[dim + 1 :])
    return flatten(clone(full), dim, dim + 1)


@operation()
def unflatten(self: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension made several; one of `sizes` may be -1.

    >>> import minigrad as mg
    >>> mg.zeros(2, 6).unflatten(1, (2, -1)).shape
    torch.Size([2, 2, 3])
    """
    dim = checked_dim(dim, self._array.ndim)
    shape, parts = self._array.shape, list(sizes)
    known = math.prod(n for n in parts if n != -1)
    if (-1 not in parts and known != shape[dim]) or (-1 in parts and known and shape[dim] % known):
        raise RuntimeError(
            f"unflatten: Provided sizes {parts} don't multiply up to the size of dim {dim} "
            f"({shape[dim]}) in the input tensor"
        )
    if -1 in parts:
        parts[parts.index(-1)] = shape[dim] // known
    return view(self, *shape[:dim], *parts, *shape[dim + 1 :])
