"""Convolution and pooling layers."""

from __future__ import annotations

from typing import Any

from ..engine.tensor import Tensor
from ..ops.creation import empty
from ..ops.shapes.convert import check_device
from . import functional as F
from .layers import Dtype, reset
from .module import Module
from .parameter import Parameter


def _times(value: Any, dims: int) -> tuple[int, ...]:
    return (value,) * dims if isinstance(value, int) else tuple(value)


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
        if padding_mode != "zeros":
            raise NotImplementedError("minigrad pads convolutions with zeros: use F.pad before it")
        if in_channels % groups:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups:
            raise ValueError("out_channels must be divisible by groups")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _times(kernel_size, self.dims)
        self.stride = _times(stride, self.dims)
        self.padding = _times(padding, self.dims)
        self.dilation = _times(dilation, self.dims)
        self.groups = groups
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
        convolve = F.conv1d if self.dims == 1 else F.conv2d
        return convolve(
            input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )

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
        return text if self.bias is not None else text + ", bias=False"


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


class _Pool(Module):
    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _MaxPool(_Pool):
    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return super().extra_repr() + ", dilation=1, ceil_mode=False"


class MaxPool1d(_MaxPool):
    """The largest value under a window that slides along one dimension."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, shorter)."""
        return F.max_pool1d(input, self.kernel_size, self.stride, self.padding)


class MaxPool2d(_MaxPool):
    """The largest value under a window that slides over an image.

    >>> import minigrad as mg
    >>> mg.nn.MaxPool2d(2)(mg.tensor([[[[1., 2.], [3., 4.]]]]))
    tensor([[[[4.]]]])
    """

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, smaller, smaller)."""
        return F.max_pool2d(input, self.kernel_size, self.stride, self.padding)


class AvgPool1d(_Pool):
    """The mean under a window that slides along one dimension."""

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__(*(_times(n, 1) for n in (kernel_size, stride or kernel_size, padding)))

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) -> (N, C, shorter)."""
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding)


class AvgPool2d(_Pool):
    """The mean under a window that slides over an image."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, smaller, smaller)."""
        return F.avg_pool2d(input, self.kernel_size, self.stride, self.padding)


class AdaptiveAvgPool2d(Module):
    """The means of a grid of (nearly) equal parts of an image, as many as asked for.

    >>> import minigrad as mg
    >>> mg.nn.AdaptiveAvgPool2d(1)(mg.ones(1, 2, 3, 3)).shape
    torch.Size([1, 2, 1, 1])
    """

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, *output_size)."""
        return F.adaptive_avg_pool2d(input, self.output_size)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"output_size={self.output_size}"
