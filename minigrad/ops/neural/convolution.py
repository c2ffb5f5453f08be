"""Convolutions: a matrix product of the weights with what a sliding window sees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..kinds import INTEGERS, check_alike, check_kind
from ..rows import row
from ..shapes.lengths import squeeze, unsqueeze
from ..shapes.padding import pad_constant
from .absent import given
from .windows import Sizes, add_windows, lengths_of, output_lengths, positive, windows

__all__ = ["conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"]


def _columns(x: Any, kernel: Sizes, stride: Sizes, dilation: Sizes, groups: int) -> Any:
    """(N, C, *lengths) -> (N, groups, C/groups · kernel, places)."""
    seen = windows(x, kernel, stride, dilation)
    inner = seen.shape[1] // groups * math.prod(kernel)
    return seen.reshape((seen.shape[0], groups, inner, math.prod(seen.shape[2 + len(kernel) :])))


def _matrix(weight: Any, groups: int) -> Any:
    """(O, C/groups, *kernel) -> (groups, O/groups, C/groups · kernel)."""
    return weight.reshape((groups, weight.shape[0] // groups, math.prod(weight.shape[1:])))


def _convolved(
    x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    kernel = tuple(weight.shape[2:])
    padded = _with_border(x, padding)
    product = _matrix(weight, groups) @ _columns(padded, kernel, stride, dilation, groups)
    places = output_lengths(padded.shape[2:], kernel, stride, dilation)
    return product.reshape((x.shape[0], weight.shape[0], *places))


def _with_border(x: Any, padding: Sizes) -> Any:
    if not any(padding):
        return x
    return pad_constant(x, tuple(p for n in reversed(padding) for p in (n, n)), 0.0)


def _grad_input(
    grad: Any, shape: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    """The transpose of the convolution for its input; also the forward of conv_transpose."""
    kernel = tuple(weight.shape[2:])
    flat = grad.reshape(
        (grad.shape[0], groups, weight.shape[0] // groups, math.prod(grad.shape[2:]))
    )
    seen = np.swapaxes(_matrix(weight, groups), 1, 2) @ flat
    full = tuple(n + 2 * p for n, p in zip(shape[2:], padding, strict=True))
    places = output_lengths(full, kernel, stride, dilation)
    parts = seen.reshape((grad.shape[0], shape[1], *kernel, *places))
    out = add_windows(parts, (*shape[:2], *full), kernel, stride, dilation)
    return _with_border(out, tuple(-p for p in padding))


def _grad_weight(
    grad: Any, x: Any, shape: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
) -> Any:
    """The transpose of the convolution for its weight."""
    kernel = tuple(shape[2:])
    seen = _columns(_with_border(x, padding), kernel, stride, dilation, groups)
    flat = grad.reshape((grad.shape[0], groups, shape[0] // groups, math.prod(grad.shape[2:])))
    return np.sum(flat @ np.swapaxes(seen, 2, 3), axis=0).reshape(shape)


def _others(ndim: int) -> tuple[int, ...]:
    """All dimensions but the one of the channels."""
    return (0, *range(2, ndim))


def _channels(bias: Any, spatial: int) -> Any:
    return bias.reshape((-1,) + (1,) * spatial)


def _forward(
    input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any
) -> Any:
    out = _convolved(input, weight, stride, padding, dilation, groups)
    return out if bias is None else out + _channels(bias, len(stride))


_convolution = row(
    "convolution",
    _forward,
    input=lambda grad, input_sym_sizes, weight, stride, padding, dilation, groups: _grad_input(
        grad, input_sym_sizes, weight, stride, padding, dilation, groups
    ),
    weight=lambda grad, input, weight_sym_sizes, stride, padding, dilation, groups: _grad_weight(
        grad, input, weight_sym_sizes, stride, padding, dilation, groups
    ),
    bias=lambda grad: np.sum(grad, axis=_others(len(grad.shape))),
    single=True,
    public=False,
)
_transposed = row(
    "transposed_convolution",
    lambda input, weight, bias, shape, stride, padding, dilation, groups: _transposed_forward(
        input, weight, bias, shape, stride, padding, dilation, groups
    ),
    input=lambda grad, weight, stride, padding, dilation, groups: _convolved(
        grad, weight, stride, padding, dilation, groups
    ),
    weight=lambda grad, input, weight_sym_sizes, stride, padding, dilation, groups: _grad_weight(
        input, grad, weight_sym_sizes, stride, padding, dilation, groups
    ),
    bias=lambda grad: np.sum(grad, axis=_others(len(grad.shape))),
    node="ConvolutionBackward0",
    single=True,
    public=False,
)


def _transposed_forward(
    input: Any,
    weight: Any,
    bias: Any,
    shape: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: Any,
) -> Any:
    out = _grad_input(input, shape, weight, stride, padding, dilation, groups)
    return out if bias is None else out + _channels(bias, len(stride))


def _checked(
    input: Tensor, weight: Tensor, bias: Tensor | None, spatial: int, groups: int, channel_dim: int
) -> None:
    x, w = input._array, weight._array
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    if x.ndim not in (spatial + 1, spatial + 2):
        name = "conv" if channel_dim == 1 else "conv_transpose"
        raise RuntimeError(
            f"Expected {spatial + 1}D (unbatched) or {spatial + 2}D (batched) input to "
            f"{name}{spatial}d, but got input of size: {list(x.shape)}"
        )
    if w.ndim < 3:
        raise RuntimeError("weight should have at least three dimensions")
    if w.ndim != spatial + 2:
        raise RuntimeError(
            f"expected weight to be {spatial + 2}-dimensional, but got weight of size "
            f"{list(w.shape)}"
        )
    have = x.shape[-spatial - 1]
    want = w.shape[1] * groups if channel_dim == 1 else w.shape[0]
    if have != want:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(w.shape)}, expected input"
            f"{list(x.shape)} to have {want} channels, but got {have} channels instead"
        )
    outputs = w.shape[0] if channel_dim == 1 else w.shape[1] * groups
    if bias is not None and bias._array.shape != (outputs,):
        raise RuntimeError(
            f"Given {'transposed=1, ' * (channel_dim == 0)}weight of size {list(w.shape)}, "
            f"expected bias to be 1-dimensional with {outputs} elements, but got bias of size "
            f"{list(bias._array.shape)} instead"
        )
    if channel_dim == 1:
        check_kind(input, "slow_conv2d_cpu")
    elif input._array.dtype != np.int64:
        check_kind(input, "slow_conv_transpose2d_out_cpu", INTEGERS)
    for name, other in (("weight", weight), ("bias", bias)):
        if other is not None and x.dtype is not other._array.dtype:
            if name == "weight":
                check_alike(input, other)
            raise RuntimeError(
                f"Input type ({input.dtype.c_name}) and {name} type ({other.dtype.c_name}) should "
                "be the same"
            )


def _conv(
    spatial: int, input: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any,
    dilation: Any, groups: int,
) -> Tensor:  # fmt: skip
    steps = lengths_of(stride, spatial, "stride")
    spread = lengths_of(dilation, spatial, "dilation")
    if not isinstance(padding, str) and min(lengths_of(padding, spatial, "padding")) < 0:
        raise RuntimeError("negative padding is not supported")
    positive(steps, "non-positive stride is not supported")
    positive(spread, "dilation should be greater than zero")
    _checked(input, weight, bias, spatial, groups, 1)
    if input._array.ndim == spatial + 1:
        batch = _conv(spatial, unsqueeze(input, 0), weight, bias, stride, padding, dilation, groups)
        return squeeze(batch, 0)
    if padding == "valid":
        padding = 0
    if padding == "same":
        if any(s != 1 for s in steps):
            raise RuntimeError("padding='same' is not supported for strided convolutions")
        total = [d * (k - 1) for k, d in zip(weight._array.shape[2:], spread, strict=True)]
        if any(n % 2 for n in total):
            extra = [p for n in reversed(total) for p in (0, n % 2)]
            input = pad_constant(input, tuple(extra), 0.0)
        padding = [n // 2 for n in total]
    border = lengths_of(padding, spatial, "padding")
    room = [n + 2 * p for n, p in zip(input._array.shape[2:], border, strict=True)]
    reach = [d * (k - 1) + 1 for k, d in zip(weight._array.shape[2:], spread, strict=True)]
    if any(n < k for n, k in zip(room, reach, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, room))}). Kernel "
            f"size: ({' x '.join(map(str, reach))}). Kernel size can't be greater than actual "
            "input size"
        )
    return _convolution(input, weight, given(bias), steps, border, spread, groups)


def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """The products of a kernel with each part of a signal: (N, C, L), (O, C, K) -> (N, O, L').

    Raises RuntimeError for shapes that do not fit.

    >>> import minigrad as mg
    >>> x, w = mg.tensor([[[1., 2., 4.]]]), mg.tensor([[[-1., 1.]]])
    >>> mg.nn.functional.conv1d(x, w)
    tensor([[[1., 2.]]])
    """
    return _conv(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:  # fmt: skip
    """The same for pictures: (N, C, H, W), (O, C/groups, KH, KW) -> (N, O, H', W').

    >>> import minigrad as mg
    >>> mg.nn.functional.conv2d(mg.ones(1, 1, 3, 3), mg.ones(1, 1, 2, 2)).shape
    torch.Size([1, 1, 2, 2])
    """
    return _conv(2, input, weight, bias, stride, padding, dilation, groups)


def _conv_transpose(
    spatial: int, input: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any,
    output_padding: Any, groups: int, dilation: Any,
) -> Tensor:  # fmt: skip
    _checked(input, weight, bias, spatial, groups, 0)
    if input._array.ndim == spatial + 1:
        batch = _conv_transpose(
            spatial, unsqueeze(input, 0), weight, bias, stride, padding, output_padding, groups,
            dilation,
        )  # fmt: skip
        return squeeze(batch, 0)
    steps, border, extra, spread = (
        lengths_of(value, spatial, name)
        for value, name in (
            (stride, "stride"), (padding, "padding"), (output_padding, "output_padding"),
            (dilation, "dilation"),
        )
    )  # fmt: skip
    x, w = input._array.shape, weight._array.shape
    if any(e >= s for e, s in zip(extra, steps, strict=True)):
        raise RuntimeError(
            f"output padding must be smaller than stride, but got output_padding: {list(extra)}, "
            f"stride: {list(steps)}"
        )
    lengths = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + e + 1
        for n, k, s, p, e, d in zip(x[2:], w[2:], steps, border, extra, spread, strict=True)
    )
    shape = (x[0], w[1] * groups, *lengths)
    return _transposed(input, weight, given(bias), shape, steps, border, spread, groups)


def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:  # fmt: skip
    """The transpose of `conv1d` as a map of its input; the weight is (C, O/groups, K)."""
    return _conv_transpose(
        1, input, weight, bias, stride, padding, output_padding, groups, dilation
    )


def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:  # fmt: skip
    """The transpose of `conv2d` as a map of its input; the weight is (C, O/groups, KH, KW)."""
    return _conv_transpose(
        2, input, weight, bias, stride, padding, output_padding, groups, dilation
    )
