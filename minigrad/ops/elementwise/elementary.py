"""Elementary functions: exponentials, circular and hyperbolic functions, bends, steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..kinds import BOOL, INTEGERS, check_kind, one_of
from ..rows import as_it_is, binary, operation, row, unary
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
tanh = unary("tanh", np.tanh, lambda grad, result: grad - grad * result * result, single=True)
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


def _no_bool(array: Any) -> Any:
    if array.dtype is BOOL:
        raise RuntimeError("Boolean inputs not supported for relu")
    return array


relu = unary(
    "relu",
    positive_part,
    lambda grad, result: threshold(grad, result),
    accepts=_no_bool,
    forms=("(Tensor input)",),
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
    return without(result <= (ZERO[result.dtype] if type(result) is np.ndarray else 0), grad)


sigmoid = unary(
    "sigmoid",
    lambda self: 1 / (1 + np.exp(-self)),
    lambda grad, result: grad * ((1 - result) * result),
    single=True,
)
abs = unary("abs", np.abs, lambda grad, self: grad * sgn(self), accepts=one_of("abs_cpu"))

# ------------------------------------------------------------------ steps: flat almost everywhere

sign = unary("sign", sgn, lambda grad: np.zeros_like(grad), accepts=as_it_is)


def _to_whole(name: str, function: Any, public: bool = True) -> Any:
    """A step of one kind; integers are whole already."""
    return unary(
        name,
        lambda self: function(self) if self.dtype.kind == "f" else self.copy(),
        lambda grad: np.zeros_like(grad),
        numpy=function,
        accepts=one_of(f"{name}_vml_cpu"),
        public=public,
    )


floor = _to_whole("floor", np.floor)
ceil = _to_whole("ceil", np.ceil)
trunc = _to_whole("trunc", np.trunc)
_rint = _to_whole("round", np.rint, public=False)
_round_decimals = row(
    "round_decimals",
    lambda self, decimals: np.round(self, decimals),
    self=lambda grad: np.zeros_like(grad),
    single=True,
    node="RoundBackward1",
    public=False,
)


@operation(
    "(Tensor input, *, Tensor out=None)",
    "(Tensor input, *, int decimals, Tensor out=None)",
    numpy=np.rint,
)
def round(self: Tensor, *, decimals: int | None = None) -> Tensor:
    """The nearest whole number, or multiple of 10^-decimals; halves go to the even one.

    >>> import minigrad as mg
    >>> mg.round(mg.tensor([0.5, 1.5, 2.5]))
    tensor([0., 2., 2.])
    """
    if decimals is None:
        return _rint(self)
    check_kind(self, "round_cpu", INTEGERS)
    return _round_decimals(self, decimals)
