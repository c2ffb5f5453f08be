"""Systems without an exact solution: the pseudo-inverse, the rank."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..rows import row
from .linalg import _flipped
from .solve import _float_matrix


def _bound(value: Any) -> Any:
    """A number, or a tensor of a number for each matrix."""
    return np.asarray(value._array)[..., None] if isinstance(value, Tensor) else value


def _counts(values: Any, shape: tuple[int, ...], atol: Any, rtol: Any) -> Any:
    """Which singular values are not taken for 0: those above a part of the largest one."""
    if rtol is None:
        usual = max(shape[-2:]) * np.finfo(values.dtype).eps
        rtol = usual if atol is None else np.where(np.greater(atol, 0), 0.0, usual)
    largest = values.max(-1, keepdims=True, initial=0)
    return values > np.maximum(0.0 if atol is None else atol, rtol * largest)


def _whole(A: Any, hermitian: bool) -> Any:
    """Of a symmetric matrix only the lower triangle is read."""
    return np.tril(A) + _flipped(np.tril(A, -1)) if hermitian else A


def _d_pinv(grad: Any, A: Any, result: Any) -> Any:
    """How each element of A changes its pseudo-inverse P.

    dP = -P dA P + P Pᵀ dAᵀ (1 - A P) + (1 - P A) dAᵀ Pᵀ P: the first term is that of an inverse,
    the others are what leaves the column space and the row space.
    """
    P, Pt, back = result, _flipped(result), _flipped(grad)
    inside = -(Pt @ grad @ Pt)
    columns = (back - A @ (P @ back)) @ P @ Pt
    rows = Pt @ P @ (back - (back @ P) @ A)
    return inside + columns + rows


def _pinv_forward(A: Any, atol: Any, rtol: Any, hermitian: bool) -> Any:
    U, S, Vh = np.linalg.svd(_whole(A, hermitian), full_matrices=False)
    inverse = np.where(_counts(S, A.shape, atol, rtol), 1 / S, 0).astype(S.dtype)
    return (_flipped(Vh) * inverse[..., None, :]) @ _flipped(U)


_pinv = row(
    "linalg_pinv",
    lambda A, atol, rtol, hermitian: _pinv_forward(A, atol, rtol, hermitian),
    A=lambda grad, A, result: _d_pinv(grad, A, result),
    public=False,
)


def pinv(A: Tensor, rtol: Any = None, hermitian: bool = False, *, atol: Any = None) -> Tensor:
    """The pseudo-inverse P of any matrix: A P A = A; `P @ b` is the best x for A x = b.

    rtol, atol: singular values below this part of the largest one, or below this, count as 0.
    hermitian: of a symmetric matrix, of which only the lower triangle is read.

    >>> import minigrad as mg
    >>> mg.linalg.pinv(mg.tensor([[2., 0.], [0., 4.], [0., 0.]]))
    tensor([[0.5000, 0.0000, 0.0000],
            [0.0000, 0.2500, 0.0000]])
    """
    A = _float_matrix(A, "linalg.pinv")
    return _pinv(A, _bound(atol), _bound(rtol), hermitian)


def matrix_rank(
    A: Tensor, rtol: Any = None, hermitian: bool = False, *, atol: Any = None
) -> Tensor:
    """How many rows are independent: how many singular values are not 0.

    rtol, atol, hermitian: as for `pinv`.

    >>> import minigrad as mg
    >>> mg.linalg.matrix_rank(mg.tensor([[1., 2.], [2., 4.]]))
    tensor(1)
    """
    array = _whole(_float_matrix(A, "linalg.matrix_rank")._array, hermitian)
    values = np.linalg.svd(array, compute_uv=False)
    counts = _counts(values, array.shape, _bound(atol), _bound(rtol))
    return wrap(np.asarray(np.count_nonzero(counts, axis=-1), np.int64)[()])
