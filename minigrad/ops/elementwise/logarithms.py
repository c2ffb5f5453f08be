"""Logarithms of sums, logarithms of odds, and x log y."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays.scalars import wrapped
from ...engine.tensor import Tensor
from ..kinds import INTEGERS, two_of
from ..rows import binary, floated, operation, row
from ..words import choose
from .pointwise import _both_floats

# ------------------------------------------------------------------ logarithms of sums, of odds


def _weight(a: Any, b: Any) -> Any:
    """exp(a) / (exp(a) + exp(b)), without overflow."""
    return 1 / (1 + np.exp(b - a))


logaddexp = binary(
    "logaddexp",
    np.logaddexp,
    self=lambda grad, self, other: grad * _weight(self, other),
    other=lambda grad, self, other: grad * _weight(other, self),
    accepts=two_of("logaddexp_cpu", INTEGERS),
    doc="log(exp(x) + exp(y)), element by element, without overflow.",
)
logaddexp2 = binary(
    "logaddexp2",
    np.logaddexp2,
    self=lambda grad, self, other: grad / (1 + np.exp2(other - self)),
    other=lambda grad, self, other: grad / (1 + np.exp2(self - other)),
    accepts=two_of("logaddexp2_cpu", INTEGERS),
    doc="log2(2^x + 2^y), element by element, without overflow.",
)
_logit = row(
    "logit_row",
    lambda self, eps: np.log(_inside(self, eps) / (1 - _inside(self, eps))),
    self=lambda grad, self, eps: choose(
        (self < (eps or 0.0)) | (self > 1 - (eps or 0.0)),
        np.zeros_like(grad) if eps is not None else np.zeros_like(grad) * math.nan,
        grad / (self * (1 - self)),
    ),
    single=True,
    node="LogitBackward0",
    public=False,
)


def _inside(array: Any, eps: float | None) -> Any:
    return (
        array
        if eps is None
        else np.where(array < eps, eps, np.minimum(array, 1 - eps)).astype(array.dtype)
    )


@operation(
    "(Tensor input, float? eps=None, *, Tensor out=None)",
)
def logit(self: Tensor, eps: float | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of sigmoid; with `eps`, x is kept between eps and 1 - eps.

    >>> import minigrad as mg
    >>> mg.logit(mg.tensor([0.5]))
    tensor([0.])
    """
    return _logit(floated(self), eps)


def _xlogy_forward(self: Any, other: Any) -> Any:
    return np.where(np.isnan(other), other, np.where(self == 0, 0, self * np.log(other))).astype(
        self.dtype
    )[()]


def _xlogy_log(self: Any, other: Any) -> Any:
    """log(other), and 0 where 0 · log(other) is 0 by definition."""
    log = np.log(other)
    return choose((self == 0) & (other <= 0), np.zeros_like(log), log)


_xlogy = binary(
    "xlogy_tensors",
    _xlogy_forward,
    self=lambda grad, self, other: grad * _xlogy_log(self, other),
    other=lambda grad, self, other: grad * self / other,
    node="XlogyBackward0",
    accepts=_both_floats,
    forms=None,
)
_xlogy_of_number = row(
    "xlogy_of_number",
    lambda other, self: _xlogy_forward(wrapped(self, other.dtype), other),
    other=lambda grad, self, other: grad * self / other,
    node="XlogyBackward1",
    public=False,
)
_xlogy_by_number = row(
    "xlogy_by_number",
    lambda self, other: _xlogy_forward(self, wrapped(other, self.dtype)),
    self=lambda grad, self, other: (
        grad * math.log(other)
        if other > 0
        else choose(self == 0, 0, grad * (-math.inf if other == 0 else math.nan))
    ),
    node="XlogyBackward2",
    public=False,
)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
    "(Scalar self, Tensor other, *, Tensor out=None)",
    "(Tensor input, Scalar other, *, Tensor out=None)",
)
def xlogy(self: Any, other: Any) -> Tensor:
    """self · log(other), and 0 where self is 0; one of the two may be a number.

    >>> import minigrad as mg
    >>> mg.xlogy(mg.tensor([0., 1.]), mg.tensor([2., 1.]))
    tensor([0., 0.])
    """
    if isinstance(self, Tensor) and isinstance(other, Tensor):
        return _xlogy(self, other)
    if isinstance(self, Tensor):
        return _xlogy_by_number(floated(self), other)
    return _xlogy_of_number(floated(other), self)
