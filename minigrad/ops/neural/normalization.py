"""Normalization: mean 0 and variance 1 over some dimensions, then a learned scale and shift."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.modes import mode
from ...engine.tensor import Tensor
from ..kinds import INTEGERS, check_kind
from ..operands import HALF, SINGLE, cast, result_in
from ..rows import TABLE, row
from ..shapes.views import reshape, view
from .absent import given

__all__ = ["batch_norm", "group_norm", "instance_norm", "layer_norm", "normalize", "rms_norm"]


def _check_types(kernel: str, input: Tensor, *parameters: Tensor | None) -> None:
    """Scale and shift must be of the input's type; those of half precision may be float32."""
    kind = input._array.dtype
    for tensor in parameters:
        if tensor is not None and tensor._array.dtype not in (
            (kind, SINGLE) if kind is HALF else (kind,)
        ):
            raise RuntimeError(
                "mixed dtype (CPU): expect parameter to have scalar type of Float"
                if kind in (HALF, SINGLE)
                else "mixed dtype (CPU): all inputs must share same datatype."
            )
    check_kind(input, kernel, INTEGERS)


def _standard(x: Any, dims: tuple[int, ...], eps: float) -> tuple[Any, Any]:
    """x with mean 0 and variance 1 over `dims`, and one over the deviation it had."""
    centered = x - np.mean(x, axis=dims, keepdims=True)
    rstd = 1 / np.sqrt(np.mean(centered * centered, axis=dims, keepdims=True) + eps)
    return centered * rstd, rstd


def _d_standard(grad: Any, x: Any, dims: tuple[int, ...], eps: float) -> Any:
    """Through `_standard`: what moved the mean, or the variance, has no effect."""
    standard, rstd = _standard(x, dims, eps)
    along = np.mean(grad * standard, axis=dims, keepdims=True)
    return rstd * (grad - np.mean(grad, axis=dims, keepdims=True) - standard * along)


def _scaled(standard: Any, weight: Any, bias: Any) -> Any:
    if weight is not None:
        standard = standard * weight
    return standard if bias is None else standard + bias


def _times(grad: Any, weight: Any) -> Any:
    """`grad` by the scale; a Tensor that stands for no weight holds None."""
    if weight is None or (isinstance(weight, Tensor) and weight._array is None):
        return grad
    return grad * weight


# ------------------------------------------------------------------ over the last dimensions

_layer_norm = row(
    "native_layer_norm",
    lambda input, weight, bias, dims, eps: _scaled(_standard(input, dims, eps)[0], weight, bias),
    input=lambda grad, input, weight, dims, eps: _d_standard(
        _times(grad, weight), input, dims, eps
    ),
    weight=lambda grad, input, dims, eps: _over_rest(grad * _standard(input, dims, eps)[0], dims),
    bias=lambda grad, dims: _over_rest(grad, dims),
    single=True,
    public=False,
)


def _over_rest(x: Any, dims: tuple[int, ...]) -> Any:
    rest = tuple(range(len(x.shape) - len(dims)))
    return np.sum(x, axis=rest) if rest else x


def _last_dims(input: Tensor, normalized_shape: Any, name: str = "") -> tuple[int, ...]:
    """The last dimensions of the input, which must have the lengths of `normalized_shape`."""
    shape, have = tuple(normalized_shape), input._array.shape
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
            "element, but got normalized_shape = []"
        )
    if have[-len(shape) :] != shape:
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape "
            f"[*{', ' * (name != 'rms_norm')}{', '.join(map(str, shape))}], "
            f"but got input of size{list(have)}"
        )
    return tuple(range(len(have) - len(shape), len(have)))


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Each example by itself: mean 0 and variance 1 over its last dimensions.

    >>> import minigrad as mg
    >>> mg.nn.functional.layer_norm(mg.tensor([[1., 3.]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    dims = _last_dims(input, normalized_shape)
    _check_types("LayerNormKernelImpl", input, weight, bias)
    return _layer_norm(input, given(weight), given(bias), dims, eps)


def rms_norm(
    input: Any, normalized_shape: Any, weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Divided by the root of the mean square over the last dimensions."""
    if input._array.ndim < len(normalized_shape):
        raise ValueError(
            f"Input tensor must have at least {len(normalized_shape)} dimensions, "
            f"but got {input._array.ndim}"
        )
    dims = _last_dims(input, normalized_shape, "rms_norm")
    check_kind(input, "rms_norm", INTEGERS)
    if weight is not None and weight._array.shape != tuple(normalized_shape):
        raise RuntimeError(
            "Expected weight to be of same shape as normalized_shape, but got weight of shape "
            f"{list(weight._array.shape)} and normalized_shape = {list(normalized_shape)}"
        )
    if eps is None:
        eps = float(np.finfo(np.promote_types(input._array.dtype, SINGLE)).eps)
    wide: Any = cast(input, SINGLE) if input._array.dtype is HALF else input
    result = wide * TABLE["rsqrt"]((wide**2).mean(dims, keepdim=True) + eps)
    return result_in(input._array.dtype, result if weight is None else result * weight)


# ------------------------------------------------------------------ over the batch


def _per_channel(vector: Any, ndim: int) -> Any:
    """(C) as (1, C, 1, ...), to go with an input of `ndim` dimensions."""
    if vector is None or (isinstance(vector, Tensor) and vector._array is None):
        return None
    return vector.reshape((1, -1) + (1,) * (ndim - 2))


def _but_channels(ndim: int) -> tuple[int, ...]:
    return (0, *range(2, ndim))


_batch_norm_training = row(
    "batch_norm_training",
    lambda input, weight, bias, eps: _scaled(
        _standard(input, _but_channels(input.ndim), eps)[0],
        _per_channel(weight, input.ndim),
        _per_channel(bias, input.ndim),
    ),
    input=lambda grad, input, weight, eps: _d_standard(
        _times(grad, _per_channel(weight, len(input.shape))),
        input,
        _but_channels(len(input.shape)),
        eps,
    ),
    weight=lambda grad, input, eps: np.sum(
        grad * _standard(input, _but_channels(len(input.shape)), eps)[0],
        axis=_but_channels(len(input.shape)),
    ),
    bias=lambda grad: np.sum(grad, axis=_but_channels(len(grad.shape))),
    node="NativeBatchNormBackward0",
    single=True,
    public=False,
)
_batch_norm_fixed = row(
    "batch_norm_fixed",
    lambda input, weight, bias, mean, rstd: _scaled(
        (input - mean) * rstd, _per_channel(weight, input.ndim), _per_channel(bias, input.ndim)
    ),
    input=lambda grad, weight, rstd: _times(grad * rstd, _per_channel(weight, rstd.ndim)),
    weight=lambda grad, input, mean, rstd: np.sum(
        grad * ((input - mean) * rstd), axis=_but_channels(len(grad.shape))
    ),
    bias=lambda grad: np.sum(grad, axis=_but_channels(len(grad.shape))),
    node="NativeBatchNormBackward0",
    single=True,
    public=False,
)


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Each channel (dimension 1) with mean 0 and variance 1 over the batch.

    training: use the batch's own mean and variance, and move the running ones towards them;
        otherwise use the running ones.
    Raises ValueError when training on a single value per channel.

    >>> import minigrad as mg
    >>> mg.nn.functional.batch_norm(mg.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    x = input._array
    if x.size:
        _check_types("batch_norm", input, weight, bias, running_mean, running_var)
    if mode.enabled and any(t is not None and t.requires_grad for t in (input, weight, bias)):
        for running in (running_mean, running_var):
            if running is not None:
                running._counter[0]  # PyTorch saves it, which an inference tensor refuses
    if training and x.ndim < 2 and x.size > 1:
        raise IndexError(
            "Dimension out of range (expected to be in range of [-1, 0], but got 1)"
            if x.ndim
            else "Dimension specified as 1 but tensor has no dimensions"
        )
    given_ones = {
        "running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias
    }  # fmt: skip
    channels = x.shape[1] if x.ndim > 1 else 0
    for name, vector in given_ones.items():
        if vector is None and name.startswith("running") and not training and x.size:
            raise RuntimeError(f"{name} must be defined in evaluation mode")
        if vector is not None and vector._array.size != channels and x.size:
            raise RuntimeError(
                f"{name} should contain {channels} elements not {vector._array.size}"
            )
    if not x.size:  # (PyTorch does not even look at the rest)
        return TABLE["clone"](input)
    if not training:
        statistics: Any = (running_mean, running_var)
        mean, var = (
            t._array.astype(SINGLE) if t._array.dtype is HALF else t._array for t in statistics
        )
        mean = _per_channel(mean, x.ndim)
        rstd = 1 / np.sqrt(_per_channel(var, x.ndim) + eps)
        if x.dtype is not HALF:
            rstd = rstd.astype(x.dtype)
        return _batch_norm_fixed(input, given(weight), given(bias), mean, rstd)
    count = x.size // max((*x.shape, 1)[1], 1)
    if count == 1:
        raise ValueError(
            "Expected more than 1 value per channel when training, "
            f"got input size torch.Size({list(x.shape)})"
        )
    dims = _but_channels(x.ndim)
    wide = x.astype(SINGLE) if x.dtype is HALF else x
    if running_mean is not None:
        _move(running_mean, np.mean(wide, axis=dims), momentum)
    if running_var is not None:
        _move(running_var, np.var(wide, axis=dims) * (count / (count - 1)), momentum)
    return _batch_norm_training(input, given(weight), given(bias), eps)


def _move(running: Tensor, value: Any, momentum: float) -> None:
    # (Past the count of modifications, as in PyTorch.)
    running._shared_array()[...] = running._array * (1 - momentum) + value * momentum


def instance_norm(
    input: Tensor, running_mean: Any = None, running_var: Any = None, weight: Tensor | None = None,
    bias: Tensor | None = None, use_input_stats: bool = True, momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Each channel of each example by itself; without running statistics."""
    shape: list[int] = [*input._array.shape, *[1] * max(0, 2 - input._array.ndim)]
    n, c, *lengths = shape
    if math.prod(lengths) == 1:
        raise ValueError(
            "Expected more than 1 spatial element when training, "
            f"got input size torch.Size({list(input._array.shape)})"
        )
    if running_mean is not None or running_var is not None or not use_input_stats:
        raise NotImplementedError("instance_norm with running statistics is not offered")
    w, b = (None if t is None else TABLE["repeat"](t, n) for t in (weight, bias))
    flat = reshape(input, 1, n * c, *lengths)
    return view(batch_norm(flat, None, None, w, b, True, momentum, eps), n, c, *lengths)


# ------------------------------------------------------------------ over groups of channels


def _grouped(x: Any, groups: int) -> Any:
    each = x.shape[1] // groups * math.prod(x.shape[2:])
    return x.reshape((x.shape[0], groups, each))


_group_norm = row(
    "native_group_norm",
    lambda input, weight, bias, groups, eps: _scaled(
        _standard(_grouped(input, groups), (2,), eps)[0].reshape(input.shape),
        _per_channel(weight, input.ndim),
        _per_channel(bias, input.ndim),
    ),
    input=lambda grad, input, weight, groups, eps: _d_standard(
        _grouped(_times(grad, _per_channel(weight, len(input.shape))), groups),
        _grouped(input, groups),
        (2,),
        eps,
    ).reshape(input.shape),
    weight=lambda grad, input, groups, eps: np.sum(
        grad * _standard(_grouped(input, groups), (2,), eps)[0].reshape(input.shape),
        axis=_but_channels(len(input.shape)),
    ),
    bias=lambda grad: np.sum(grad, axis=_but_channels(len(grad.shape))),
    single=True,
    public=False,
)


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:  # fmt: skip
    """Each group of channels of each example by itself."""
    if input._array.ndim < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {input._array.ndim}"
        )
    channels = input._array.shape[1]
    if num_groups < 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of "
            f"shape {list(input._array.shape)} and num_groups={num_groups}"
        )
    _check_types("GroupNormKernelImpl", input, weight, bias)
    return _group_norm(input, given(weight), given(bias), num_groups, eps)


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Tensor:
    """Vectors along `dim` with length 1."""
    length = TABLE["clamp_min"](TABLE["norm"](input, p, dim, True), eps)
    return input / TABLE["expand_as"](length, input)
