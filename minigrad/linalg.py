"""torch.linalg: the part of linear algebra that the engine has."""

from __future__ import annotations

import math
from typing import Any

from ._tensor import Tensor
from .ops.diagonals import diagonal
from .ops.linalg import matmul
from .ops.norms import vector_norm
from .ops.rows import TABLE
from .ops.solve import cholesky, det, inv, matrix_power, slogdet, solve

__all__ = [
    "cholesky", "det", "diagonal", "inv", "matmul", "matrix_norm", "matrix_power", "norm",
    "slogdet", "solve", "vector_norm",
]  # fmt: skip


def norm(
    A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of a vector, or of a matrix if `ord` is given and there are two dimensions.

    >>> import minigrad as mg
    >>> mg.linalg.norm(mg.tensor([3., 4.]))
    tensor(5.)
    """
    dims = dim if isinstance(dim, (tuple, list)) else None
    if ord is not None and (len(dims) == 2 if dims else dim is None and A._array.ndim == 2):
        return matrix_norm(A, ord, tuple(dims or (0, 1)), keepdim, dtype=dtype)
    if isinstance(ord, str):
        raise RuntimeError(
            f"linalg.norm: ord={ord!r} is a norm of matrices, but dim={dim} does not name two "
            "dimensions"
        )
    if ord is not None and dim is None and A._array.ndim != 1:
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. "
            f"Got {A._array.ndim}D."
        )
    return vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype=dtype)


def matrix_norm(
    A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of matrices: "fro", or 1 and inf (largest sum of a column, of a row), -1 and -inf.

    Raises NotImplementedError for 2, -2 and "nuc", which need the singular values.

    >>> import minigrad as mg
    >>> mg.linalg.matrix_norm(mg.tensor([[1., -2.], [3., 4.]]), 1)
    tensor(6.)
    """
    if ord == "fro":
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if isinstance(ord, str) or abs(ord) not in (1, math.inf):
        raise NotImplementedError(
            f"linalg.matrix_norm: ord={ord!r} is not offered; 'fro', 1, -1, inf and -inf are"
        )
    rows, columns = (d % A._array.ndim for d in dim)
    summed, chosen = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(A, 1, summed, keepdim, dtype=dtype)
    if not keepdim and chosen > summed:
        chosen -= 1
    return TABLE["amax" if ord > 0 else "amin"](sums, chosen, keepdim)
