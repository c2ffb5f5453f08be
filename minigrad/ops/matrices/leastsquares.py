"""Systems without an exact solution: the pseudo-inverse, the rank."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..kinds import check_constant
from ..operands import shape_together
from ..rows import row
from .linalg import _flipped
from .solve import _float_matrix


def _bound(value: Any) -> Any:
    """A number, or a tensor of a number for each matrix."""
    return np.asarray(value._array)[..., None] if isinstance(value, Tensor) else value


def _check_bounds(A: Tensor, *bounds: Any) -> None:
    """The bounds broadcast with one singular value a matrix, or PyTorch's error."""
    values = wrap(np.broadcast_to(np.float32(), A._array.shape[:-2]))
    shape_together(values, *(t for t in bounds if isinstance(t, Tensor)))


def _counts(values: Any, shape: tuple[int, ...], atol: Any, rtol: Any) -> Any:
    """Which singular values are not taken for 0: those above a part of the largest one."""
    if rtol is None:
        usual = max(shape[-2:]) * np.finfo(values.dtype).eps
        rtol = usual if atol is None else np.where(np.greater(atol, 0), 0.0, usual)
    largest = values.max(-1, keepdims=True, initial=0)
    return values > np.maximum(0.0 if atol is None else atol, rtol * largest)


def _whole(A: Any, hermitian: bool) -> Any:
    """Of a symmetric matrix only the lower triangle is read."""
    if not hermitian or not A.size:
        return A
    rows, columns = A.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            "linalg.eigh: A must be batches of square matrices, "
            f"but they are {rows} by {columns} matrices"
        )
    return np.tril(A) + _flipped(np.tril(A, -1))


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
    if not A.size:
        return np.zeros((*A.shape[:-2], A.shape[-1], A.shape[-2]), A.dtype)
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
    if A._array.ndim < 2:
        raise RuntimeError(
            f"linalg.pinv({A.dtype.tensor_type}{{{list(A._array.shape)}}}): expected a tensor with "
            "2 or more dimensions of float, double, cfloat or cdouble types"
        )
    A = _float_matrix(A, "linalg.pinv")
    check_constant("linalg_pinv", **{
        name: bound for name, bound in (("rtol", rtol), ("atol", atol)) if isinstance(bound, Tensor)
    })  # fmt: skip
    _check_bounds(A, atol, rtol)
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
    if not A._array.size and A._array.ndim > 1:
        return wrap(np.zeros(A._array.shape[:-2], np.int64)[()])
    if A._array.ndim < 2:
        raise RuntimeError(
            "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions."
        )
    _check_bounds(A, atol, rtol)
    array = _whole(_float_matrix(A, "linalg.matrix_rank")._array, hermitian)
    values = np.linalg.svd(array, compute_uv=False)
    counts = _counts(values, array.shape, _bound(atol), _bound(rtol))
    return wrap(np.asarray(np.count_nonzero(counts, axis=-1), np.int64)[()])
