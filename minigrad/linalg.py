"""torch.linalg: the part of linear algebra that the engine has."""

from __future__ import annotations

from .ops.linalg import matmul
from .ops.rearrange import diagonal
from .ops.solve import cholesky, det, inv, matrix_power, slogdet, solve
from .ops.statistics import norm, vector_norm

__all__ = [
    "cholesky", "det", "diagonal", "inv", "matmul", "matrix_power", "norm", "slogdet", "solve",
    "vector_norm",
]  # fmt: skip
