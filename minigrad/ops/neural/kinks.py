"""Bends made of straight lines, and those with another slope below zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor
from ..kinds import check_kind
from ..rows import row
from ..shapes.views import view
from ..words import choose
from .activations import _float_only, bent, placed

__all__ = ["celu", "elu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu",
           "prelu", "relu6", "selu", "softshrink", "threshold"]  # fmt: skip

# ------------------------------------------------------------------ other slopes below zero

_d_leaky_relu = bent(
    lambda grad, self, negative_slope: np.where(self > 0, grad, grad * negative_slope)
)
_leaky_relu = row(
    "leaky_relu",
    lambda self, negative_slope: np.where(self > 0, self, self * self.dtype.type(negative_slope))[
        ()
    ],
    self=lambda grad, self, negative_slope: _d_leaky_relu(grad, self, negative_slope),
    single=True,
    public=False,
)
_elu = row(
    "elu",
    lambda self, alpha, scale, input_scale: np.where(
        self > 0, self * scale, np.expm1(np.minimum(self, 0) * input_scale) * (alpha * scale)
    ).astype(self.dtype)[()],
    self=lambda grad, self, alpha, scale, input_scale: choose(
        self > 0,
        grad * scale,
        grad * (input_scale * alpha * scale) * np.exp(_below_zero(self) * input_scale),
    ),
    single=True,
    public=False,
)
_celu = row(
    "celu",
    lambda self, alpha: np.where(
        self > 0, self, np.expm1(np.minimum(self, 0) / alpha) * alpha
    ).astype(self.dtype)[()],
    self=lambda grad, self, alpha: choose(self > 0, grad, grad * np.exp(_below_zero(self) / alpha)),
    single=True,
    public=False,
)


def _below_zero(x: Any) -> Any:
    """x where it is negative, else 0: keeps an exponential that is not chosen from overflowing.

    At 0 it is flat: the second derivative there is that of the straight side.
    """
    return choose(x >= 0, 0, x)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x above 0, and a small multiple of it below; at 0 the slope is the small one.

    >>> import minigrad as mg
    >>> mg.nn.functional.leaky_relu(mg.tensor([-1., 1.]), 0.1)
    tensor([-0.1000,  1.0000])
    """
    return placed(input, _leaky_relu(_float_only(input, "leaky_relu_cpu"), negative_slope), inplace)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, and alpha · (exp(x) - 1) below."""
    return placed(input, _elu(_float_only(input, "elu_cpu"), alpha, 1.0, 1.0), inplace)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """`elu`, scaled so that layers keep mean 0 and variance 1 (Klambauer and others, 2017)."""
    return placed(
        input,
        _elu(
            _float_only(input, "elu_cpu"),
            1.6732632423543772848170429916717,
            1.0507009873554804934193349852946,
            1.0,
        ),
        inplace,
    )


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x above 0, and alpha · (exp(x / alpha) - 1) below: as `elu`, but smooth at 0."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return placed(input, _celu(_float_only(input, "elu_cpu"), alpha), inplace)


_prelu = row(
    "prelu_kernel",
    lambda self, weight: np.where(self > 0, self, self * weight)[()],
    self=lambda grad, self, weight: choose(
        self > 0, grad, choose(self < 0, grad * weight, _with_slope_one(grad, weight))
    ),
    weight=lambda grad, self: choose(self >= 0, 0, grad * self),
    single=True,
    public=False,
)


def _with_slope_one(grad: Any, weight: Any) -> Any:
    """grad · weight, at 0; but differentiated again it counts as the other side, as in PyTorch."""
    if not isinstance(grad, Tensor):
        return grad * weight
    return grad + (grad * weight - grad).detach()


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x above 0 and weight · x below; one learned weight, or one for each channel (dimension 1)."""
    if input._array.dtype is not weight._array.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {input.dtype.tensor_type} "
            f"and {weight.dtype.tensor_type}"
        )
    if input._array.ndim == 0 and weight._array.size != 1:
        raise RuntimeError("Not allow zero-dim input tensor.")
    count = weight._array.size
    channels = input._array.shape[1] if input._array.ndim > 1 else 1
    if count not in (1, channels):
        raise RuntimeError(
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
            f"{count} and channel size = {channels}."
        )
    if weight._array.ndim > 1:
        raise RuntimeError(
            "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = "
            f"{weight._array.ndim}"
        )
    _float_only(input, "prelu_cpu")
    if weight._array.ndim and input._array.ndim > 1:
        weight = view(weight, *([1, -1] + [1] * (input._array.ndim - 2)))
    elif input._array.ndim == 0 and weight._array.size == 1:
        weight = view(weight, ())
    return _prelu(input, weight)


# ------------------------------------------------------------------ straight lines and steps

_d_hardtanh = bent(lambda grad, self, low, high: np.where((self <= low) | (self >= high), 0, grad))
_d_shrink = bent(lambda grad, self, lambd: np.where((self >= -lambd) & (self <= lambd), 0, grad))
_d_threshold = bent(lambda grad, self, threshold: np.where(self <= threshold, 0, grad))
_hardtanh = row(
    "hardtanh",
    lambda self, min_val, max_val: np.clip(
        self, fitted(min_val, self.dtype), fitted(max_val, self.dtype)
    ),
    self=lambda grad, self, min_val, max_val: _d_hardtanh(grad, self, min_val, max_val),
    public=False,
)
_hardsigmoid = row(
    "hardsigmoid",
    lambda self: np.clip(self + 3, 0, 6) / 6,
    self=lambda grad, self: choose((self > -3) & (self < 3), grad / 6, 0),
    single=True,
    public=False,
)
_hardswish = row(
    "hardswish",
    lambda self: self * np.clip(self + 3, 0, 6) / 6,
    self=lambda grad, self: choose(self <= -3, 0, choose(self >= 3, grad, grad * (self / 3 + 0.5))),
    single=True,
    public=False,
)
_softshrink = row(
    "softshrink",
    lambda self, lambd: np.where(
        self > lambd, self - lambd, np.where(self < -lambd, self + lambd, self * 0)
    )[()],
    self=lambda grad, self, lambd: _d_shrink(grad, self, lambd),
    single=True,
    public=False,
)
_hardshrink = row(
    "hardshrink",
    lambda self, lambd: np.where((self >= -lambd) & (self <= lambd), 0, self).astype(self.dtype)[
        ()
    ],
    self=lambda grad, self, lambd: _d_shrink(grad, self, lambd),
    public=False,
)
_threshold = row(
    "threshold_row",
    lambda self, threshold, value: np.where(
        self <= fitted(threshold, self.dtype), fitted(value, self.dtype), self
    ),
    self=lambda grad, self, threshold: _d_threshold(grad, self, threshold),
    node="ThresholdBackward0",
    public=False,
)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x between two bounds; unlike `clamp`, the gradient at the bounds is 0."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    low, high = _bounds(input, min_val, max_val)
    return placed(input, _hardtanh(input, low, high), inplace)


def _bounds(input: Tensor, *bounds: float) -> Any:
    """The bounds as they are for floats, and as whole numbers for integers."""
    kind = input._array.dtype.kind
    if kind == "b":
        raise RuntimeError("Bool inputs not supported for hardtanh")
    if kind == "f":
        return bounds
    whole = [fitted(bound, dtypes.int64.numpy).item() for bound in bounds]
    if kind == "u" and min(whole) < 0:
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits")
    return whole


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """`relu`, but at most 6."""
    return hardtanh(input, 0, 6, inplace)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """A sigmoid of three straight lines: 0 below -3, 1 above 3."""
    return placed(input, _hardsigmoid(_float_only(input, "hardsigmoid_cpu")), inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x · hardsigmoid(x)."""
    return placed(input, _hardswish(_float_only(input, "hardswish_cpu")), inplace)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by `lambd`, and 0 for what is nearer."""
    if not lambd >= 0:
        raise RuntimeError(
            f"lambda must be in range [0, {np.finfo(np.float32).max:.6g}] for input dtype "
            f"{input.dtype.tensor_type}, but found {lambd}"
        )
    return _softshrink(_float_only(input, "softshrink_cpu"), lambd)


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x, and 0 for what is nearer to 0 than `lambd`."""
    return _hardshrink(_float_only(input, "hardshrink_cpu"), lambd)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is above the threshold, else `value`."""
    check_kind(input, "threshold_cpu")
    return placed(input, _threshold(input, threshold, value), inplace)
