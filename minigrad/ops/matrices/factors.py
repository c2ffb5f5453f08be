"""Factors of matrices: eigenvalues of symmetric ones, singular values, and qr.

The formulas are those of Giles, "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation" (2008). Where two eigenvalues or singular values are equal their
vectors are not determined, and the gradient of anything that depends on them is infinite or nan.
The values themselves have a gradient there, too: nothing of the vectors' part is computed for it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...engine.tensor import Tensor
from ..several import several
from ..words import choose
from .linalg import _flipped
from .solve import _float_matrix


class EighResult(NamedTuple):
    """Eigenvalues, smallest first, and their vectors as columns."""

    eigenvalues: Tensor
    eigenvectors: Tensor


class SvdResult(NamedTuple):
    """U, the singular values, largest first, and V transposed."""

    U: Tensor
    S: Tensor
    Vh: Tensor


class QrResult(NamedTuple):
    """An orthogonal matrix and an upper triangle."""

    Q: Tensor
    R: Tensor


def _eye(n: int) -> Any:
    return np.eye(n, dtype=bool)


def _diagonal_matrix(values: Any) -> Any:
    """The values on the diagonal of a square matrix, for arrays and Tensors."""
    return choose(_eye(values.shape[-1]), values[..., None, :], 0 * values[..., None, :])


def _differences(values: Any) -> Any:
    """values[j] - values[i] at (i, j), and 1 on the diagonal."""
    apart = values[..., None, :] - values[..., :, None]
    return choose(_eye(values.shape[-1]), 0 * apart + 1, apart)


# ------------------------------------------------------------------ symmetric matrices


def _d_eigh(d_values: Any, d_vectors: Any, values: Any, vectors: Any) -> Any:
    if d_vectors is None:
        return vectors @ _diagonal_matrix(d_values) @ _flipped(vectors)
    # The vectors can only turn, so what of their gradient is no turn does not count.
    turned = _flipped(vectors) @ d_vectors
    turned = (turned - _flipped(turned)) / 2
    inner = choose(_eye(values.shape[-1]), 0 * turned, turned / _differences(values))
    if d_values is not None:
        inner = inner + _diagonal_matrix(d_values)
    return vectors @ inner @ _flipped(vectors)


_eigh = several("LinalgEighBackward0", np.linalg.eigh, _d_eigh)


def eigh(A: Tensor, UPLO: str = "L") -> EighResult:
    """The eigenvalues and eigenvectors of a symmetric matrix, of which one triangle is read.

    >>> import minigrad as mg
    >>> mg.linalg.eigh(mg.tensor([[2., 1.], [1., 2.]])).eigenvalues
    tensor([1., 3.])
    """
    if UPLO not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return EighResult(*_eigh(_float_matrix(A, "linalg.eigh", square=True), UPLO))


# ------------------------------------------------------------------ any matrices


def _d_svd(dU: Any, dS: Any, dVh: Any, U: Any, S: Any, Vh: Any) -> Any:
    """Three parts: what turns U and V within their own planes, what stretches, what leaves them."""
    if dU is None and dVh is None:
        return U @ _diagonal_matrix(dS) @ Vh
    dU, dVh = (0 * of if d is None else d for d, of in ((dU, U), (dVh, Vh)))
    V, dV = _flipped(Vh), _flipped(dVh)
    s_row, s_column = S[..., None, :], S[..., :, None]
    gaps = _differences(S * S)
    u, v = _flipped(U) @ dU, Vh @ dV
    inner = ((u - _flipped(u)) / gaps) * s_row + s_column * ((v - _flipped(v)) / gaps)
    if dS is not None:
        inner = inner + _diagonal_matrix(dS)
    total = U @ inner @ Vh
    if U.shape[-2] > S.shape[-1]:
        total = total + ((dU - U @ u) / s_row) @ Vh
    if Vh.shape[-1] > S.shape[-1]:
        total = total + (U / s_row) @ _flipped(dV - V @ v)
    return total


_svd = several("LinalgSvdBackward0", lambda self: np.linalg.svd(self, full_matrices=False), _d_svd)


def svd(A: Tensor, full_matrices: bool = True) -> SvdResult:
    """U, S, Vh with A = U @ diag(S) @ Vh. Only `full_matrices=False` can be differentiated.

    >>> import minigrad as mg
    >>> mg.linalg.svd(mg.tensor([[0., 2.], [3., 0.]])).S
    tensor([3., 2.])
    """
    A = _float_matrix(A, "linalg.svd")
    rows, columns = A._array.shape[-2:]
    if full_matrices and rows != columns:
        if A.requires_grad:
            raise RuntimeError(
                "linalg.svd: with full_matrices=True the last columns of the larger factor are "
                "arbitrary and have no derivative; use full_matrices=False"
            )
        return SvdResult(*map(_plain, np.linalg.svd(A._array)))
    return SvdResult(*_svd(A))


def _plain(array: Any) -> Tensor:
    from ...engine.tensor import wrap

    return wrap(array)


def svdvals(A: Tensor) -> Tensor:
    """The singular values, largest first.

    >>> import minigrad as mg
    >>> mg.linalg.svdvals(mg.tensor([[0., 2.], [3., 0.]]))
    tensor([3., 2.])
    """
    return svd(A, full_matrices=False).S


def _d_qr(dQ: Any, dR: Any, Q: Any, R: Any) -> Any:
    if R.shape[-2] != R.shape[-1]:
        raise NotImplementedError("the derivative of linalg.qr is for matrices that are not wide")
    dQ, dR = (0 * of if d is None else d for d, of in ((dQ, Q), (dR, R)))
    m = R @ _flipped(dR) - _flipped(dQ) @ Q
    n = R.shape[-1]
    lower = choose(np.tri(n, dtype=bool), m, 0 * m)
    strict = choose(np.tri(n, k=-1, dtype=bool), m, 0 * m)
    return _flipped(np.linalg.solve(R, _flipped(dQ + Q @ (lower + _flipped(strict)))))


_qr = several("LinalgQrBackward0", np.linalg.qr, _d_qr)


def qr(A: Tensor, mode: str = "reduced") -> QrResult:
    """Q and R with A = Q @ R: orthogonal columns, and an upper triangle.

    >>> import minigrad as mg
    >>> Q, R = mg.linalg.qr(mg.tensor([[3., 1.], [4., 2.]]))
    >>> mg.allclose(Q @ R, mg.tensor([[3., 1.], [4., 2.]]), atol=1e-6)
    True
    """
    if mode != "reduced":
        raise RuntimeError(f"linalg.qr: only mode='reduced' is offered, not {mode!r}")
    return QrResult(*_qr(_float_matrix(A, "linalg.qr")))
