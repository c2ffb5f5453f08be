"""Dimensions of length 1: taken away, added, and repeated without copying."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor
from ..rows import operation
from ..view_rows import sizes, tensor_input, view_row

_squeeze_all = view_row(
    "squeeze",
    lambda self: self.squeeze(),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
)
_squeeze_dim = view_row(
    "squeeze_dim",
    lambda self, dim: self.squeeze(dim) if self.ndim and self.shape[dim] == 1 else self[...],
    self=lambda grad, self_sym_sizes, dim: grad.reshape(self_sym_sizes),
    node="SqueezeBackward1",
)
_squeeze_dims = view_row(
    "squeeze_dims",
    lambda self, dim: (
        self.squeeze(tuple(d for d in dim if self.shape[d] == 1)) if self.ndim else self[...]
    ),
    self=lambda grad, self_sym_sizes, dim: grad.reshape(self_sym_sizes),
    node="SqueezeBackward2",
)
# PyTorch squeezes some results in place, which its name tells.
squeeze_ = view_row(
    "squeeze_",
    lambda self, dim: self.squeeze(dim),
    self=lambda grad, self_sym_sizes, dim: grad.reshape(self_sym_sizes),
    node="SqueezeBackward4",
)
_unsqueeze = view_row(
    "unsqueeze",
    lambda self, dim: self.reshape((*self.shape[:dim], 1, *self.shape[dim:])),
    self=lambda grad, dim: grad.squeeze(dim),
)
_expand = view_row(
    "expand",
    lambda self, size: _stretched(self, size),
    self=lambda grad, self_sym_sizes: grad,  # the backward pass sums it to the input's shape
)


def _stretched(array: Any, size: tuple[int, ...]) -> Any:
    if array.shape == size:
        return array[...]
    view = np.broadcast_to(array, size)
    if array.flags.writeable:
        view.flags.writeable = True  # what may be written at all, the in-place operations decide
    return view


@operation(
    "(Tensor input)",
    "(Tensor input, int dim)",
    "(Tensor input, int[] dim)",
)
def squeeze(self: Tensor, dim: Any = None) -> Tensor:
    """The tensor without its dimensions of length 1, or without those named by `dim`.

    >>> import minigrad as mg
    >>> mg.zeros(1, 3, 1).squeeze().shape
    torch.Size([3])
    """
    if dim is None:
        return _squeeze_all(tensor_input(self, "squeeze"))
    ndim = self._array.ndim
    if isinstance(dim, (tuple, list)):
        dims = tuple(checked_dim(d, ndim) for d in dim)
        for d in dims:
            if dims.count(d) > 1:
                raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
        return _squeeze_dims(self, dims)
    return _squeeze_dim(self, checked_dim(dim, ndim))


@operation(
    "(Tensor input, int dim)",
)
def unsqueeze(self: Tensor, dim: int) -> Tensor:
    """A new dimension of length 1 before dimension `dim`.

    >>> import minigrad as mg
    >>> mg.zeros(3).unsqueeze(1).shape
    torch.Size([3, 1])
    """
    return _unsqueeze(self, checked_dim(dim, tensor_input(self, "unsqueeze")._array.ndim + 1))


@operation(
    "(Tensor input, int[] size, *, bool implicit=False)",
    function=False,
)
def expand(self: Tensor, *size: Any) -> Tensor:
    """Dimensions of length 1 repeated to `size` without copying; -1 keeps a length.

    Raises RuntimeError for a length that is neither 1 nor the one asked for.

    >>> import minigrad as mg
    >>> mg.tensor([[1.], [2.]]).expand(2, 3)
    tensor([[1., 1., 1.],
            [2., 2., 2.]])
    """
    wanted = sizes(size, "expand")
    have = self._array.shape
    if wanted == have:
        return _expand(self, wanted)
    added = len(wanted) - len(have)
    if added < 0:
        raise RuntimeError(
            f"expand(torch.{self.dtype.tensor_type}Tensor{{{list(have)}}}, "
            f"size={list(wanted)}): the number of sizes provided "
            f"({len(wanted)}) must be greater or equal to the number of dimensions in the tensor "
            f"({len(have)})"
        )
    full = []
    for d, n in enumerate(wanted):
        old = have[d - added] if d >= added else None
        if n == -1:
            if old is None:
                raise RuntimeError(
                    f"The expanded size of the tensor (-1) isn't allowed in a leading, "
                    f"non-existing dimension {d}"
                )
            n = old
        elif old not in (None, 1, n):
            raise RuntimeError(
                f"The expanded size of the tensor ({n}) must match the existing size ({old}) at "
                f"non-singleton dimension {d}.  Target sizes: {list(wanted)}.  "
                f"Tensor sizes: {list(have)}"
            )
        full.append(n)
    return _expand(self, tuple(full))


@operation(
    "(Tensor input, Tensor other)",
    function=False,
)
def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor expanded to the shape of `other`."""
    return expand(self, other._array.shape)


@operation(
    "(Tensor input, int[] size)",
)
def broadcast_to(self: Tensor, size: Any) -> Tensor:
    """This tensor expanded to `size`."""
    return expand(self, size)
