"""Bounds and mixtures: clamp, lerp, addcmul, addcdiv."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor, wrap
from ..kinds import INTEGERS, check_kind, not_implemented
from ..operands import (
    cast,
    common_dtype,
    not_a_tensor,
    operand,
    same_dtype,
    shape_together,
)
from ..rows import binary, operation, row
from ..words import choose

# ------------------------------------------------------------------ bounds


def _within(self: Any, low: Any, high: Any) -> Any:
    if low is None:
        return self <= high
    return self >= low if high is None else (self >= low) & (self <= high)


def _bounded(array: Any, low: Any, high: Any) -> Any:
    if low is not None:
        array = np.maximum(array, fitted(low, array.dtype))
    return array if high is None else np.minimum(array, fitted(high, array.dtype))


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


@operation(
    "(Tensor input, Tensor? min=None, Tensor? max=None, *, Tensor out=None)",
    "(Tensor input, Scalar? min=None, Scalar? max=None, *, Tensor out=None)",
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
        kind = common_dtype(*given)
        if kind.kind == "b":
            if min is not None and max is not None:
                raise not_implemented("clamp_cpu", kind)
            return clamp_max(self, max) if min is None else clamp_min(self, min)
        low, high = (
            cast(bound, kind)
            if isinstance(bound, Tensor)
            else wrap(end if bound is None else fitted(bound, kind))
            for bound, end in zip((min, max), _ends(kind), strict=True)
        )
        try:
            return _clamp_tensors(cast(self, kind), low, high)
        except ValueError:
            shape_together(*given)
            raise
    return _clamp_numbers(_widened(self, "clamp_scalar_cpu", min, max), min, max)


def _widened(self: Tensor, kernel: str, *bounds: Any) -> Tensor:
    """The tensor in the type that it has together with its bounds, which are numbers."""
    if self._array.dtype.kind != "f":
        numbers = [_as_tensor(n, self)._array for n in bounds if n is not None]
        self = cast(self, dtypes.promoted(self._array, *numbers))
        check_kind(self, kernel)
    return self


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
    forms=None,
)
_clamp_max_tensor = binary(
    "clamp_max_tensor",
    lambda self, other: np.minimum(self, other),
    self=lambda grad, self, other: choose(self <= other, grad, 0),
    other=lambda grad, self, other: choose(self > other, grad, 0),
    node="ClampMaxBackward1",
    forms=None,
)


@operation(
    "(Tensor input, Tensor min, *, Tensor out=None)",
    "(Tensor input, Scalar min, *, Tensor out=None)",
)
def clamp_min(self: Tensor, min: Any) -> Tensor:
    """Each element, but at least `min`, a number or a tensor."""
    if isinstance(min, Tensor):
        return _clamp_min_tensor(self, min)
    return _clamp_min(_widened(self, "clamp_min_scalar_cpu", min), min)


@operation(
    "(Tensor input, Tensor max, *, Tensor out=None)",
    "(Tensor input, Scalar max, *, Tensor out=None)",
)
def clamp_max(self: Tensor, max: Any) -> Tensor:
    """Each element, but at most `max`, a number or a tensor."""
    if isinstance(max, Tensor):
        return _clamp_max_tensor(self, max)
    return _clamp_max(_widened(self, "clamp_max_scalar_cpu", max), max)


# ------------------------------------------------------------------ mixing

_lerp_number = row(
    "lerp_number",
    lambda self, end, weight: _mixed(self, end, weight),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    node="LerpBackward0",
    single=True,
    public=False,
)
_lerp_tensor = row(
    "lerp_tensor",
    lambda self, end, weight: _mixed(self, end, weight),
    self=lambda grad, weight: grad * (1 - weight),
    end=lambda grad, weight: grad * weight,
    weight=lambda grad, self, end: grad * (end - self),
    node="LerpBackward1",
    single=True,
    public=False,
)


def _mixed(self: Any, end: Any, weight: Any) -> Any:
    """From whichever end is nearer, so that weights 0 and 1 give the ends exactly."""
    near = self + weight * (end - self)
    far = end - (end - self) * (1 - weight)
    return np.where(np.abs(weight) < 0.5, near, far)[()]


@operation(
    "(Tensor input, Tensor end, Tensor weight, *, Tensor out=None)",
    "(Tensor input, Tensor end, Scalar weight, *, Tensor out=None)",
)
def lerp(self: Tensor, end: Tensor, weight: Any) -> Tensor:
    """self + weight · (end - self), for a weight that is a number or a tensor.

    >>> import minigrad as mg
    >>> mg.lerp(mg.tensor([0.]), mg.tensor([10.]), 0.25)
    tensor([2.5000])
    """
    given = {"end": end} | ({"weight": weight} if isinstance(weight, Tensor) else {})
    for name, tensor in given.items():
        if tensor._array.dtype is not self._array.dtype and (tensor._array.ndim or name == "end"):
            raise RuntimeError(
                f"expected dtype {self.dtype.c_name} for `{name}` "
                f"but got dtype {tensor.dtype.c_name}"
            )
    shape_together(self, *given.values())
    check_kind(self, f"lerp_kernel_{'tensor' if 'weight' in given else 'scalar'}", INTEGERS)
    if isinstance(weight, Tensor):
        return _lerp_tensor(self, end, cast(weight, self._array.dtype))
    return _lerp_number(self, end, weight)


_addcmul = row(
    "addcmul_row",
    lambda self, tensor1, tensor2, value: self + fitted(value, self.dtype) * tensor1 * tensor2,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (tensor2 * value),
    tensor2=lambda grad, tensor1, value: grad * (tensor1 * value),
    node="AddcmulBackward0",
    single=True,
    public=False,
)
_addcdiv = row(
    "addcdiv_row",
    lambda self, tensor1, tensor2, value: self + fitted(value, self.dtype) * tensor1 / tensor2,
    self=lambda grad: grad,
    tensor1=lambda grad, tensor2, value: grad * (value / tensor2),
    tensor2=lambda grad, tensor1, tensor2, value: -grad * (value * tensor1 / (tensor2 * tensor2)),
    node="AddcdivBackward0",
    single=True,
    public=False,
)


INTEGER_QUOTIENT = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will "
    "perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be "
    "implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer "
    "inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv "
    "behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all "
    "dtypes."
)


@operation(
    "(Tensor input, Scalar value, Tensor tensor1, Tensor tensor2, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1, Tensor out=None)",
)
def addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """self + value · tensor1 · tensor2."""
    shape_together(self, tensor1, tensor2)
    alike = same_dtype(self, tensor1, tensor2)
    check_kind(alike[0], "addcmul_cpu_out")
    return _addcmul(*alike, value)


@operation(
    "(Tensor input, Scalar value, Tensor tensor1, Tensor tensor2, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor tensor1, Tensor tensor2, *, Scalar value=1, Tensor out=None)",
)
def addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """self + value · tensor1 / tensor2."""
    if dtypes.rank(tensor1._array) < 2 and dtypes.rank(tensor2._array) < 2:
        raise RuntimeError(INTEGER_QUOTIENT)
    shape_together(self, tensor1, tensor2)
    return _addcdiv(*same_dtype(self, tensor1, tensor2), value)
