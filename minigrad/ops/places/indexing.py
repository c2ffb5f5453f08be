"""x[...]: a step for each part of the key, as PyTorch records it."""

from __future__ import annotations

import operator
import sys
import warnings
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.modes import mode
from ...engine.tensor import Tensor, wrap
from ..rows import operation, register, row
from ..shapes.lengths import unsqueeze
from ..shapes.parts import _slice, alias, picked
from ..words import put, put_add

_BYTE = np.dtype(np.uint8)
_NUMBERS = (int, float, np.generic)
_END = sys.maxsize  # what PyTorch calls the end of an open slice


class Key:
    """The index arrays of one advanced indexing, saved and freed like a tensor."""

    __slots__ = ("_array",)
    _counter = (0,)
    _edge = None

    def __init__(self, key: tuple[Any, ...]) -> None:
        self._array = key

    def _as_saved(self) -> tuple[Tensor | None, ...]:
        return tuple(None if isinstance(k, slice) else wrap(k.copy()) for k in self._array)


_index: Any = row(
    "index",
    lambda self, indices: self[indices],
    self=lambda grad, self_sym_sizes, indices: put_add(grad, self_sym_sizes, indices),
    tensors=("indices",),
    public=False,
)


# The transposes of indexing are operations themselves, so that a gradient has a gradient.
def _transpose(name: str, put_back: Any) -> None:
    register(
        name,
        row(
            name,
            lambda grad_out, shape, key: put_back(grad_out, shape, key),
            grad_out=lambda grad, key: grad[key],
            node="IndexPutBackward0",
            public=False,
        ),
    )


_transpose("index_put_zeros", put)
_transpose("index_add_zeros", put_add)


def getitem(self: Tensor, key: Any) -> Tensor:
    """Part of a tensor: ints, slices, `...` and None give views; masks and index lists copy."""
    if type(key) is int and self._array.ndim:
        return picked(self, 0, key)
    result, chosen = part(self, key)
    if chosen:
        if has_bytes(key):
            warn_of_bytes()
        return _advanced(result, chosen)
    return alias(result) if result is self else result


def part(self: Tensor, key: Any) -> tuple[Tensor, dict[int, np.ndarray]]:
    """The view that a key leads to, and the index arrays that are still to be applied to it."""
    if isinstance(key, slice):
        return _sliced(self, 0, key), {}
    keys = key if isinstance(key, tuple) else (key,)
    if isinstance(key, list) and not all(isinstance(k, _NUMBERS) for k in key):
        keys = tuple(key)  # PyTorch reads a list with anything but numbers in it as a tuple
    return _basic(self, keys)


def by_masks(key: Any) -> bool:
    """Whether all index arrays of a key are masks: what they choose may be filled with a number."""
    keys = key if isinstance(key, tuple) else (key,)
    arrays = [_checked_key(k) for k in keys]
    return all(k.dtype.kind == "b" for k in arrays if isinstance(k, np.ndarray))


def has_bytes(key: Any) -> bool:
    """Whether a part of a key is an array of bytes, which PyTorch reads as a mask."""
    for k in key if type(key) is tuple else (key,):
        array = k._array if isinstance(k, Tensor) else k
        if type(array) is np.ndarray and array.dtype is _BYTE and array.ndim:
            return True
    return False


def warn_of_bytes() -> None:
    """PyTorch's warning, seen in the line that indexes."""
    warnings.warn(
        "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.",
        UserWarning,
        stacklevel=3,
    )


def _basic(self: Tensor, keys: tuple[Any, ...]) -> tuple[Tensor, dict[int, np.ndarray]]:
    """Apply what gives views; return what is left: an index array for each of some dimensions."""
    if self._edge is not None and mode.enabled:
        for key in keys:
            if isinstance(key, Tensor) and key._array.ndim:
                key._counter[0]  # the node will save it, which an inference tensor refuses
    keys = tuple(_checked_key(k) for k in keys)
    _check_count(self, keys)
    chosen: dict[int, np.ndarray] = {}
    result, dim, gone = self, 0, 0
    for position, key in enumerate(keys):
        if key is None:
            result = unsqueeze(result, dim)
            dim += 1
        elif key is Ellipsis:
            rest = sum(map(_consumed, keys[position + 1 :]))
            dim = result._array.ndim - rest
        elif isinstance(key, slice):
            length = result._array.shape[dim]
            # (PyTorch looks at the start as it was written: -3 of 3 is a step of its own.)
            if (
                key.start in (None, 0)
                and key.step in (None, 1)
                and key.indices(length)[1] == length
            ):
                _check_step(key)
            else:
                result = _sliced(result, dim, key)
            dim += 1
        elif isinstance(key, bool) or (key.__class__ is np.ndarray and key.shape == ()):
            result = unsqueeze(result, dim)
            chosen[dim] = np.arange(1 if key else 0)
            dim += 1
        elif isinstance(key, int):
            result = picked(result, dim, key, gone)
            gone += 1
        else:
            for indices in _as_indices(key, result, dim):
                chosen[dim] = indices
                dim += 1
    return result, chosen


def _checked_key(key: Any) -> Any:
    if key is None or key is Ellipsis or isinstance(key, (slice, bool, int)):
        return key
    if isinstance(key, Tensor):
        array = np.asarray(key._array)
        if array.dtype.kind == "f":
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        if array.dtype == np.uint8:
            return array.astype(np.bool_)
        return int(array) if array.ndim == 0 and array.dtype.kind != "b" else _wide(array)
    if isinstance(key, np.generic) and key.dtype.kind in "iu":
        return key.item()
    if isinstance(key, np.ndarray) and key.dtype == np.uint8:
        return np.asarray(key.astype(np.bool_))
    if isinstance(key, np.ndarray) and key.ndim == 0 and key.dtype.kind in "iuf":
        return int(key)  # (a float too: PyTorch asks only whether it converts)
    if isinstance(key, (list, tuple, range, np.ndarray)):
        array = np.asarray(
            [_checked_item(k) for k in key] if isinstance(key, (list, tuple)) else key
        )
        if array.size == 0:
            return array.astype(np.int64)
        if array.dtype.kind in "iub":
            return array
        if array.dtype.kind == "f":
            return array.astype(np.int64)
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    raise (TypeError if isinstance(key, str) else IndexError)(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid "
        f"indices (got {type(key).__name__})"
    )


def _wide(array: Any) -> Any:
    if array.dtype in (np.int8, np.int16):
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array


def _checked_item(item: Any) -> Any:
    return item._array if isinstance(item, Tensor) else item


def _consumed(key: Any) -> int:
    """How many dimensions of the tensor a part of the key uses up."""
    if key is None or key is Ellipsis or isinstance(key, bool):
        return 0
    if isinstance(key, np.ndarray) and key.dtype.kind == "b":
        return key.ndim
    return 1


def _check_count(self: Tensor, keys: tuple[Any, ...]) -> None:
    if sum(map(_consumed, keys)) > self._array.ndim:
        if self._array.ndim == 0 and len(keys) == 1:
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
            )
        raise IndexError(f"too many indices for tensor of dimension {self._array.ndim}")


POSITIVE_STEP = "step must be greater than zero"


def _check_step(key: slice) -> None:
    if key.step is not None and key.step <= 0:
        raise ValueError("slice step cannot be zero" if key.step == 0 else POSITIVE_STEP)


def _sliced(self: Tensor, dim: int, key: slice) -> Tensor:
    if self._array.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    _check_step(key)
    bounds = (0 if key.start is None else key.start, _END if key.stop is None else key.stop)
    try:
        start, end, step = map(operator.index, (*bounds, 1 if key.step is None else key.step))
    except TypeError:
        raise TypeError(
            "slice indices must be integers or None or have an __index__ method"
        ) from None
    return _slice(self, dim, start, end, step)


def _as_indices(key: np.ndarray, tensor: Tensor, dim: int) -> tuple[np.ndarray, ...]:
    """The index array for each dimension that `key` stands for; a mask stands for several."""
    shape = tensor._array.shape
    if key.dtype.kind == "b":
        for i, n in enumerate(key.shape):
            if n != shape[dim + i]:
                raise IndexError(
                    f"The shape of the mask {list(key.shape)} at index {i} does not match the "
                    f"shape of the indexed tensor {list(shape)} at index {dim + i}"
                )
        return np.nonzero(key)
    length = shape[dim]
    wrong = key[(key < -length) | (key >= length)]
    if wrong.size and not length:
        raise IndexError("index is out of bounds for dimension with size 0")
    if wrong.size:
        raise IndexError(
            f"index {wrong.flat[0]} is out of bounds for dimension {dim} with size {length}"
        )
    return (key.astype(np.int64),)


def index_key(chosen: dict[int, np.ndarray]) -> Key:
    """The index arrays of some dimensions as one key."""
    return Key(tuple(chosen.get(d, slice(None)) for d in range(max(chosen) + 1)))


def _advanced(self: Tensor, chosen: dict[int, np.ndarray]) -> Tensor:
    try:
        return _index(self, index_key(chosen))
    except IndexError:
        shapes = ", ".join(str(list(a.shape)) for a in chosen.values())
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes " + shapes
        ) from None


@operation(
    "(Tensor input, int dim, Tensor index, *, Tensor out=None)",
)
def index_select(self: Tensor, dim: int, index: Tensor) -> Tensor:
    """The places `index` of one dimension, in that order; gradients of a repeated place add.

    >>> import minigrad as mg
    >>> mg.tensor([1., 2., 3.]).index_select(0, mg.tensor([2, 0]))
    tensor([3., 1.])
    """
    array = np.asarray(index._array)
    if array.dtype not in (np.int32, np.int64):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    dim = checked_dim(dim, self._array.ndim)
    length = self._array.shape[dim] if self._array.ndim else 1
    if array.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if array.size != 1 and not self._array.ndim:
        raise RuntimeError(
            f"index_select(): Index to scalar can have only 1 value, got {array.size} value(s)"
        )
    if array.size and not (array.min() >= 0 and array.max() < length):
        raise IndexError("index out of range in self")
    return _index_select(self, index, dim)


_index_select: Any = row(
    "index_select",
    lambda self, index, dim: np.take(self, index.reshape(-1), dim) if self.ndim else self.copy(),
    self=lambda grad, self_sym_sizes, index, dim: (
        put_add(grad, self_sym_sizes, (slice(None),) * dim + (index.reshape(-1),))
        if self_sym_sizes
        else grad
    ),
    tensors=("index",),
    public=False,
)
