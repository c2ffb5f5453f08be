"""One of two, element by element: maximum, minimum, where."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor, wrap
from ..creation import tensor
from ..operands import both_tensors, same_dtype, shape_together
from ..rows import TABLE, binary, operation, row
from ..words import as_type_of, choose


def _share(grad: Any, loses: Any, ties: Any) -> Any:
    """Nothing to the loser, half to each side of a tie; beside nan nobody loses."""
    return grad * (as_type_of(~loses, grad) - as_type_of(ties, grad) * 0.5)


maximum = binary(
    "maximum",
    np.maximum,
    self=lambda grad, self, other: _share(grad, self < other, self == other),
    other=lambda grad, self, other: _share(grad, other < self, self == other),
)
minimum = binary(
    "minimum",
    np.minimum,
    self=lambda grad, self, other: _share(grad, self > other, self == other),
    other=lambda grad, self, other: _share(grad, other > self, self == other),
)
_where = row(
    "where_tensors",
    lambda self, other, condition: np.where(condition, self, other),
    self=lambda grad, condition: choose(condition, grad, 0),
    other=lambda grad, condition: choose(condition, 0, grad),
    tensors=("condition",),
    node="WhereBackward0",
    public=False,
)


@operation(
    "(Tensor condition)",
    "(Tensor condition, Tensor input, Tensor other, *, Tensor out=None)",
    "(Tensor condition, Scalar self, Tensor other)",
    "(Tensor condition, Tensor input, Scalar other)",
    "(Tensor condition, Scalar self, Scalar other)",
    numpy=np.where,
)
def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    """The elements of `input` where `condition` holds, and those of `other` elsewhere.

    Shapes broadcast; either choice may be a number. With the condition alone: where it holds, one
    tensor of places a dimension. Raises RuntimeError when the condition is no boolean tensor.

    >>> import minigrad as mg
    >>> x = mg.tensor([-1., 2.])
    >>> mg.where(x > 0, x, 0.)
    tensor([0., 2.])
    """
    if not isinstance(condition, Tensor):
        condition = wrap(np.asarray(condition))
    if input is None and other is None:
        return TABLE["nonzero"](condition, as_tuple=True)
    mask = condition._array
    if mask.dtype == np.uint8:
        warnings.warn(
            "where received a uint8 condition tensor. This behavior is deprecated and will be "
            "removed in a future version of PyTorch. Use a boolean condition instead.",
            UserWarning,
            stacklevel=3,
        )
        mask = mask.astype(np.bool_)
        condition = wrap(mask)
    if mask.dtype.kind != "b":
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{dtypes.of_numpy(mask.dtype).tensor_type}"
        )
    if isinstance(input, NUMBERS) and isinstance(other, NUMBERS):
        beside = dtypes.promoted(*(_number(n)._array for n in (input, other)))
        pair: Any = tuple(wrap(fitted(n, beside)) for n in (input, other))
    else:
        pair = both_tensors(input, other, "where")
    if pair is None:
        raise TypeError(
            "where(): the two choices must be tensors or numbers, not "
            f"{type(input).__name__} and {type(other).__name__}"
        )
    chosen, rest = same_dtype(*pair)
    for number in (input, other):
        if isinstance(number, int):
            fitted(number, chosen._array.dtype)  # refuses what does not fit
    try:
        return _where(chosen, rest, condition)
    except ValueError:
        shape_together(condition, chosen, rest)
        raise


NUMBERS = (bool, int, float, np.generic)


def _number(value: Any) -> Tensor:
    """A number alone, in the type that PyTorch gives it."""
    return tensor(value.item() if isinstance(value, np.generic) else value)
