"""Whole slices at places named by an index: added, replaced, filled."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor
from ..operands import cast, in_requested
from ..rows import operation, row
from ..words import choose
from .gather import check_long


def _slices(dim: int, index: Any) -> tuple[Any, ...]:
    return (*(slice(None),) * dim, index)


def _changed(self: Any, source: Any, index: Any, dim: int, alpha: Any, add: bool) -> Any:
    out = np.array(self)
    if not index.size:
        return out
    key = _slices(dim, index.reshape(-1)) if out.ndim else ()
    if not out.ndim:
        source = source.reshape(())
    if add:
        np.add.at(out, key, source if alpha == 1 else source * fitted(alpha, out.dtype))
    else:
        out[key] = source
    return out


def _taken_slices(grad: Any, shape: tuple[int, ...], index: Any, dim: int) -> Any:
    if not len(grad.shape):
        return grad.reshape(shape) if index.size else grad.reshape(-1)[:0].reshape(shape)
    return grad[_slices(dim, index.reshape(-1))].reshape(shape)


_index_add = row(
    "index_add_row",
    lambda self, source, index, dim, alpha: _changed(self, source, index, dim, alpha, True),
    self=lambda grad: grad,
    source=lambda grad, source_sym_sizes, index, dim, alpha: (
        _taken_slices(grad, source_sym_sizes, index, dim) * alpha
    ),
    tensors=("index",),
    node="IndexAddBackward0",
    public=False,
)
_index_copy = row(
    "index_copy_row",
    lambda self, source, index, dim: _changed(self, source, index, dim, 1, False),
    self=lambda grad, index, dim: choose(_line(grad.shape, index, dim), 0, grad),
    source=lambda grad, source_sym_sizes, index, dim: _taken_slices(
        grad, source_sym_sizes, index, dim
    ),
    tensors=("index",),
    node="IndexCopyBackward0",
    public=False,
)
_index_fill = row(
    "index_fill_row",
    lambda self, index, dim, value: np.where(
        _line(self.shape, index, dim), fitted(value, self.dtype), self
    ),
    self=lambda grad, index, dim: choose(_line(grad.shape, index, dim), 0, grad),
    tensors=("index",),
    node="IndexFillBackward0",
    public=False,
)


_index_fill_tensor = row(
    "index_fill_tensor",
    lambda self, value, index, dim: np.where(_line(self.shape, index, dim), value, self),
    self=lambda grad, index, dim: choose(_line(grad.shape, index, dim), 0, grad),
    value=lambda grad, index, dim: np.sum(choose(_line(grad.shape, index, dim), grad, 0)),
    tensors=("index",),
    node="IndexFillBackward1",
    public=False,
)


def _line(shape: tuple[int, ...], index: Any, dim: int) -> Any:
    mask = np.zeros(shape, bool)
    if index.size:
        mask[_slices(dim, index.reshape(-1)) if shape else ()] = True
    return mask


def _check_count(
    name: str, self: Tensor, index: Tensor, source: Tensor, dim: int, error: type[Exception]
) -> None:
    """PyTorch's errors for another number of slices than places, or for a place beyond the end."""
    count, length = index._array.size, source._array.shape[dim] if source._array.ndim else 1
    if count != length:
        raise error(
            f"{name}(): Number of indices ({count}) should be equal to source.size(dim): "
            f"({length}), for dim: {dim}"
        )


@operation(
    "(Tensor input, int dim, Tensor index, Tensor source, *, Scalar alpha=1, Tensor out=None)",
)
def index_add(self: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """A copy with the slices of `source` added at the places `index` of one dimension."""
    dim = checked_dim(dim, self._array.ndim)
    if index._array.ndim > 1:
        raise IndexError(
            "index_add_(): Index is supposed to be a vector, but got dim: "
            f"{index._array.ndim} with type: {index.dtype.tensor_type} and size: "
            f"{list(index._array.shape)}"
        )
    if index._array.dtype not in (np.int32, np.int64):
        raise RuntimeError(
            f"index_add_(): Expected dtype int32/int64 for index but got: {index.dtype.tensor_type}"
        )
    if source._array.dtype is not self._array.dtype:
        raise RuntimeError(
            f"index_add_(): self ({self.dtype.tensor_type}) and source "
            f"({source.dtype.tensor_type}) must have the same scalar type"
        )
    mine, theirs = self._array.shape, source._array.shape
    if len(mine) != len(theirs) or mine[:dim] + mine[dim + 1 :] != theirs[:dim] + theirs[dim + 1 :]:
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(mine)} source.shape = {list(theirs)}"
        )
    _check_count("index_add_", self, index, source, dim, RuntimeError)
    return _index_add(self, source, index, dim, alpha)


@operation(
    "(Tensor input, int dim, Tensor index, Tensor source, *, Tensor out=None)",
)
def index_copy(self: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy with the places `index` of one dimension replaced by the slices of `source`."""
    dim = checked_dim(dim, self._array.ndim)
    mine, theirs = self._array.shape, source._array.shape
    if index._array.ndim > 1:
        raise IndexError(
            f"index_copy_(): Index should have dimension 1 or 0 (got {index._array.ndim})"
        )
    if len(mine) != len(theirs) and mine and theirs:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality "
            f"must match. Source dimensionality ({len(theirs)}), destination dimensionality "
            f"({len(mine)})"
        )
    check_long(index, "index_copy_")
    if mine[:dim] + mine[dim + 1 :] != theirs[:dim] + theirs[dim + 1 :] and (
        mine or len(theirs) > 1
    ):
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination "
            f"slice shape: {' '.join(map(str, mine[:dim] + mine[dim + 1 :]))} at dimension {dim} "
            f"and source slice shape: {' '.join(map(str, theirs[:dim] + theirs[dim + 1 :]))} at "
            "dimension 0."
        )
    if source._array.dtype is not self._array.dtype:
        raise RuntimeError(
            "index_copy_(): self and source expected to have the same dtype, but got (self) "
            f"{self.dtype.tensor_type} and (source) {source.dtype.tensor_type}"
        )
    _check_count("index_copy_", self, index, source, dim, IndexError)
    return _index_copy(self, source, index, dim)


@operation(
    "(Tensor input, int dim, Tensor index, Tensor value)",
    "(Tensor input, int dim, Tensor index, Scalar value)",
)
def index_fill(self: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy with the places `index` of one dimension filled with one number (or a 0-d tensor)."""
    if isinstance(value, Tensor):
        value = in_requested(value, self.dtype)
    return filled_by_index(self, dim, index, value)


def filled_by_index(self: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """What `index_fill_` writes: PyTorch gives integers a history only in place."""
    dim = checked_dim(dim, self._array.ndim)
    if index._array.dtype != np.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index._array.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                f"{value._array.ndim} dimension(s)."
            )
        return _index_fill_tensor(self, cast(value, self._array.dtype), index, dim)
    return _index_fill(self, index, dim, value)
