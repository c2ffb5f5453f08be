"""The bends of neural networks beyond relu: gelu, silu, elu, softplus and their kin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.node import Node
from ...engine.tensor import Tensor
from ..elementwise.elementary import abs, sigmoid, tanh
from ..elementwise.elementary import relu as _relu
from ..elementwise.special import _erf
from ..operands import not_a_tensor
from ..rows import row
from ..shapes.parts import narrow
from ..words import choose
from ..writing.inplace import check_writable, write_back
from ..writing.reshaping import renamed

__all__ = ["gelu", "glu", "logsigmoid", "mish", "relu", "sigmoid", "silu", "softplus", "softsign",
           "tanh", "tanhshrink"]  # fmt: skip


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x)), for arrays and Tensors."""
    return sigmoid(x) if isinstance(x, Tensor) else 1 / (1 + np.exp(-x))


def normal_cdf(x: Any) -> Any:
    """The probability that a standard normal number is below x, for arrays and Tensors."""
    from ..elementwise.special import erf

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
    node = result._edge
    if isinstance(node, Node) and node.name() in IN_PLACE:
        renamed(node, IN_PLACE[node.name()])
    write_back(input, result)
    return input


IN_PLACE = {f"{name}Backward0": f"{name}Backward1" for name in ("LeakyRelu", "Elu", "Celu")}


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


_gelu = row("gelu", _gelu_forward, self=_d_gelu, single=True, public=False)


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


_silu = row("silu", lambda self: self * logistic(self), self=_d_silu, single=True, public=False)


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
    single=True,
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
        self * beta > threshold,
        grad,
        grad * logistic(choose(self * beta < threshold, self * beta, threshold)),
    ),
    single=True,
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
    single=True,
    public=False,
)


def logsigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x)), without overflow.

    >>> import minigrad as mg
    >>> mg.nn.functional.logsigmoid(mg.tensor([-1000., 0.]))
    tensor([-1.0000e+03, -6.9315e-01])
    """
    return _logsigmoid(_float_only(input, "log_sigmoid_cpu"))


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
    single=True,
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
    if input._array.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    dim = checked_dim(dim, input._array.ndim)
    if input._array.shape[dim] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim} is size {input._array.shape[dim]}"
        )
    return _glu(_float_only(input, "glu_cpu"), dim)
