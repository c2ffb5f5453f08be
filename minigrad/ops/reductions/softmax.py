"""softmax and its logarithm, without overflow."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..operands import in_requested
from ..rows import operation, row
from .reduce import _axes


def _shifted(self: Any, dim: int) -> Any:
    """Moved so that the largest element along `dim` is 0."""
    return self - np.maximum.reduce(self, axis=_axes((dim,), self), keepdims=True)


def _summed(x: Any, dim: int) -> Any:
    if isinstance(x, Tensor):
        return x.sum(_axes((dim,), x), keepdim=True)
    return np.add.reduce(x, axis=_axes((dim,), x), keepdims=True)


def _softmax_forward(self: Any, dim: int) -> Any:
    if not self.size:
        return self.copy()
    powers = np.exp(_shifted(self, dim))
    powers /= np.add.reduce(powers, axis=_axes((dim,), self), keepdims=True)
    return powers


def _log_softmax_forward(self: Any, dim: int) -> Any:
    if not self.size:
        return self.copy()
    shifted = _shifted(self, dim)
    return shifted - np.log(np.add.reduce(np.exp(shifted), axis=_axes((dim,), self), keepdims=True))


def _d_softmax(grad: Any, dim: int, result: Any) -> Any:
    weighted = grad * result
    return weighted - result * _summed(weighted, dim)


_softmax = row(
    "softmax_row",
    lambda self, dim: _softmax_forward(self, dim),
    self=_d_softmax,
    single=True,
    node="SoftmaxBackward0",
    public=False,
)
_log_softmax = row(
    "log_softmax_row",
    lambda self, dim: _log_softmax_forward(self, dim),
    self=lambda grad, dim, result: grad - np.exp(result) * _summed(grad, dim),
    single=True,
    node="LogSoftmaxBackward0",
    public=False,
)


def _prepared(self: Tensor, dim: int | None, dtype: Any, name: str) -> tuple[Tensor, int]:
    if dtype is not None:
        self = in_requested(self, dtype)
    if self._array.dtype.kind != "f" and self._array.size:
        raise NotImplementedError(
            f'"{name}_lastdim_kernel_impl" not implemented for {self.dtype.tensor_type!r}'
        )
    if dim is None:
        # PyTorch guesses in the same way, with a warning.
        dim = 0 if self._array.ndim in (0, 1, 3) else 1
    return self, checked_dim(dim, self._array.ndim)


@operation(
    "(Tensor input, int dim, ScalarType? dtype=None, *, Tensor out=None)",
)
def softmax(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """exp(x) / Σ exp(x) along `dim`: positive numbers that add up to 1.

    >>> import minigrad as mg
    >>> mg.softmax(mg.tensor([1000., 1000.]), 0)
    tensor([0.5000, 0.5000])
    """
    return _softmax(*_prepared(input, dim, dtype, "softmax"))


@operation(
    "(Tensor input, int dim, ScalarType? dtype=None, *, Tensor out=None)",
)
def log_softmax(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """log of `softmax`, computed so that small probabilities do not vanish.

    >>> import minigrad as mg
    >>> mg.log_softmax(mg.tensor([0., 0.]), 0)
    tensor([-0.6931, -0.6931])
    """
    return _log_softmax(*_prepared(input, dim, dtype, "log_softmax"))


def softmin(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """`softmax` of -x: the smallest gets the largest share."""
    return softmax(-input, dim, dtype)


def _with_stacklevel(op: Any) -> Any:
    """The form in `nn.functional`, which has one parameter more in PyTorch."""

    def function(
        input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
    ) -> Tensor:
        if not isinstance(_stacklevel, int):
            raise TypeError("_stacklevel is a number; the dtype goes by its name: dtype=...")
        return op(input, dim, dtype)

    return functools.update_wrapper(function, op, ("__name__", "__qualname__", "__doc__"))


F_SOFTMAX, F_LOG_SOFTMAX, F_SOFTMIN = map(_with_stacklevel, (softmax, log_softmax, softmin))
