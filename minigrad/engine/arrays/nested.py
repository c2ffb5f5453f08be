"""Nested sequences of numbers, read as PyTorch reads them: their type, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tensor import Tensor
from . import dtypes
from .scalars import fitted


def array_of(data: Any, dtype: dtypes.dtype | None) -> np.ndarray:
    """A new array of `data`, in the type that PyTorch infers."""
    if isinstance(data, (np.ndarray, np.generic)):
        kind = dtypes.of_numpy(data.dtype).numpy if dtype is None else dtypes.to_numpy(dtype)
        if isinstance(data, np.generic):
            _check_range(np.asarray(data), kind)
        return np.array(data, kind)
    try:
        array = np.array(None if _begins_with_tensor(data) else data)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        array = np.array(None)
    if array.dtype.kind not in "bif":  # something else than numbers in equal rows: find out what
        array = _carefully(data)
    if dtype is not None:
        kind = dtypes.to_numpy(dtype)
        _check_range(array, kind)
        if array.dtype.kind == "f" and kind.kind in "iu":
            array = array.astype(np.int64)  # cut off first: a fraction is no number of bytes
        return array.astype(kind)
    if array.dtype.kind == "f":
        if type(data) is list and data and isinstance(data[0], np.ndarray):
            return array  # in the arrays' own type
        return array.astype(dtypes.get_default_dtype().numpy)
    return array if array.dtype.kind == "b" else array.astype(np.int64, copy=False)


def _check_range(array: np.ndarray, kind: np.dtype) -> None:
    """Refuse numbers that an integer type cannot hold, in the words of `tensor`."""
    if kind.kind not in "iu" or array.dtype is kind or not array.size:
        return
    try:
        for extreme in (array.min(), array.max()):
            fitted(extreme, kind)
    except RuntimeError:
        raise RuntimeError(
            f"value cannot be converted to type {kind.name} without overflow"
        ) from None


def _carefully(data: Any) -> np.ndarray:
    """An array of nested data with tensors in it; PyTorch's errors for what cannot be one."""
    try:
        array = np.array(_plain(data, _shape(data), 0))
    except OverflowError:
        raise ValueError("Overflow when unpacking long long") from None
    if array.dtype.kind not in "bif":
        found = type(next(iter(array.flat), data))
        if issubclass(found, str):
            if isinstance(data, str):
                raise TypeError("new(): invalid data type 'str'")
            raise ValueError("too many dimensions 'str'")
        if issubclass(found, (int, np.integer)):
            raise ValueError("Overflow when unpacking long long")
        raise RuntimeError(f"Could not infer dtype of {found.__name__}")
    return array


def _begins_with_tensor(data: Any) -> bool:
    while type(data) in (list, tuple) and data:
        data = data[0]
    return isinstance(data, Tensor)


def _shape(data: Any) -> tuple[int, ...]:
    shape = []
    while isinstance(data, (list, tuple, range)):
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return tuple(shape)


def _plain(data: Any, shape: tuple[int, ...], dim: int) -> Any:
    """Nested lists of numbers, of one shape; a tensor of one element is a number too."""
    if isinstance(data, Tensor):
        if data.numel() != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return data.item()
    if isinstance(data, (list, tuple, range)):
        if dim >= len(shape):
            raise TypeError(f"only Python numbers can stand at depth {dim}, not a sequence")
        if len(data) != shape[dim]:
            raise ValueError(
                f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)})"
            )
        if dim + 1 == len(shape) and all(type(n) in (float, int, bool) for n in data):
            return list(data)
        return [_plain(item, shape, dim + 1) for item in data]
    if dim < len(shape):
        raise TypeError(f"expected a sequence at dim {dim}, but got {type(data).__name__}")
    return data
