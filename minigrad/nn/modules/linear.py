"""Layers with weights, and the small ones around them."""

from __future__ import annotations

import math
from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from ...ops.creation import empty
from ...ops.shapes.convert import check_device
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

Dtype = dtypes.dtype | None


class Identity(Module):
    """Gives its input back; takes and ignores any arguments when it is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        """The input."""
        return input


class Linear(Module):
    """y = x Wᵀ + b, with a weight of shape (out_features, in_features).

    >>> import minigrad as mg
    >>> layer = mg.nn.Linear(2, 3)
    >>> layer(mg.ones(5, 2)).shape
    torch.Size([5, 3])
    """

    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Dtype = None,
    ) -> None:
        super().__init__()
        check_device(device)
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(empty((out_features, in_features), dtype=dtype))
        if bias:
            self.bias = Parameter(empty((out_features,), dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """New random values, uniform within 1 / √in_features of 0."""
        reset(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """(..., in_features) -> (..., out_features)."""
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


def reset(weight: Tensor, bias: Tensor | None) -> None:
    """PyTorch's choice of first values for linear and convolution layers."""
    init.kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None:
        fan_in = math.prod(weight.shape[1:])
        bound = 1 / math.sqrt(fan_in) if fan_in else 0
        init.uniform_(bias, -bound, bound)
