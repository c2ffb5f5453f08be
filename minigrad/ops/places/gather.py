"""Elements picked by index tensors, and put back: gather, scatter, index_add."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.arrays.scalars import fitted
from ...engine.tensor import Tensor, wrap
from ..reductions.scan import key_along
from ..rows import operation, row
from ..shapes.lengths import expand
from ..shapes.views import reshape
from ..words import choose, put, put_add


def _checked_index(
    self: Tensor, dim: int, index: Tensor, name: str, check_lengths: Any = None
) -> int:
    if not isinstance(index, Tensor):
        raise TypeError(
            f"{name}(): argument 'index' (position 2) must be Tensor, not {type(index).__name__}"
        )
    array = index._array
    if array.size and array.dtype not in (np.int32, np.int64):
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    dim = checked_dim(dim, self._array.ndim)
    if array.size and max(array.ndim, 1) != max(self._array.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    if check_lengths is not None:
        check_lengths(self, dim, index)
    length = self._array.shape[dim] if self._array.ndim else 1
    if array.size and not (array.min() >= 0 and array.max() < length):
        wrong = array.max() if array.max() >= length else array.min()
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {dim} with size {length}")
    return dim


def _check_smaller(self: Tensor, dim: int, index: Tensor) -> None:
    for d, (n, most) in enumerate(zip(index._array.shape, self._array.shape, strict=False)):
        if d != dim and n > most:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(index._array.shape)} "
                f"to be no larger than self {list(self._array.shape)} apart from dimension {dim}"
            )


def _key(index: Any, dim: int, ndim: int) -> tuple[Any, ...]:
    """A 0-d tensor is indexed by 0-d or one-element indices; all else dimension by dimension."""
    if not ndim:
        return ()
    return key_along(index, dim) if index.ndim else (index,)


# ------------------------------------------------------------------ gather

_gather = row(
    "gather_row",
    lambda self, index, dim: _gathered(self, index, dim),
    self=lambda grad, self_sym_sizes, index, dim: _d_gather(grad, self_sym_sizes, index, dim),
    tensors=("index",),
    node="GatherBackward0",
    public=False,
)


def _gathered(self: Any, index: Any, dim: int) -> Any:
    if index.size == 0:
        return np.empty(index.shape, self.dtype)
    if self.ndim == 0:
        return np.broadcast_to(self, index.shape).copy()
    return self[_key(index, dim, self.ndim)]


def _d_gather(grad: Any, shape: tuple[int, ...], index: Any, dim: int) -> Any:
    if index.size == 0:
        zeros = np.zeros(shape, (grad._array if isinstance(grad, Tensor) else grad).dtype)
        return wrap(zeros) if isinstance(grad, Tensor) else zeros
    return put_add(grad, shape, _key(index, dim, len(shape))) if shape else grad


@operation(
    "(Tensor input, int dim, Tensor index, *, bool sparse_grad=False, Tensor out=None)",
)
def gather(self: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """out[i][j] = self[index[i][j]][j] for dim 0, and so on; the result has the shape of `index`.

    Raises RuntimeError for an index out of bounds or of another number of dimensions.

    >>> import minigrad as mg
    >>> mg.gather(mg.tensor([[1., 2.], [3., 4.]]), 1, mg.tensor([[0], [1]]))
    tensor([[1.],
            [4.]])
    """
    if sparse_grad:
        raise NotImplementedError(
            "gather: sparse_grad is not offered, as there are no sparse tensors"
        )
    dim = _checked_index(self, dim, index, "gather", _check_smaller)
    return _gather(self, index, dim)


@operation(
    "(Tensor input, Tensor indices, int? dim=None, *, Tensor out=None)",
)
def take_along_dim(self: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """As `gather`, with the other dimensions broadcast; without `dim` of the flattened tensor."""
    if dim is None:
        return gather(reshape(self, -1), 0, reshape(indices, -1))
    a, b = self._array.ndim, indices._array.ndim
    if max(a, 1) != max(b, 1):
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {a} dimensions for input, and {b} dimensions for indices"
        )
    if indices._array.dtype != np.int64:
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got "
            f"{indices.dtype.tensor_type}"
        )
    dim = checked_dim(dim, a)
    if not a or not b:
        return gather(self, dim, indices)
    if np.any(indices._array < 0):  # unlike gather, this counts from the end too
        indices = wrap(indices._array % self._array.shape[dim])
    mine, theirs = list(self._array.shape), list(indices._array.shape)
    mine[dim] = theirs[dim] = 1
    both = np.broadcast_shapes(tuple(mine), tuple(theirs))

    def at(length: int) -> tuple[int, ...]:
        return (*both[:dim], length, *both[dim + 1 :])

    wide = at(self._array.shape[dim])
    source = self if self._array.shape == wide else expand(self, wide)
    return gather(source, dim, expand(indices, at(indices._array.shape[dim])))


def check_long(index: Tensor, name: str) -> None:
    """PyTorch's error for places that are given in any type but int64."""
    if index._array.dtype != np.int64:
        raise RuntimeError(
            f"{name}(): Expected a long tensor for index, but got {index.dtype.tensor_type}"
        )


@operation(
    "(Tensor input, Tensor index, *, Tensor out=None)",
)
def take(self: Tensor, index: Tensor) -> Tensor:
    """The elements at `index` of the flattened tensor; the result has the shape of `index`."""
    count = self._array.size
    array = np.asarray(index._array)
    check_long(index, "take")
    if array.size and not (array.min() >= -count and array.max() < count):
        raise IndexError("take(): out of range index")
    return _take(self, index)


_take = row(
    "take_row",
    lambda self, index: self.reshape(-1)[index],
    self=lambda grad, self_sym_sizes, index: put_add(
        grad, (int(np.prod(self_sym_sizes)),), (index,)
    ).reshape(self_sym_sizes),
    tensors=("index",),
    node="TakeBackward0",
    public=False,
)

# ------------------------------------------------------------------ scatter


def _hit(shape: tuple[int, ...], index: Any, dim: int) -> Any:
    """A mask of the places that a scatter overwrites."""
    mask: Any = np.zeros(shape, bool)
    if index.size:
        mask[_key(index, dim, len(shape))] = True
    return mask


def _source_grad(grad: Any, shape: tuple[int, ...], index: Any, dim: int) -> Any:
    """The gradient of what was scattered, 0 where the source is larger than the index."""
    if not index.size:
        zeros = np.zeros(shape, (grad._array if isinstance(grad, Tensor) else grad).dtype)
        return wrap(zeros) if isinstance(grad, Tensor) else zeros
    if not grad.shape:
        return grad.reshape(shape) if shape else grad
    got = grad[_key(index, dim, len(grad.shape))]
    if got.shape == shape:
        return got
    return put(got, shape, _used(index, len(shape)))


def _used(index: Any, ndim: int) -> tuple[Any, ...]:
    """The part of a source of `ndim` dimensions that an index of this shape uses."""
    return tuple(slice(n) for n in index.shape) if index.ndim else (0,) * ndim


def _scattered(self: Any, src: Any, index: Any, dim: int, add: bool = False) -> Any:
    """A copy of `self` with the elements of `src` put, or added, at their places."""
    out = np.array(self)
    if not index.size:
        return out
    key = _key(index, dim, out.ndim)
    values = src[_used(index, src.ndim)] if out.ndim else src.reshape(-1)[0]
    if add:
        np.add.at(out, key, values)
    else:
        out[key] = values
    return out


_scatter = row(
    "scatter_tensor",
    lambda self, src, index, dim: _scattered(self, src, index, dim),
    self=lambda grad, index, dim: choose(_hit(grad.shape, index, dim), 0, grad),
    src=lambda grad, src_sym_sizes, index, dim: _source_grad(grad, src_sym_sizes, index, dim),
    tensors=("index",),
    node="ScatterBackward0",
    public=False,
)
_scatter_number = row(
    "scatter_number",
    lambda self, index, dim, value: np.where(
        _hit(self.shape, index, dim), fitted(value, self.dtype), self
    ),
    self=lambda grad, index, dim: choose(_hit(grad.shape, index, dim), 0, grad),
    tensors=("index",),
    node="ScatterBackward1",
    public=False,
)
_scatter_add = row(
    "scatter_add_row",
    lambda self, src, index, dim: _scattered(self, src, index, dim, add=True),
    self=lambda grad: grad,
    src=lambda grad, src_sym_sizes, index, dim: _source_grad(grad, src_sym_sizes, index, dim),
    tensors=("index",),
    node="ScatterAddBackward0",
    public=False,
)


@operation(
    "(Tensor input, int dim, Tensor index, Tensor src, *, Tensor out=None)",
    "(Tensor input, int dim, Tensor index, Scalar value, *, Tensor out=None)",
)
def scatter(self: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None) -> Tensor:
    """A copy with the elements of `src` (or one number) put at `index` along `dim`.

    >>> import minigrad as mg
    >>> mg.zeros(3).scatter(0, mg.tensor([2]), mg.tensor([5.]))
    tensor([0., 0., 5.])
    """
    src = value if src is None else src
    if isinstance(src, Tensor):
        _check_source(self, dim, index, src)
    dim = _checked_index(self, dim, index, "scatter")
    if isinstance(src, Tensor):
        return _scatter(self, src, index, dim)
    return _scatter_number(self, index, dim, src)


@operation(
    "(Tensor input, int dim, Tensor index, Tensor src, *, Tensor out=None)",
)
def scatter_add(self: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy with the elements of `src` added at `index` along `dim`; repeated places add up.

    >>> import minigrad as mg
    >>> mg.zeros(3).scatter_add(0, mg.tensor([2, 2]), mg.tensor([5., 1.]))
    tensor([0., 0., 6.])
    """
    _check_source(self, dim, index, src)
    dim = _checked_index(self, dim, index, "scatter")
    return _scatter_add(self, src, index, dim)


def _check_source(self: Tensor, dim: int, index: Tensor, src: Tensor) -> None:
    if index._array.size and max(index._array.ndim, 1) != max(src._array.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    if src._array.dtype is not self._array.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    dim = checked_dim(dim, self._array.ndim)
    wanted, room = index._array.shape, src._array.shape
    mine = self._array.shape
    if index._array.size and len(wanted) == len(mine) == len(room):
        beyond = [n > m for d, (n, m) in enumerate(zip(wanted, mine, strict=True)) if d != dim]
        if any(beyond) or any(n > m for n, m in zip(wanted, room, strict=True)):
            raise RuntimeError(
                f"Expected index {list(wanted)} to be no larger than self {list(mine)} apart from "
                f"dimension {dim} and to be no larger size than src {list(room)}"
            )
