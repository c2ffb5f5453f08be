"""A border around a tensor: constant, mirrored, repeated or wrapped around."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor
from ..kinds import check_kind
from ..rows import row
from ..words import put_add

_pad = row(
    "constant_pad_nd",
    lambda self, pad, value: _padded(self, pad, value),
    self=lambda grad, pad: pad_constant(grad, tuple(-n for n in pad), 0.0),
    public=False,
)


def _padded(array: Any, pad: tuple[int, ...], value: Any) -> Any:
    """`pad` counts from the last dimension, before and after; a negative width cuts off."""
    pairs = [(0, 0)] * (array.ndim - len(pad) // 2) + [
        pad[i : i + 2] for i in range(len(pad) - 2, -1, -2)
    ]
    shape = tuple(n + a + b for n, (a, b) in zip(array.shape, pairs, strict=True))
    if any(n < 0 for n in shape):
        raise RuntimeError(
            f"The input size {list(array.shape)}, plus negative padding {list(pad)}, resulted in "
            "a negative output size, which is invalid."
        )
    out = np.full(shape, fitted(float(value), array.dtype), array.dtype)
    inner = tuple(slice(max(a, 0), n - max(b, 0)) for n, (a, b) in zip(shape, pairs, strict=True))
    outer = tuple(
        slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(array.shape, pairs, strict=True)
    )
    out[inner] = array[outer]
    return out


def pad_constant(input: Any, pad: tuple[int, ...], value: float) -> Any:
    """An array or a Tensor with a border of one value."""
    return _pad(input, pad, value) if isinstance(input, Tensor) else _padded(input, pad, value)


def _bordered(kind: str, name: str) -> list[Any]:
    """The paddings that repeat the tensor's own elements, for 1, 2 and 3 dimensions."""
    return [
        row(
            f"{kind}_{n}d",
            lambda self, source: self[source],
            self=lambda grad, self_sym_sizes, source: put_add(grad, self_sym_sizes, source),
            node=f"{name}{n}DBackward0",
            public=False,
        )
        for n in (1, 2, 3)
    ]


_BORDERS = {
    "reflect": _bordered("reflection_pad", "ReflectionPad"),
    "replicate": _bordered("replication_pad", "ReplicationPad"),
    "circular": _bordered("circular_pad", "CircularPad"),
}


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """A border around the tensor: widths before and after, from the last dimension on.

    mode: "constant" (filled with `value`, 0), "reflect", "replicate" or "circular".

    >>> import minigrad as mg
    >>> mg.nn.functional.pad(mg.tensor([1., 2.]), (1, 0))
    tensor([0., 1., 2.])
    """
    widths = tuple(int(n) for n in pad)
    if len(widths) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(widths) > 2 * input._array.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(widths)} and input of dimension {input._array.ndim}"
        )
    if mode == "constant":
        return _pad(input, widths, value or 0.0)
    if mode not in _BORDERS:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value:
        raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    spatial = len(widths) // 2
    shape = input._array.shape
    if not spatial + 1 <= len(shape) <= spatial + 2:
        raise NotImplementedError(
            f"Padding size {len(widths)} is not supported for {len(shape)}D input tensor."
        )
    if mode != "circular":
        names = {"reflect": "reflection", "replicate": "replication"}
        check_kind(input, f"{names[mode]}_pad{spatial}d")
    source: list[Any] = [np.arange(n) for n in shape]
    for i in range(spatial):
        source[-1 - i] = _mirrored(shape[-1 - i], widths[2 * i], widths[2 * i + 1], mode)
    return _BORDERS[mode][spatial - 1](input, np.ix_(*source))


def _mirrored(length: int, before: int, after: int, mode: str) -> Any:
    place = np.arange(-before, length + after)
    if mode == "reflect":
        if max(before, after) >= length:
            raise RuntimeError(
                "Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({before}, {after}) at a dimension of length {length}"
            )
        place = np.abs(place)
        return np.where(place >= length, 2 * (length - 1) - place, place)
    if mode == "circular":
        if min(before, after) < 0:
            raise NotImplementedError("circular padding by a negative width is not offered")
        if max(before, after) > length:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        return place % length
    return np.clip(place, 0, length - 1)
