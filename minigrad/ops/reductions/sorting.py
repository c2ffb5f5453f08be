"""Order: sort, topk, median, kthvalue, unique. The gradient goes back to where a value was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..kinds import check_kind
from ..rows import operation, row
from .extremes import ValuesAndIndices, _shared_equally, no_dim_to_keep, refuse_empty
from .reduce import unreduced
from .scan import picked, put_back


def _pair(name: str) -> Any:
    return type(name, (ValuesAndIndices,), {"__slots__": ()})


def _order(array: Any, dim: int, descending: bool = False) -> Any:
    """The indices that sort along `dim`; equal elements keep their order, nan counts as largest."""
    if array.ndim == 0:
        return np.zeros((), np.int64)
    if not descending:
        return np.argsort(array, axis=dim, kind="stable")
    turned = np.argsort(np.flip(array, dim), axis=dim, kind="stable")
    return array.shape[dim] - 1 - np.flip(turned, dim)


def _moving(node: str) -> Any:
    """A row for values that are taken from known places of one dimension."""
    return row(
        node,
        lambda self, indices, dim: picked(self, indices, dim),
        self=lambda grad, self_sym_sizes, indices, dim: put_back(
            grad, self_sym_sizes, indices, dim
        ),
        tensors=("indices",),
        node=node,
        public=False,
    )


_sorted, _sorted_stably = _moving("SortBackward0"), _moving("SortBackward1")
_top = _moving("TopkBackward0")


@operation(
    "(Tensor input, *, bool? stable, int dim=-1, bool descending=False, Tensor[2] out=None)",
    "(Tensor input, int dim=-1, bool descending=False, *, Tensor[2] out=None)",
)
def sort(
    self: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None
) -> tuple[Tensor, Tensor]:
    """The elements in order along `dim`, and where they were: (values, indices).

    >>> import minigrad as mg
    >>> mg.sort(mg.tensor([3., 1., 2.])).values
    tensor([1., 2., 3.])
    """
    array = np.asarray(self._array)
    dim = checked_dim(dim, array.ndim)
    indices = wrap(_order(array, dim, descending))
    # The order is stable in any case; PyTorch records the call with the keyword as another one.
    moved = _sorted if stable is None else _sorted_stably
    return _pair("sort")(moved(self, indices, dim), indices)


@operation(
    "(Tensor input, *, bool stable, int dim=-1, bool descending=False, Tensor out=None)",
    "(Tensor input, int dim=-1, bool descending=False)",
)
def argsort(self: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The indices that put the elements in order along `dim`.

    >>> import minigrad as mg
    >>> mg.argsort(mg.tensor([3., 1., 2.]))
    tensor([1, 2, 0])
    """
    array = np.asarray(self._array)
    return wrap(_order(array, checked_dim(dim, array.ndim), descending))


@operation(
    "(Tensor input, int k, int dim=-1, bool largest=True, bool sorted=True, *, Tensor[2] out=None)",
)
def topk(
    self: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True
) -> tuple[Tensor, Tensor]:
    """The k largest (or smallest) elements along `dim`, in order: (values, indices).

    Raises RuntimeError when there are fewer than k.

    >>> import minigrad as mg
    >>> mg.topk(mg.tensor([3., 1., 2.]), 2).values
    tensor([3., 2.])
    """
    array = np.asarray(self._array)
    if array.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    dim = checked_dim(dim, array.ndim)
    if not 0 <= k <= (array.shape[dim] if array.ndim else 1):
        raise RuntimeError("selected index k out of range")
    order = _order(array, dim, largest)
    indices = wrap(np.take(order, range(k), dim) if array.ndim else order)
    return _pair("topk")(_top(self, indices, dim), indices)


# ------------------------------------------------------------------ the element in the middle

_median_all = row(
    "median_all",
    lambda self: np.asarray(_middle(self.reshape(-1)), self.dtype)[()],
    self=lambda grad, self, result: _shared_equally(grad, self, result),
    node="MedianBackward0",
    public=False,
)


def _middle(flat: Any) -> Any:
    if flat.size == 0 and flat.dtype.kind != "f":
        return np.iinfo(flat.dtype).min
    if flat.size == 0 or (flat.dtype.kind == "f" and np.isnan(flat).any()):
        return np.nan
    return np.partition(flat, (flat.size - 1) // 2)[(flat.size - 1) // 2]


def _one_of(name: str, node: str) -> Callable[..., Any]:
    """An operation that takes one element of each line, by its rank."""
    taken = row(
        node,
        lambda self, indices, dim, keepdim: _single(self, indices, dim, keepdim),
        self=lambda grad, self_sym_sizes, indices, dim, keepdim: put_back(
            unreduced(grad, self_sym_sizes, (dim,), keepdim),
            self_sym_sizes,
            indices if keepdim or not self_sym_sizes else np.expand_dims(indices, dim),
            dim,
        ),
        tensors=("indices",),
        node=node,
        public=False,
    )

    def op(self: Tensor, dim: int, keepdim: bool, rank: Callable[[int], int]) -> Any:
        array = np.asarray(self._array)
        dim = checked_dim(dim, array.ndim)
        order = _order(array, dim)
        if array.ndim:
            place = np.full(
                order.shape[:dim] + (1,) + order.shape[dim + 1 :], rank(array.shape[dim])
            )
            if name == "median" and array.dtype.kind == "f":
                # A line with nan in it has no middle: the first nan is the answer.
                holes = np.isnan(array)
                count = holes.sum(dim, keepdims=True)
                place = np.where(count > 0, array.shape[dim] - count, place)
            order = np.take_along_axis(order, place, dim)
            order = order if keepdim else order.squeeze(dim)
        indices = wrap(order)
        return _pair(name)(taken(self, indices, dim, keepdim), indices)

    return op


def _single(array: Any, indices: Any, dim: int, keepdim: bool) -> Any:
    if array.ndim == 0:
        return array.copy()
    if keepdim:
        return picked(array, indices, dim)
    return picked(array, np.expand_dims(indices, dim), dim).squeeze(dim)


_median_dim = _one_of("median", "MedianBackward1")
_kth = _one_of("kthvalue", "KthvalueBackward0")


@operation(
    "(Tensor input)",
    "(Tensor input, int dim, bool keepdim=False, *, Tensor[2] out=None)",
)
def median(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle element (the lower of two); along `dim` (values, indices).

    Ties of the whole tensor share the gradient.

    >>> import minigrad as mg
    >>> mg.median(mg.tensor([3., 1., 2., 4.]))
    tensor(2.)
    """
    if dim is None:
        if keepdim:
            raise no_dim_to_keep("median")
        check_kind(self, "median_cpu")
        return _median_all(self)
    check_kind(self, "median_out")
    refuse_empty(self, "median", dim)
    return _median_dim(self, dim, keepdim, lambda n: (n - 1) // 2)


@operation(
    "(Tensor input, int k, int dim=-1, bool keepdim=False, *, Tensor[2] out=None)",
)
def kthvalue(self: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th smallest element along `dim`, counted from 1: (values, indices)."""
    if self._array.ndim:
        check_kind(self, "kthvalue_cpu")
    dim = checked_dim(dim, self._array.ndim)
    length = self._array.shape[dim] if self._array.ndim else 1
    refuse_empty(self, "kthvalue", dim)
    if not 1 <= k <= length:
        raise RuntimeError("kthvalue(): selected number k out of range for dimension " + str(dim))
    return _kth(self, dim, keepdim, lambda n: k - 1)


@operation()
def unique(
    self: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements, in order; on request also where each went, and how often it came.

    No gradient passes through.

    >>> import minigrad as mg
    >>> mg.unique(mg.tensor([2, 1, 2]))
    tensor([1, 2])
    """
    values, inverse, counts = np.unique(
        np.asarray(self._array), return_inverse=True, return_counts=True, axis=dim
    )
    inverse = inverse.reshape(self._array.shape if dim is None else -1)
    parts = [values] + [inverse] * return_inverse + [counts] * return_counts
    tensors = tuple(wrap(part) for part in parts)
    return tensors if len(tensors) > 1 else tensors[0]
