"""Special functions, element by element: the error function, sinc, xlogy, and their like."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..kinds import INTEGERS, two_of
from ..rows import binary, floated, operation, row, unary
from ..words import choose

# ------------------------------------------------------------------ the error function


def one_by_one(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of Python's math module for arrays: NumPy has no error function of its own."""

    def on_array(array: Any) -> Any:
        flat = map(function, array.ravel().tolist())
        result = np.fromiter(flat, np.float64, array.size)
        return result.reshape(array.shape).astype(array.dtype)[()]

    return on_array


_erf, _erfc = one_by_one(math.erf), one_by_one(math.erfc)
_SLOPE = 2 / math.sqrt(math.pi)

erf = unary("erf", _erf, lambda grad, self: grad * (_SLOPE * np.exp(-(self * self))))
erfc = unary("erfc", _erfc, lambda grad, self: grad * (-_SLOPE * np.exp(-(self * self))))


def _inverse_erf(y: float) -> float:
    """x with erf(x) = y: a first guess by logarithms, then Newton's method."""
    if not -1 < y < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    w = math.log1p(-y * y)
    a = 2 / (math.pi * 0.147) + w / 2
    x = math.copysign(math.sqrt(math.sqrt(a * a - w / 0.147) - a), y)
    for _ in range(4):
        # Far out erf is flat and its difference from 1 is what still has digits.
        error = (
            math.erf(x) - y
            if abs(y) < 0.5
            else math.copysign(1, y) * ((1 - abs(y)) - math.erfc(abs(x)))
        )
        step = error / (_SLOPE * math.exp(-x * x))
        x -= step / (1 + x * step)
    return x


erfinv = unary(
    "erfinv",
    one_by_one(_inverse_erf),
    lambda grad, result: grad * (np.exp(result * result) / _SLOPE),
)

# ------------------------------------------------------------------ the gamma function


def _lgamma_of(x: float) -> float:
    if x <= 0 and x == math.floor(x):
        return math.inf
    return math.lgamma(x) if math.isfinite(x) else (math.nan if x != x else math.inf)


def _digamma_of(x: float) -> float:
    """ψ(x): reflected to x > 0, moved beyond 10 by the recurrence, then the asymptotic series."""
    if x == 0:
        return math.copysign(math.inf, -x)
    if x < 0:
        if x == math.floor(x):
            return math.nan
        return _digamma_of(1 - x) - math.pi / math.tan(math.pi * math.fmod(x, 1))
    shift = 0.0
    while x < 10:
        shift -= 1 / x
        x += 1
    z = 1 / (x * x)
    tail = z * (
        1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * 691 / 32760))))
    )
    return shift + math.log(x) - 0.5 / x - tail


def _zeta_of(s: int, x: float) -> float:
    """Σ 1 / (x + k)ˢ: the first terms one by one, the rest by the Euler–Maclaurin formula."""
    total = 0.0
    while x < 15:
        total += x**-s
        x += 1
    total += x ** (1 - s) / (s - 1) + 0.5 * x**-s
    factor = s * x ** (-s - 1)
    for k, c in enumerate((1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160)):
        total += c * factor
        factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (x * x)
    return total


def _polygamma_of(n: int, x: float) -> float:
    if n == 0:
        return _digamma_of(x)
    if x <= 0 and x == math.floor(x):
        return math.inf if n % 2 else -math.inf
    return (-1) ** (n + 1) * math.factorial(n) * _zeta_of(n + 1, x)


_polygamma = row(
    "polygamma_row",
    lambda self, n: one_by_one(lambda x: _polygamma_of(n, x))(self),
    self=lambda grad, self, n: grad * polygamma(n + 1, self),  # type: ignore[has-type]
    node="PolygammaBackward0",
    public=False,
)


@operation(
    "(int n, Tensor input, *, Tensor out=None)",
)
def polygamma(n: int, input: Any) -> Any:
    """The n-th derivative of the digamma function; for n >= 1 of positive elements.

    >>> import minigrad as mg
    >>> mg.polygamma(1, mg.tensor([1.]))
    tensor([1.6449])
    """
    if isinstance(input, Tensor):
        return _polygamma(floated(input), n)
    return one_by_one(lambda x: _polygamma_of(n, x))(input)


digamma = unary("digamma", one_by_one(_digamma_of), lambda grad, self: grad * polygamma(1, self))
lgamma = unary("lgamma", one_by_one(_lgamma_of), lambda grad, self: grad * polygamma(0, self))

# ------------------------------------------------------------------ lengths, angles, waves

hypot = binary(
    "hypot",
    np.hypot,
    self=lambda grad, self, result: grad * (self / result),
    other=lambda grad, other, result: grad * (other / result),
    accepts=two_of("hypot_cpu", INTEGERS),
    doc="The length of the vector (x, y), element by element.",
)
deg2rad = unary("deg2rad", np.deg2rad, lambda grad: grad * (math.pi / 180), node="Deg2RadBackward0")
rad2deg = unary("rad2deg", np.rad2deg, lambda grad: grad * (180 / math.pi), node="Rad2DegBackward0")


def _d_sinc(grad: Any, self: Any) -> Any:
    """(cos(πx) πx - sin(πx)) / (πx²), and 0 at 0."""
    turn = self * math.pi
    slope = (np.cos(turn) * turn - np.sin(turn)) / (turn * self)
    return grad * choose(self == 0, np.zeros_like(slope), slope)


sinc = unary(
    "sinc", lambda self: np.sinc(self).astype(self.dtype)[()], _d_sinc, numpy=np.sinc,
    single=True,
    doc="sin(πx) / (πx), and 1 at 0.",
)  # fmt: skip
