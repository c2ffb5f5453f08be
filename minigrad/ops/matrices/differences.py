"""Differences of neighbors, the cross product, and short forms of other operations."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..elementwise.pointwise import sub
from ..kinds import check_alike, check_kind
from ..operands import same_dtype
from ..reductions.sorting import sort
from ..rows import TABLE, operation, row
from ..shapes.join import cat
from ..shapes.parts import narrow
from ..shapes.rearrange import flip
from .linalg import check_dot


@operation(
    "(Tensor input, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None, *, "
    "Tensor out=None)",
)
def diff(
    self: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """The differences of neighbors along a dimension, taken `n` times.

    prepend, append: what is put before and behind first, as `cat` does.

    >>> import minigrad as mg
    >>> mg.diff(mg.tensor([1., 4., 9., 16.]))
    tensor([3., 5., 7.])
    """
    if self._array.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if n == 0:
        return TABLE["copy_"](wrap(np.empty_like(self._array)), self)
    dim = checked_dim(dim, self._array.ndim)
    if prepend is not None or append is not None:
        self = cat([t for t in (prepend, self, append) if t is not None], dim)
    for _ in range(n):
        rest = max(self._array.shape[dim] - 1, 0)
        start = min(1, self._array.shape[dim])
        minus = TABLE["logical_xor"] if self._array.dtype.kind == "b" else sub
        self = minus(narrow(self, dim, start, rest), narrow(self, dim, 0, rest))
    return self


# ------------------------------------------------------------------ products of vectors

_cross = row(
    "cross_row",
    lambda self, other, dim: np.cross(self, other, axis=dim),
    self=lambda grad, other, dim: TABLE["linalg_cross"](other, grad, dim),
    other=lambda grad, self, dim: TABLE["linalg_cross"](grad, self, dim),
    node="LinalgCrossBackward0",
    public=False,
)


def cross_product(self: Any, other: Any, dim: int) -> Any:
    """The cross product, for arrays and Tensors."""
    if not isinstance(self, Tensor) and not isinstance(other, Tensor):
        return np.cross(self, other, axis=dim)
    return _cross(*(t if isinstance(t, Tensor) else wrap(t) for t in (self, other)), dim)


@operation(
    "(Tensor input, Tensor other, int? dim=None, *, Tensor out=None)",
)
def cross(self: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The vector at right angles to two others; `dim`, of length 3, is the first such one.

    >>> import minigrad as mg
    >>> mg.cross(mg.tensor([1., 0., 0.]), mg.tensor([0., 1., 0.]), dim=0)
    tensor([0., 0., 1.])
    """
    shape = self._array.shape
    if dim is None:
        dim = next((d for d, n in enumerate(shape) if n == 3), -1)
        if dim == -1:
            raise RuntimeError("no dimension of size 3 in input")
    d = checked_dim(dim, len(shape))
    if not shape:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    if self._array.ndim != other._array.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    for tensor in (self, other):
        if tensor._array.shape[d] != 3:
            raise RuntimeError(
                f"linalg.cross: inputs dimension {dim} must have length 3. Got "
                f"{shape[d]} and {other._array.shape[d]}"
            )
    check_kind(self, "cross")
    check_alike(self, other)
    return _cross(*TABLE["broadcast_tensors"](self, other), d)


_addr = row(
    "addr_row",
    lambda self, vec1, vec2, beta, alpha: (
        (0 if beta == 0 else self * beta) + np.multiply.outer(vec1, vec2) * alpha
    ).astype(self.dtype),
    self=lambda grad, beta: grad * beta,
    vec1=lambda grad, vec2, alpha: (grad @ vec2) * alpha,
    vec2=lambda grad, vec1, alpha: (np.swapaxes(grad, 0, 1) @ vec1) * alpha,
    node="AddrBackward0",
    public=False,
)


@operation(
    "(Scalar beta, Tensor input, Scalar alpha, Tensor vec1, Tensor vec2, *, "
    "Tensor out=None)|deprecated",
    "(Scalar beta, Tensor input, Tensor vec1, Tensor vec2, *, Tensor out=None)|deprecated",
    "(Tensor input, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1, Tensor out=None)",
)
def addr(self: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · self + alpha times the outer product of two vectors."""
    for name, vector in (("vec1", vec1), ("vec2", vec2)):
        if vector._array.ndim != 1:
            raise RuntimeError(
                f"addr: Expected 1-D argument {name}, but got {vector._array.ndim}-D"
            )
    TABLE["expand"](self.detach(), vec1._array.size, vec2._array.size)  # refuses what does not fit
    alike = same_dtype(self, vec1, vec2)
    for name, number in (("beta", beta), ("alpha", alpha)):
        if isinstance(number, float) and alike[0]._array.dtype.kind != "f":
            raise RuntimeError(
                f"For integral input tensors, argument {name} must not be a floating point number."
            )
    return _addr(*alike, beta, alpha)


_vdot = row(
    "vdot",
    lambda self, other: self.dot(other),
    self=lambda grad, other: grad * other,
    other=lambda grad, self: grad * self,
    public=False,
)


@operation(
    "(Tensor input, Tensor other, *, Tensor out=None)",
)
def vdot(self: Tensor, other: Tensor) -> Tensor:
    """As `dot`: the numbers here are real."""
    check_dot(self, other)
    check_kind(self, "dot")
    return _vdot(self, other)


# ------------------------------------------------------------------ short forms


@operation(
    "(Tensor input)",
)
def fliplr(self: Tensor) -> Tensor:
    """The columns in reverse order."""
    if self._array.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip(self, 1)


@operation(
    "(Tensor input)",
)
def flipud(self: Tensor) -> Tensor:
    """The rows in reverse order."""
    if self._array.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip(self, 0)


@operation(
    "(Tensor input, *, Tensor out=None)",
)
def msort(self: Tensor) -> Tensor:
    """Sorted along the first dimension."""
    return sort(self, 0)[0]


TABLE["linalg_cross"] = cross_product
