"""Elements chosen by a mask: masked_fill, masked_select, masked_scatter."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor, wrap
from ..operands import broadcast_error, cast, in_requested, not_a_tensor, shape_together
from ..rows import operation, row
from ..shapes.lengths import expand
from ..words import choose, put

_masked_fill_number = row(
    "masked_fill_number",
    lambda self, mask, value: np.where(mask, fitted(value, self.dtype), self),
    self=lambda grad, mask: choose(mask, 0, grad),
    tensors=("mask",),
    node="MaskedFillBackward0",
    public=False,
)
_masked_fill_tensor = row(
    "masked_fill_tensor",
    lambda self, value, mask: np.where(mask, value, self),
    self=lambda grad, mask: choose(mask, 0, grad),
    value=lambda grad, mask: np.sum(choose(mask, grad, 0)),
    tensors=("mask",),
    node="MaskedFillBackward1",
    public=False,
)
_masked_select = row(
    "masked_select_row",
    lambda self, mask: self[mask],
    self=lambda grad, self_sym_sizes, mask: put(grad, self_sym_sizes, (mask,)),
    tensors=("mask",),
    node="MaskedSelectBackward0",
    public=False,
)


_masked_scatter = row(
    "masked_scatter_row",
    lambda self, source, mask: _filled(self, source, mask),
    self=lambda grad, mask: choose(mask, 0, grad),
    source=lambda grad, source_sym_sizes, mask: put(
        grad[(mask,)],
        (int(np.prod(source_sym_sizes)),),
        (slice(int(np.count_nonzero(mask))),),
    ).reshape(source_sym_sizes),
    tensors=("mask",),
    node="MaskedScatterBackward0",
    public=False,
)


def _filled(self: Any, source: Any, mask: Any) -> Any:
    out = np.array(self)
    out[mask] = source.reshape(-1)[: np.count_nonzero(mask)]
    return out


@operation(
    "(Tensor input, Tensor mask, Tensor source)",
)
def masked_scatter(self: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy with the first elements of `source`, in order, put where the mask holds."""
    mask = _mask_of(mask, "masked_scatter")
    if source._array.dtype is not self._array.dtype:
        raise RuntimeError(
            "masked_scatter: expected self and source to have same dtypes but got"
            f"{self.dtype.tensor_type} and {source.dtype.tensor_type}"
        )
    shape = shape_together(self, mask)
    if self._array.shape != shape:
        self = expand(self, shape)
    full = np.broadcast_to(mask._array, shape)
    if source._array.size < np.count_nonzero(full):
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return _masked_scatter(self, source, wrap(full))


def _mask_of(mask: Any, name: str) -> Tensor:
    if not isinstance(mask, Tensor):
        raise TypeError(f"{name}(): argument 'mask' must be Tensor, not {type(mask).__name__}")
    if mask._array.dtype.kind != "b":
        if name == "masked_select":
            raise RuntimeError("masked_select: expected BoolTensor for mask")
        kind = mask.dtype.c_name if name == "masked_fill" else mask.dtype.tensor_type
        raise RuntimeError(f"{name}_ only supports boolean masks, but got mask with dtype {kind}")
    return mask


@operation(
    "(Tensor input, Tensor mask, Tensor value)",
    "(Tensor input, Tensor mask, Scalar value)",
)
def masked_fill(self: Tensor, mask: Tensor, value: Any) -> Tensor:
    """A copy with `value` where the mask holds; nothing flows back to what was overwritten.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2., 3.])
    >>> mg.masked_fill(x, x > 2, 0.)
    tensor([1., 2., 0.])
    """
    if isinstance(self, Tensor) and isinstance(value, Tensor):
        value = in_requested(value, self.dtype)
    return filled_by_mask(self, mask, value)


def filled_by_mask(self: Tensor, mask: Tensor, value: Any) -> Tensor:
    """What `masked_fill_` writes: PyTorch gives integers a history only in place."""
    if not isinstance(self, Tensor):
        raise not_a_tensor("masked_fill", self)
    mask = _mask_of(mask, "masked_fill")
    try:
        if isinstance(value, Tensor):
            if value._array.ndim:
                raise RuntimeError(
                    "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                    f"{value._array.ndim} dimension(s)."
                )
            return _masked_fill_tensor(self, cast(value, self._array.dtype), mask)
        return _masked_fill_number(self, mask, value)
    except ValueError as error:
        raise broadcast_error(self._array, mask._array, error) from None


@operation(
    "(Tensor input, Tensor mask, *, Tensor out=None)",
)
def masked_select(self: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, in one dimension; shapes broadcast.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2., 3.])
    >>> mg.masked_select(x, x > 1)
    tensor([2., 3.])
    """
    mask = _mask_of(mask, "masked_select")
    try:
        shape = np.broadcast_shapes(self._array.shape, mask._array.shape)
    except ValueError as error:
        raise broadcast_error(self._array, mask._array, error) from None
    if self._array.shape != shape:
        self = expand(self, shape)
    return _masked_select(self, wrap(np.broadcast_to(mask._array, shape)))
