"""Remainders, and division that rounds: fmod, remainder, div."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.scalars import wrapped
from ...engine.tensor import Tensor
from ..kinds import check_kind
from ..operands import (
    both_tensors,
    not_a_tensor,
    operand,
    same_dtype,
    shape_together,
)
from ..rows import AND_A_NUMBER, OF_TWO, Face, binary, operation, register, row
from .pointwise import div as quotient_of


def is_float(value: Any) -> bool:
    """Whether this is a tensor of floats."""
    return isinstance(value, Tensor) and value._array.dtype.kind == "f"


def _no_zeros(dividend: Any, divisor: Any) -> Any:
    if divisor.dtype.kind != "f" and not np.all(divisor) and dividend.size:
        raise RuntimeError("ZeroDivisionError")
    return divisor


# ------------------------------------------------------------------ remainders


def _remainder(x: Any, y: Any) -> Any:
    left = np.remainder(x, y)
    if left.dtype.kind != "f" or np.all(left):
        return left
    return np.where(left == 0, np.copysign(left, x), left)[()]  # (NumPy gives it the sign of y)


def _remainder_pair(name: str, forward: Any, quotient: Any, doc: str) -> Any:
    """x - y·q for a quotient q rounded in one way; flat in q, so 1 for x and -q for y."""
    of_number = row(
        f"{name}_number",
        lambda self, other: forward(self, other),
        self=lambda grad: grad,
        node=f"{name.capitalize()}Backward0",
        public=False,
    )

    def admit(self: Tensor, other: Tensor) -> tuple[Any, Any]:
        check_kind(self, f"{name}_cpu")
        return self._array, _no_zeros(self._array, other._array)

    of_tensor = binary(
        f"{name}_tensor",
        forward,
        accepts=admit,
        numpy=getattr(np, name),
        self=lambda grad: grad,
        other=lambda grad, self, other: -grad * quotient(self / other),
        node=f"{name.capitalize()}Backward1",
        forms=None,
    )

    def _refused(grad: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{name} is not implemented")

    number_of = row(
        f"number_{name}",
        lambda other, self: forward(self, other),
        other=_refused,
        node="NotImplemented",
        public=False,
    )

    def op(self: Any, other: Any) -> Any:
        if isinstance(other, (int, float)) and is_float(self):
            return of_number(self, wrapped(other, self._array.dtype).item())
        if isinstance(self, (int, float)) and is_float(other):
            return number_of(other, wrapped(self, other._array.dtype).item())
        return of_tensor(self, other)

    numbers = ("(Scalar self, Tensor other)",) * (name == "remainder")
    return register(name, op, None, doc, Face((OF_TWO[0], *numbers, AND_A_NUMBER[1])))


remainder = _remainder_pair(
    "remainder", _remainder, np.floor, "x - y·floor(x / y): has the sign of y, as Python's %."
)
fmod = _remainder_pair("fmod", np.fmod, np.trunc, "x - y·trunc(x / y): has the sign of x.")


def rremainder(self: Tensor, other: Any) -> Tensor:
    """`other % self` for a number `other`."""
    number = operand(other, self._array)
    if number is None:
        return NotImplemented
    return remainder(other if isinstance(other, (int, float)) else number, self)


# ------------------------------------------------------------------ division with rounding

_ROUNDING: dict[str, Any] = {
    "floor": np.floor_divide,
    "trunc": lambda x, y: _truncated(x, y),
}


def _truncated(x: Any, y: Any) -> Any:
    if x.dtype.kind == "f":
        return np.trunc(x / y)
    quotient = np.floor_divide(x, y)
    return quotient + ((quotient * y != x) & ((x < 0) != (y < 0)))


_rounded = row(
    "div_rounded",
    lambda self, other, rounding_mode: _ROUNDING[rounding_mode](self, other),
    self=lambda grad, rounding_mode: np.zeros_like(grad),
    other=lambda grad: np.zeros_like(grad),
    node="DivBackward2",
    public=False,
)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
    "(Tensor input, Tensor other, *, str? rounding_mode, Tensor out=None)",
    "(Tensor input, Scalar other, *, str? rounding_mode)",
)
def div(self: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """The quotient, element by element; `rounding_mode` is None, "floor" or "trunc".

    Integers give floats unless they are rounded; shapes broadcast.

    >>> import minigrad as mg
    >>> mg.div(mg.tensor([7., -7.]), 2, rounding_mode="floor")
    tensor([ 3., -4.])
    """
    if rounding_mode is None:
        result = quotient_of(self, other)
        if result is NotImplemented:
            raise not_a_tensor("div", other)
        return result
    if rounding_mode not in _ROUNDING:
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found "
            f"'{rounding_mode}'"
        )
    return divided(self, other, rounding_mode)


def divided(self: Any, other: Any, rounding_mode: str) -> Tensor:
    """The quotient rounded to a whole number; its gradient is 0."""
    pair = both_tensors(self, other, "div")
    if pair is None:
        return NotImplemented
    x, y = same_dtype(*pair)
    shape_together(x, y)
    check_kind(x, f"div_{rounding_mode}_cpu")
    _no_zeros(x._array, y._array)
    return _rounded(x, y, rounding_mode)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
    "(Tensor input, Scalar other)",
    numpy=np.floor_divide,
)
def floor_divide(self: Any, other: Any) -> Tensor:
    """The quotient rounded down, as Python's //; it has no derivative.

    >>> import minigrad as mg
    >>> mg.tensor([7., -7.]) // 2
    tensor([ 3., -4.])
    """
    return divided(_detached(self), _detached(other), "floor")


def _detached(value: Any) -> Any:
    return value.detach() if isinstance(value, Tensor) else value


@operation("(Tensor input, Tensor other, *, Tensor out=None)", "(Tensor input, Scalar other)")
def true_divide(self: Any, other: Any) -> Tensor:
    """What `div` gives without a rounding mode."""
    return div(self, other)
