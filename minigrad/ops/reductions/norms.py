"""Lengths of vectors: the norms, of all elements or along dimensions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..operands import in_requested
from ..rows import row
from ..words import as_type_of, choose, sgn, unreduced
from .reduce import _axes, _dims

# (Without a type: NumPy's own declarations know no `keepdims` that is a variable.)
_total: Any = np.add.reduce
_largest: Any = np.maximum.reduce
_least: Any = np.minimum.reduce


def _norm_forward(self: Any, ord: float, dim: tuple[int, ...], keepdim: bool) -> Any:
    axes, size = _axes(dim, self), np.abs(self)
    if ord == math.inf:
        return _largest(size, axis=axes, keepdims=keepdim)
    if ord == -math.inf:
        return _least(size, axis=axes, keepdims=keepdim)
    if ord == 0:
        return _total(as_type_of(self != 0, self), axis=axes, keepdims=keepdim)
    if ord == 1:
        return _total(size, axis=axes, keepdims=keepdim)
    if ord == 2:
        return np.sqrt(_total(self * self, axis=axes, keepdims=keepdim))
    return _total(size**ord, axis=axes, keepdims=keepdim) ** (1 / ord)


def _d_norm(grad: Any, self: Any, ord: float, dim: Any, keepdim: bool, result: Any) -> Any:
    """How the length changes with each element; 0 where the length itself is 0."""
    grad, result = (unreduced(a, self.shape, dim, keepdim) for a in (grad, result))
    if ord == 0:
        return None
    if ord == 1:
        return grad * sgn(self)
    if ord == 2:
        return grad * choose(result == 0, 0, self / result)
    if abs(ord) == math.inf:
        hits = as_type_of(np.abs(self) == result, grad)
        return grad * sgn(self) * (hits / np.sum(hits, axis=_axes(dim, self), keepdims=True))
    # (A zero that is not chosen below would still make second derivatives nan.)
    size = np.abs(self) if ord >= 1 else choose(self == 0, 1, np.abs(self))
    slope = sgn(self) * size ** (ord - 1) / result ** (ord - 1)
    return grad * choose((result == 0) | ((self == 0) & (ord < 1)), 0, slope)


def _norm_row(name: str, node: str) -> Any:
    return row(
        name,
        lambda self, ord, dim, keepdim: _norm_forward(self, ord, dim, keepdim),
        self=lambda grad, self, ord, dim, keepdim, result: _d_norm(
            grad, self, ord, dim, keepdim, result
        ),
        node=node,
        single=True,
        public=False,
    )


_vector_norm = _norm_row("vector_norm_row", "LinalgVectorNormBackward0")
# The same by the name that it has inside pairwise_distance and its like.
vector_norm_of_difference = _norm_row("norm_row", "NormBackward1")


def vector_norm(
    x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The length of a vector: (Σ |x|ᵒʳᵈ)^(1/ord), the largest |x| for inf; along `dim` or of all.

    >>> import minigrad as mg
    >>> mg.linalg.vector_norm(mg.tensor([3., 4.]))
    tensor(5.)
    """
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. "
            f"Got {x.dtype.tensor_type}"
        )
    if dtype is not None:
        x = in_requested(x, dtype)
    dims = _dims(x, dim, "linalg.vector_norm")
    if x._array.size == 0 and (ord < 0 or ord == math.inf):
        _check_not_empty(x, ord, dims)
    return _vector_norm(x, ord, dims, keepdim)


def _check_not_empty(x: Tensor, ord: float, dims: tuple[int, ...]) -> None:
    """The largest and the smallest of nothing do not exist."""
    number = f"{ord:g}"
    if len(dims) == x._array.ndim:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {number} norm on an empty tensor because the "
            "operation does not have an identity"
        )
    for dim in dims:
        if not x._array.shape[dim]:
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {number} norm on the dimension {dim}"
                "because this dimension is empty and the operation does not have an identity"
            )
