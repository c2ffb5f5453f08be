"""Elementwise operations: one number in, one number out, at every place of the arrays."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.scalars import check_bits, fitted, wrapped
from ...engine.tensor import Tensor, wrap
from ..kinds import two_of
from ..operands import (
    HALF,
    SINGLE,
    Constant,
    both_tensors,
    broadcast_error,
    common_dtype,
    not_a_tensor,
    number_tensor,
    operand,
    same_dtype,
    with_a_number,
)
from ..rows import as_float, as_it_is, binary, operation, row, unary
from ..words import choose, negative

# ------------------------------------------------------------------ arithmetic


TWO_BOOLS = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. "
    "Use the `^` or `logical_xor()` operator instead."
)
ONE_BOOL = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
    "invert a mask, use the `~` or `logical_not()` operator instead."
)


def _no_two_bools(self: Tensor, other: Tensor) -> tuple[Any, Any]:
    if self._array.dtype.kind == "b":  # (and the other, which is of the same type)
        raise RuntimeError(TWO_BOOLS)
    return self._array, other._array


def _no_one_bool(op: Any, self: Tensor, other: Tensor) -> None:
    if self._array.dtype.kind == "b" or other._array.dtype.kind == "b":
        raise RuntimeError(ONE_BOOL)


def _no_bool(x: Any) -> Any:
    if x.dtype.kind == "b":
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return x


def _both_floats(self: Tensor, other: Tensor) -> tuple[Any, Any]:
    if self._array.dtype.kind == "f":
        return self._array, other._array
    return _floats(self), _floats(other)


def _floats(tensor: Tensor) -> Any:
    if type(tensor) is Constant and tensor._array.dtype.kind != "f":
        return dtypes.get_default_dtype().numpy.type(tensor.number)  # before it was wrapped around
    return as_float(tensor._array)


add_tensors = binary(
    "add",
    operator.add,
    self=lambda grad: grad,
    other=lambda grad: grad,
    numpy=np.add,
    values={"alpha": 1},
    doc="The sum, element by element.",
)
sub_tensors = binary(
    "sub",
    operator.sub,
    self=lambda grad: grad,
    other=negative,
    numpy=np.subtract,
    accepts=_no_two_bools,
    mixed=_no_one_bool,
    values={"alpha": 1},
    doc="The difference, element by element.",
)
_add_scaled = row(
    "add_scaled",
    lambda self, other, alpha: self + fitted(alpha, other.dtype) * other,
    self=lambda grad: grad,
    other=lambda grad, alpha: grad * alpha,
    node="AddBackward0",
    public=False,
)
_sub_scaled = row(
    "sub_scaled",
    lambda self, other, alpha: self + fitted(-alpha, other.dtype) * other,
    self=lambda grad: grad,
    other=lambda grad, alpha: -grad * alpha,
    node="SubBackward0",
    public=False,
)


@operation(
    "(Tensor input, Scalar alpha, Tensor other, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor other, *, Scalar alpha=1, Tensor out=None)",
)
def add(self: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """self + alpha · other, element by element; shapes broadcast.

    >>> import minigrad as mg
    >>> mg.add(mg.tensor([1., 2.]), 10, alpha=2)
    tensor([21., 22.])
    """
    if alpha == 1 and type(alpha) is int:
        return add_tensors(self, other)
    return _scaled(_add_scaled, self, other, alpha)


@operation(
    "(Tensor input, Scalar alpha, Tensor other, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor other, *, Scalar alpha=1, Tensor out=None)",
)
def sub(self: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """self - alpha · other, element by element; shapes broadcast.

    >>> import minigrad as mg
    >>> mg.sub(mg.tensor([1., 2.]), 10)
    tensor([-9., -8.])
    """
    if alpha == 1 and type(alpha) is int:
        return sub_tensors(self, other)
    return _scaled(_sub_scaled, self, other, alpha)


def _scaled(op: Any, self: Tensor, other: Any, alpha: Any) -> Tensor:
    pair = both_tensors(self, other, op.__name__)
    if pair is None:
        raise TypeError(f"unsupported operand type {type(other).__name__!r}")
    if op is _sub_scaled:
        sub_tensors(*(t.detach() for t in pair))  # refuses bools
    x, y = same_dtype(*pair)
    kind = x._array.dtype.kind
    if isinstance(alpha, bool) and kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind != "f":
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )
    try:
        return op(x, y, alpha)
    except ValueError as error:
        raise broadcast_error(x._array, y._array, error) from None


mul = binary(
    "mul",
    operator.mul,
    self=lambda grad, other: grad * other,
    other=lambda grad, self: grad * self,
    numpy=np.multiply,
    mixed=with_a_number,
    doc="The product, element by element.",
)
div = binary(
    "div",
    operator.truediv,
    self=lambda grad, other: grad / other,
    other=lambda grad, self, other: -grad * (self / other / other),
    numpy=np.divide,
    accepts=_both_floats,
    mixed=with_a_number,
    doc="The quotient, element by element; integers give floats.",
)
neg = unary(
    "neg", lambda self: -self, lambda grad: -grad,
    numpy=np.negative, accepts=_no_bool, doc="The negative of each element.",
)  # fmt: skip
reciprocal = unary(
    "reciprocal", lambda self: 1 / self, lambda grad, result: -grad * (result * result),
    numpy=np.reciprocal, doc="1 / x, element by element.",
)  # fmt: skip
_rsub = unary(
    "rsub",
    lambda self, other: other - self,
    lambda grad: -grad,
    node="RsubBackward1",
    accepts=as_it_is,
    public=False,
    forms=None,
)


def rsub(self: Tensor, other: Any) -> Tensor:
    """`other - self` for a number `other`: PyTorch records it as one operation of one tensor."""
    number = operand(other, self._array)
    if number is None:
        return NotImplemented
    kind, given = self._array.dtype, number._array
    if given.dtype is not kind:
        if given.dtype.kind == "b" or common_dtype(self, number) is not kind:
            return sub_tensors(number, self)
        given = wrapped(other, kind)
    elif kind.kind == "b":
        return sub_tensors(number, self)
    return _rsub(self, given)


def rdiv(self: Tensor, other: Any) -> Tensor:
    """`other / self` for a number `other`: the product of the number and the reciprocal."""
    return mul(reciprocal(self), other)


# ------------------------------------------------------------------ powers


def power(self: Any, exponent: Any) -> Any:
    """selfⁿ of an array; squares and cubes as products, which is faster and what PyTorch does."""
    if exponent == 2:
        return self * self
    if exponent == 3:
        return self * self * self
    return self**exponent


def _d_power(grad: Any, self: Any, number: Any) -> Any:
    """n xⁿ⁻¹, and 0 for n = 0 even where x⁻¹ is infinite."""
    if number == 0:
        return np.zeros_like(grad)
    if isinstance(self, Tensor):
        return grad * (number * self ** (number - 1))
    if number == 2:
        return grad * (self + self)
    lower = self * self if number == 3 else power(self, number - 1)
    if self.dtype is HALF:
        return grad * (lower * SINGLE.type(number)).astype(HALF)
    return grad * (lower * number_tensor(number, self)._array)


def _log(number: float) -> float:
    return math.log(number) if number > 0 else (-math.inf if number == 0 else math.nan)


pow_number = unary(
    "pow_number",
    power,
    _d_power,
    node="PowBackward0",
    otherwise=lambda self, exponent: pow(self, exponent),
    public=False,
)


def _power_of_tensors(self: Any, exponent: Any) -> Any:
    if self.dtype.kind != "i" or not np.any(exponent < 0):
        return self**exponent
    # As in C: 1 / xⁿ rounded to 0, except for 1 and -1, which are their own reciprocals.
    power = self ** np.abs(exponent)
    return np.where((exponent < 0) & (np.abs(self) != 1), 0, power).astype(self.dtype)[()]


_pow_tensor = binary(
    "pow_tensor",
    _power_of_tensors,
    self=lambda grad, self, other: choose(
        other == 0, np.zeros_like(grad), grad * (other * self ** (other - 1))
    ),
    other=lambda grad, self, other, result: (
        grad * choose((self == 0) & (other >= 0), 0, result * np.log(self))
    ),
    accepts=two_of("pow"),
    shown_as={"other": "exponent"},
    node="PowBackward1",
    forms=None,
)
_number_pow = row(
    "number_pow",
    lambda exponent, self: self**exponent,
    exponent=lambda grad, self, exponent, result: (
        grad * choose((exponent >= 0) & (self == 0), 0, result * _log(self))
    ),
    node="PowBackward2",
    public=False,
)


@operation(
    "(Tensor input, Tensor exponent, *, Tensor out=None)",
    "(Scalar self, Tensor exponent, *, Tensor out=None)",
    "(Tensor input, Scalar exponent, *, Tensor out=None)",
    numpy=np.power,
)
def pow(self: Any, exponent: Any) -> Tensor:
    """Each element to the power of `exponent`, a number or a tensor.

    Raises RuntimeError for integers to a negative integer power.

    >>> import minigrad as mg
    >>> mg.pow(mg.tensor([1., 2.]), 3)
    tensor([1., 8.])
    """
    if isinstance(exponent, Tensor):
        return _pow_tensor(self, exponent) if isinstance(self, Tensor) else rpow(exponent, self)
    if not isinstance(self, Tensor):
        raise not_a_tensor("pow", self)
    if isinstance(exponent, np.generic):
        exponent = exponent.item()
    if not isinstance(exponent, (int, float)):
        return NotImplemented
    if self._edge is not None:
        plain = int if isinstance(exponent, int) and not isinstance(exponent, bool) else float
        return pow_number(self, plain(exponent))  # (an IntEnum is an int too)
    if self._array.dtype.kind == "f":
        return wrap(power(self._array, exponent))
    if isinstance(exponent, float):
        return wrap(as_float(self._array) ** exponent)
    number = operand(exponent, self._array)
    assert number is not None
    kind = dtypes.promoted(self._array, number._array)
    if exponent < 0:
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    return wrap((self._array.astype(kind) ** fitted(exponent, kind)).astype(kind))


def rpow(self: Tensor, base: Any) -> Tensor:
    """A number to the power of each element."""
    if not isinstance(base, (bool, int, float, np.generic)):
        return NotImplemented
    base = base.item() if isinstance(base, np.generic) else base
    if self._array.dtype.kind != "f":
        number = operand(base, self._array)
        assert number is not None
        return _pow_tensor(number, self)
    if isinstance(base, int):
        check_bits(base)
    return _number_pow(self, base)


@operation(
    "(Tensor input, *, Tensor out=None)",
    numpy=np.square,
)
def square(self: Tensor) -> Tensor:
    """Each element times itself.

    >>> import minigrad as mg
    >>> mg.square(mg.tensor([2., 3.]))
    tensor([4., 9.])
    """
    return pow(self, 2)


sqrt = unary("sqrt", np.sqrt, lambda grad, result: grad / (result + result))
rsqrt = unary(
    "rsqrt",
    lambda self: 1 / np.sqrt(self),
    lambda grad, result: grad * (-0.5 * result * result * result),
    single=True,
)
