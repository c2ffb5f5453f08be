"""Writing values into a tensor: copy_, fill_, zero_, `x[key] = value`; and detach_ cuts it off."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.scalars import filling, fitted
from ...engine.arrays.sharing import View
from ...engine.placeholders import DetachedCounter
from ...engine.tensor import Tensor, wrap
from ..operands import cast
from ..places.indexing import Key, by_masks, has_bytes, index_key, part, warn_of_bytes
from ..rows import TABLE, operation, row
from ..words import choose
from .inplace import write_back
from .overlap import check_apart
from .rewrite import check_writable

_copy: Any = row(
    "copy",
    lambda self, src: _copied(src, self.shape),
    self=lambda grad: np.zeros_like(grad),
    src=lambda grad: grad,
    node="CopyBackwards",
    public=False,
)
_fill: Any = row(
    "fill",
    lambda self, value: np.full_like(self, filling(value, self.dtype)),
    self=lambda grad: np.zeros_like(grad),
    node="FillBackward2",
    public=False,
)
_fill_with_tensor: Any = row(
    "fill_with_tensor",
    lambda self, value: np.full_like(self, value),
    self=lambda grad: np.zeros_like(grad),
    value=lambda grad: grad,  # the backward pass sums it to the value's shape
    node="FillBackward3",
    public=False,
)
_zero: Any = row(
    "zero",
    lambda self: np.zeros_like(self),
    self=lambda grad: np.zeros_like(grad),
    public=False,
)
_index_put: Any = row(
    "index_put",
    lambda self, values, indices: _put(self, values, indices),
    self=lambda grad, indices: _cleared(grad, indices),
    values=lambda grad, indices: grad[indices],
    tensors=("indices",),
    public=False,
)


def _copied(array: Any, shape: tuple[int, ...]) -> Any:
    return array.copy() if array.shape == shape else np.array(np.broadcast_to(array, shape))


def _put(array: Any, values: Any, key: Any) -> Any:
    array = np.array(array)
    array[key] = values
    return array


def _cleared(grad: Any, key: Any) -> Any:
    """The gradient with zeros at the places that were overwritten."""
    keep = np.ones(grad.shape, np.bool_)
    keep[key] = False
    return choose(keep, grad, 0)


@operation(
    "(Tensor input, Tensor other, bool non_blocking=False)",
    function=False,
)
def copy_(self: Tensor, source: Any, non_blocking: bool = False) -> Tensor:
    """Overwrite the values with those of `source`, broadcast to this shape; recorded.

    non_blocking: has no meaning here, where all tensors are on one device.

    >>> import minigrad as mg
    >>> mg.zeros(2).copy_(mg.tensor([1., 2.]))
    tensor([1., 2.])
    """
    if isinstance(source, (bool, int, float)):
        source = wrap(fitted(source, self._array.dtype))
    if not isinstance(source, Tensor):
        raise TypeError(
            f"copy_(): argument 'other' (position 1) must be Tensor, not {type(source).__name__}"
        )
    if self._array.dtype.kind != "f":  # a copy into integers has no history (but filling them has)
        source = source.detach()
    check_writable(self, source, fill=source is self)
    if type(self._view) is View or source._array.base is not None:
        check_apart(self._array, (source,))
    if source._array.shape != self._array.shape:
        TABLE["expand"](source.detach(), self._array.shape)  # refuses shapes that do not fit
    write_back(self, _copy(self, cast(source, self._array.dtype)))
    return self


@operation(
    "(Tensor input, Tensor value)",
    "(Tensor input, Scalar value)",
)
def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite all elements with one number; their gradient is zero from then on.

    >>> import minigrad as mg
    >>> mg.zeros(2).fill_(3)
    tensor([3., 3.])
    """
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with "
                f"{value._array.ndim} dimensions."
            )
        check_writable(self, value, fill=True)
        write_back(self, _fill_with_tensor(self, cast(value, self._array.dtype)))
        return self
    if not isinstance(value, (bool, int, float, np.generic)):
        raise TypeError(f"fill_(): expected a number or a tensor, not {type(value).__name__}")
    check_writable(self, fill=True)
    write_back(self, _fill(self, value))
    return self


@operation(
    "(Tensor input)",
)
def zero_(self: Tensor) -> Tensor:
    """Overwrite all elements with zero.

    >>> import minigrad as mg
    >>> mg.ones(2).zero_()
    tensor([0., 0.])
    """
    check_writable(self, fill=True)
    write_back(self, _zero(self))
    return self


@operation(
    "(Tensor input)",
)
def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off its history: it becomes a leaf that does not require grad."""
    if self._is_view():
        raise RuntimeError(
            "Can't detach views in-place. Use detach() instead. If you are using DistributedData"
            "Parallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients "
            "are views of DDP buckets, and hence detach_() cannot be called on these gradients."
        )
    if self.grad_fn is not None:
        self._counter = DetachedCounter(self._shared_counter())
    self._edge = None
    return self


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """x[key] = value: a part of the tensor overwritten in place, and recorded."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (bool, int, float, np.generic)):
            raise TypeError(
                f"can't assign a {_kind(value)} to a torch.{self.dtype.tensor_type}Tensor"
            )
        value = wrap(_assigned(value, self._array.dtype))
    if key is False:
        return
    # (Within a tuple, a slice of everything is no step of its own.)
    target, chosen = part(self, (key,) if isinstance(key, slice) and self._array.ndim else key)
    if chosen:
        check_writable(target, value)
        filling = value.numel() == 1 and by_masks(key)
        if not filling:
            places = key if isinstance(key, tuple) else (key,)
            indices = [k for k in places if isinstance(k, Tensor) and k._array.dtype.kind == "i"]
            check_apart(target._array, (value, *indices), same=False)
        if has_bytes(key):
            if filling:
                raise RuntimeError(
                    "masked_fill_ only supports boolean masks, "
                    "but got mask with dtype unsigned char"
                )
            warn_of_bytes()
        if value._array.dtype != self._array.dtype and not filling:
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got "
                f"{self.dtype.tensor_type} for the destination and {value.dtype.tensor_type} for "
                "the source."
            )
        fitted = _without_leading_ones(value._array.shape)
        if fitted != value._array.shape:
            value = TABLE["view"](value, fitted)
        _put_at(target, index_key(chosen), value)
    elif target._array.shape == value._array.shape:
        copy_(target, value)
    elif value._array.ndim == 0:
        check_writable(target, value)
        fill_(target, value)
    else:
        shape, fitted = target._array.shape, _without_leading_ones(value._array.shape)
        value = TABLE["view"](value, fitted)
        copy_(target, value if fitted == shape else TABLE["expand"](value, shape))


def _assigned(value: Any, kind: np.dtype) -> Any:
    if isinstance(value, int) and not -1 << 63 <= value < 1 << 63:
        raise ValueError("Overflow when unpacking long long")
    return fitted(value, kind)


def _kind(value: Any) -> str:
    return "numpy.ndarray" if isinstance(value, np.ndarray) else type(value).__name__


def _put_at(self: Tensor, indices: Key, value: Tensor) -> None:
    value = cast(value, self._array.dtype)
    try:
        write_back(self, _index_put(self, value, indices))
    except ValueError:
        shape = self._array[indices._array].shape
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(value._array.shape)} cannot be "
            f"broadcast to indexing result of shape {list(shape)}"
        ) from None


def _without_leading_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """PyTorch lets a value have more dimensions than its place, if they are of length 1."""
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape
