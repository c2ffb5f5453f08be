"""Pooling: the largest element of what a sliding window sees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..kinds import INTEGERS, check_kind
from ..rows import row
from ..shapes.lengths import squeeze, unsqueeze
from ..words import put_add
from .places import arguments_of, borders, check_input, check_output, places_along, with_border
from .windows import Sizes, _seen, lengths_of, positive

__all__ = ["max_pool1d", "max_pool2d"]


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
    places, after = borders(x.shape[2:], kernel, stride, padding, dilation, ceil_mode)
    check_output(x.shape, places)
    bordered = with_border(x, padding, after, -np.inf)
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


def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest element of each window, (N, C, H, W) -> (N, C, H', W'); ties: the first.

    >>> import minigrad as mg
    >>> mg.nn.functional.max_pool2d(mg.arange(4.).view(1, 1, 2, 2), 2)
    tensor([[[[3.]]]])
    """
    kernel, steps, border = arguments_of(kernel_size, stride, padding, 2)
    spread = lengths_of(dilation, 2, "dilation")
    positive(spread, "dilation should be greater than zero")
    check_input(input, 2, "max_pool2d", some=True)
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


def max_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:  # fmt: skip
    """The largest element of each window of a signal, (N, C, L) -> (N, C, L')."""
    check_input(input, 1, "max_pool1d", some=True)
    check_kind(input, "max_pool1d_impl", INTEGERS)
    (kernel,), (spread,) = (
        lengths_of(v, 1, name) for v, name in ((kernel_size, "kernel_size"), (dilation, "dilation"))
    )
    (step,) = (kernel,) if stride in (None, [], ()) else lengths_of(stride, 1, "stride")
    for name, value in (("kernel_size", kernel), ("stride", step), ("dilation", spread)):
        if value <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {value}")
    (border,) = lengths_of(padding, 1, "padding")
    count = places_along(input._array.shape[-1], kernel, step, border, spread, ceil_mode)
    if count < 1 and border >= 0:
        raise RuntimeError(f"max_pool1d() Invalid computed output size: {count}")
    pooled = max_pool2d(
        unsqueeze(input, -2), (1, kernel), (1, step), (0, border), (1, spread), ceil_mode, True
    )
    out, indices = (squeeze(t, -2) for t in pooled)
    return (out, indices) if return_indices else out
