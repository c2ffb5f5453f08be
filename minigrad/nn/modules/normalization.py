"""Normalization: by the statistics of a batch, or of each sample."""

from __future__ import annotations

from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from ...ops.creation import ones, zeros
from ...ops.shapes.convert import check_device
from .. import functional as F
from ..parameter import Parameter
from .module import Module


class GroupNorm(Module):
    """Groups of channels of each sample shifted and scaled to mean 0 and variance 1."""

    weight: Any
    bias: Any

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
        device: Any = None, dtype: dtypes.dtype | None = None, *, bias: bool = True,
    ) -> None:  # fmt: skip
        super().__init__()
        check_device(device)
        if num_channels % num_groups:
            raise ValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})"
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        for name, fill in (("weight", ones), ("bias", zeros)):
            wanted = affine and (bias or name == "weight")
            values = Parameter(fill((num_channels,), dtype=dtype)) if wanted else None
            self.register_parameter(name, values)

    def forward(self, input: Tensor) -> Tensor:
        """The same shape, normalized group by group."""
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class LayerNorm(Module):
    """Each sample shifted and scaled to mean 0 and variance 1 over its last dimensions.

    normalized_shape: the length of the last dimension, or the shape of the last few.

    >>> import minigrad as mg
    >>> mg.nn.LayerNorm(2)(mg.tensor([[1., 3.]])).detach()
    tensor([[-1.0000,  1.0000]])
    """

    weight: Any
    bias: Any

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        check_device(device)
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape = tuple(shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        affine = elementwise_affine
        weight = Parameter(ones(self.normalized_shape, dtype=dtype)) if affine else None
        self.register_parameter("weight", weight)
        shift = Parameter(zeros(self.normalized_shape, dtype=dtype)) if affine and bias else None
        self.register_parameter("bias", shift)

    def forward(self, input: Tensor) -> Tensor:
        """The same shape, normalized sample by sample."""
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        )


class RMSNorm(Module):
    """Each sample divided by its root mean square, over the last dimensions."""

    weight: Any

    def __init__(
        self,
        normalized_shape: int | tuple[int, ...],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:
        super().__init__()
        check_device(device)
        one = isinstance(normalized_shape, int)
        self.normalized_shape = (normalized_shape,) if one else tuple(normalized_shape)  # type: ignore[arg-type]
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        scale = Parameter(ones(self.normalized_shape, dtype=dtype)) if elementwise_affine else None
        self.register_parameter("weight", scale)

    def forward(self, input: Tensor) -> Tensor:
        """The same shape, normalized sample by sample."""
        return F.rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        )
