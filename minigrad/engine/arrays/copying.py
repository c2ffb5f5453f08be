"""A tensor copied by `copy` and `pickle`: what shares memory shares it in the copy, too."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tensor import Tensor, leaf
from . import dtypes


def _deepcopy(self: Tensor, memo: dict[int, Any]) -> Tensor:
    if not self.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy "
            "protocol at the moment. Use tensor.detach().clone() to copy the values."
        )
    if id(self) not in memo:
        array = copied_array(self._array, memo)
        memo[id(self)] = copied = leaf(array, self.requires_grad)
        copied._array = array  # (a number that is part of a larger memory stays one)
        copied._grad = None if self._grad is None else _deepcopy(self._grad, memo)
    found: Tensor = memo[id(self)]
    return found


def _reduce_ex(self: Tensor, protocol: Any) -> tuple[Any, ...]:
    return _rebuilt, (self._shared_array(), self.requires_grad)


def owner(array: np.ndarray) -> np.ndarray:
    """The array that owns the memory: itself, or the one that it is a part of."""
    root = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    return root if root.flags.forc else array


def same_part(array: np.ndarray, root: np.ndarray, memory: np.ndarray) -> np.ndarray:
    """The part of `memory`, a copy of `root`, that `array` is of `root`."""
    start = array.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    if start == 0 and array.shape == memory.shape and array.strides == memory.strides:
        return memory if array.dtype is memory.dtype else memory.view(array.dtype)
    return np.ndarray(array.shape, array.dtype, memory, start, array.strides)


def copied_array(array: Any, memo: dict[int, Any]) -> Any:
    """A copy for copy.deepcopy: what shares memory shares it in the copy, too."""
    if type(array) is not np.ndarray:
        return np.array(array)
    root = owner(array)
    if id(root) not in memo:
        memo[id(root)] = np.array(root)
    return same_part(array, root, memo[id(root)])


def _rebuilt(array: Any, requires_grad: bool) -> Tensor:
    """A tensor that comes out of a pickle, or of copy.copy on the same memory."""
    # The engine compares element types by identity, which pickling loses.
    return leaf(array.view(dtypes.of_numpy(array.dtype).numpy), requires_grad)


Tensor.__deepcopy__ = _deepcopy  # type: ignore[attr-defined]
Tensor.__reduce_ex__ = _reduce_ex  # type: ignore[method-assign, assignment]
