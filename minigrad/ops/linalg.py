"""Products of vectors, matrices and batches of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from .operands import not_a_tensor
from .rows import register, row
from .views import expand, reshape, transpose, unsafe_view, unsqueeze, view_row

# The transpose of the last two dimensions, for arrays and Tensors alike.


def _t(matrix: Any) -> Any:
    return np.swapaxes(matrix, -1, -2)


dot = row(
    "dot",
    lambda self, tensor: self.dot(tensor),
    self=lambda grad, tensor: grad * tensor,
    tensor=lambda grad, self: grad * self,
)
_mv = row(
    "mv",
    lambda self, vec: self.dot(vec),
    self=lambda grad, vec: grad[:, None] * vec,
    vec=lambda grad, self: self.T @ grad,
)
_mm = row(
    "mm",
    lambda self, mat2: self.dot(mat2),
    self=lambda grad, mat2: grad @ mat2.T,
    mat2=lambda grad, self: self.T @ grad,
)
_bmm = row(
    "bmm",
    lambda self, mat2: self @ mat2,
    self=lambda grad, mat2: grad @ _t(mat2),
    mat2=lambda grad, self: _t(self) @ grad,
)
_squeeze_back = view_row(
    "squeeze_",
    lambda self, dim: self.squeeze(dim),
    self=lambda grad, self_sym_sizes, dim: grad.reshape(self_sym_sizes),
    node="SqueezeBackward4",
)


def matmul(self: Tensor, other: Tensor) -> Tensor:
    """The matrix product, by the number of dimensions: vectors, matrices, batches that broadcast.

    (n) @ (n) -> (), (m, n) @ (n) -> (m), (m, n) @ (n, p) -> (m, p),
    (..., m, n) @ (..., n, p) -> (..., m, p). Raises RuntimeError for 0-d tensors, for lengths
    that do not meet, and for different element types.

    >>> import minigrad as mg
    >>> mg.matmul(mg.tensor([[1., 2.], [3., 4.]]), mg.tensor([1., 10.]))
    tensor([21., 43.])
    """
    for operand in (self, other):
        if not isinstance(operand, Tensor):
            raise not_a_tensor("matmul", operand)
    x, y = self._array, other._array
    if x.ndim == 0 or y.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {x.ndim}D and {y.ndim}D"
        )
    if x.dtype is not y.dtype:
        raise RuntimeError(
            "expected m1 and m2 to have the same dtype, but got: "
            f"{self.dtype.name} != {other.dtype.name}"
        )
    if x.ndim == 2 and y.ndim == 2:
        _check_mm(x.shape, y.shape)
        return _mm(self, other)
    if x.ndim == 1 and y.ndim == 1:
        if x.shape != y.shape:
            raise RuntimeError(
                "inconsistent tensor size, expected tensor "
                f"{list(x.shape)} and src {list(y.shape)} to have the same number of elements, "
                f"but got {x.size} and {y.size} elements respectively"
            )
        return dot(self, other)
    if x.ndim == 2 and y.ndim == 1:
        if x.shape[1] != y.shape[0]:
            raise RuntimeError(
                f"size mismatch, got input ({x.shape[0]}), mat ({x.shape[0]}x{x.shape[1]}), "
                f"vec ({y.shape[0]})"
            )
        return _mv(self, other)
    if x.ndim == 1 and y.ndim == 2:
        _check_mm((1, *x.shape), y.shape)
        return _squeeze_back(_mm(unsqueeze(self, 0), other), 0)
    return _batched(self, other)


def _check_mm(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    if a[1] != b[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a[0]}x{a[1]} and {b[0]}x{b[1]})"
        )


def _batched(self: Tensor, other: Tensor) -> Tensor:
    """At least one side has three dimensions: fold the batch into the rows, or use bmm."""
    a, b = self._array.shape, other._array.shape
    if len(b) <= 2:
        # The batch of the left side is only more rows.
        rows = int(np.prod(a[:-1]))
        folded = reshape(self, rows, a[-1])
        product = matmul(folded, other)
        return unsafe_view(product, (*a[:-1], *b[1:]))
    if len(a) == 1:
        # A vector times a batch: the batch's columns become rows of one matrix.
        flipped = reshape(transpose(other, -2, -1), int(np.prod(b[:-2])) * b[-1], b[-2])
        return unsafe_view(matmul(flipped, self), (*b[:-2], b[-1]))
    if a[-1] != b[-2]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: "
            f"[{int(np.prod(a[:-2]))}, {a[-1]}] but got: [{int(np.prod(b[:-2]))}, {b[-2]}]."
        )
    try:
        batch = np.broadcast_shapes(a[:-2], b[:-2])
    except ValueError:
        raise RuntimeError(
            f"The size of tensor a ({a[0]}) must match the size of tensor b ({b[0]}) at "
            "non-singleton dimension 0"
        ) from None
    count = int(np.prod(batch))
    left = reshape(expand(self, *batch, *a[-2:]), count, *a[-2:])
    right = reshape(expand(other, *batch, *b[-2:]), count, *b[-2:])
    return unsafe_view(_bmm(left, right), (*batch, a[-2], b[-1]))


def mm(self: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices: (m, n) and (n, p) give (m, p)."""
    if self._array.ndim != 2 or mat2._array.ndim != 2:
        raise RuntimeError(
            f"{'self' if self._array.ndim != 2 else 'mat2'} must be a matrix"
        )
    return matmul(self, mat2)


def mv(self: Tensor, vec: Tensor) -> Tensor:
    """The product of a matrix and a vector: (m, n) and (n) give (m)."""
    if self._array.ndim != 2 or vec._array.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got {vec._array.ndim}, {self._array.ndim}, "
            f"{vec._array.ndim}"
        )
    return matmul(self, vec)


def bmm(self: Tensor, mat2: Tensor) -> Tensor:
    """The products of two batches of matrices: (b, m, n) and (b, n, p) give (b, m, p)."""
    for which, tensor in (("batch1", self), ("batch2", mat2)):
        if tensor._array.ndim != 3:
            raise RuntimeError(f"{which} must be a 3D tensor")
    a, b = self._array.shape, mat2._array.shape
    if (a[0], a[2]) != (b[0], b[1]):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{a[0]}, {a[2]}] but got: [{b[0]}, {b[1]}]."
        )
    return _bmm(self, mat2)


register("matmul", matmul, np.matmul)
register("mm", mm)
register("mv", mv)
register("bmm", bmm)
