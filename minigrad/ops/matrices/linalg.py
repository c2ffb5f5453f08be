"""Products of vectors, matrices and batches of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..kinds import check_alike, check_kind
from ..operands import HALF, broadcast_error, in_single, not_a_tensor
from ..rows import binary, operation, row
from ..shapes.lengths import expand, squeeze, squeeze_, unsqueeze
from ..shapes.orders import t, transpose
from ..shapes.views import contiguous, reshape, shares_memory_as, unsafe_view
from ..words import product


def _flipped(matrices: Any) -> Any:
    """The last two dimensions exchanged, for arrays and Tensors alike."""
    return matrices.swapaxes(-1, -2)


def _numbers(kernel: str, left: Tensor, right: Tensor) -> tuple[Any, Any]:
    """The arrays, refused if they are of bools (of which nothing but nothing has a product)."""
    if left._array.size and right._array.size:
        check_kind(left, kernel)
    return left._array, right._array


_dot = row(
    "dot",
    lambda self, tensor: self.dot(tensor),
    self=lambda grad, tensor: grad * tensor,
    tensor=lambda grad, self: grad * self,
    single=True,
)
_mv = row(
    "mv",
    lambda self, vec: self.dot(vec),
    self=lambda grad, vec: grad[:, None] * vec,
    vec=lambda grad, self: self.T @ grad,
    single=True,
)
_mm = binary(
    "mm",
    np.ndarray.dot,
    self=lambda grad, other: product(grad, other.T),
    other=lambda grad, self: product(self.T, grad),
    accepts=lambda self, other: _numbers("addmm_impl_cpu_", self, other),
    shown_as={"other": "mat2"},
)
_bmm = row(
    "bmm",
    lambda self, mat2: self @ mat2,
    self=lambda grad, mat2: grad @ _flipped(mat2),
    mat2=lambda grad, self: _flipped(self) @ grad,
    single=True,
)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
    numpy=np.matmul,
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
    try:
        x, y = self._array, other._array
    except AttributeError:
        raise not_a_tensor("matmul", other if isinstance(self, Tensor) else self) from None
    if x.ndim == 2 == y.ndim and x.dtype is y.dtype:
        if x.shape[1] != y.shape[0]:
            _check_mm(x.shape, y.shape)
        return in_single(_mm, (self, other)) if x.dtype is HALF else _mm(self, other)
    if x.ndim == 0 or y.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {x.ndim}D and {y.ndim}D"
        )
    if x.dtype is not y.dtype:
        raise _two_types(self, other)
    if x.ndim == 1 and y.ndim == 1:
        return dot(self, other)
    if x.ndim == 2 and y.ndim == 1:
        if x.shape[1] != y.shape[0]:
            raise RuntimeError(
                f"size mismatch, got input ({x.shape[0]}), mat ({x.shape[0]}x{x.shape[1]}), "
                f"vec ({y.shape[0]})"
            )
        _numbers("addmv_impl_cpu", self, other)
        return _mv(self, other)
    if x.ndim == 1 and y.ndim == 2:
        _check_mm((1, *x.shape), y.shape)
        return squeeze_(matmul(unsqueeze(self, 0), other), 0)
    return _batched(self, other)


def _two_types(self: Tensor, other: Tensor) -> RuntimeError:
    """PyTorch's words for two element types, which it does not promote in a matrix product."""
    a, b = self.dtype, other.dtype
    ndims = (self._array.ndim, other._array.ndim)
    if ndims == (1, 1):
        return RuntimeError(
            "dot : expected both vectors to have same dtype, but found "
            f"{a.tensor_type} and {b.tensor_type}"
        )
    if ndims == (2, 1):
        return RuntimeError(
            "addmv input tensors must have the same dtype, but got "
            f"{b.tensor_type}, {a.tensor_type}, and {b.tensor_type}"
        )
    if min(ndims) > 2:
        return RuntimeError(f"expected scalar type {a.tensor_type} but found {b.tensor_type}")
    return RuntimeError(
        f"expected m1 and m2 to have the same dtype, but got: {a.c_name} != {b.c_name}"
    )


def _check_mm(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    if a[1] != b[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a[0]}x{a[1]} and {b[0]}x{b[1]})"
        )


def _batched(self: Tensor, other: Tensor) -> Tensor:
    """At least one side has three dimensions. Step for step what PyTorch does, because the
    steps are seen in the graph: fold a batch into the rows of one matrix, or use bmm."""
    a, b = self._array.shape, other._array.shape
    if len(a) == len(b) == 3 and a[0] != b[0]:
        if a[0] == 1 and self.requires_grad:
            return _batched(squeeze(self, 0), other)
        if b[0] == 1 and other.requires_grad:
            return _batched(self, squeeze(other, 0))
    if len(b) <= 2 and (other.requires_grad or _foldable(self)):
        return _folded(self, other)
    if len(a) == 1 and (self.requires_grad or _foldable(transpose(other, -2, -1))):
        return _folded(transpose(other, -2, -1), self)
    if len(a) == 2 and self.requires_grad:
        product = _folded(transpose(other, -2, -1), t(self))
        return contiguous(transpose(product, -2, -1))

    rows, columns = (a[-2] if len(a) > 1 else None), (b[-1] if len(b) > 1 else None)
    a2, b2 = (a if len(a) > 1 else (1, *a)), (b if len(b) > 1 else (*b, 1))
    if a2[-1] != b2[-2]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{math.prod(a2[:-2])}, {a2[-1]}] but got: [{math.prod(b2[:-2])}, {b2[-2]}]."
        )
    try:
        same = a2[:-2] == b2[:-2]
        batch = a2[:-2] if same else np.broadcast_shapes(a2[:-2], b2[:-2])
    except ValueError as error:
        raise broadcast_error(np.empty(a2[:-2]), np.empty(b2[:-2]), error) from None
    count = math.prod(batch)
    other = other if len(b) > 1 else unsqueeze(other, 1)
    left = reshape(expand(self, *batch, *a2[-2:]), count, *a2[-2:])
    right = reshape(expand(other, *batch, *b2[-2:]), count, *b2[-2:])
    kept = tuple(n for n in (rows, columns) if n is not None)
    return unsafe_view(product_of_batches(left, right), (*batch, *kept))


def product_of_batches(left: Tensor, right: Tensor) -> Tensor:
    """The products of two batches of matrices of one type, whose shapes fit."""
    _numbers("bmm", left, right)
    check_alike(left, right)
    return _bmm(left, right)


def _foldable(batch: Tensor) -> bool:
    """Whether all but the last dimension can be made one without copying."""
    array = batch._array
    return array.size == 0 or shares_memory_as(array, (-1, array.shape[-1]))


def _folded(batch: Tensor, other: Tensor) -> Tensor:
    """A batch of matrices times one matrix or vector: the batch is only more rows."""
    shape = batch._array.shape
    rows = reshape(batch, math.prod(shape[:-1]), shape[-1])
    return unsafe_view(matmul(rows, other), (*shape[:-1], *other._array.shape[1:]))


def check_dot(self: Tensor, tensor: Tensor) -> None:
    """PyTorch's errors for what are not two vectors of one type and length."""
    x, y = self._array, tensor._array
    if x.ndim != 1 or y.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {x.ndim}D and {y.ndim}D tensors")
    if x.dtype is not y.dtype:
        raise _two_types(self, tensor)
    if x.shape != y.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor {list(x.shape)} and src {list(y.shape)} "
            f"to have the same number of elements, but got {x.size} and {y.size} elements "
            "respectively"
        )


@operation(
    "(Tensor input, Tensor tensor, *, Tensor out=None)",
)
def dot(self: Tensor, tensor: Tensor) -> Tensor:
    """The sum of the products of two vectors of one length.

    >>> import minigrad as mg
    >>> mg.dot(mg.tensor([1., 2.]), mg.tensor([3., 4.]))
    tensor(11.)
    """
    check_dot(self, tensor)
    check_kind(self, "dot")
    return _dot(self, tensor)


@operation(
    "(Tensor input, Tensor mat2, *, Tensor out=None)",
)
def mm(self: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices: (m, n) and (n, p) give (m, p)."""
    if self._array.ndim != 2 or mat2._array.ndim != 2:
        raise RuntimeError(f"{'self' if self._array.ndim != 2 else 'mat2'} must be a matrix")
    return matmul(self, mat2)


@operation(
    "(Tensor input, Tensor vec, *, Tensor out=None)",
)
def mv(self: Tensor, vec: Tensor) -> Tensor:
    """The product of a matrix and a vector: (m, n) and (n) give (m)."""
    if not self._array.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if self._array.ndim != 2 or vec._array.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {self._array.ndim}, {vec._array.ndim}"
        )
    return matmul(self, vec)


@operation(
    "(Tensor input, Tensor mat2, *, Tensor out=None)",
)
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
    return product_of_batches(self, mat2)
