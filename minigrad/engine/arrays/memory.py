"""What a tensor has to do with memory: who else reads it, and how often it was modified.

A tensor that shares its memory shares a counter of modifications too. Whoever saves the tensor
for backward notes the count, and compares it later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..modes import mode
from ..placeholders import UNSHARED, DetachedCounter
from .sharing import INFERENCE, View, check_not_inference

if TYPE_CHECKING:
    from ..tensor import Tensor


class Memory:
    """The part of Tensor that reads, shares, overwrites and copies its array."""

    __slots__ = ()

    _array: Any
    _counter: Any
    _edge: Any
    _grad: Any
    _view: Any
    if TYPE_CHECKING:  # what Tensor adds
        requires_grad: Any

        @property
        def is_leaf(self) -> bool: ...

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The array itself, sharing memory. `force` is short for `detach().numpy()`.

        Raises RuntimeError if the tensor requires grad (and recording is on).
        """
        if self._edge is not None and mode.grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. "
                "Use tensor.detach().numpy() instead."
            )
        return self._shared_array()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self.numpy()
        return array if dtype is None and not copy else np.array(array, dtype, copy=copy)

    def _shared_array(self) -> np.ndarray:
        """The array, made one that can be shared: a NumPy scalar is a copy wherever it goes."""
        if type(self._array) is not np.ndarray:
            self._array = np.array(self._array)
        return self._array

    def _shared_counter(self) -> list[int]:
        if self._counter is UNSHARED:
            self._counter = [0]
        return self._counter

    def _write(self, array: Any) -> None:
        """Overwrite the values in place, and count it."""
        self._count_change()
        if type(self._array) is np.ndarray:
            self._array[...] = array
        else:
            self._array = self._array.dtype.type(array)

    def _count_change(self) -> None:
        """Count that the values are modified; refuse it for an inference tensor outside."""
        if self._counter is INFERENCE:
            check_not_inference(self)
        else:
            self._shared_counter()[0] += 1

    def _as_saved(self) -> Any:
        """What a reader of a node's `_saved_*` gets for this tensor: the very object."""
        return self

    @property
    def _version(self) -> int:
        """How often the memory was modified in place; views and detached tensors count along."""
        if self._counter is INFERENCE:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0] % DetachedCounter.START

    def is_inference(self) -> bool:
        """Whether the tensor was made in inference mode, and so can be part of no graph."""
        return self._counter is INFERENCE

    def _is_view(self) -> bool:
        return isinstance(self._view, View)

    @property
    def _base(self) -> Tensor | None:
        return self._view.base if isinstance(self._view, View) else None
