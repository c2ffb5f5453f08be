"""Pieces of numbers: the fraction, the sign, the larger of two, what is no number."""

from __future__ import annotations

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..kinds import INTEGERS, one_of
from ..operands import shape_together
from ..rows import AND_A_NUMBER, binary, operation, row, unary
from ..words import as_type_of, choose
from .pointwise import _both_floats

frac = unary(
    "frac",
    lambda self: self - np.trunc(self),
    lambda grad: grad,
    accepts=one_of("frac_cpu", INTEGERS),
)
_nan_to_num = row(
    "nan_to_num_row",
    lambda self, nan, posinf, neginf: np.asarray(
        np.nan_to_num(self, nan=nan or 0.0, posinf=posinf, neginf=neginf), self.dtype
    )[()],
    self=lambda grad, self: grad * as_type_of(np.isfinite(self), grad),
    node="NanToNumBackward0",
    public=False,
)


@operation(
    "(Tensor input, float? nan=None, float? posinf=None, float? neginf=None, *, Tensor out=None)",
    numpy=np.nan_to_num,
)
def nan_to_num(
    self: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """nan replaced by `nan` (0), the infinities by the largest finite numbers or those given.

    >>> import math, minigrad as mg
    >>> mg.nan_to_num(mg.tensor([math.nan, 1.]))
    tensor([0., 1.])
    """
    return _nan_to_num(self, nan, posinf, neginf)


fmax = binary(
    "fmax",
    np.fmax,
    self=lambda grad, self, other: grad * as_type_of((self >= other) | np.isnan(other), grad),
    other=lambda grad, self, other: grad * as_type_of(~((self >= other) | np.isnan(other)), grad),
    doc="The larger of the two, element by element; a number beats nan.",
)
fmin = binary(
    "fmin",
    np.fmin,
    self=lambda grad, self, other: grad * as_type_of((self <= other) | np.isnan(other), grad),
    other=lambda grad, self, other: grad * as_type_of(~((self <= other) | np.isnan(other)), grad),
    doc="The smaller of the two, element by element; a number beats nan.",
)
copysign = binary(
    "copysign",
    np.copysign,
    self=lambda grad, self, result: grad * choose(self == 0, 0, result / self),
    other=lambda grad: np.zeros_like(grad),
    accepts=_both_floats,
    doc="The size of x with the sign of y.",
    forms=AND_A_NUMBER,
)


@operation(
    "(Tensor input, Tensor values, *, Tensor out=None)",
)
def heaviside(self: Tensor, values: Tensor) -> Tensor:
    """0 below 0, 1 above it, and `values` at 0; has no gradient.

    >>> import minigrad as mg
    >>> mg.heaviside(mg.tensor([-1., 0., 2.]), mg.tensor([0.5]))
    tensor([0.0000, 0.5000, 1.0000])
    """
    x, y = self._array, values._array
    if x.dtype is not y.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    shape_together(self, values)
    return wrap(np.heaviside(x, y).astype(x.dtype)[()])
