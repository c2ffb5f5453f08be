"""Norms of matrices, and the norm that is of either."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..reductions.norms import vector_norm
from ..rows import TABLE, operation
from ..shapes.orders import movedim
from .factors import svdvals


def matrix_norm(
    A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of matrices: "fro"; 1 and inf, the largest sum of a column, of a row; 2 and "nuc",
    the largest singular value and the sum of them; with a minus the smallest.

    >>> import minigrad as mg
    >>> mg.linalg.matrix_norm(mg.tensor([[1., -2.], [3., 4.]]), 1)
    tensor(6.)
    """
    if not isinstance(dim, (tuple, list)):
        raise TypeError(
            f"linalg_matrix_norm(): argument 'dim' must be tuple of ints, not {type(dim).__name__}"
        )
    if A._array.ndim < 2:
        raise RuntimeError(
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions."
        )
    if len(dim) != 2:
        raise RuntimeError(
            f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dim))}"
        )
    if ord == "fro":
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if ord != "nuc" and (isinstance(ord, str) or abs(ord) not in (1, 2, math.inf)):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    rows, columns = (d % A._array.ndim for d in dim)
    if A._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.matrix_norm: Expected a floating point or complex tensor as input. "
            f"Got {A.dtype.tensor_type}"
        )
    lengths = {1: [columns], 2: [rows, columns], math.inf: [rows]}.get(ord, [])
    if not all(A._array.shape[d] for d in lengths):  # the largest of none
        largest = wrap(np.zeros_like(A._array.sum((rows, columns), keepdims=keepdim)))
        return largest if dtype is None else largest.to(dtype)
    if ord in ("nuc", 2, -2):
        return _of_singular_values(A, ord, rows, columns, keepdim, dtype)
    summed, chosen = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(A, 1, summed, keepdim, dtype=dtype)
    if not keepdim and chosen > summed:
        chosen -= 1
    return TABLE["amax" if ord > 0 else "amin"](sums, chosen, keepdim)


def _of_singular_values(
    A: Tensor, ord: Any, rows: int, columns: int, keepdim: bool, dtype: Any
) -> Tensor:
    if dtype is not None:
        A = A.to(dtype)
    values = svdvals(movedim(A, (rows, columns), (-2, -1)))
    if ord == "nuc":
        result = TABLE["sum"](values, -1, keepdim)
    else:
        result = TABLE["amax" if ord > 0 else "amin"](values, -1, keepdim)
    if keepdim:
        return movedim(TABLE["unsqueeze"](result, -1), (-2, -1), (rows, columns))
    return result


@operation()
def norm(
    self: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None
) -> Tensor:
    """The p-norm of all elements or along `dim`; "fro", the default, is p = 2.

    "nuc" is the sum of the singular values of a matrix.

    >>> import minigrad as mg
    >>> mg.tensor([3., 4.]).norm()
    tensor(5.)
    """
    if p == "nuc":
        return matrix_norm(self, "nuc", (0, 1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"norm(): p must be a number, 'fro' or 'nuc', not {p!r}")
    return vector_norm(self, 2 if p in ("fro", None) else p, dim, keepdim, dtype=dtype)
