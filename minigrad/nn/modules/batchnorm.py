"""Normalization over the samples of a batch."""

from __future__ import annotations

from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from ...ops.creation import ones, tensor, zeros
from ...ops.shapes.convert import check_device
from .. import functional as F
from ..parameter import Parameter
from .module import Module


class _BatchNorm(Module):
    """What the layers for one and two dimensions have in common."""

    dims: tuple[int, ...]
    weight: Any
    bias: Any
    running_mean: Any
    running_var: Any
    num_batches_tracked: Any

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: dtypes.dtype | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        check_device(device)
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        scale = Parameter(ones((num_features,), dtype=dtype)) if affine else None
        self.register_parameter("weight", scale)
        shift = Parameter(zeros((num_features,), dtype=dtype)) if affine and bias else None
        self.register_parameter("bias", shift)
        kept = track_running_stats
        self.register_buffer("running_mean", zeros((num_features,), dtype=dtype) if kept else None)
        self.register_buffer("running_var", ones((num_features,), dtype=dtype) if kept else None)
        self.register_buffer("num_batches_tracked", tensor(0) if kept else None)

    def forward(self, input: Any) -> Tensor:
        """The same shape, normalized feature by feature."""
        if input.ndim not in self.dims:
            expected = " or ".join(f"{n}D" for n in self.dims)
            raise ValueError(f"expected {expected} input (got {input.ndim}D input)")
        if input.shape[1] != self.num_features:
            raise RuntimeError(
                f"running_mean should contain {input.shape[1]} elements not {self.num_features}"
            )
        own = self.training or self.running_mean is None  # the batch's own statistics
        share = self.momentum
        if self.training and self.running_mean is not None:
            seen = self.num_batches_tracked
            seen._write(seen._array + 1)
            if share is None:  # every batch counts alike
                share = 1 / seen.item()
        mean, variance = self.running_mean, self.running_var
        return F.batch_norm(
            input, mean, variance, self.weight, self.bias, own, share or 0, self.eps
        )

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(_BatchNorm):
    """Each feature shifted and scaled to mean 0 and variance 1, then by learned weight and bias.

    In training the statistics are those of the batch, and running averages of them are kept; in
    eval mode the running averages are used, so that a sample no longer depends on its batch.
    Takes (N, C) or (N, C, L). Raises ValueError for other dimensions, and in training for a
    single value a feature.

    >>> import minigrad as mg
    >>> layer = mg.nn.BatchNorm1d(1)
    >>> layer(mg.tensor([[1.], [3.]])).detach()
    tensor([[-1.0000],
            [ 1.0000]])
    >>> layer.running_mean
    tensor([0.2000])
    """

    dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """As `BatchNorm1d`, for images (N, C, H, W): each channel over the batch and all its places."""

    dims = (4,)
