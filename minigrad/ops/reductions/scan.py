"""Running results along a dimension: cumsum, cumprod, cummax, cummin, logcumsumexp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..kinds import INTEGERS, check_kind
from ..operands import cast, in_requested
from ..rows import Face, operation, register, row
from ..words import choose, put_add
from .extremes import ValuesAndIndices
from .statistics import any_zero


def _from_the_end(grad: Any, dim: int) -> Any:
    """The running sum that starts at the last element: the transpose of cumsum."""
    return np.flip(np.cumsum(np.flip(grad, dim), dim), dim) if len(grad.shape) else grad


_cumsum = row(
    "cumsum_row",
    lambda self, dim: np.add.accumulate(self, dim, dtype=self.dtype) if self.ndim else self.copy(),
    self=lambda grad, dim: _from_the_end(grad, dim),
    single=True,
    node="CumsumBackward0",
    public=False,
)


def _d_cumprod(grad: Any, self: Any, dim: int, result: Any) -> Any:
    if not len(self.shape):
        return grad
    if not any_zero(self):
        return _from_the_end(grad * result, dim) / self
    # Output k depends on input i <= k through the product of the other inputs up to k.
    last = np.swapaxes(self, dim, -1)
    n = last.shape[-1]
    square = np.broadcast_to(np.expand_dims(last, -2), (*last.shape[:-1], n, n))
    others = np.cumprod(choose(np.eye(n, dtype=bool), np.ones_like(square), square), -1)
    reached = choose(np.tri(n, dtype=bool).T, others, np.zeros_like(square))
    total = np.sum(reached * np.expand_dims(np.swapaxes(grad, dim, -1), -2), axis=-1)
    return np.swapaxes(total, dim, -1)


_cumprod = row(
    "cumprod_row",
    lambda self, dim: (
        np.multiply.accumulate(self, dim, dtype=self.dtype) if self.ndim else self.copy()
    ),
    self=_d_cumprod,
    single=True,
    node="CumprodBackward0",
    public=False,
)


def _d_logcumsumexp(grad: Any, self: Any, dim: int, result: Any) -> Any:
    """Σ gₖ exp(x - rₖ) over the later k, by logarithms: positive and negative g on their own."""
    if not len(self.shape):
        return grad
    never = np.zeros_like(grad) - math.inf

    def share(grad: Any) -> Any:
        weights = choose(grad > 0, np.log(choose(grad > 0, grad, 1)) - result, never)
        return np.exp(np.flip(_log_running(np.flip(weights, dim), dim), dim) + self)

    return share(grad) - share(-grad)


def _log_running(x: Any, dim: int) -> Any:
    return _logcumsumexp(x, dim) if isinstance(x, Tensor) else np.logaddexp.accumulate(x, dim)


_logcumsumexp = row(
    "logcumsumexp_row",
    lambda self, dim: np.logaddexp.accumulate(self, dim) if self.ndim else self.copy(),
    self=lambda grad, self, dim, result: _d_logcumsumexp(grad, self, dim, result),
    single=True,
    node="LogcumsumexpBackward0",
    public=False,
)


def _running(op: Any, self: Any, dim: int, dtype: Any, name: str) -> Tensor:
    dim = checked_dim(dim, self._array.ndim)
    if dtype is not None:
        self = in_requested(self, dtype)
    elif self._array.dtype.kind != "f":
        self = cast(self, np.dtype(np.int64))
    return op(self, dim)


@operation(
    "(Tensor input, int dim, *, ScalarType? dtype=None, Tensor out=None)",
)
def cumsum(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The sum of the elements up to each place along `dim`.

    >>> import minigrad as mg
    >>> mg.cumsum(mg.tensor([1., 2., 3.]), 0)
    tensor([1., 3., 6.])
    """
    return _running(_cumsum, self, dim, dtype, "cumsum")


@operation(
    "(Tensor input, int dim, *, ScalarType? dtype=None, Tensor out=None)",
)
def cumprod(self: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The product of the elements up to each place along `dim`.

    >>> import minigrad as mg
    >>> mg.cumprod(mg.tensor([1., 2., 3.]), 0)
    tensor([1., 2., 6.])
    """
    return _running(_cumprod, self, dim, dtype, "cumprod")


@operation(
    "(Tensor input, int dim, *, Tensor out=None)",
)
def logcumsumexp(self: Tensor, dim: int) -> Tensor:
    """log of the running sum of exp(x) along `dim`, without overflow."""
    check_kind(self, "logcumsumexp_out_cpu", INTEGERS)
    return _logcumsumexp(self, checked_dim(dim, self._array.ndim))


# ------------------------------------------------------------------ running extremes


def picked(array: Any, index: Any, dim: int) -> Any:
    """The elements at `index` along `dim`, for every place beside it."""
    return array[key_along(index, dim)] if array.ndim else array.reshape(index.shape).copy()


def key_along(index: Any, dim: int) -> tuple[Any, ...]:
    """The NumPy index for the places `index` along `dim`."""
    key = list(np.indices(index.shape, sparse=True))
    if key:
        key[dim] = index
    return tuple(key)


def put_back(grad: Any, shape: tuple[int, ...], index: Any, dim: int) -> Any:
    """The transpose of `picked`: gradients add at their places, the rest is 0."""
    return put_add(grad, shape, key_along(index, dim)) if shape else grad


def _extreme(name: str, accumulate: Any, beats: Any) -> None:
    taken = row(
        f"{name}_row",
        lambda self, indices, dim: picked(self, indices, dim),
        self=lambda grad, self_sym_sizes, indices, dim: put_back(
            grad, self_sym_sizes, indices, dim
        ),
        tensors=("indices",),
        node=f"{name.capitalize()}Backward0",
        public=False,
    )
    pair = type(name, (ValuesAndIndices,), {"__slots__": ()})

    def op(self: Tensor, dim: int) -> Any:
        array = np.asarray(self._array)
        dim = checked_dim(dim, array.ndim)
        if array.ndim == 0:
            indices = wrap(np.zeros((), np.int64))
        else:
            best = accumulate(array, dim)
            here = np.arange(array.shape[dim]).reshape([-1] + [1] * (array.ndim - 1 - dim))
            newest = beats(array, best) | (array != array)
            indices = wrap(np.maximum.accumulate(np.where(newest, here, 0), dim).astype(np.int64))
        return pair(taken(self, indices, dim), indices)

    amount = "largest" if name == "cummax" else "smallest"
    register(
        name,
        op,
        None,
        f"The {amount} element so far along `dim`, and where it was.",
        Face(("(Tensor input, int dim, *, Tensor[2] out=None)",)),
    )


_extreme("cummax", np.maximum.accumulate, np.greater_equal)
_extreme("cummin", np.minimum.accumulate, np.less_equal)
