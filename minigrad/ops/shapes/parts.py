"""Parts of a tensor: one index of a dimension, or a range of them."""

from __future__ import annotations

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..rows import operation, register
from ..view_rows import view_row
from ..words import put

_select = view_row(
    "select",
    lambda self, dim, index: self[(slice(None),) * dim + (index, ...) if dim else (index, ...)],
    self=lambda grad, self_sym_sizes, dim, index: put(
        grad, self_sym_sizes, (slice(None),) * dim + (index,)
    ),
)
_slice = view_row(
    "slice",
    lambda self, dim, start, end, step: (
        self[(slice(None),) * dim + (slice(start, end, step),)] if dim else self[start:end:step]
    ),
    self=lambda grad, self_sym_sizes, dim, start, end, step: put(
        grad, self_sym_sizes, (slice(None),) * dim + (slice(start, end, step),)
    ),
)
alias = view_row("alias", lambda self: self[...], self=lambda grad: grad)


@operation(
    "(Tensor input, int dim, int index)",
)
def select(self: Tensor, dim: int, index: int) -> Tensor:
    """The part of the tensor at one index of one dimension; the result shares memory.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).select(1, 0)
    tensor([1., 3.])
    """
    if self._array.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = checked_dim(dim, self._array.ndim)
    length = self._array.shape[dim]
    if not -length <= index < length:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(self._array.shape)} "
            f"at dimension {dim}"
        )
    return _select(self, dim, index)


def picked(self: Tensor, dim: int, index: int, gone: int = 0) -> Tensor:
    """What `x[index]` gives: as `select`, with the words of indexing for what is out of bounds.

    gone: how many dimensions before this one are picked already, and count in the error.
    """
    length = self._array.shape[dim]
    if not -length <= index < length:
        raise IndexError(
            f"index {index} is out of bounds for dimension {dim + gone} with size {length}"
        )
    return _select(self, dim, index)


@operation(
    "(Tensor input, int dim, Tensor start, int length)",
    "(Tensor input, int dim, int start, int length)",
)
def narrow(self: Tensor, dim: int, start: int, length: int) -> Tensor:
    """`length` places of one dimension, from `start` on; the result shares memory.

    >>> import minigrad as mg
    >>> mg.arange(5.).narrow(0, 1, 2)
    tensor([1., 2.])
    """
    if self._array.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    dim = checked_dim(dim, self._array.ndim)
    size = self._array.shape[dim]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    start += size if start < 0 else 0
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return _slice(self, dim, start, start + length, 1)


register("alias", alias)
