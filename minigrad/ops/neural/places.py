"""Where the window of a pooling stands: its places, its border, and PyTorch's errors for both."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from .windows import Sizes, lengths_of, positive


def places_along(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    """How many windows there are; with `ceil_mode` one that reaches over the end counts too."""
    reach = n + 2 * p - d * (k - 1) - 1
    count = (-(-reach // s) if ceil_mode else reach // s) + 1
    # The last window must start inside the input or its left border.
    return count - 1 if ceil_mode and (count - 1) * s >= n + p else count


def with_border(x: Any, before: Sizes, after: Sizes, value: Any) -> Any:
    """`x` with `value` around it."""
    shape = (*x.shape[:2], *(n + a + b for n, a, b in zip(x.shape[2:], before, after, strict=True)))
    out = np.full(shape, value, x.dtype)
    inside: Any = [slice(a, a + n) for a, n in zip(before, x.shape[2:], strict=True)]
    out[(..., *inside)] = x
    return out


def borders(
    shape: Any, kernel: Sizes, stride: Sizes, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> tuple[Sizes, Sizes]:
    """The places along each dimension, and the border they need behind the input."""
    places, after = [], []
    for n, k, s, p, d in zip(shape, kernel, stride, padding, dilation, strict=True):
        count = places_along(n, k, s, p, d, ceil_mode)
        places.append(count)
        after.append(max((count - 1) * s + d * (k - 1) + 1 - n - p, 0))
    return tuple(places), tuple(after)


def arguments_of(
    kernel_size: Any, stride: Any, padding: Any, spatial: int
) -> tuple[Sizes, Sizes, Sizes]:
    """Kernel, steps and border for each dimension; without a stride the windows do not overlap."""
    kernel = lengths_of(kernel_size, spatial, "kernel_size")
    steps = lengths_of(kernel if stride in (None, [], ()) else stride, spatial, "stride")
    border = lengths_of(padding, spatial, "padding")
    sides = " ".join(f"k{axis}: {n}" for axis, n in zip("HW"[-spatial:], kernel, strict=True))
    positive(kernel, f"kernel size should be greater than zero, but got {sides}")
    positive(steps, "stride should not be zero")
    if min(border) < 0:
        raise RuntimeError(f"pad must be non-negative, but got pad: {min(border)}")
    if any(p > k // 2 for p, k in zip(border, kernel, strict=True)):
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got "
            f"pad={max(border)}, kernel_size={min(kernel)} and dilation=1"
        )
    return kernel, steps, border


def check_input(input: Tensor, spatial: int, name: str, some: bool = False) -> None:
    """One batch or one example, by the number of dimensions; `some`: no length but the batch's
    may be 0."""
    shape = input._array.shape
    wrong = len(shape) not in (spatial + 1, spatial + 2)
    if wrong or (some and 0 in shape[len(shape) - spatial - 1 :]):
        raise RuntimeError(
            f"{name}: Expected {spatial + 1}D or {spatial + 2}D (batch mode) tensor"
            f"{' with optional 0 dim batch size' * some} for input, but got:{list(shape)}"
        )


def check_output(shape: Any, places: Sizes) -> None:
    """Refuse windows that fit nowhere."""
    if min(places) < 1:
        channels = shape[-len(places) - 1]
        before, after = (
            "x".join(map(str, (channels, *lengths))) for lengths in (shape[-len(places) :], places)
        )
        raise RuntimeError(
            f"Given input size: ({before}). Calculated output size: ({after}). "
            "Output size is too small"
        )
