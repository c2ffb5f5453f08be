"""Averages of what a sliding window sees, or of as many equal parts as asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..elementwise.remainders import _ROUNDING
from ..kinds import INTEGERS, check_kind
from ..operands import SINGLE
from ..rows import row
from ..shapes.lengths import squeeze, unsqueeze
from .places import arguments_of, borders, check_input, check_output, with_border
from .windows import Sizes, _seen, add_windows

__all__ = ["adaptive_avg_pool1d", "adaptive_avg_pool2d", "avg_pool1d", "avg_pool2d"]

# ------------------------------------------------------------------ windows of a given size


def _mean_forward(
    self: Any, kernel: Any, stride: Any, padding: Any, after: Any, divisor: Any
) -> Any:
    seen = _seen(with_border(self, padding, after, 0), kernel, stride, (1,) * len(kernel))
    total = np.add.reduce(seen, axis=tuple(range(2, 2 + len(kernel))), dtype=seen.dtype)
    return total / divisor if total.dtype.kind == "f" else _ROUNDING["trunc"](total, divisor)


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
    single=True,
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
    if input._array.ndim < 3:
        checked_dim(-3, input._array.ndim)
    check_input(input, 2, "avg_pool2d")
    if input._array.dtype != np.int64:
        check_kind(input, "avg_pool2d", INTEGERS)
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero")
    if input._array.ndim == 3:
        batch = avg_pool2d(
            unsqueeze(input, 0), kernel_size, stride, padding, ceil_mode, count_include_pad,
            divisor_override,
        )  # fmt: skip
        return squeeze(batch, 0)
    kernel, steps, border = arguments_of(kernel_size, stride, padding, 2)
    shape = input._array.shape[2:]
    places, after = borders(shape, kernel, steps, border, (1, 1), ceil_mode)
    check_output(input._array.shape, places)
    if divisor_override is not None:
        divisor = np.full(places, divisor_override)
    else:
        divisor = _divisor(shape, places, kernel, steps, border, count_include_pad)
    return _avg_pool(input, kernel, steps, border, after, divisor.astype(input._array.dtype))


def _check_signal(input: Tensor, name: str) -> None:
    if input._array.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input._array.ndim}-dimensional tensor for "
            f"argument #1 'self' (while checking arguments for {name})"
        )


def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:  # fmt: skip
    """The mean of each window of a signal, (N, C, L) -> (N, C, L')."""
    _check_signal(input, "avg_pool1d")
    kernel, step, border = (n for (n,) in arguments_of(kernel_size, stride, padding, 1))
    wide = avg_pool2d(
        unsqueeze(input, -2), (1, kernel), (1, step), (0, border), ceil_mode, count_include_pad
    )
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
    single=True,
    public=False,
)


def _constant(matrix: Any, beside: Any) -> Any:
    if not isinstance(beside, Tensor):
        return matrix
    shape = (*beside.shape[:-2], *matrix.shape)
    return wrap(np.broadcast_to(matrix, shape) if len(shape) > 2 else matrix)


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of a grid of (nearly) equal parts, as many as `output_size` says."""
    ndim, have = input._array.ndim, input._array.shape[-2:]
    given = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * 2
    if isinstance(output_size, (tuple, list)) and ndim <= len(given):
        raise ValueError(f"Input dimension should be at least {len(given) + 1}")
    if len(given) != 2:
        raise RuntimeError("adaptive_avg_pool2d: output_size must be 2")
    if any(g is not None and g < 0 for g in given):
        raise RuntimeError(
            "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but "
            f"received {{{', '.join(map(str, given))}}}"
        )
    if ndim < 2:
        have = (*have, *(None,) * (2 - ndim))
    m, n = (h if g is None else int(g) for g, h in zip(given, have, strict=True))
    if m == n == 1:
        return input.mean((-1, -2), keepdim=True)
    if ndim not in (3, 4):
        raise RuntimeError(
            f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(input._array.shape)}"
        )
    for d in range(ndim - 3, ndim):
        if d and not input._array.shape[d]:
            raise RuntimeError(
                "adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch "
                f"dimensions, but input has sizes {list(input._array.shape)} with dimension {d} "
                "being empty"
            )
    check_kind(input, "adaptive_avg_pool2d", INTEGERS)
    kind = np.promote_types(input._array.dtype, SINGLE)
    return _adaptive(input, _averaging(have[0], m, kind), _averaging(have[1], n, kind))


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """The means of (nearly) equal parts of a signal, as many as `output_size` says."""
    _check_signal(input, "adaptive_avg_pool1d")
    given = output_size if isinstance(output_size, (tuple, list)) else (output_size,)
    if len(given) != 1:
        raise RuntimeError(
            "adaptive_avg_pool1d() argument 'output_size' should contain one int "
            f"(got {len(given)})"
        )
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, -2), (1, *given)), -2)
