"""Pooling: the largest element, or the mean, of what a sliding window sees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..._tensor import Tensor, wrap
from ..rows import row
from ..views import squeeze, unsqueeze
from ..words import put_add
from .windows import Sizes, _seen, add_windows, lengths_of

__all__ = ["adaptive_avg_pool1d", "adaptive_avg_pool2d", "avg_pool1d", "avg_pool2d", "max_pool1d",
           "max_pool2d"]  # fmt: skip


def _places(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """How many windows there are; with `ceil_mode` one that reaches over the end counts too."""
    reach = n + 2 * p - d * (k - 1) - 1
    count = (-(-reach // s) if ceil_mode else reach // s) + 1
    # The last window must start inside the input or its left border.
    return count - 1 if ceil_mode and (count - 1) * s >= n + p else count


def _with_border(x: Any, before: Sizes, after: Sizes, value: Any) -> Any:
    shape = (*x.shape[:2], *(n + a + b for n, a, b in zip(x.shape[2:], before, after, strict=True)))
    out = np.full(shape, value, x.dtype)
    inside: Any = [slice(a, a + n) for a, n in zip(before, x.shape[2:], strict=True)]
    out[(..., *inside)] = x
    return out


def _borders(
    shape: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> tuple[Sizes, Sizes]:
    """The places along each dimension, and the border they need behind the input."""
    places, after = [], []
    for n, k, s, p, d in zip(shape, kernel, stride, padding, dilation, strict=True):
        count = _places(n, k, s, p, d, ceil_mode)
        places.append(count)
        after.append(max((count - 1) * s + d * (k - 1) + 1 - n - p, 0))
    return tuple(places), tuple(after)


# ------------------------------------------------------------------ the largest

_max_pool = row(
    "max_pool",
    lambda self, indices: np.take_along_axis(
        self.reshape(*self.shape[:2], -1), indices.reshape(*indices.shape[:2], -1), 2
    ).reshape(indices.shape),
    self=lambda grad, self_sym_sizes, indices: _put_flat(grad, self_sym_sizes, indices),
    tensors=("indices",),
    node="MaxPool2DWithIndicesBackward0",
    public=False,
)


def _put_flat(grad: Any, shape: Any, indices: Any) -> Any:
    """Each gradient added where its element came from: `indices` count through a whole plane."""
    n, c = np.indices(indices.shape, sparse=True)[:2]
    place = np.unravel_index(indices, shape[2:])
    return put_add(grad, shape, (n, c, *place))


def _largest(
    x: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> Any:
    """For each window the flat index, in the plane without border, of its first largest element."""
    places, after = _borders(x.shape[2:], kernel, stride, padding, dilation, ceil_mode)
    bordered = _with_border(x, padding, after, -np.inf)
    seen = _seen(bordered, kernel, stride, dilation)
    seen = seen[(..., *(slice(n) for n in places))]
    flat = seen.reshape(*x.shape[:2], math.prod(kernel), *places)
    flat = np.where(np.isnan(flat), np.inf, flat)
    offset = np.unravel_index(np.argmax(flat, axis=2), kernel)
    grid = np.indices(places, sparse=True)
    coordinates = tuple(
        g * s + o * d - p
        for g, o, s, d, p in zip(grid, offset, stride, dilation, padding, strict=True)
    )
    return np.ravel_multi_index(coordinates, x.shape[2:])


def _pool_arguments(
    kernel_size: Any, stride: Any, padding: Any, spatial: int
) -> tuple[Sizes, Sizes, Sizes]:
    kernel = lengths_of(kernel_size, spatial, "kernel_size")
    steps = lengths_of(kernel if stride in (None, [], ()) else stride, spatial, "stride")
    border = lengths_of(padding, spatial, "padding")
    if any(p > k // 2 for p, k in zip(border, kernel, strict=True)):
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got "
            f"pad={max(border)}, kernel_size={min(kernel)} and dilation=1"
        )
    return kernel, steps, border


def _checked(input: Tensor, spatial: int, name: str) -> None:
    if input._array.ndim not in (spatial + 1, spatial + 2):
        raise RuntimeError(
            f"{name}: Expected {spatial + 1}D or {spatial + 2}D (batch mode) tensor for input, "
            f"but got {list(input._array.shape)}"
        )


def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest element of each window, (N, C, H, W) -> (N, C, H', W'); ties: the first.

    >>> import minigrad as mg
    >>> mg.nn.functional.max_pool2d(mg.arange(4.).view(1, 1, 2, 2), 2)
    tensor([[[[3.]]]])
    """
    _checked(input, 2, "max_pool2d")
    kernel, steps, border = _pool_arguments(kernel_size, stride, padding, 2)
    spread = lengths_of(dilation, 2, "dilation")
    x = input._array if input._array.ndim == 4 else input._array[None]
    index = _largest(x, kernel, steps, border, spread, ceil_mode)
    if input._array.ndim == 3:
        indices = wrap(index[0])
        out = _max_pool_unbatched(input, indices)
    else:
        indices = wrap(index)
        out = _max_pool(input, indices)
    return (out, indices) if return_indices else out


_max_pool_unbatched = row(
    "max_pool_unbatched",
    lambda self, indices: np.take_along_axis(
        self.reshape(self.shape[0], -1), indices.reshape(indices.shape[0], -1), 1
    ).reshape(indices.shape),
    self=lambda grad, self_sym_sizes, indices: put_add(
        grad,
        self_sym_sizes,
        (np.indices(indices.shape, sparse=True)[0], *np.unravel_index(indices, self_sym_sizes[1:])),
    ),
    tensors=("indices",),
    node="MaxPool2DWithIndicesBackward0",
    public=False,
)


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, (tuple, list)) and value else value


def max_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest element of each window of a signal, (N, C, L) -> (N, C, L')."""
    _checked(input, 1, "max_pool1d")
    step = _one(stride)
    pooled = max_pool2d(
        unsqueeze(input, -2), (1, _one(kernel_size)), None if not step else (1, step),
        (0, _one(padding)), (1, _one(dilation)), ceil_mode, True,
    )  # fmt: skip
    out, indices = (squeeze(t, -2) for t in pooled)
    return (out, indices) if return_indices else out


# ------------------------------------------------------------------ the mean


def _mean_forward(
    self: Any, kernel: Any, stride: Any, padding: Any, after: Any, divisor: Any
) -> Any:
    seen = _seen(_with_border(self, padding, after, 0), kernel, stride, (1,) * len(kernel))
    return np.add.reduce(seen, axis=tuple(range(2, 2 + len(kernel)))) / divisor


def _d_mean(
    grad: Any, shape: Any, kernel: Any, stride: Any, padding: Any, after: Any, divisor: Any
) -> Any:
    share = np.expand_dims(np.expand_dims(grad / divisor, 2), 2)
    wide = np.broadcast_to(share, (*grad.shape[:2], *kernel, *grad.shape[2:]))
    full = (*shape[:2], *(n + a + b for n, a, b in zip(shape[2:], padding, after, strict=True)))
    total = add_windows(wide, full, kernel, stride, (1,) * len(kernel))
    inside = tuple(slice(p, p + n) for p, n in zip(padding, shape[2:], strict=True))
    return total[(slice(None), slice(None), *inside)]


_avg_pool = row(
    "avg_pool_2d",
    _mean_forward,
    self=lambda grad, self_sym_sizes, kernel, stride, padding, after, divisor: _d_mean(
        grad, self_sym_sizes, kernel, stride, padding, after, divisor
    ),
    node="AvgPool2DBackward0",
    public=False,
)


def _divisor(
    shape: Any, places: Sizes, kernel: Sizes, stride: Sizes, padding: Sizes, with_pad: bool
) -> Any:
    """How many elements each window averages over: its part that is input, or input and border."""
    counts = []
    for n, m, k, s, p in zip(shape, places, kernel, stride, padding, strict=True):
        start = np.arange(m) * s - p
        end = np.minimum(start + k, n + p)
        if with_pad:
            counts.append(end - start)
        else:
            counts.append(np.minimum(end, n) - np.maximum(start, 0))
    return np.multiply.outer(counts[0], counts[1])


def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Tensor:  # fmt: skip
    """The mean of each window, (N, C, H, W) -> (N, C, H', W').

    >>> import minigrad as mg
    >>> mg.nn.functional.avg_pool2d(mg.arange(4.).view(1, 1, 2, 2), 2)
    tensor([[[[1.5000]]]])
    """
    _checked(input, 2, "avg_pool2d")
    if input._array.ndim == 3:
        batch = avg_pool2d(
            unsqueeze(input, 0), kernel_size, stride, padding, ceil_mode, count_include_pad,
            divisor_override,
        )  # fmt: skip
        return squeeze(batch, 0)
    kernel, steps, border = _pool_arguments(kernel_size, stride, padding, 2)
    shape = input._array.shape[2:]
    places, after = _borders(shape, kernel, steps, border, (1, 1), ceil_mode)
    if divisor_override:
        divisor = np.full(places, divisor_override)
    else:
        divisor = _divisor(shape, places, kernel, steps, border, count_include_pad)
    return _avg_pool(input, kernel, steps, border, after, divisor.astype(input._array.dtype))


def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    """The mean of each window of a signal, (N, C, L) -> (N, C, L')."""
    _checked(input, 1, "avg_pool1d")
    step = _one(stride)
    wide = avg_pool2d(
        unsqueeze(input, -2), (1, _one(kernel_size)), None if not step else (1, step),
        (0, _one(padding)), ceil_mode, count_include_pad,
    )  # fmt: skip
    return squeeze(wide, -2)


# ------------------------------------------------------------------ as many windows as asked for


def _averaging(n: int, m: int, kind: Any) -> Any:
    """(m, n): row i averages the i-th of m nearly equal parts of n elements."""
    matrix = np.zeros((m, n), kind)
    for i in range(m):
        start, end = i * n // m, -(-(i + 1) * n // m)
        matrix[i, start:end] = 1 / (end - start)
    return matrix


_adaptive = row(
    "adaptive_avg_pool_2d",
    lambda self, rows, columns: rows @ self @ columns.T,
    self=lambda grad, rows, columns: _constant(rows.T, grad) @ grad @ _constant(columns, grad),
    node="AdaptiveAvgPool2DBackward0",
    public=False,
)


def _constant(matrix: Any, beside: Any) -> Any:
    if not isinstance(beside, Tensor):
        return matrix
    shape = (*beside.shape[:-2], *matrix.shape)
    return wrap(np.broadcast_to(matrix, shape) if len(shape) > 2 else matrix)


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of a grid of (nearly) equal parts, as many as `output_size` says."""
    _checked(input, 2, "adaptive_avg_pool2d")
    have = input._array.shape[-2:]
    given = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * 2
    m, n = (h if g is None else int(g) for g, h in zip(given, have, strict=True))
    if m == n == 1:
        return input.mean((-1, -2), keepdim=True)  # type: ignore[attr-defined]
    kind = input._array.dtype
    return _adaptive(input, _averaging(have[0], m, kind), _averaging(have[1], n, kind))


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """The means of (nearly) equal parts of a signal, as many as `output_size` says."""
    _checked(input, 1, "adaptive_avg_pool1d")
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, -2), (1, _one(output_size))), -2)
