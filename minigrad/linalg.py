"""torch.linalg: the part of linear algebra that the engine has."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .engine.tensor import Tensor, wrap
from .missing import absent
from .ops.calls import written
from .ops.matrices.differences import cross as cross_of
from .ops.matrices.factors import eigh, qr, svd, svdvals
from .ops.matrices.leastsquares import matrix_rank, pinv
from .ops.matrices.linalg import matmul
from .ops.matrices.norms import matrix_norm
from .ops.matrices.solve import cholesky, det, inv, matrix_power, slogdet, solve
from .ops.reductions.norms import vector_norm
from .ops.rows import TABLE
from .ops.shapes.diagonals import diagonal as diagonal_of

__all__ = [
    "cholesky", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv", "matmul",
    "matrix_norm", "matrix_power", "matrix_rank", "norm", "pinv", "qr", "slogdet", "solve", "svd",
    "svdvals", "vecdot", "vector_norm",
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


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of matrices, as a view: of the last two dimensions if no others are named.

    >>> import minigrad as mg
    >>> mg.linalg.diagonal(mg.arange(8).reshape(2, 2, 2))
    tensor([[0, 3],
            [4, 7]])
    """
    return diagonal_of(A, offset, dim1, dim2)


def cond(A: Tensor, p: Any = None) -> Tensor:
    """How much an error in b can grow in the solution of A x = b: ‖A‖ · ‖A⁻¹‖, by default with
    the norm 2, so the largest singular value over the smallest.

    >>> import minigrad as mg
    >>> mg.linalg.cond(mg.tensor([[2., 0.], [0., 8.]]))
    tensor(4.)
    """
    if p not in (None, 1, -1, 2, -2, math.inf, -math.inf, "fro", "nuc"):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if not A._array.size and A._array.ndim > 1:
        return wrap(np.zeros(A._array.shape[:-2], A._array.dtype)[()])
    if p in (None, 2, -2):
        values = svdvals(A)
        largest, smallest = values[..., 0], values[..., -1]
        return smallest / largest if p == -2 else largest / smallest
    return TABLE["mul"](matrix_norm(A, p), matrix_norm(inv(A), p))


def eigvalsh(A: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of a symmetric matrix, smallest first.

    >>> import minigrad as mg
    >>> mg.linalg.eigvalsh(mg.tensor([[2., 0.], [0., 1.]]))
    tensor([1., 2.])
    """
    return eigh(A, UPLO)[0]


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The inner products of vectors along `dim`.

    >>> import minigrad as mg
    >>> mg.linalg.vecdot(mg.tensor([[1., 2.], [3., 4.]]), mg.tensor([1., 1.]))
    tensor([3., 7.])
    """
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vecdot: Expected a floating point or complex tensor as input. "
            f"Got {x.dtype.tensor_type}"
        )
    if x._array.dtype is not y._array.dtype:
        raise RuntimeError(
            "linalg.vecdot: Expected x and y to have the same dtype, but found x of type "
            f"{x.dtype.tensor_type} and y of type {y.dtype.tensor_type} instead"
        )
    if x._array.ndim == y._array.ndim == 1:
        return TABLE["vdot"](x, y)
    return TABLE["sum"](TABLE["mul"](x, y), dim)


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The vector at right angles to two others, along `dim`.

    >>> import minigrad as mg
    >>> mg.linalg.cross(mg.tensor([1., 0., 0.]), mg.tensor([0., 1., 0.]))
    tensor([0., 0., 1.])
    """
    return cross_of(input, other, dim)


# How each is called (see ops/calls.py).
FORMS: dict[str, tuple[str, ...]] = {
    "cholesky": ("(Tensor input, *, bool upper=False, Tensor out=None)",),
    "cond": (
        "(Tensor input, Scalar? p=None, *, Tensor out=None)",
        "(Tensor input, str p, *, Tensor out=None)",
    ),
    "cross": ("(Tensor input, Tensor other, *, int dim=-1, Tensor out=None)",),
    "det": ("(Tensor A, *, Tensor out=None)",),
    "diagonal": ("(Tensor A, *, int offset=0, int dim1=-2, int dim2=-1)",),
    "eigh": ("(Tensor input, str UPLO='L', *, Tensor[2] out=None)",),
    "eigvalsh": ("(Tensor input, str UPLO='L', *, Tensor out=None)",),
    "inv": ("(Tensor A, *, Tensor out=None)",),
    "matmul": ("(Tensor input, Tensor other, *, Tensor out=None)",),
    "matrix_norm": (
        "(Tensor input, Scalar ord, int[] dim={-2,-1}, bool keepdim=False, *, "
        "ScalarType? dtype=None, Tensor out=None)",
        "(Tensor input, str ord='fro', int[] dim={-2,-1}, bool keepdim=False, *, "
        "ScalarType? dtype=None, Tensor out=None)",
    ),
    "matrix_power": ("(Tensor input, int n, *, Tensor out=None)",),
    "matrix_rank": (
        "(Tensor input, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False, "
        "Tensor out=None)",
        "(Tensor input, *, float? atol=None, float? rtol=None, bool hermitian=False, "
        "Tensor out=None)",
        "(Tensor input, Tensor tol, bool hermitian=False, *, Tensor out=None)",
        "(Tensor input, float tol, bool hermitian=False, *, Tensor out=None)",
    ),
    "norm": (
        "(Tensor input, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, "
        "ScalarType? dtype=None, Tensor out=None)",
        "(Tensor input, str ord, int[1]? dim=None, bool keepdim=False, *, "
        "ScalarType? dtype=None, Tensor out=None)",
    ),
    "pinv": (
        "(Tensor input, *, Tensor? atol=None, Tensor? rtol=None, bool hermitian=False, "
        "Tensor out=None)",
        "(Tensor input, *, float? atol=None, float? rtol=None, bool hermitian=False, "
        "Tensor out=None)",
        "(Tensor input, Tensor rcond, bool hermitian=False, *, Tensor out=None)",
        "(Tensor input, float rcond, bool hermitian=False, *, Tensor out=None)",
    ),
    "qr": ("(Tensor A, str mode='reduced', *, Tensor[2] out=None)",),
    "slogdet": ("(Tensor A, *, Tensor[2] out=None)",),
    "solve": ("(Tensor A, Tensor B, *, bool left=True, Tensor out=None)",),
    "svd": ("(Tensor A, bool full_matrices=True, *, Tensor[3] out=None)",),
    "svdvals": ("(Tensor A, *, Tensor out=None)",),
    "vecdot": ("(Tensor x, Tensor y, *, int dim=-1, Tensor out=None)",),
    "vector_norm": (
        "(Tensor input, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, "
        "ScalarType? dtype=None, Tensor out=None)",
    ),
}

for _name, _forms in FORMS.items():
    _made = written(f"linalg_{_name}", _forms, globals()[_name])
    _made.__module__, _made.__qualname__ = __name__, _name
    globals()[_name] = _made
del _name, _forms, _made

__getattr__ = absent(__name__)
