"""Triangles and diagonals of matrices: tril, triu, diagonal, diag, trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..kinds import INTEGERS, check_kind
from ..rows import TABLE, operation, row
from ..view_rows import view_row
from ..words import choose

_tril = row(
    "tril_row",
    lambda self, diagonal: np.tril(self, diagonal),
    self=lambda grad, diagonal: _triangle(grad, diagonal, False),
    node="TrilBackward0",
    public=False,
)
_triu = row(
    "triu_row",
    lambda self, diagonal: np.triu(self, diagonal),
    self=lambda grad, diagonal: _triangle(grad, diagonal, True),
    node="TriuBackward0",
    public=False,
)


def _triangle(matrix: Any, diagonal: int, upper: bool) -> Any:
    """One triangle of a matrix; not `tril(matrix)` itself, which would be recorded as such."""
    rows, columns = matrix.shape[-2:]
    lower = np.tri(rows, columns, diagonal - upper, dtype=bool)
    return choose(~lower if upper else lower, matrix, 0)


@operation(
    "(Tensor input, int diagonal=0, *, Tensor out=None)",
)
def tril(self: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of matrices, up to `diagonal` above the main one; 0 elsewhere."""
    return _tril(_matrices(self, "tril"), diagonal)


@operation(
    "(Tensor input, int diagonal=0, *, Tensor out=None)",
)
def triu(self: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of matrices, from `diagonal` above the main one; 0 elsewhere."""
    return _triu(_matrices(self, "triu"), diagonal)


def _matrices(self: Tensor, name: str) -> Tensor:
    if self._array.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
    return self


def _diagonal_of(array: Any, offset: int, dim1: int, dim2: int) -> Any:
    part = array.diagonal(offset, dim1, dim2)
    part.flags.writeable = array.flags.writeable
    return part


def _on_diagonal(line: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
    out = np.zeros(shape, line.dtype)
    _diagonal_of(out, offset, dim1, dim2)[...] = line
    return out


def _embedded(line: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
    """An array or a Tensor put on a diagonal of zeros: the transpose of `diagonal`."""
    embed = _put_diagonal if isinstance(line, Tensor) else _on_diagonal
    return embed(line, shape, offset, dim1, dim2)


def _part(grad: Any, offset: int, dim1: int, dim2: int) -> Any:
    if isinstance(grad, Tensor):
        return _diagonal(grad, offset, dim1, dim2)
    return _diagonal_of(grad, offset, dim1, dim2)


def _diagonal_formula(grad: Any, self_sym_sizes: Any, offset: int, dim1: int, dim2: int) -> Any:
    return _embedded(grad, self_sym_sizes, offset, dim1, dim2)


_put_diagonal = row(
    "put_diagonal",
    _on_diagonal,
    line=lambda grad, offset, dim1, dim2: _part(grad, offset, dim1, dim2),
    node="DiagEmbedBackward0",
    public=False,
)
_diagonal = view_row(
    "diagonal",
    lambda self, offset, dim1, dim2: _diagonal_of(self, offset, dim1, dim2),
    self=_diagonal_formula,
)
_diagonal_copy = row(
    "diagonal_copy",
    lambda self, offset, dim1, dim2: _diagonal_of(self, offset, dim1, dim2).copy(),
    self=_diagonal_formula,
    node="DiagonalBackward0_copy",
    public=False,
)
_trace = row(
    "trace_row",
    lambda self: np.add.reduce(self.diagonal()),
    self=lambda grad, self_sym_sizes: (
        grad
        * np.eye(*self_sym_sizes, dtype=(grad._array if isinstance(grad, Tensor) else grad).dtype)
    ),
    node="TraceBackward0",
    public=False,
)


@operation(
    "(Tensor input, int offset=0, int dim1=0, int dim2=1)",
)
def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A diagonal of the plane of two dimensions, as a view; it becomes the last dimension.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).diagonal()
    tensor([1., 4.])
    """
    ndim = self._array.ndim
    dim1, dim2 = checked_dim(dim1, ndim), checked_dim(dim2, ndim)
    if dim1 == dim2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return _diagonal(self, offset, dim1, dim2)


@operation(
    "(Tensor input, int offset=0, int dim1=-2, int dim2=-1)",
)
def diag_embed(self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The last dimension put on a diagonal of new square matrices of zeros."""
    ndim = self._array.ndim + 1
    first, second = checked_dim(dim1, ndim), checked_dim(dim2, ndim)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    dim1, dim2 = first, second
    shape = list(self._array.shape[:-1])
    length = self._array.shape[-1] + abs(offset)
    for dim in sorted((dim1, dim2)):
        shape.insert(dim, length)
    return _put_diagonal(self, tuple(shape), offset, dim1, dim2)


@operation(
    "(Tensor input, int diagonal=0, *, Tensor out=None)",
)
def diag(self: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector the matrix with that diagonal.

    >>> import minigrad as mg
    >>> mg.diag(mg.tensor([1., 2.]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    if self._array.ndim == 1:
        return diag_embed(self, diagonal)
    if self._array.ndim == 2:
        return _diagonal_copy(self, diagonal, 0, 1)
    raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self._array.ndim}D")


@operation(
    "(Tensor input)",
    numpy=np.trace,
)
def trace(self: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix.

    >>> import minigrad as mg
    >>> mg.trace(mg.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
    """
    if self._array.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {self._array.ndim}")
    check_kind(self, "trace")
    return TABLE["sum"](diagonal(self)) if self._array.dtype.kind in INTEGERS else _trace(self)
