"""Remainders and bounds: fmod, remainder, division with rounding, clamp."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, wrap
from .operands import both_tensors, broadcast_error, cast, not_a_tensor, operand, same_dtype
from .pointwise import div as true_divide
from .rows import binary, register, row
from .words import choose

# ------------------------------------------------------------------ remainders


def _remainder_pair(name: str, forward: Any, quotient: Any, doc: str) -> Any:
    """x - y·q for a quotient q rounded in one way; flat in q, so 1 for x and -q for y."""
    of_number = row(
        f"{name}_number",
        lambda self, other: forward(self, other),
        self=lambda grad: grad,
        node=f"{name.capitalize()}Backward0",
        public=False,
    )
    of_tensor = binary(
        f"{name}_tensor",
        forward,
        self=lambda grad: grad,
        other=lambda grad, self, other: -grad * quotient(self / other),
        node=f"{name.capitalize()}Backward1",
    )

    def op(self: Any, other: Any) -> Any:
        if isinstance(self, Tensor) and isinstance(other, (int, float)):
            if self._array.dtype.kind != "f":
                if other == 0 and isinstance(other, int):
                    raise RuntimeError("ZeroDivisionError")
                return of_tensor(self, other)
            return of_number(self, other)
        return of_tensor(self, other)

    return register(name, op, None, doc)


remainder = _remainder_pair(
    "remainder", np.remainder, np.floor, "x - y·floor(x / y): has the sign of y, as Python's %."
)
fmod = _remainder_pair("fmod", np.fmod, np.trunc, "x - y·trunc(x / y): has the sign of x.")


def rremainder(self: Tensor, other: Any) -> Tensor:
    """`other % self` for a number `other`."""
    number = operand(other, self._array)
    return NotImplemented if number is None else remainder(number, self)


# ------------------------------------------------------------------ division with rounding

_ROUNDING: dict[str, Any] = {
    "floor": np.floor_divide,
    "trunc": lambda x, y: np.trunc(x / y).astype(x.dtype),
}
_rounded = row(
    "div_rounded",
    lambda self, other, rounding_mode: _ROUNDING[rounding_mode](self, other),
    self=lambda grad, rounding_mode: np.zeros_like(grad),
    other=lambda grad: np.zeros_like(grad),
    node="DivBackward2",
    public=False,
)


def div(self: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """The quotient, element by element; `rounding_mode` is None, "floor" or "trunc".

    Integers give floats unless they are rounded; shapes broadcast.

    >>> import minigrad as mg
    >>> mg.div(mg.tensor([7., -7.]), 2, rounding_mode="floor")
    tensor([ 3., -4.])
    """
    if rounding_mode is None:
        result = true_divide(self, other)
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
    if x._array.dtype.kind != "f" and not np.all(y._array):
        raise RuntimeError("ZeroDivisionError")
    try:
        return _rounded(x, y, rounding_mode)
    except ValueError as error:
        raise broadcast_error(x._array, y._array, error) from None


def floor_divide(self: Any, other: Any) -> Tensor:
    """The quotient rounded down, as Python's //; it has no derivative.

    >>> import minigrad as mg
    >>> mg.tensor([7., -7.]) // 2
    tensor([ 3., -4.])
    """
    return divided(_detached(self), _detached(other), "floor")


def _detached(value: Any) -> Any:
    return value.detach() if isinstance(value, Tensor) else value


register("div", div, np.true_divide)
register("divide", div)
register("true_divide", lambda self, other: div(self, other))
register("floor_divide", floor_divide, np.floor_divide)

# ------------------------------------------------------------------ bounds


def _within(self: Any, low: Any, high: Any) -> Any:
    if low is None:
        return self <= high
    return self >= low if high is None else (self >= low) & (self <= high)


def _bounded(array: Any, low: Any, high: Any) -> Any:
    if low is not None:
        array = np.maximum(array, np.asarray(low, array.dtype)[()])
    return array if high is None else np.minimum(array, np.asarray(high, array.dtype)[()])


_clamp_numbers = row(
    "clamp_numbers",
    lambda self, min, max: _bounded(self, min, max),
    self=lambda grad, self, min, max: choose(_within(self, min, max), grad, 0),
    node="ClampBackward1",
    public=False,
)
_clamp_tensors = row(
    "clamp_tensors",
    lambda self, min, max: np.minimum(np.maximum(self, min), max),
    self=lambda grad, self, min, max: choose((self >= min) & (self <= max), grad, 0),
    min=lambda grad, self, min, max: choose((self < min) & (min < max), grad, 0),
    max=lambda grad, self, min, max: choose((self > max) | (max < min), grad, 0),
    node="ClampBackward0",
    public=False,
)


def clamp(self: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element moved to the nearest of `min` and `max` if it is not between them.

    The bounds are numbers or tensors; one may be missing. At a bound the gradient passes.

    >>> import minigrad as mg
    >>> mg.clamp(mg.tensor([-2., 0.5, 2.]), -1, 1)
    tensor([-1.0000,  0.5000,  1.0000])
    """
    if not isinstance(self, Tensor):
        raise not_a_tensor("clamp", self)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        given = [_as_tensor(t, self) for t in (self, min, max) if t is not None]
        kind = dtypes.promoted(*[t._array for t in given])
        ends = _ends(kind)
        low, high = (
            wrap(end) if bound is None else cast(_as_tensor(bound, self), kind)
            for bound, end in zip((min, max), ends, strict=True)
        )
        return _clamp_tensors(cast(self, kind), low, high)
    if self._array.dtype.kind != "f" and (isinstance(min, float) or isinstance(max, float)):
        self = cast(self, dtypes.get_default_dtype().numpy)
    return _clamp_numbers(self, min, max)


def _as_tensor(bound: Any, beside: Tensor) -> Tensor:
    found = bound if isinstance(bound, Tensor) else operand(bound, beside._array)
    assert found is not None
    return found


def _ends(kind: Any) -> tuple[Any, Any]:
    """The least and the greatest value of a type: a bound that binds nothing."""
    if kind.kind == "f":
        return kind.type(-np.inf), kind.type(np.inf)
    return kind.type(np.iinfo(kind).min), kind.type(np.iinfo(kind).max)


_clamp_min = row(
    "clamp_min_number",
    lambda self, min: _bounded(self, min, None),
    self=lambda grad, self, min: choose(self >= min, grad, 0),
    node="ClampMinBackward0",
    public=False,
)
_clamp_max = row(
    "clamp_max_number",
    lambda self, max: _bounded(self, None, max),
    self=lambda grad, self, max: choose(self <= max, grad, 0),
    node="ClampMaxBackward0",
    public=False,
)
_clamp_min_tensor = binary(
    "clamp_min_tensor",
    lambda self, other: np.maximum(self, other),
    self=lambda grad, self, other: choose(self >= other, grad, 0),
    other=lambda grad, self, other: choose(self < other, grad, 0),
    node="ClampMinBackward1",
)
_clamp_max_tensor = binary(
    "clamp_max_tensor",
    lambda self, other: np.minimum(self, other),
    self=lambda grad, self, other: choose(self <= other, grad, 0),
    other=lambda grad, self, other: choose(self > other, grad, 0),
    node="ClampMaxBackward1",
)


def clamp_min(self: Tensor, min: Any) -> Tensor:
    """Each element, but at least `min`, a number or a tensor."""
    return _clamp_min_tensor(self, min) if isinstance(min, Tensor) else _clamp_min(self, min)


def clamp_max(self: Tensor, max: Any) -> Tensor:
    """Each element, but at most `max`, a number or a tensor."""
    return _clamp_max_tensor(self, max) if isinstance(max, Tensor) else _clamp_max(self, max)


register("clamp", clamp)
register("clip", clamp, np.clip)
register("clamp_min", clamp_min)
register("clamp_max", clamp_max)

# ------------------------------------------------------------------ mixing

_lerp_number = row(
    "lerp_number",
    lambda self, end, weight: _mixed(self, end, weight),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    node="LerpBackward0",
    public=False,
)
_lerp_tensor = row(
    "lerp_tensor",
    lambda self, end, weight: _mixed(self, end, weight),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    weight=lambda grad, self, end: grad * (end - self),
    node="LerpBackward1",
    public=False,
)


def _mixed(self: Any, end: Any, weight: Any) -> Any:
    """From whichever end is nearer, so that weights 0 and 1 give the ends exactly."""
    near = self + weight * (end - self)
    far = end - (end - self) * (1 - weight)
    return np.where(np.abs(weight) < 0.5, near, far)[()]


def lerp(self: Tensor, end: Tensor, weight: Any) -> Tensor:
    """self + weight · (end - self), for a weight that is a number or a tensor.

    >>> import minigrad as mg
    >>> mg.lerp(mg.tensor([0.]), mg.tensor([10.]), 0.25)
    tensor([2.5000])
    """
    if isinstance(weight, Tensor):
        return _lerp_tensor(self, end, weight)
    return _lerp_number(self, end, weight)


_addcmul = row(
    "addcmul_row",
    lambda self, tensor1, tensor2, value: self + value * tensor1 * tensor2,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (tensor2 * value),
    tensor2=lambda grad, tensor1, value: grad * (tensor1 * value),
    node="AddcmulBackward0",
    public=False,
)
_addcdiv = row(
    "addcdiv_row",
    lambda self, tensor1, tensor2, value: self + value * tensor1 / tensor2,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (value / tensor2),
    tensor2=lambda grad, tensor1, tensor2, value: -grad * (value * tensor1 / (tensor2 * tensor2)),
    node="AddcdivBackward0",
    public=False,
)


def addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """self + value · tensor1 · tensor2."""
    return _addcmul(*same_dtype(self, tensor1, tensor2), value)


def addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """self + value · tensor1 / tensor2."""
    return _addcdiv(*same_dtype(self, tensor1, tensor2), value)


for function in (lerp, addcmul, addcdiv):
    register(function.__name__, function)
