"""Memory that is read while it is written: refused where PyTorch refuses it.

An elementwise operation may read exactly what it writes (`x += x`), but not a part of it shifted
against it (`x[1:] += x[:-1]`): what it gave would depend on the order of the elements. An operation
that writes by an index may not read what it writes at all. Of memory with gaps (`x[::2]`) neither
is known, and PyTorch lets it pass.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from ...engine.tensor import Tensor


def overlaps(array: Any) -> bool:
    """Whether several elements lie in one place, as in an expanded tensor."""
    return (
        array.size > 1
        and 0 in array.strides
        and any(n > 1 and step == 0 for n, step in zip(array.shape, array.strides, strict=True))
    )


def check_apart(written: Any, others: tuple[Any, ...], same: bool = True) -> None:
    """PyTorch's RuntimeError if one of the tensors among `others` lies across the array `written`.

    same: whether it may be just the memory that is written.
    """
    for other in others:
        if isinstance(other, Tensor):
            read = other._array
            if type(read) is not np.ndarray or type(written) is not np.ndarray:
                continue
            if read is written:
                if same:
                    continue
            elif read.base is None and written.base is None:
                continue
            if _meet(written, read, same):
                raise RuntimeError(
                    "unsupported operation: some elements of the input tensor and the written-to "
                    "tensor refer to a single memory location. Please clone() the tensor before "
                    "performing the operation."
                )


def _meet(written: np.ndarray, read: np.ndarray, same: bool) -> bool:
    if not (written.size and read.size and np.may_share_memory(written, read)):
        return False
    if not (_dense(written) and _dense(read)):
        return False
    return not (
        same and byte_bounds(written) == byte_bounds(read) and written.strides == read.strides
    )


def _dense(array: np.ndarray) -> bool:
    """Whether the elements fill their memory without gaps, each in a place of its own."""
    start, end = byte_bounds(array)
    return end - start == array.nbytes and not overlaps(array)
