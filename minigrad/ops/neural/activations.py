"""The bends of neural networks beyond relu: gelu, silu, elu, softplus and their kin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...arraylike import checked_dim
from ..inplace import check_writable, write_back
from ..operands import not_a_tensor
from ..pointwise import abs, sigmoid, tanh
from ..pointwise import relu as _relu
from ..rows import row
from ..special import _erf
from ..views import narrow, view
from ..words import choose

__all__ = [
    "celu", "elu", "gelu", "glu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh",
    "leaky_relu", "logsigmoid", "mish", "prelu", "relu", "relu6", "selu", "sigmoid", "silu",
    "softplus", "softshrink", "softsign", "tanh", "tanhshrink", "threshold",
]  # fmt: skip


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x)), for arrays and Tensors."""
    return sigmoid(x) if isinstance(x, Tensor) else 1 / (1 + np.exp(-x))


def normal_cdf(x: Any) -> Any:
    """The probability that a standard normal number is below x, for arrays and Tensors."""
    from ..special import erf

    scaled = x * math.sqrt(0.5)
    bell: Any = erf(scaled) if isinstance(x, Tensor) else _erf(scaled)
    return (bell + 1) * 0.5


def _float_only(input: Any, name: str) -> Tensor:
    if not isinstance(input, Tensor):
        raise not_a_tensor(name, input)
    if input._array.dtype.kind != "f":
        raise NotImplementedError(f'"{name}" not implemented for {input.dtype.tensor_type!r}')
    return input


def placed(input: Tensor, result: Tensor, inplace: bool) -> Tensor:
    """The result; or the input itself, overwritten by it as `add_` and its like do."""
    if not inplace:
        return result
    check_writable(input)
    write_back(input, result)
    return input


def minus_logsigmoid(x: Any) -> Any:
    """log(1 + exp(-x)), without overflow."""
    return np.logaddexp(-x, np.zeros_like(x))


def bent(slope: Any) -> Any:
    """The derivative of straight pieces: an operation of its own, flat in the input.

    slope: from `grad`, `self` and plain arguments to the gradient, for arrays.
    """

    def derivative(grad: Any, self: Any, *arguments: Any) -> Any:
        if isinstance(grad, Tensor):
            return recorded(grad, self, arguments)
        return slope(grad, self, *arguments)

    recorded = row(
        "bent_backward",
        lambda grad_output, self, arguments: slope(grad_output, self, *arguments),
        grad_output=lambda grad, self, arguments: derivative(grad, self, *arguments),
        self=lambda grad: np.zeros_like(grad),
        public=False,
    )
    return derivative


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """x above 0, and 0 below."""
    return placed(input, _relu(input), inplace)


# ------------------------------------------------------------------ gelu, silu, mish

_TANH_SCALE = math.sqrt(2 / math.pi)


def _gelu_forward(self: Any, approximate: str) -> Any:
    if approximate == "tanh":
        return 0.5 * self * (1 + np.tanh(_TANH_SCALE * (self + 0.044715 * self * self * self)))
    return self * normal_cdf(self)


def _d_gelu(grad: Any, self: Any, approximate: str) -> Any:
    if approximate == "tanh":
        t = np.tanh(_TANH_SCALE * (self + 0.044715 * self * self * self))
        inner = _TANH_SCALE * (1 + 3 * 0.044715 * self * self)
        return grad * (0.5 * (1 + t) + 0.5 * self * (1 - t * t) * inner)
    bell = np.exp(-0.5 * self * self) * (1 / math.sqrt(2 * math.pi))
    return grad * (normal_cdf(self) + self * bell)


_gelu = row("gelu", _gelu_forward, self=_d_gelu, public=False)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x times the probability that a standard normal number is below x.

    >>> import minigrad as mg
    >>> mg.nn.functional.gelu(mg.tensor([0., 1.]))
    tensor([0.0000, 0.8413])
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return _gelu(_float_only(input, "GeluKernelImpl"), approximate)


def _d_silu(grad: Any, self: Any) -> Any:
    s = logistic(self)
    return grad * (s * (1 + self * (1 - s)))


_silu = row("silu", lambda self: self * logistic(self), self=_d_silu, public=False)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x · sigmoid(x), also called swish."""
    return placed(input, _silu(_float_only(input, "silu_cpu")), inplace)


def _d_mish(grad: Any, self: Any) -> Any:
    t, s = np.tanh(np.logaddexp(self, np.zeros_like(self))), logistic(self)
    return grad * (t + self * s * (1 - t * t))


_mish = row(
    "mish",
    lambda self: self * np.tanh(np.logaddexp(self, np.zeros_like(self))),
    self=_d_mish,
    public=False,
)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x · tanh(softplus(x))."""
    return placed(input, _mish(_float_only(input, "mish_cpu")), inplace)


# ------------------------------------------------------------------ softplus, logsigmoid

_softplus = row(
    "softplus",
    lambda self, beta, threshold: np.where(
        self * beta > threshold, self, np.log1p(np.exp(np.minimum(self * beta, threshold))) / beta
    ).astype(self.dtype)[()],
    self=lambda grad, self, beta, threshold: choose(
        self * beta > threshold, grad, grad * logistic(self * beta)
    ),
    public=False,
)


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(βx)) / β, a smooth relu; x itself where βx is beyond `threshold`.

    >>> import minigrad as mg
    >>> mg.nn.functional.softplus(mg.tensor([0.]))
    tensor([0.6931])
    """
    return _softplus(_float_only(input, "softplus_cpu"), beta, threshold)


_logsigmoid = row(
    "log_sigmoid",
    lambda self: np.minimum(self, 0) - np.log1p(np.exp(-np.abs(self))),
    self=lambda grad, self: grad * logistic(-self),
    public=False,
)


def logsigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x)), without overflow.

    >>> import minigrad as mg
    >>> mg.nn.functional.logsigmoid(mg.tensor([-1000., 0.]))
    tensor([-1.0000e+03, -6.9315e-01])
    """
    return _logsigmoid(_float_only(input, "log_sigmoid_cpu"))


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
    public=False,
)
_celu = row(
    "celu",
    lambda self, alpha: np.where(
        self > 0, self, np.expm1(np.minimum(self, 0) / alpha) * alpha
    ).astype(self.dtype)[()],
    self=lambda grad, self, alpha: choose(self > 0, grad, grad * np.exp(_below_zero(self) / alpha)),
    public=False,
)


def _below_zero(x: Any) -> Any:
    """x where it is negative, else 0: keeps an exponential that is not chosen from overflowing."""
    return choose(x > 0, 0, x)


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
    return placed(input, _celu(_float_only(input, "elu_cpu"), alpha), inplace)


_prelu = row(
    "prelu_kernel",
    lambda self, weight: np.where(self > 0, self, self * weight)[()],
    self=lambda grad, self, weight: choose(self > 0, grad, grad * weight),
    weight=lambda grad, self: choose(self > 0, 0, grad * self),
    public=False,
)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x above 0 and weight · x below; one learned weight, or one for each channel (dimension 1)."""
    if input._array.ndim == 0 and weight._array.size != 1:
        raise RuntimeError("Not allow zero-dim input tensor.")
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
    lambda self, min_val, max_val: np.clip(self, min_val, max_val),
    self=lambda grad, self, min_val, max_val: _d_hardtanh(grad, self, min_val, max_val),
    public=False,
)
_hardsigmoid = row(
    "hardsigmoid",
    lambda self: np.clip(self + 3, 0, 6) / 6,
    self=lambda grad, self: choose((self > -3) & (self < 3), grad / 6, 0),
    public=False,
)
_hardswish = row(
    "hardswish",
    lambda self: self * np.clip(self + 3, 0, 6) / 6,
    self=lambda grad, self: choose(self <= -3, 0, choose(self >= 3, grad, grad * (self / 3 + 0.5))),
    public=False,
)
_softshrink = row(
    "softshrink",
    lambda self, lambd: np.where(
        self > lambd, self - lambd, np.where(self < -lambd, self + lambd, self * 0)
    )[()],
    self=lambda grad, self, lambd: _d_shrink(grad, self, lambd),
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
    lambda self, threshold, value: np.where(self <= threshold, np.asarray(value, self.dtype), self),
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
    return placed(input, _hardtanh(input, min_val, max_val), inplace)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """`relu`, but at most 6."""
    return placed(input, _hardtanh(input, 0, 6), inplace)


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
    return placed(input, _threshold(input, threshold, value), inplace)


# ------------------------------------------------------------------ made of others


def softsign(input: Any) -> Tensor:
    """x / (1 + |x|)."""
    size: Any = abs(input)
    return input / (size + 1)


def tanhshrink(input: Any) -> Tensor:
    """x - tanh(x)."""
    return input - tanh(input)


_glu = row(
    "glu",
    lambda self, dim: _halves(self, dim)[0] * logistic(_halves(self, dim)[1]),
    self=lambda grad, self, dim: _d_glu(grad, self, dim),
    public=False,
)


def _halves(x: Any, dim: int) -> tuple[Any, Any]:
    half = x.shape[dim] // 2
    if isinstance(x, Tensor):
        return narrow(x, dim, 0, half), narrow(x, dim, half, half)
    before = (slice(None),) * dim
    return x[(*before, slice(half))], x[(*before, slice(half, None))]


def _d_glu(grad: Any, self: Any, dim: int) -> Any:
    value, gate = _halves(self, dim)
    s = logistic(gate)
    return np.concatenate([grad * s, grad * value * s * (1 - s)], axis=dim)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half along `dim` times the sigmoid of the second half."""
    dim = checked_dim(dim, input._array.ndim)
    if input._array.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    if input._array.shape[dim] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim} is size {input._array.shape[dim]}"
        )
    return _glu(input, dim)
