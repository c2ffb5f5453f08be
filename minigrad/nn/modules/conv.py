"""Convolution and pooling layers."""

from __future__ import annotations

from typing import Any

from ...engine.tensor import Tensor
from ...ops.creation import empty
from ...ops.shapes.convert import check_device
from .. import functional as F
from ..parameter import Parameter
from .linear import Dtype, reset
from .module import Module
from .utils import _times


class _Convolution(Module):
    """Weights that slide over the input: (N, in_channels, ...) -> (N, out_channels, ...)."""

    dims: int
    weight: Parameter
    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Dtype = None,
    ) -> None:
        super().__init__()
        check_device(device)
        if padding_mode not in ("zeros", "reflect", "replicate", "circular"):
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, "
                f"but got padding_mode={str(padding_mode)!r}"
            )
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _times(kernel_size, self.dims)
        self.stride = _times(stride, self.dims)
        self.dilation = _times(dilation, self.dims)
        self.padding: Any = padding
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(
                    f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}"
                )
            if padding == "same" and any(step != 1 for step in self.stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        else:
            self.padding = _times(padding, self.dims)
        self.groups = groups
        self.padding_mode = padding_mode
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(empty(shape, dtype=dtype))
        if bias:
            self.bias = Parameter(empty((out_channels,), dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """New random values, uniform within 1 / √(inputs of one output) of 0."""
        reset(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """(N, in_channels, ...) -> (N, out_channels, ...)."""
        convolve, padding = F.conv1d if self.dims == 1 else F.conv2d, self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._border(), self.padding_mode)
            padding = 0
        return convolve(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _border(self) -> tuple[int, ...]:
        """How much F.pad has to add before and after, from the last dimension on."""
        if self.padding == "same":
            total = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            return tuple(n for t in reversed(total) for n in (t // 2, t - t // 2))
        if self.padding == "valid":
            return (0, 0) * self.dims
        return tuple(n for p in reversed(self.padding) for n in (p, p))

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}"
        )
        once = (1,) * self.dims
        if self.padding != (0,) * self.dims:
            text += f", padding={self.padding}"
        if self.dilation != once:
            text += f", dilation={self.dilation}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        return (
            text if self.padding_mode == "zeros" else text + f", padding_mode={self.padding_mode}"
        )


class Conv1d(_Convolution):
    """A convolution along one dimension.

    >>> import minigrad as mg
    >>> mg.nn.Conv1d(1, 2, 3)(mg.zeros(1, 1, 8)).shape
    torch.Size([1, 2, 6])
    """

    dims = 1


class Conv2d(_Convolution):
    """A convolution over images.

    >>> import minigrad as mg
    >>> mg.nn.Conv2d(1, 2, 3)(mg.zeros(1, 1, 8, 8)).shape
    torch.Size([1, 2, 6, 6])
    """

    dims = 2
