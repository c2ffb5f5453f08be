"""First values for parameters, written in place; nothing of it is recorded."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.tensor import Tensor
from ..missing import absent
from ..random import generator

_GAINS: dict[str, float] = {
    "linear": 1,
    "conv1d": 1,
    "conv2d": 1,
    "sigmoid": 1,
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that keeps the spread of values through a layer with this nonlinearity.

    >>> calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in _GAINS:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return _GAINS[nonlinearity]


def _write(tensor: Tensor, values: Any) -> Tensor:
    tensor._write(values)
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Random numbers between a and b, all equally likely."""
    return _write(tensor, generator().uniform(a, b, tensor._array.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Random numbers around `mean` with spread `std`."""
    return _write(tensor, generator().normal(mean, std, tensor._array.shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One number everywhere."""
    return _write(tensor, val)


def zeros_(tensor: Tensor) -> Tensor:
    """Zero everywhere."""
    return _write(tensor, 0)


def ones_(tensor: Tensor) -> Tensor:
    """One everywhere.

    >>> import minigrad as mg
    >>> mg.nn.init.ones_(mg.zeros(2))
    tensor([1., 1.])
    """
    return _write(tensor, 1)


def _fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs one output has, and how many outputs one input, for a layer's weight."""
    shape = tensor.shape
    if len(shape) < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise ValueError(f"Mode {mode} not supported, please use one of {modes}")
    fan = _fans(tensor)[modes.index(mode.lower())]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Uniform, with the spread that keeps values alike from layer to layer behind a relu.

    Raises ValueError for fewer than two dimensions.
    """
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """As `kaiming_uniform_`, with normal numbers."""
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Uniform, with a spread between what values and what gradients would like."""
    bound = gain * math.sqrt(6.0 / sum(_fans(tensor)))
    return uniform_(tensor, -bound, bound)


def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """As `xavier_uniform_`, with normal numbers."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans(tensor))))


def eye_(tensor: Tensor) -> Tensor:
    """A matrix with ones on the diagonal: the output is the input, as far as there is room."""
    if tensor._array.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return _write(tensor, np.eye(*tensor._array.shape))


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0
) -> Tensor:
    """As `normal_`, but numbers outside [a, b] are drawn again."""
    values = generator().normal(mean, std, tensor._array.shape)
    while (outside := (values < a) | (values > b)).any():
        if abs(mean - min(max(mean, a), b)) > 4 * std:
            raise ValueError(f"[{a}, {b}] is too far from the mean {mean} to draw from")
        values[outside] = generator().normal(mean, std, int(outside.sum()))
    return _write(tensor, values)


def orthogonal_(tensor: Tensor, gain: float = 1) -> Tensor:
    """A matrix whose rows (or columns, if they are fewer) are at right angles, of length `gain`.

    Raises ValueError for fewer than two dimensions.
    """
    shape = tensor._array.shape
    if len(shape) < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    flat = generator().normal(size=(shape[0], math.prod(shape[1:])))
    q, r = np.linalg.qr(flat.T if flat.shape[0] < flat.shape[1] else flat)
    q *= np.sign(np.diag(r))  # without this, not all directions are equally likely
    return _write(tensor, gain * (q.T if flat.shape[0] < flat.shape[1] else q).reshape(shape))


__getattr__ = absent(__name__)
