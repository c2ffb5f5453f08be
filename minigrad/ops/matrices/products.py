"""Products over chosen dimensions, step for step as PyTorch makes them: einsum, outer, addmm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..elementwise.pointwise import mul
from ..kinds import check_kind
from ..reductions.reduce import sum as total
from ..rows import FACES, operation, register, row
from ..shapes.lengths import expand
from ..shapes.orders import permute
from ..shapes.views import reshape, unsafe_view
from ..words import product
from .linalg import _check_mm, matmul


@operation(
    "(Tensor input, Tensor vec2, *, Tensor out=None)",
)
def outer(self: Tensor, vec2: Tensor) -> Tensor:
    """Each element of one vector times each of the other: (m) and (n) give (m, n).

    >>> import minigrad as mg
    >>> mg.outer(mg.tensor([1., 2.]), mg.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    for name, tensor in (("self", self), ("vec2", vec2)):
        if tensor._array.ndim != 1:
            raise RuntimeError(
                f"outer: Expected 1-D argument {name}, but got {tensor._array.ndim}-D"
            )
    return mul(reshape(self, -1, 1), vec2)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
)
def inner(self: Tensor, other: Tensor) -> Tensor:
    """The sum of the products over the last dimension of both."""
    if self._array.ndim == 0 or other._array.ndim == 0:
        return mul(self, other)
    if self._array.shape[-1] != other._array.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(self._array.shape)} and {list(other._array.shape)}"
        )
    return tensordot(self, other, ([-1], [-1]))


@operation(
    method=False,
)
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """The sum of the products over several dimensions of both.

    dims: how many (the last of `a` with the first of `b`), or two lists that name them.

    >>> import minigrad as mg
    >>> mg.tensordot(mg.ones(2, 3), mg.ones(3, 4), dims=1).shape
    torch.Size([2, 4])
    """
    if isinstance(dims, Tensor):
        dims = int(dims.item())
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a._array.ndim, b._array.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(-dims, 0)), list(range(dims)))
    if a._array.dtype is not b._array.dtype:
        raise RuntimeError("both inputs should have same dtype")
    of_a = [checked_dim(d, a._array.ndim) for d in _listed(dims[0])]
    of_b = [checked_dim(d, b._array.ndim) for d in _listed(dims[1])]
    n, m = a._array.shape, b._array.shape
    for d, e in zip(of_a, of_b, strict=True):  # a length of 1 goes with any other
        if n[d] == 1 != m[e]:
            b = total(b, e, True)
        elif m[e] == 1 != n[d]:
            a = total(a, d, True)
    n, m = a._array.shape, b._array.shape
    if [n[d] for d in of_a] != [m[d] for d in of_b]:
        raise RuntimeError(
            "contracted dimensions need to match, but first has size "
            f"{[n[d] for d in of_a]} in dims {of_a} and second has size {[m[d] for d in of_b]}"
        )
    free_a = [d for d in range(len(n)) if d not in of_a]
    free_b = [d for d in range(len(m)) if d not in of_b]
    count = math.prod(n[d] for d in of_a)
    rows, columns = math.prod(n[d] for d in free_a), math.prod(m[d] for d in free_b)
    left = reshape(permute(a, *free_a, *of_a), rows, count)
    right = reshape(permute(b, *of_b, *free_b), count, columns)
    return reshape(matmul(left, right), *[n[d] for d in free_a], *[m[d] for d in free_b])


def _listed(dims: Any) -> list[int]:
    return [dims] if isinstance(dims, int) else [int(d) for d in dims]


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
)
def kron(self: Tensor, other: Tensor) -> Tensor:
    """The Kronecker product: each element of `self` times the whole of `other`."""
    a, b = self._array.shape, other._array.shape
    ndim = max(len(a), len(b))
    a, b = (1,) * (ndim - len(a)) + a, (1,) * (ndim - len(b)) + b
    wide_a = [n for pair in zip(a, [1] * ndim, strict=True) for n in pair]
    wide_b = [n for pair in zip([1] * ndim, b, strict=True) for n in pair]
    product = mul(unsafe_view(self, tuple(wide_a)), unsafe_view(other, tuple(wide_b)))
    return unsafe_view(product, tuple(m * n for m, n in zip(a, b, strict=True)))


# ------------------------------------------------------------------ a product added to something

_addmm = row(
    "addmm_row",
    lambda self, mat1, mat2, beta, alpha: _weighted(self, beta, mat1.dot(mat2), alpha),
    self=lambda grad, beta: _times(grad, beta),
    mat1=lambda grad, mat2, alpha: _times(product(grad, mat2.T), alpha),
    mat2=lambda grad, mat1, alpha: _times(product(mat1.T, grad), alpha),
    single=True,
    node="AddmmBackward0",
    public=False,
)
_addmv = row(
    "addmv_row",
    lambda self, mat, vec, beta, alpha: _weighted(self, beta, mat.dot(vec), alpha),
    self=lambda grad, beta: grad * beta,
    mat=lambda grad, vec, alpha: grad[:, None] * (vec * alpha),
    vec=lambda grad, mat, alpha: (mat.T @ grad) * alpha,
    single=True,
    node="AddmvBackward0",
    public=False,
)
_baddbmm = row(
    "baddbmm_row",
    lambda self, batch1, batch2, beta, alpha: _weighted(self, beta, batch1 @ batch2, alpha),
    self=lambda grad, beta: grad * beta,
    batch1=lambda grad, batch2, alpha: (grad @ np.swapaxes(batch2, 1, 2)) * alpha,
    batch2=lambda grad, batch1, alpha: (np.swapaxes(batch1, 1, 2) @ grad) * alpha,
    single=True,
    node="BaddbmmBackward0",
    public=False,
)


def _times(product: Any, alpha: Any) -> Any:
    return product if alpha == 1 else product * alpha


def _weighted(added: Any, beta: Any, product: Any, alpha: Any) -> Any:
    if alpha != 1:
        product = product * product.dtype.type(alpha)
    if beta == 0:
        return product
    product += added if beta == 1 else added * added.dtype.type(beta)
    return product


@operation(
    "(Tensor input, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1, Tensor out=None)",
    "(Scalar beta, Tensor input, Scalar alpha, Tensor mat1, Tensor mat2, *, "
    "Tensor out=None)|deprecated",
    "(Scalar beta, Tensor input, Tensor mat1, Tensor mat2, *, Tensor out=None)|deprecated",
)
def addmm(self: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · self + alpha · mat1 @ mat2: what a linear layer computes.

    >>> import minigrad as mg
    >>> mg.addmm(mg.tensor([1., 1.]), mg.eye(2), mg.eye(2))
    tensor([[2., 1.],
            [1., 2.]])
    """
    _check_same_type(self, mat1, mat2)
    check_kind(mat1, "addmm_impl_cpu_")
    for name, matrix in (("mat1", mat1), ("mat2", mat2)):
        if matrix._array.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {matrix._array.ndim}-D tensor")
    _check_mm(mat1._array.shape, mat2._array.shape)
    _check_expands(self, (mat1._array.shape[0], mat2._array.shape[1]))
    return _addmm(self, mat1, mat2, beta, alpha)


@operation(
    "(Scalar beta, Tensor input, Scalar alpha, Tensor mat, Tensor vec, *, "
    "Tensor out=None)|deprecated",
    "(Scalar beta, Tensor input, Tensor mat, Tensor vec, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1, Tensor out=None)",
)
def addmv(self: Tensor, mat: Tensor, vec: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · self + alpha · mat @ vec."""
    if mat._array.ndim != 2 or vec._array.ndim != 1 or mat._array.shape[1] != vec._array.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input, mat {list(mat._array.shape)}, vec {list(vec._array.shape)}"
        )
    _check_expands(self, (mat._array.shape[0],))
    if len({t._array.dtype for t in (self, mat, vec)}) > 1:
        kinds = [t.dtype.tensor_type for t in (self, mat, vec)]
        raise RuntimeError(
            "addmv input tensors must have the same dtype, but got "
            f"{kinds[0]}, {kinds[1]}, and {kinds[2]}"
        )
    check_kind(mat, "addmv_impl_cpu")
    return _addmv(self, mat, vec, beta, alpha)


@operation(
    "(Tensor input, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1, "
    "Tensor out=None)",
    "(Scalar beta, Tensor input, Scalar alpha, Tensor batch1, Tensor batch2, *, "
    "Tensor out=None)|deprecated",
    "(Scalar beta, Tensor input, Tensor batch1, Tensor batch2, *, Tensor out=None)|deprecated",
)
def baddbmm(
    self: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1
) -> Tensor:
    """beta · self + alpha · batch1 @ batch2, for batches of matrices."""
    a, b = batch1._array.shape, batch2._array.shape
    if len(b) < 3:
        checked_dim(2 if len(b) != 1 else 1, len(b))
    if len(a) != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    if len(a) != 3 or len(b) != 3 or (a[0], a[2]) != (b[0], b[1]):
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{a[0]}, {a[-1]}] but got: {list(b[:2])}."
        )
    _check_expands(self, (a[0], a[1], b[2]))
    if len({t._array.dtype for t in (self, batch1, batch2)}) > 1:
        kinds = [t.dtype.c_name for t in (self, batch1, batch2)]
        raise RuntimeError(
            f"Input dtypes must be the same, got: input {kinds[0]}, batch1: {kinds[1]}, "
            f"batch2: {kinds[2]}"
        )
    check_kind(batch1, "baddbmm")
    return _baddbmm(self, batch1, batch2, beta, alpha)


def _check_same_type(self: Tensor, mat1: Tensor, mat2: Tensor) -> None:
    for name, matrix in (("self", self), ("mat1", mat1)):
        if matrix._array.dtype is not mat2._array.dtype:
            raise RuntimeError(
                f"{name} and mat2 must have the same dtype, but got "
                f"{matrix.dtype.tensor_type} and {mat2.dtype.tensor_type}"
            )


def _check_expands(self: Tensor, shape: tuple[int, ...]) -> None:
    """PyTorch's error when what is added does not broadcast to the shape of the product."""
    if self._array.shape not in (shape, shape[-1:]):
        expand(self.detach(), *shape)


register("ger", outer, face=FACES["outer"])
