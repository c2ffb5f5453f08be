"""Linear systems: inv, solve, det, slogdet, cholesky, powers of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..elementwise.choosing import where
from ..kinds import INTEGERS, check_kind, not_implemented
from ..operands import HALF
from ..rows import operation, row
from ..words import choose
from .linalg import _flipped, matmul


def _square(a: Tensor, name: str) -> Tensor:
    return _float_matrix(a, name, square=True)


def _float_matrix(a: Tensor, name: str, square: bool = False) -> Tensor:
    shape = a._array.shape
    if len(shape) < 2:
        raise RuntimeError(f"{name}: The input tensor A must have at least 2 dimensions.")
    if square and shape[-1] != shape[-2]:
        raise RuntimeError(
            f"{name}: A must be batches of square matrices, but they are "
            f"{shape[-2]} by {shape[-1]} matrices"
        )
    kernel = _KERNELS.get(name)
    if name == "linalg.eigh" and kernel is not None:
        check_kind(a, kernel, INTEGERS)
    if a._array.dtype.kind != "f":
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. "
            f"Got {a.dtype.tensor_type}"
        )
    if a._array.dtype is HALF:  # no factorization is made in so few digits
        if kernel is not None:
            raise not_implemented(kernel, HALF)
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half")
    return a


# What PyTorch calls the function that it has for no half precision.
_KERNELS = {
    "linalg.det": "lu_cpu",
    "linalg.solve": "lu_cpu",
    "linalg.cholesky": "cholesky_cpu",
    "linalg.eigh": "linalg_eigh_cpu",
    "linalg.qr": "geqrf_cpu",
    "linalg.svd": "linalg_svd_cpu",
}


def _singular(name: str, what: str) -> RuntimeError:
    return RuntimeError(f"{name}: The {what} because the input matrix is singular.")


_inv = row(
    "inv_row",
    lambda A: np.linalg.inv(A),
    A=lambda grad, result: -(_flipped(result) @ grad @ _flipped(result)),
    node="LinalgInvExBackward0",
    public=False,
)


@operation(
    "(Tensor input, *, Tensor out=None)",
    numpy=np.linalg.inv,
    name="inverse",
)
def inv(A: Tensor) -> Tensor:
    """The inverse of a square matrix, or of each of a batch. Raises RuntimeError if singular.

    >>> import minigrad as mg
    >>> mg.linalg.inv(mg.tensor([[2., 0.], [0., 4.]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    try:
        return _inv(_square(A, "linalg.inv"))
    except np.linalg.LinAlgError:
        raise _singular("linalg.inv", "inversion could not be completed") from None


# ------------------------------------------------------------------ solve

_solve = row(
    "solve_row",
    lambda A, B: np.linalg.solve(A, B),
    A=lambda grad, A, result: -(_solved(_flipped(A), grad) @ _flipped(result)),
    B=lambda grad, A: _solved(_flipped(A), grad),
    node="LinalgSolveExBackward0",
    public=False,
)
_solve_vector = row(
    "solve_vector_row",
    lambda A, B: np.linalg.solve(A, B[..., None])[..., 0],
    A=lambda grad, A, result: (
        -(_solved(_flipped(A), grad[..., None]) @ _flipped(result[..., None]))
    ),
    B=lambda grad, A: _solved(_flipped(A), grad[..., None])[..., 0],
    node="LinalgSolveExBackward0",
    public=False,
)


def _solved(A: Any, B: Any) -> Any:
    return _solve(A, B) if isinstance(A, Tensor) else np.linalg.solve(A, B)


def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """X with A @ X = B (X @ A = B for left=False); B is a vector or has the columns to solve for.

    Raises RuntimeError if A is singular.

    >>> import minigrad as mg
    >>> mg.linalg.solve(mg.tensor([[2., 0.], [0., 4.]]), mg.tensor([2., 2.]))
    tensor([1.0000, 0.5000])
    """
    a, b = _square(A, "linalg.solve")._array.shape, B._array.shape
    if A._array.dtype is not B._array.dtype:
        raise RuntimeError(
            "linalg.solve: Expected A and B to have the same dtype, but found A of type "
            f"{A.dtype.tensor_type} and B of type {B.dtype.tensor_type} instead"
        )
    vector = len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])
    try:
        if vector:
            return _solve_vector(A, B)
        if not left:
            return _flipped(solve(_flipped(A), _flipped(B)))
        if a[-1] != b[-2]:
            raise RuntimeError(
                f"linalg.solve: Incompatible shapes of A and B for the equation AX = B "
                f"({a[-2]}x{a[-1]} and {b[-2]}x{b[-1]})"
            )
        return _solve(A, B)
    except np.linalg.LinAlgError:
        raise _singular("torch.linalg.solve", "solver failed") from None


# ------------------------------------------------------------------ determinants


def _cofactors(A: Any, det: Any) -> Any:
    """The derivative of the determinant by each element; for singular matrices too."""
    if isinstance(A, Tensor) or np.all(det):
        return det[..., None, None] * _flipped(np.linalg.inv(A))
    u, s, vh = np.linalg.svd(A)
    n = s.shape[-1]
    others = np.where(np.eye(n, dtype=bool), 1, s[..., None, :])
    sign = np.linalg.det(u) * np.linalg.det(vh)
    return np.asarray(sign)[..., None, None] * ((u * np.prod(others, -1)[..., None, :]) @ vh)


_det = row(
    "det_row",
    lambda A: np.linalg.det(A),
    A=lambda grad, A, result: grad[..., None, None] * _cofactors(A, result),
    node="LinalgDetBackward0",
    public=False,
)
_logabsdet = row(
    "logabsdet_row",
    lambda A: np.linalg.slogdet(A)[1],
    A=lambda grad, A: grad[..., None, None] * _flipped(np.linalg.inv(A)),
    node="LinalgSlogdetBackward0",
    public=False,
)


@operation(
    "(Tensor input)",
    numpy=np.linalg.det,
)
def det(A: Tensor) -> Tensor:
    """The determinant of a square matrix, or of each of a batch.

    >>> import minigrad as mg
    >>> mg.linalg.det(mg.tensor([[2., 0.], [0., 4.]]))
    tensor(8.)
    """
    return _det(_square(A, "linalg.det"))


@operation(
    "(Tensor input, *, Tensor[2] out=None)",
    numpy=np.linalg.slogdet,
)
def slogdet(A: Tensor) -> tuple[Tensor, Tensor]:
    """The sign and the logarithm of the size of the determinant."""
    logabs = _logabsdet(_square(A, "linalg.slogdet"))
    return wrap(np.linalg.slogdet(A._array)[0]), logabs


@operation(
    "(Tensor input)",
)
def logdet(self: Tensor) -> Tensor:
    """The logarithm of the determinant; nan if that is negative."""
    sign, logabs = slogdet(_square(self, "logdet"))
    return where(wrap(sign._array < 0), float("nan"), logabs)


# ------------------------------------------------------------------ Cholesky


def _d_cholesky(grad: Any, upper: bool, result: Any) -> Any:
    if upper:
        grad, result = _flipped(grad), _flipped(result)
    half = _flipped(result) @ grad
    n = result.shape[-1]
    lower = choose(np.tri(n, dtype=bool), half, 0)
    phi = lower * (
        1 - 0.5 * np.eye(n, dtype=(result._array if isinstance(result, Tensor) else result).dtype)
    )
    inverse = np.linalg.inv(result)
    s = _flipped(inverse) @ phi @ inverse
    return (s + _flipped(s)) * 0.5


_cholesky = row(
    "cholesky_row",
    lambda A, upper: _flipped(np.linalg.cholesky(A)) if upper else np.linalg.cholesky(A),
    A=_d_cholesky,
    node="LinalgCholeskyExBackward0",
    public=False,
)


def cholesky(A: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangle L with L @ L.T = A, for a symmetric positive-definite A."""
    try:
        return _cholesky(_square(A, "linalg.cholesky"), upper)
    except np.linalg.LinAlgError:
        raise RuntimeError(
            "linalg.cholesky: The factorization could not be completed because the input is not "
            "positive-definite"
        ) from None


@operation(
    "(Tensor input, int n, *, Tensor out=None)",
    numpy=np.linalg.matrix_power,
)
def matrix_power(A: Tensor, n: int) -> Tensor:
    """A @ A @ ... n times; for a negative n the inverse so often, for 0 the identity."""
    shape = A._array.shape
    if n < 0 or len(shape) < 2 or shape[-1] != shape[-2]:
        _square(A, "linalg.matrix_power")
    if n == 0:
        identity = np.broadcast_to(np.eye(A._array.shape[-1], dtype=A._array.dtype), A._array.shape)
        return wrap(identity.copy())
    if n < 0:
        A, n = inv(A), -n
    if n == 1:
        return A.clone()
    result: Tensor | None = None
    if n == 3:
        return matmul(matmul(A, A), A)
    while n:
        if n % 2:
            result = A if result is None else matmul(result, A)
        n //= 2
        A = matmul(A, A) if n else A
    assert result is not None
    return result
