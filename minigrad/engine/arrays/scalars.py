"""A Python number as an element: where PyTorch wraps it around, and where it refuses.

Beside a tensor, as in `bytes * -1`, a whole number beyond the tensor's type is wrapped around, as
C does: 256 is 0 to a uint8 tensor. Where a number is to be put into a tensor, as by `fill_`, it
must fit, except that a negative number may stand for its complement: -1 is 255.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

C_NAMES = {
    "uint8": "uint8_t",
    "int8": "int8_t",
    "int16": "int16_t",
    "int32": "int",
    "int64": "int64_t",
    "float16": "c10::Half",
    "float32": "float",
    "float64": "double",
}


def check_bits(number: int) -> None:
    """PyTorch's OverflowError for a whole number that 64 bits cannot hold."""
    if number >= 1 << 64:
        raise OverflowError("int too big to convert")
    if number < -1 << 63:
        raise OverflowError("can't convert negative int to unsigned")


def wrapped(number: Any, kind: np.dtype) -> Any:
    """The number in the type `kind`, wrapped around if it is a whole number that does not fit.

    >>> wrapped(300, np.dtype(np.uint8)), wrapped(-1, np.dtype(np.uint8))
    (np.uint8(44), np.uint8(255))
    """
    if -128 <= number <= 127 and kind.kind == "f":  # the usual case
        return kind.type(number)
    if isinstance(number, int):
        check_bits(number)
        if kind.kind in "iu":
            return np.uint64(number % (1 << 64)).astype(kind)
        if kind.kind == "f":
            number = float(number)
    with np.errstate(over="ignore"):
        return np.float64(number).astype(kind) if kind.kind == "f" else kind.type(number)


def filling(number: Any, kind: np.dtype) -> Any:
    """As `fitted`, for what fills a whole tensor: beyond half precision lies infinity."""
    if kind.itemsize == 2 and kind.kind == "f" and abs(number) < 3.4e38:
        return wrapped(number, kind)
    return fitted(number, kind)


def fitted(number: Any, kind: np.dtype) -> Any:
    """The number as an element of the type `kind`, a fraction cut off for integers.

    Raises RuntimeError, in PyTorch's words, if the type cannot hold it.

    >>> fitted(2.7, np.dtype(np.int64))
    np.int64(2)
    """
    if kind.kind == "f" and -65504 <= number <= 65504:  # the usual case
        return kind.type(number)
    if isinstance(number, np.generic):
        number = number.item()
    if isinstance(number, int):
        check_bits(number)
    if kind.kind == "b":
        return np.bool_(number)
    if kind.kind == "f":
        held = wrapped(number, kind)
        if math.isinf(held) and not math.isinf(number):
            raise _too_large(kind)
        return held
    if not math.isfinite(number):
        raise _too_large(kind)
    limits = np.iinfo(kind)
    complement = kind.kind == "u" and isinstance(number, int)
    lowest = -int(limits.max) if complement else int(limits.min)
    if not lowest <= number <= int(limits.max):
        raise _too_large(kind)
    return wrapped(int(number), kind)


def _too_large(kind: np.dtype) -> RuntimeError:
    return RuntimeError(f"value cannot be converted to type {C_NAMES[kind.name]} without overflow")
