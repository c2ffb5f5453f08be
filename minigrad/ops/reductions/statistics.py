"""Products, sums of exponentials, sums that skip nan, and counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..operands import HALF, cast, in_requested
from ..rows import TABLE, floated, operation, row
from ..words import as_type_of, choose, expand, unreduced
from .extremes import no_dim_to_keep
from .reduce import _axes, _dims, checked_dims

# (Without a type: NumPy's own declarations know no `keepdims` that is a variable.)
_total: Any = np.add.reduce
_product: Any = np.multiply.reduce
_largest: Any = np.maximum.reduce

# ------------------------------------------------------------------ products


def product_without_each(self: Any, dim: int) -> Any:
    """For each element the product of the others along `dim`: what a zero needs to be left out."""
    last = np.swapaxes(self, dim, -1)
    count = last.shape[-1]
    square = np.broadcast_to(np.expand_dims(last, -2), (*last.shape[:-1], count, count))
    others = choose(np.eye(count, dtype=bool), np.ones_like(square), square)
    return np.swapaxes(np.prod(others, axis=-1), dim, -1)


def any_zero(self: Any) -> bool:
    """Whether a zero is among the elements, so that a product must not be divided by them."""
    return not np.all(self._array if isinstance(self, Tensor) else self)


def _d_prod_all(grad: Any, self: Any, result: Any) -> Any:
    if len(self.shape) and any_zero(self):
        return grad * product_without_each(self.reshape(-1), 0).reshape(self.shape)
    return grad * (result / self) if len(self.shape) else grad


def _d_prod_dim(grad: Any, self: Any, dim: int, keepdim: bool, result: Any) -> Any:
    if not self.shape:
        return grad
    grad, result = (unreduced(a, self.shape, (dim,), keepdim) for a in (grad, result))
    return grad * (product_without_each(self, dim) if any_zero(self) else result / self)


def _multiplied(array: Any, dim: int, keepdim: bool) -> Any:
    """The product along one dimension; of half precision each step is rounded, as in PyTorch."""
    if array.dtype is HALF and array.ndim and array.size:
        running = np.multiply.accumulate(array, axis=dim)
        last = np.take(running, [-1], axis=dim)
        return last if keepdim else np.squeeze(last, dim)[()]
    return _product(array, axis=_axes((dim,), array), keepdims=keepdim, dtype=array.dtype)


_prod_all = row(
    "prod_all",
    lambda self: _multiplied(self.reshape(-1), 0, False),
    self=_d_prod_all,
    node="ProdBackward0",
    public=False,
)
_prod_dim = row(
    "prod_dim",
    lambda self, dim, keepdim: _multiplied(self, dim, keepdim),
    self=_d_prod_dim,
    node="ProdBackward1",
    public=False,
)


@operation(
    "(Tensor input, *, ScalarType? dtype=None)",
    "(Tensor input, int dim, bool keepdim=False, *, ScalarType? dtype=None, Tensor out=None)",
)
def prod(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product of all elements, or along `dim`; integers and bools give int64.

    Where one element is 0, its gradient is the product of the others.

    >>> import minigrad as mg
    >>> mg.prod(mg.tensor([2., 3., 4.]))
    tensor(24.)
    """
    if keepdim and dim is None:
        raise no_dim_to_keep("prod")
    if dtype is not None:
        self = in_requested(self, dtype)
    elif self._array.dtype.kind != "f":
        self = cast(self, np.dtype(np.int64))
    if dim is None:
        return _prod_all(self)
    return _prod_dim(self, checked_dim(dim, self._array.ndim), keepdim)


# ------------------------------------------------------------------ logsumexp, nansum, counts


def _finite(largest: Any) -> Any:
    return np.where(np.isinf(largest), 0, largest).astype(largest.dtype)


def _logsumexp_forward(self: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    axes = _axes(dim, self)
    if self.size == 0:
        return np.log(_total(np.exp(self), axis=axes, keepdims=keepdim))
    largest = _finite(_largest(self, axis=axes, keepdims=True))
    total = np.log(_total(np.exp(self - largest), axis=axes, keepdims=True)) + largest
    return total if keepdim else np.squeeze(total, axes)[()]


_logsumexp = row(
    "logsumexp_row",
    lambda self, dim, keepdim: _logsumexp_forward(self, dim, keepdim),
    self=lambda grad, self, dim, keepdim, result: (
        unreduced(grad, self.shape, dim, keepdim)
        * np.exp(self - unreduced(result, self.shape, dim, keepdim))
    ),
    single=True,
    node="LogsumexpBackward0",
    public=False,
)


@operation(
    "(Tensor input, int[1] dim, bool keepdim=False, *, Tensor out=None)",
)
def logsumexp(self: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(Σ exp(x)) along `dim`, without overflow.

    >>> import minigrad as mg
    >>> mg.logsumexp(mg.tensor([1000., 1000.]), 0)
    tensor(1000.6932)
    """
    self = floated(self)
    return _logsumexp(self, _dims(self, dim, "logsumexp"), keepdim)


_nansum = row(
    "nansum_row",
    lambda self, dim, keepdim: np.nansum(self, axis=_axes(dim, self), keepdims=keepdim),
    self=lambda grad, self, dim, keepdim: (
        expand(unreduced(grad, self.shape, dim, keepdim), self.shape)
        * as_type_of(~np.isnan(self), grad)
    ),
    single=True,
    node="NansumBackward0",
    public=False,
)


@operation(
    "(Tensor input, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None, "
    "Tensor out=None)",
    numpy=np.nansum,
)
def nansum(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum of the elements that are numbers: nan counts as 0."""
    from .reduce import sum

    if dtype is not None:
        if dtypes.to_numpy(dtype).kind != "f" and self._edge is None:
            self = wrap(np.where(np.isnan(self._array), 0, self._array)[()])
        self = in_requested(self, dtype)
    if self._array.dtype.kind != "f":
        return sum(self, dim, keepdim)
    return _nansum(self, _dims(self, dim, "nansum"), keepdim)


@operation(
    "(Tensor input, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None, "
    "Tensor out=None)",
)
def nanmean(self: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean of the elements that are numbers."""
    from .reduce import sum

    if self._array.dtype.kind != "f":
        raise RuntimeError(
            "nanmean(): expected input to have floating point or complex dtype but got "
            f"{self.dtype.tensor_type}"
        )
    count = sum(TABLE["logical_not"](TABLE["isnan"](self)), dim, keepdim)
    return TABLE["div"](nansum(self, dim, keepdim, dtype=dtype), count)


@operation(
    "(Tensor input, int? dim=None)",
    "(Tensor input, int[] dim)",
)
def count_nonzero(self: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not 0, at all or along `dim`; an int64 tensor."""
    array = np.asarray(self._array)
    axes = None if dim in (None, ()) else _axes(checked_dims(dim, array.ndim), array)
    return wrap(np.asarray(np.count_nonzero(array, axis=axes), np.int64)[()])
