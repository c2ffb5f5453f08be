"""Counting and finding places: histograms, sorted rows, triangles. No gradient passes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor, wrap
from ..kinds import check_kind, not_implemented
from ..operands import not_a_tensor
from ..rows import operation


@operation(
    "(Tensor input, Tensor? weights=None, int minlength=0)",
)
def bincount(self: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 on is there; with `weights`, their sums.

    Raises RuntimeError for anything but a vector of integers that are not negative (for floats
    the NotImplementedError that is one of these).

    >>> import minigrad as mg
    >>> mg.bincount(mg.tensor([1, 1, 3]))
    tensor([0, 2, 0, 1])
    """
    array = self._array
    if array.dtype.kind == "f":
        raise NotImplementedError(f'"bincount_cpu" not implemented for {self.dtype.tensor_type!r}')
    if array.dtype.kind not in "iu" or array.ndim != 1 or (array.size and array.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if not array.size:
        return wrap(np.zeros(minlength, np.int64))
    if weights is None:
        return wrap(np.bincount(array, minlength=minlength).astype(np.int64))
    if weights._array.shape != array.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    sums = np.bincount(array, weights._array, minlength)
    return wrap(sums.astype(np.float32 if weights._array.dtype == np.float32 else np.float64))


@operation(
    "(Tensor input, int bins=100, Scalar min=0, Scalar max=0, *, Tensor out=None)",
)
def histc(self: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements lie in each of `bins` equal parts from min to max.

    Both 0 mean: from the smallest element to the largest. Elements outside do not count.

    >>> import minigrad as mg
    >>> mg.histc(mg.tensor([1., 2., 1.]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    array = np.asarray(self._array)
    if array.dtype.kind != "f":
        raise not_implemented("histogram_cpu", array.dtype)
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if min == max == 0 and array.size:
        min, max = array.min(), array.max()
    if min == max:
        min, max = min - 1, max + 1
    if not (np.isfinite(min) and np.isfinite(max)):
        raise RuntimeError(f"range of [{min}, {max}] is not finite")
    if min > max:
        raise RuntimeError("torch.histc: max must be larger than min")
    return wrap(np.histogram(array, bins, (min, max))[0].astype(array.dtype))


def _side(right: bool, side: str | None) -> Any:
    if side not in (None, "left", "right"):
        raise RuntimeError(
            f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}"
        )
    if side == "left" and right:
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left "
            "while right was True"
        )
    return "right" if right or side == "right" else "left"


@operation(
    "(Tensor sorted_sequence, Tensor input, *, bool out_int32=False, bool right=False, "
    "str? side=None, Tensor? sorter=None, Tensor out=None)",
    "(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, "
    "str? side=None, Tensor? sorter=None, Tensor out=None)",
    method=False,
)
def searchsorted(
    sorted_sequence: Tensor,
    self: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Where to put values into a sorted row so that it stays sorted: before equal ones, or with
    right=True behind them. The last dimension of `sorted_sequence` is a row of its own.

    sorter: the indices that sort `sorted_sequence`, if it is not sorted.

    >>> import minigrad as mg
    >>> mg.searchsorted(mg.tensor([1., 3., 5.]), mg.tensor([3., 4.]))
    tensor([1, 2])
    """
    values: Any
    row, values = sorted_sequence._array, self._array if isinstance(self, Tensor) else self
    if np.ndim(values) == 0 and row.ndim != 1:
        raise RuntimeError(
            "torch.searchsorted(): input value can be a scalar only when boundaries tensor "
            f"dimension is 1, but we got boundaries tensor dim({row.ndim}) and input value's dim(0)"
        )
    if not row.ndim:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, "
            "but got 0 dimension"
        )
    if np.size(values) and row.size:
        check_kind(sorted_sequence, "searchsorted_out_cpu")
    where, values, kind = (
        _side(right, side),
        np.asarray(values),
        np.int32 if out_int32 else np.int64,
    )
    if sorter is not None:
        row = np.take_along_axis(row, np.asarray(sorter._array), -1)
    if row.ndim == 1:
        return wrap(np.asarray(np.searchsorted(row, values, where), kind)[()])
    if values.shape[:-1] != row.shape[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 "
            f"dimensions of boundaries tensor and input value tensor must match, but we got "
            f"boundaries tensor {list(row.shape)} and input value tensor {list(values.shape)}"
        )
    found = np.empty(values.shape, kind)
    for place in np.ndindex(row.shape[:-1]):
        found[place] = np.searchsorted(row[place], values[place], where)
    return wrap(found)


@operation(
    "(Tensor input, Tensor boundaries, *, bool out_int32=False, bool right=False, Tensor out=None)",
    "(Scalar self, Tensor boundaries, *, bool out_int32=False, bool right=False)",
    method=False,
)
def bucketize(
    self: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """Between which of the sorted `boundaries` each element lies, as a number from 0 on.

    >>> import minigrad as mg
    >>> mg.bucketize(mg.tensor([0., 3., 9.]), mg.tensor([1., 3., 5.]))
    tensor([0, 1, 3])
    """
    if not isinstance(boundaries, Tensor):
        raise not_a_tensor("bucketize", boundaries, "boundaries", 2)
    if boundaries._array.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})")
    return searchsorted(boundaries, self, out_int32=out_int32, right=right)


@operation(
    method=False,
)
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = dtypes.int64) -> Tensor:
    """The places of the lower triangle of a matrix: a row of row numbers, a row of columns.

    >>> import minigrad as mg
    >>> mg.tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    _check_sides(row, col)
    return wrap(np.stack(np.tril_indices(row, offset, col)).astype(dtype.numpy))


@operation(
    method=False,
)
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = dtypes.int64) -> Tensor:
    """The places of the upper triangle of a matrix: a row of row numbers, a row of columns."""
    _check_sides(row, col)
    return wrap(np.stack(np.triu_indices(row, offset, col)).astype(dtype.numpy))


def _check_sides(row: int, col: int) -> None:
    for name, length in (("row", row), ("col", col)):
        if length < 0:
            raise RuntimeError(f"{name} must be non-negative, got{length}")
