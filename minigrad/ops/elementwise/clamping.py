"""Bounds and mixtures: clamp, lerp, addcmul, addcdiv."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._tensor import Tensor, wrap
from ...arrays import dtypes
from ..operands import broadcast_error, cast, not_a_tensor, operand, same_dtype
from ..rows import binary, register, row
from ..words import choose

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
    given = {"end": end} | ({"weight": weight} if isinstance(weight, Tensor) else {})
    for name, tensor in given.items():
        if tensor._array.dtype is not self._array.dtype:
            raise RuntimeError(
                f"expected dtype {self.dtype.c_name} for `{name}` "
                f"but got dtype {tensor.dtype.c_name}"
            )
    try:
        if isinstance(weight, Tensor):
            return _lerp_tensor(self, end, weight)
        return _lerp_number(self, end, weight)
    except ValueError as error:
        raise broadcast_error(self._array, end._array, error) from None


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
