"""Reductions: many numbers in, one out, along some or all dimensions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..operands import cast, in_requested
from ..rows import Face, operation, register, row
from ..words import expand, unreduced

Dims = int | tuple[int, ...] | list[int] | None


def checked_dims(dim: Any, ndim: int, name: str = "sum") -> tuple[int, ...]:
    """One dimension or several, counted from the front; PyTorch's errors for impossible ones."""
    if isinstance(dim, (tuple, list)):
        dims = tuple(checked_dim(_as_int(d, name), ndim) for d in dim)
        for d in dims:
            if dims.count(d) > 1:
                raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
        return dims
    return (checked_dim(_as_int(dim, name), ndim),)


def _as_int(dim: Any, name: str) -> int:
    try:
        return operator.index(dim)
    except TypeError:
        raise TypeError(
            f"{name}(): argument 'dim' must be int or tuple of ints, not {type(dim).__name__}"
        ) from None


def _axes(dim: tuple[int, ...], array: Any) -> tuple[int, ...]:
    """NumPy's axes for checked dims; a 0-d array has none to reduce."""
    return dim if array.ndim else ()


# ------------------------------------------------------------------ sum and mean

_sum_all = row(
    "sum_all",
    lambda self: np.add.reduce(self, axis=None, dtype=self.dtype),
    self=lambda grad, self_sym_sizes: expand(grad, self_sym_sizes),
    single=True,
    node="SumBackward0",
    public=False,
)
_sum_dim = row(
    "sum_dim",
    lambda self, dim, keepdim: np.add.reduce(
        self, axis=_axes(dim, self), keepdims=keepdim, dtype=self.dtype
    ),
    self=lambda grad, self_sym_sizes, dim, keepdim: expand(
        unreduced(grad, self_sym_sizes, dim, keepdim), self_sym_sizes
    ),
    single=True,
    node="SumBackward1",
    public=False,
)
_mean_all = row(
    "mean_all",
    lambda self, self_sym_numel: np.add.reduce(self, axis=None) / self_sym_numel,
    self=lambda grad, self_sym_sizes, self_sym_numel: expand(grad / self_sym_numel, self_sym_sizes),
    single=True,
    node="MeanBackward0",
    public=False,
)
_mean_dim = row(
    "mean_dim",
    lambda self, dim, keepdim, self_sym_numel, count: (
        np.add.reduce(self, axis=_axes(dim, self), keepdims=keepdim) / count
    ),
    self=lambda grad, self_sym_sizes, dim, keepdim, count, self_sym_numel: expand(
        unreduced(grad / count, self_sym_sizes, dim, keepdim), self_sym_sizes
    ),
    single=True,
    node="MeanBackward1",
    public=False,
)


@operation(
    "(Tensor input, *, ScalarType? dtype=None)",
    "(Tensor input, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None, Tensor out=None)",
    numpy=np.sum,
)
def sum(
    self: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """The sum of all elements, or along `dim`; integers and bools give int64.

    Raises IndexError for a dimension that is not there.

    >>> import minigrad as mg
    >>> x = mg.tensor([[1., 2.], [3., 4.]])
    >>> x.sum(), x.sum(dim=0)
    (tensor(10.), tensor([4., 6.]))
    """
    if dtype is not None:
        self = in_requested(self, dtype)
    elif self._array.dtype.kind != "f":
        self = cast(self, np.dtype(np.int64))
    if dim is None and not keepdim:
        return _sum_all(self)
    return _sum_dim(self, _dims(self, dim, "sum"), keepdim)


@operation(
    "(Tensor input, *, ScalarType? dtype=None, Tensor out=None)",
    "(Tensor input, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None, Tensor out=None)",
    numpy=np.mean,
)
def mean(
    self: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """The mean of all elements, or along `dim`.

    Raises RuntimeError for integers, IndexError for a dimension that is not there.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).mean(dim=1)
    tensor([1.5000, 3.5000])
    """
    if dtype is not None and not dtype.is_floating_point:
        raise RuntimeError(
            "mean(): could not infer output dtype. Optional dtype must be either a floating point "
            f"or complex dtype. Got: {dtype.tensor_type}"
        )
    if dtype is not None:
        self = in_requested(self, dtype)
    elif self._array.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {self.dtype.tensor_type}"
        )
    size = self._array.size
    if dim is None and not keepdim:
        return _mean_all(self, size)
    dims = _dims(self, dim, "mean")
    count = 1
    for d in _axes(dims, self._array):
        count *= self._array.shape[d]
    return _mean_dim(self, dims, keepdim, size, count)


def _dims(self: Tensor, dim: Any, name: str) -> tuple[int, ...]:
    """The dims to reduce; PyTorch reads both None and () as all of them."""
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(self._array.ndim))
    return checked_dims(dim, self._array.ndim, name)


# ------------------------------------------------------------------ any and all


def quantifier(name: str, forward: Callable[..., Any], doc: str) -> None:
    """any or all: bools out, but for bytes, which PyTorch once used as bools."""

    def op(self: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
        array = self._array
        axes = None if dim is None else _axes(checked_dims(dim, array.ndim, name), array)
        found = forward(array, axis=axes, keepdims=keepdim)
        return wrap(found.astype(np.uint8) if array.dtype == np.uint8 else found)

    register(name, op, forward, doc, Face(_QUANTIFIER))


_QUANTIFIER = (
    "(Tensor input, *, Tensor out=None)",
    "(Tensor input, int[]? dim=None, bool keepdim=False, *, Tensor out=None)",
    "(Tensor input, int dim, bool keepdim=False, *, Tensor out=None)",
)

quantifier("any", np.any, "Whether any element is true (not zero), along `dim` or at all.")
quantifier("all", np.all, "Whether all elements are true (not zero), along `dim` or at all.")
