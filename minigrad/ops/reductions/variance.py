"""Variance and standard deviation, and each with the mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..rows import Face, register, row
from ..words import choose, unreduced
from .reduce import _axes, _dims, mean
from .statistics import _total


def _spread(self: Any, dim: tuple[int, ...]) -> Any:
    return self - np.mean(self, axis=_axes(dim, self), keepdims=True)


def _degrees(self: Any, dim: tuple[int, ...], correction: float) -> float:
    count = math.prod(self.shape[d] for d in _axes(dim, self))
    return max(0.0, count - correction)


def _over(numerator: float, degrees: float) -> float:
    return numerator / degrees if degrees else math.inf


def _var_forward(self: Any, dim: tuple[int, ...], correction: float, keepdim: bool) -> Any:
    spread = _spread(self, dim)
    total = _total(spread * spread, axis=_axes(dim, self), keepdims=keepdim)
    return total / self.dtype.type(_degrees(self, dim, correction))


def _d_var(grad: Any, self: Any, dim: Any, correction: float, keepdim: bool) -> Any:
    grad = unreduced(grad, self.shape, dim, keepdim)
    return grad * _over(2.0, _degrees(self, dim, correction)) * _spread(self, dim)


def _d_std(grad: Any, self: Any, dim: Any, correction: float, keepdim: bool, result: Any) -> Any:
    half = grad / (result + result)
    return _d_var(choose(result == 0, 0, half), self, dim, correction, keepdim)


_var = row(
    "var_row",
    lambda self, dim, correction, keepdim: _var_forward(self, dim, correction, keepdim),
    self=lambda grad, self, dim, correction, keepdim: _d_var(grad, self, dim, correction, keepdim),
    single=True,
    node="VarBackward0",
    public=False,
)
_std = row(
    "std_row",
    lambda self, dim, correction, keepdim: np.sqrt(_var_forward(self, dim, correction, keepdim)),
    self=lambda grad, self, dim, correction, keepdim, result: _d_std(
        grad, self, dim, correction, keepdim, result
    ),
    single=True,
    node="StdBackward0",
    public=False,
)


def deviation(name: str, op: Callable[..., Tensor], doc: str) -> None:
    """Enter `var` or `std`, and its twin that gives the mean too."""

    def over(
        self: Tensor,
        dim: Any = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> Tensor:
        if self._array.dtype.kind != "f":
            raise RuntimeError("std and var only support floating point and complex dtypes")
        if isinstance(dim, bool):  # the old form: var(unbiased)
            dim, unbiased = None, dim
        if correction is None:
            correction = 0 if unbiased is False else 1
        return op(self, _dims(self, dim, name), correction, keepdim)

    def with_mean(
        self: Tensor,
        dim: Any = None,
        unbiased: bool | None = None,
        keepdim: bool = False,
        *,
        correction: float | None = None,
    ) -> tuple[Tensor, Tensor]:
        along = None if isinstance(dim, bool) else dim
        return over(self, dim, unbiased, keepdim, correction=correction), mean(self, along, keepdim)

    forms = [
        "(Tensor input, int[1]? dim, bool unbiased=True, bool keepdim=False{})",
        "(Tensor input, int[1]? dim=None, *, Scalar? correction=None, bool keepdim=False{})",
        "(Tensor input, bool unbiased=True)",
    ]
    ends = (", *, Tensor out=None", ", Tensor out=None", "")
    with_out = [form.format(end) for form, end in zip(forms, ends, strict=True)]
    register(name, over, None, doc, Face(tuple(with_out)))
    register(
        f"{name}_mean",
        with_mean,
        None,
        f"What `{name}` gives, and the mean. (PyTorch records one node for both; here are two.)",
        Face(tuple(form.format("") for form in forms), method=False),
    )


deviation(
    "var",
    _var,
    """The variance of all elements or along `dim`, over n - 1, or over n - `correction`.

    Raises RuntimeError for integers. One element alone has variance nan.

    >>> import minigrad as mg
    >>> mg.var(mg.tensor([1., 2., 3.]))
    tensor(1.)
    """,
)
deviation(
    "std",
    _std,
    """The standard deviation: the square root of `var`; where it is 0, its gradient is 0.

    >>> import minigrad as mg
    >>> mg.std(mg.tensor([1., 2., 3.]))
    tensor(1.)
    """,
)
