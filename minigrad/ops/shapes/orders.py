"""Dimensions in another order: t, transpose, permute, movedim, and the attributes .T, .mT, .H."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..rows import TABLE, Face, operation, register
from ..view_rows import sizes, tensor_input, view_row

_t = view_row("t", lambda self: self.T, self=lambda grad: grad.T)
_transpose = view_row(
    "transpose",
    lambda self, dim0, dim1: self.swapaxes(dim0, dim1) if self.ndim else self[...],
    self=lambda grad, dim0, dim1: grad.swapaxes(dim0, dim1) if grad.ndim else grad,
)
_permute = view_row(
    "permute",
    lambda self, dims: self.transpose(dims),
    self=lambda grad, dims: _back(grad, sorted(range(len(dims)), key=dims.__getitem__)),
)


def _back(grad: Any, dims: list[int]) -> Any:
    return permute(grad, dims) if isinstance(grad, Tensor) else grad.transpose(dims)


@operation(
    "(Tensor input)",
)
def t(self: Tensor) -> Tensor:
    """The transpose of a matrix; a vector or a number stays as it is.

    >>> import minigrad as mg
    >>> mg.t(mg.zeros(2, 3)).shape
    torch.Size([3, 2])
    """
    if tensor_input(self, "t")._array.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {self._array.ndim}D"
        )
    return _t(self)


@operation(
    "(Tensor input, int dim0, int dim1)",
    numpy=np.swapaxes,
)
def transpose(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged; the result shares memory.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3, 4).transpose(0, 2).shape
    torch.Size([4, 3, 2])
    """
    ndim = tensor_input(self, "transpose")._array.ndim
    return _transpose(self, checked_dim(dim0, ndim), checked_dim(dim1, ndim))


@operation(
    "(Tensor input, int[] dims)",
)
def permute(self: Tensor, *dims: Any) -> Tensor:
    """The dimensions in another order; the result shares memory.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3, 4).permute(2, 0, 1).shape
    torch.Size([4, 2, 3])
    """
    ndim = tensor_input(self, "permute")._array.ndim
    order = sizes(dims, "permute", "dims")
    if len(order) != ndim:
        raise RuntimeError(
            "permute: number of dimensions in the tensor input does not match the length of the "
            f"desired ordering of dimensions i.e. input.dim() = {ndim} is not equal to "
            f"len(dims) = {len(order)}"
        )
    checked = tuple(checked_dim(d, ndim) for d in order)
    if len(set(checked)) != ndim:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return _permute(self, checked)


@operation(
    "(Tensor input, int source, int destination)",
    "(Tensor input, int[] source, int[] destination)",
)
def movedim(self: Tensor, source: Any, destination: Any) -> Tensor:
    """One dimension (or several) moved to another place, the others in their order."""
    ndim = self._array.ndim
    named = [
        list(dims) if isinstance(dims, (tuple, list)) else [dims] for dims in (source, destination)
    ]
    if len(named[0]) != len(named[1]):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({named[0]} dims) should contain "
            f"the same number of dims as destination ({named[1]} dims)"
        )
    pairs = [[checked_dim(d, ndim) for d in dims] for dims in named]
    for which, dims in zip(("source", "destination"), pairs, strict=True):
        if len(set(dims)) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{which}` ({dims})")
    if not ndim:
        return TABLE["alias"](self)
    order = [d for d in range(ndim) if d not in pairs[0]]
    for to, moved in sorted(zip(*reversed(pairs), strict=True)):
        order.insert(to, moved)
    return permute(self, *order)


def matrix_transpose(self: Tensor) -> Tensor:
    """The last two dimensions exchanged, as the attribute `.mT`."""
    if self._array.ndim < 2:
        raise RuntimeError(
            "tensor.mT is only supported on matrices or batches of matrices. "
            f"Got {self._array.ndim}-D tensor."
        )
    return _transpose(self, -2, -1)


def adjoint(self: Tensor) -> Tensor:
    """A matrix transposed, as the attribute `.H`; of real numbers that is all."""
    if self._array.ndim != 2:
        raise RuntimeError(
            "tensor.H is only supported on matrices (2-D tensors). "
            f"Got {self._array.ndim}-D tensor."
        )
    return _transpose(self, 0, 1)


def all_reversed(self: Tensor) -> Tensor:
    """All dimensions in reverse order, as the attribute `.T`."""
    return _permute(self, tuple(reversed(range(self._array.ndim))))


register("swapaxes", transpose, face=Face(("(Tensor input, int axis0, int axis1)",)))
