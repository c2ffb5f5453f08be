"""unfold and fold: what a window sees in each place, as columns; and added up again.

A convolution is one matrix product with these columns. Each of the two is the derivative of the
other.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..kinds import check_kind
from ..rows import row
from .windows import Sizes, add_windows, lengths_of, output_lengths, windows

__all__ = ["fold", "unfold"]


class _Window(NamedTuple):
    """How a window of two dimensions slides."""

    kernel: Sizes
    dilation: Sizes
    padding: Sizes
    stride: Sizes

    def padded(self, lengths: Any) -> Sizes:
        return tuple(n + 2 * p for n, p in zip(lengths, self.padding, strict=True))

    def places(self, lengths: Any) -> Sizes:
        """In how many places the window fits along each of these lengths."""
        return output_lengths(self.padded(lengths), self.kernel, self.stride, self.dilation)


def _window(kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> _Window:
    return _Window(
        lengths_of(kernel_size, 2, "kernel_size"),
        lengths_of(dilation, 2, "dilation"),
        lengths_of(padding, 2, "padding"),
        lengths_of(stride, 2, "stride"),
    )


def _check_window(window: _Window) -> None:
    """PyTorch's errors for a window of no size, and for steps and borders that cannot be."""
    for name, field, (height, width) in (
        ("kernel size", "kernel", window.kernel),
        ("dilation", "dilation", window.dilation),
        ("padding", "pad", window.padding),
        ("stride", "stride", window.stride),
    ):
        least = 0 if field == "pad" else 1
        if min(height, width) < least:
            raise RuntimeError(
                f"{name} should be {'greater than zero' if least else 'non-negative'}, "
                f"but got {field}_height: {height} {field}_width: {width}"
            )


def _seen(x: Any, window: _Window) -> Any:
    """(..., C, H, W) -> (..., C · kernel, places)."""
    (ph, pw), (kh, kw) = window.padding, window.kernel
    batch = x.reshape(-1, *x.shape[-3:])
    padded = np.pad(batch, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    found = windows(padded, window.kernel, window.stride, window.dilation)
    places = int(np.prod(window.places(x.shape[-2:])))
    return found.reshape(*x.shape[:-3], x.shape[-3] * kh * kw, places)


def _added(w: Any, lengths: Sizes, window: _Window) -> Any:
    """(..., C · kernel, places) -> (..., C, *lengths)."""
    (ph, pw), (kh, kw), (height, width) = window.padding, window.kernel, lengths
    channels = w.shape[-2] // (kh * kw)
    count = int(np.prod(w.shape[:-2]))
    columns = w.reshape(count, channels, kh, kw, *window.places(lengths))
    shape = (count, channels, *window.padded(lengths))
    whole = add_windows(columns, shape, window.kernel, window.stride, window.dilation)
    inner = whole[:, :, ph : ph + height, pw : pw + width]
    return np.ascontiguousarray(inner).reshape(*w.shape[:-2], channels, height, width)


def _columns(x: Any, window: _Window) -> Any:
    return (_im2col if isinstance(x, Tensor) else _seen)(x, window)


def _picture(w: Any, lengths: Sizes, window: _Window) -> Any:
    return (_col2im if isinstance(w, Tensor) else _added)(w, lengths, window)


_im2col: Any = row(
    "im2col",
    lambda x, window: _seen(x, window),
    x=lambda grad, x_sym_sizes, window: _picture(grad, x_sym_sizes[-2:], window),
    node="Im2ColBackward0",
    public=False,
)
_col2im: Any = row(
    "col2im",
    lambda w, lengths, window: _added(w, lengths, window),
    w=lambda grad, window: _columns(grad, window),
    node="Col2ImBackward0",
    public=False,
)


def unfold(
    input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """(N, C, H, W) -> (N, C · kernel size, places): each column is what the window sees there.

    Raises RuntimeError for an input of other dimensions, or smaller than the window.

    >>> import minigrad as mg
    >>> mg.nn.functional.unfold(mg.arange(4.).reshape(1, 1, 1, 4), (1, 2))
    tensor([[[0., 1., 2.],
             [1., 2., 3.]]])
    """
    shape = input._array.shape
    if len(shape) < 3:
        if not shape:
            raise IndexError("Dimension specified as -1 but tensor has no dimensions")
        if len(shape) == 1:
            checked_dim(-2, 1)
    window = _window(kernel_size, dilation, padding, stride)
    _check_window(window)
    if len(shape) == 2 and 0 not in shape[1:]:
        checked_dim(2, 2)
    if len(shape) not in (3, 4) or 0 in shape[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {list(shape)}"
        )
    places = window.places(shape[-2:])
    if min(places) < 1:
        raise RuntimeError(
            f"Given input with spatial size {shape[-2:]}, kernel_size={window.kernel}, "
            f"dilation={window.dilation}, padding={window.padding}, calculated shape of the array "
            f"of sliding blocks as {places}, but its components must be at least one."
        )
    check_kind(input, "im2col_out_cpu", "iu")
    return _im2col(input, window)


def fold(
    input: Tensor,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Tensor:
    """The transpose of `unfold`: the columns are added up where the window saw them.

    Raises RuntimeError for columns that are not those of such a window.

    >>> import minigrad as mg
    >>> mg.nn.functional.fold(mg.ones(1, 2, 3), (1, 4), (1, 2))
    tensor([[[[1., 2., 2., 1.]]]])
    """
    lengths = lengths_of(output_size, 2, "output_size")
    shape, window = input._array.shape, _window(kernel_size, dilation, padding, stride)
    _check_window(window)
    if len(shape) not in (2, 3) or 0 in shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and "
            f"non-zero dimensions for input, but got: {list(shape)}"
        )
    size, (rows, columns) = math.prod(window.kernel), window.places(lengths)
    if shape[-2] % size:
        raise RuntimeError(
            f"Expected size of input's dimension 1 to be divisible by the product of kernel_size, "
            f"but got input.size(1)={shape[-2]} and kernel_size={window.kernel}."
        )
    all_given = (
        f"Given output_size={tuple(lengths)}, kernel_size={window.kernel}, "
        f"dilation={window.dilation}, padding={window.padding}, stride={window.stride}, "
    )
    if min(rows, columns) < 1:
        raise RuntimeError(
            f"{all_given}calculated shape of the array of sliding blocks as ({rows}, {columns}), "
            "which is too small (non-positive)"
        )
    if shape[-1] != rows * columns:
        raise RuntimeError(
            f"{all_given}expected size of input's dimension 2 to match the calculated number of "
            f"sliding blocks {rows} * {columns} = {rows * columns}, but got "
            f"input.size(2)={shape[-1]}."
        )
    check_kind(input, "col2im_out_cpu", "iu")
    return _col2im(input, lengths, window)
