"""A window that slides over the last dimensions, and its transpose: what convolutions share."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..rows import row

Sizes = tuple[int, ...]


def lengths_of(value: Any, count: int, name: str) -> Sizes:
    """One number for all dimensions, or one for each."""
    if isinstance(value, (tuple, list)):
        if len(value) not in (1, count):
            raise RuntimeError(f"expected {name} to be a single integer value or a list of {count}")
        return tuple(int(v) for v in (value * count if len(value) == 1 else value))
    return (int(value),) * count


def positive(values: Sizes, message: str) -> None:
    """Refuse lengths of which one is not positive."""
    if any(v <= 0 for v in values):
        raise RuntimeError(message)


def output_lengths(lengths: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Sizes:
    """In how many places the window fits along each dimension."""
    return tuple(
        (n - d * (k - 1) - 1) // s + 1
        for n, k, s, d in zip(lengths, kernel, stride, dilation, strict=True)
    )


def _shifts(shape: Sizes, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """For each element of the window: its place in it, and the slices it sees as it slides."""
    places = output_lengths(shape[-len(kernel) :], kernel, stride, dilation)
    for offset in product(*map(range, kernel)):
        yield (
            offset,
            tuple(
                slice(o * d, o * d + s * (n - 1) + 1, s)
                for o, d, s, n in zip(offset, dilation, stride, places, strict=True)
            ),
        )


def _seen(x: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """(N, C, *lengths) -> (N, C, *kernel, *places): copies, ready for a matrix product."""
    places = output_lengths(x.shape[2:], kernel, stride, dilation)
    out = np.empty((*x.shape[:2], *kernel, *places), x.dtype)
    for offset, here in _shifts(x.shape, kernel, stride, dilation):
        out[(slice(None), slice(None), *offset)] = x[(slice(None), slice(None), *here)]
    return out


def _added(w: Any, shape: Sizes, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """The transpose of `_seen`: what the windows hold is added up where they saw it."""
    out = np.zeros(shape, w.dtype)
    for offset, here in _shifts(shape, kernel, stride, dilation):
        out[(slice(None), slice(None), *here)] += w[(slice(None), slice(None), *offset)]
    return out


def windows(x: Any, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """What the window sees in each place, for arrays and Tensors."""
    return (_windows if isinstance(x, Tensor) else _seen)(x, kernel, stride, dilation)


def add_windows(w: Any, shape: Sizes, kernel: Sizes, stride: Sizes, dilation: Sizes) -> Any:
    """The transpose of `windows`, for arrays and Tensors."""
    return (_add_windows if isinstance(w, Tensor) else _added)(w, shape, kernel, stride, dilation)


_windows: Any = row(
    "windows",
    _seen,
    x=lambda grad, x_sym_sizes, kernel, stride, dilation: add_windows(
        grad, x_sym_sizes, kernel, stride, dilation
    ),
    node="Im2ColBackward0",
    public=False,
)
_add_windows: Any = row(
    "add_windows",
    _added,
    w=lambda grad, kernel, stride, dilation: windows(grad, kernel, stride, dilation),
    node="Col2ImBackward0",
    public=False,
)
