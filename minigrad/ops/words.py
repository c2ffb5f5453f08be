"""The few words that formulas need beyond NumPy's own, for arrays and for Tensors alike."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.arrays import dtypes
from ..engine.tensor import Tensor
from .operands import cast
from .rows import TABLE

_SMALL = 4096

# Zero as an array of each type: NumPy takes twice as long to find out what a Python 0 is.
ZERO: dict[Any, Any] = {d.numpy: np.zeros((), d.numpy) for d in dtypes.ALL}


def expand(grad: Any, shape: tuple[int, ...]) -> Any:
    """`grad` repeated to `shape`, along the dimensions where it has length 1 or none."""
    if isinstance(grad, Tensor):
        return TABLE["expand"](grad, shape)
    if math.prod(shape) > _SMALL:
        return np.broadcast_to(grad, shape)
    # Filling a small array costs a sixth of what broadcast_to does.
    full = np.empty(shape, grad.dtype)
    full[...] = grad
    return full


def unreduced(grad: Any, shape: tuple[int, ...], dims: tuple[int, ...], keepdim: bool) -> Any:
    """`grad` with the dimensions that a reduction removed put back, at length 1."""
    if keepdim:
        return grad
    return grad.reshape([1 if d in dims else n for d, n in enumerate(shape)])


def product(a: Any, b: Any) -> Any:
    """The product of two matrices; of small ones NumPy's `dot` is twice as fast as its `@`."""
    return a.dot(b) if type(a) is np.ndarray else a @ b


def choose(mask: Any, yes: Any, no: Any) -> Any:
    """`yes` where `mask` holds, else `no`; a number stays a number."""
    if isinstance(yes, Tensor) or isinstance(no, Tensor):
        return TABLE["where"](mask, yes, no)
    if type(mask) is np.ndarray:
        return np.where(mask, yes, no)
    chosen, other = (yes, no) if mask else (no, yes)
    if type(chosen) is int or type(chosen) is float:
        # A plain number takes the type, and the shape, of what was not chosen.
        return np.full_like(other, chosen)[()]
    return chosen


_BITS = {2: np.int16, 4: np.int32, 8: np.int64}


def without(drop: Any, grad: Any) -> Any:
    """The array or number `grad`, with exact zeros where `drop` holds.

    Large arrays are masked bit by bit: np.where takes six times as long when it cannot guess
    which side comes next, and a product with the mask would make nan of an infinite gradient.
    """
    if type(drop) is not np.ndarray:
        return grad.dtype.type(0) if drop else grad
    if grad.size < _SMALL:
        out = grad.copy()
        np.putmask(out, drop, ZERO[grad.dtype])
        return out
    out = np.empty(grad.shape, grad.dtype)
    bits = out.view(_BITS[grad.itemsize])
    np.subtract(drop.view(np.int8), 1, out=bits)  # all bits set where the gradient stays
    np.bitwise_and(bits, grad.view(bits.dtype), out=bits)
    return out


def negative(grad: Any) -> Any:
    """-grad; of one number seen as a large array, as from sum(), only that number is changed."""
    if type(grad) is np.ndarray and grad.size > _SMALL and not any(grad.strides):
        return np.broadcast_to(-grad[(0,) * grad.ndim], grad.shape)
    return -grad


def as_type_of(mask: Any, grad: Any) -> Any:
    """A mask as ones and zeros of the gradient's own type, so that nothing is promoted."""
    return cast(mask, grad._array.dtype) if isinstance(mask, Tensor) else mask.astype(grad.dtype)


def sgn(x: Any) -> Any:
    """-1, 0 or 1 by the sign of x; 0 where x is not a number."""
    if isinstance(x, Tensor):
        return TABLE["sign"](x)
    above: Any = (x > 0).astype(x.dtype)
    return above if x.dtype.kind == "b" else above - (x < 0)


def put(grad: Any, shape: tuple[int, ...], key: Any) -> Any:
    """Zeros of `shape` with `grad` added at `key`: the transpose of indexing."""
    if isinstance(grad, Tensor):
        return TABLE["index_put_zeros"](grad, shape, key)
    out = np.zeros(shape, grad.dtype)
    out[key] = grad
    return out


def put_add(grad: Any, shape: tuple[int, ...], key: Any) -> Any:
    """As `put`, for a key that may name a place twice: gradients add."""
    if isinstance(grad, Tensor):
        return TABLE["index_add_zeros"](grad, shape, key)
    out = np.zeros(shape, grad.dtype)
    np.add.at(out, key, grad)
    return out
