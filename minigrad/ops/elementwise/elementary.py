"""Elementary functions: exponentials, circular and hyperbolic functions, bends, steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ..rows import as_it_is, binary, register, row, unary
from ..words import ZERO, choose, sgn, without
from .pointwise import _both_floats

# ------------------------------------------------------------------ exponentials and logarithms

exp = unary("exp", np.exp, lambda grad, result: grad * result)
exp2 = unary("exp2", np.exp2, lambda grad, result: grad * (result * math.log(2)))
expm1 = unary("expm1", np.expm1, lambda grad, result: grad * (result + 1))
log = unary("log", np.log, lambda grad, self: grad / self)
log2 = unary("log2", np.log2, lambda grad, self: grad / (self * math.log(2)))
log10 = unary("log10", np.log10, lambda grad, self: grad / (self * math.log(10)))
log1p = unary("log1p", np.log1p, lambda grad, self: grad / (self + 1), node="Log1PBackward0")

# ------------------------------------------------------------------ trigonometric, hyperbolic

sin = unary("sin", np.sin, lambda grad, self: grad * np.cos(self))
cos = unary("cos", np.cos, lambda grad, self: grad * -np.sin(self))
tan = unary("tan", np.tan, lambda grad, result: grad * (1 + result * result))
asin = unary("asin", np.arcsin, lambda grad, self: grad / np.sqrt(1 - self * self))
acos = unary("acos", np.arccos, lambda grad, self: -grad / np.sqrt(1 - self * self))
atan = unary("atan", np.arctan, lambda grad, self: grad / (self * self + 1))
sinh = unary("sinh", np.sinh, lambda grad, self: grad * np.cosh(self))
cosh = unary("cosh", np.cosh, lambda grad, self: grad * np.sinh(self))
tanh = unary("tanh", np.tanh, lambda grad, result: grad - grad * result * result)
asinh = unary("asinh", np.arcsinh, lambda grad, self: grad / np.sqrt(self * self + 1))
acosh = unary("acosh", np.arccosh, lambda grad, self: grad / np.sqrt(self * self - 1))
atanh = unary("atanh", np.arctanh, lambda grad, self: grad / (1 - self * self))


def _over_square(x: Any, self: Any, other: Any) -> Any:
    """x / (self² + other²), and 0 where both are 0."""
    square = self * self + other * other
    return choose(square == 0, np.zeros_like(square), x / square)


atan2 = binary(
    "atan2",
    np.arctan2,
    self=lambda grad, self, other: grad * _over_square(other, self, other),
    other=lambda grad, self, other: grad * _over_square(-self, self, other),
    accepts=_both_floats,
)

# ------------------------------------------------------------------ the bends of neural networks


def positive_part(self: Any) -> Any:
    """The larger of each element and 0; not a number stays that."""
    if type(self) is np.ndarray:
        return np.maximum(self, ZERO.get(self.dtype, 0))
    return self.dtype.type(0) if self < 0 else self


relu = unary(
    "relu",
    positive_part,
    lambda grad, result: threshold(grad, result),
    accepts=as_it_is,
)
_threshold = row(
    "threshold_backward",
    lambda grad_output, self: threshold(grad_output, self),
    grad_output=lambda grad, self: threshold(grad, self),
    self=lambda grad: np.zeros_like(grad),
    public=False,
)


def threshold(grad: Any, result: Any) -> Any:
    """The gradient where relu let its input pass, and 0 elsewhere (an operation of its own)."""
    if isinstance(grad, Tensor):
        return _threshold(grad, result)
    return without(result <= 0, grad)


sigmoid = unary(
    "sigmoid",
    lambda self: 1 / (1 + np.exp(-self)),
    lambda grad, result: grad * ((1 - result) * result),
)
abs = unary("abs", np.abs, lambda grad, self: grad * sgn(self), accepts=as_it_is)

# ------------------------------------------------------------------ steps: flat almost everywhere

sign = unary("sign", sgn, lambda grad: np.zeros_like(grad), accepts=as_it_is)
floor = unary("floor", np.floor, lambda grad: np.zeros_like(grad), accepts=as_it_is)
ceil = unary("ceil", np.ceil, lambda grad: np.zeros_like(grad), accepts=as_it_is)
_rint = unary("round", np.rint, lambda grad: np.zeros_like(grad), accepts=as_it_is, public=False)
_round_decimals = row(
    "round_decimals",
    lambda self, decimals: np.round(self, decimals),
    self=lambda grad: np.zeros_like(grad),
    node="RoundBackward1",
    public=False,
)


def round(self: Tensor, *, decimals: int | None = None) -> Tensor:
    """The nearest whole number, or multiple of 10^-decimals; halves go to the even one.

    >>> import minigrad as mg
    >>> mg.round(mg.tensor([0.5, 1.5, 2.5]))
    tensor([0., 2., 2.])
    """
    return _rint(self) if decimals is None else _round_decimals(self, decimals)


register("round", round, np.rint)
trunc = unary("trunc", np.trunc, lambda grad: np.zeros_like(grad), accepts=as_it_is)
