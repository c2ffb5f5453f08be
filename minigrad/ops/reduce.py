"""Reductions: many numbers in, one out, along some or all dimensions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .. import dtypes
from .._tensor import Tensor, wrap
from ..arraylike import checked_dim
from .operands import cast, not_a_tensor
from .rows import TABLE, register, row
from .words import as_type_of, expand, put, unreduced

Dims = int | tuple[int, ...] | list[int] | None


def checked_dims(dim: Any, ndim: int, name: str = "sum") -> tuple[int, ...]:
    """One dimension or several, counted from the front; PyTorch's errors for impossible ones."""
    if isinstance(dim, (tuple, list)):
        dims = tuple(checked_dim(_as_int(d, name), ndim) for d in dim)
        for d in dims:
            if dims.count(d) > 1:
                raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
        return dims
    return (checked_dim(_as_int(dim, name), ndim),)


def _as_int(dim: Any, name: str) -> int:
    try:
        return operator.index(dim)
    except TypeError:
        raise TypeError(
            f"{name}(): argument 'dim' must be int or tuple of ints, not {type(dim).__name__}"
        ) from None


def _axes(dim: tuple[int, ...], array: Any) -> tuple[int, ...]:
    """NumPy's axes for checked dims; a 0-d array has none to reduce."""
    return dim if array.ndim else ()


# ------------------------------------------------------------------ sum and mean

_sum_all = row(
    "sum_all",
    lambda self: np.add.reduce(self, axis=None),
    self=lambda grad, self_sym_sizes: expand(grad, self_sym_sizes),
    node="SumBackward0",
)
_sum_dim = row(
    "sum_dim",
    lambda self, dim, keepdim: np.add.reduce(self, axis=_axes(dim, self), keepdims=keepdim),
    self=lambda grad, self_sym_sizes, dim, keepdim: expand(
        unreduced(grad, self_sym_sizes, dim, keepdim), self_sym_sizes
    ),
    node="SumBackward1",
)
_mean_all = row(
    "mean_all",
    lambda self, self_sym_numel: np.add.reduce(self, axis=None) / self_sym_numel,
    self=lambda grad, self_sym_sizes, self_sym_numel: expand(grad / self_sym_numel, self_sym_sizes),
    node="MeanBackward0",
)
_mean_dim = row(
    "mean_dim",
    lambda self, dim, keepdim, self_sym_numel, count: (
        np.add.reduce(self, axis=_axes(dim, self), keepdims=keepdim) / count
    ),
    self=lambda grad, self_sym_sizes, dim, keepdim, count, self_sym_numel: expand(
        unreduced(grad / count, self_sym_sizes, dim, keepdim), self_sym_sizes
    ),
    node="MeanBackward1",
)


def sum(
    self: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
    axis: Dims = None,
    keepdims: bool | None = None,
) -> Tensor:
    """The sum of all elements, or along `dim` (`axis` is the same); integers and bools give int64.

    Raises IndexError for a dimension that is not there.

    >>> import minigrad as mg
    >>> x = mg.tensor([[1., 2.], [3., 4.]])
    >>> x.sum(), x.sum(dim=0)
    (tensor(10.), tensor([4., 6.]))
    """
    if axis is not None or keepdims is not None:
        dim, keepdim = _numpy_spelling(dim, axis, keepdim, keepdims)
    if not isinstance(self, Tensor):
        raise not_a_tensor("sum", self)
    if dtype is not None:
        self = cast(self, dtypes.to_numpy(dtype))
    elif self._array.dtype.kind != "f":
        self = cast(self, np.dtype(np.int64))
    if dim is None and not keepdim:
        return _sum_all(self)
    return _sum_dim(self, _dims(self, dim, "sum"), keepdim)


def mean(
    self: Tensor,
    dim: Dims = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
    axis: Dims = None,
    keepdims: bool | None = None,
) -> Tensor:
    """The mean of all elements, or along `dim` (`axis` is the same).

    Raises RuntimeError for integers, IndexError for a dimension that is not there.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).mean(dim=1)
    tensor([1.5000, 3.5000])
    """
    if axis is not None or keepdims is not None:
        dim, keepdim = _numpy_spelling(dim, axis, keepdim, keepdims)
    if not isinstance(self, Tensor):
        raise not_a_tensor("mean", self)
    if dtype is not None:
        self = cast(self, dtypes.to_numpy(dtype))
    elif self._array.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {self.dtype.tensor_type}"
        )
    size = self._array.size
    if dim is None and not keepdim:
        return _mean_all(self, size)
    dims = _dims(self, dim, "mean")
    count = 1
    for d in _axes(dims, self._array):
        count *= self._array.shape[d]
    return _mean_dim(self, dims, keepdim, size, count)


def _tensor(value: Any, name: str) -> Tensor:
    if not isinstance(value, Tensor):
        raise not_a_tensor(name, value)
    return value


def _numpy_spelling(dim: Any, axis: Any, keepdim: bool, keepdims: bool | None) -> tuple[Any, bool]:
    return (axis if dim is None else dim), (keepdim if keepdims is None else keepdims)


def _dims(self: Tensor, dim: Any, name: str) -> tuple[int, ...]:
    """The dims to reduce; PyTorch reads both None and () as all of them."""
    if dim is None or dim == () or dim == []:
        return tuple(range(self._array.ndim))
    return checked_dims(dim, self._array.ndim, name)


# ------------------------------------------------------------------ largest and smallest


def _shared_equally(grad: Any, self: Any, result: Any) -> Any:
    """Ties share the gradient: each of n equal largest elements gets 1/n of it."""
    hits = np.isnan(self) if np.isnan(result) else self == result
    chosen = as_type_of(hits, grad)
    return chosen * (grad / np.add.reduce(chosen, axis=None))


def _shared_along(grad: Any, self: Any, result: Any, dim: tuple[int, ...], keepdim: bool) -> Any:
    if not keepdim:
        grad, result = (unreduced(a, self.shape, dim, False) for a in (grad, result))
    chosen = as_type_of(self == result, grad)
    return chosen * (grad / np.add.reduce(chosen, axis=_axes(dim, self), keepdims=True))


class ValuesAndIndices(NamedTuple("Pair", [("values", Tensor), ("indices", Tensor)])):
    """What max(dim) and its like return: a pair with names."""

    __slots__ = ()

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"


def extreme(name: str, forward: Any, position: Any, node: str, amount: str) -> None:
    """The four operations for one end of the order: max(), max(dim), amax and argmax."""
    over_all = row(
        f"{name}_all",
        lambda self: forward(self, axis=None),
        self=lambda grad, self, result: _shared_equally(grad, self, result),
        node=f"{node}Backward1",
    )
    over_dim = row(
        f"{name}_dim",
        lambda self, indices, dim, keepdim: _taken(self, indices, dim, keepdim),
        self=lambda grad, self_sym_sizes, indices, dim, keepdim: _put_along(
            grad, self_sym_sizes, indices, dim, keepdim
        ),
        tensors=("indices",),
        node=f"{node}Backward0",
    )
    over_dims = row(
        f"a{name}_dims",
        lambda self, dim, keepdim: forward(self, axis=_axes(dim, self), keepdims=keepdim),
        self=lambda grad, self, result, dim, keepdim: _shared_along(
            grad, self, result, dim, keepdim
        ),
        node=f"A{name}Backward0",
    )
    elementwise = f"{name}imum"
    pair = type(name, (ValuesAndIndices,), {"__slots__": ()})

    def along(self: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Any:
        dim = axis if dim is None else dim
        self = _tensor(self, name)
        if isinstance(dim, Tensor):
            return TABLE[elementwise](self, dim)
        refuse_empty(self, name, dim)
        if dim is None:
            return over_all(self)
        d = checked_dim(_as_int(dim, name), self._array.ndim)
        indices = wrap(_position(self._array, position, d, keepdim))
        return pair(over_dim(self, indices, d, keepdim), indices)

    def over(self: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
        self = _tensor(self, f"a{name}")
        refuse_empty(self, f"a{name}", dim)
        return over_dims(self, _dims(self, dim, f"a{name}"), keepdim)

    def arg(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
        self = _tensor(self, f"arg{name}")
        refuse_empty(self, f"arg{name}", dim)
        if dim is None:
            return wrap(position(self._array, axis=None))
        d = checked_dim(_as_int(dim, f"arg{name}"), self._array.ndim)
        return wrap(_position(self._array, position, d, keepdim))

    register(
        name,
        along,
        forward,
        f"""The {amount} element; along `dim` (values, indices); of two tensors, {elementwise}.

    Ties of the whole tensor share the gradient; along a dimension the first one gets it.

    >>> import minigrad as mg
    >>> mg.{name}(mg.tensor([1., 3., 2.]))
    tensor({"3" if name == "max" else "1"}.)
    """,
    )
    register(f"a{name}", over, None, f"The {amount} elements along `dim`; ties share the gradient.")
    register(f"arg{name}", arg, None, f"Where the (first) {amount} element is; has no gradient.")


def refuse_empty(self: Tensor, name: str, dim: Any) -> None:
    """PyTorch's errors for the largest, smallest or middle one of no elements."""
    if self._array.size == 0 and (dim is None or dim == ()):
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
            "Specify the reduction dim with the 'dim' argument."
        )
    if self._array.size == 0:
        for d in checked_dims(dim, self._array.ndim, name):
            if self._array.shape[d] == 0:
                raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _position(array: Any, position: Any, dim: int, keepdim: bool) -> Any:
    if array.ndim == 0:
        return np.int64(0)
    return np.asarray(position(array, axis=dim, keepdims=keepdim), np.int64)


def _taken(array: Any, indices: Any, dim: int, keepdim: bool) -> Any:
    if array.ndim == 0:
        return array.copy()
    taken = np.take_along_axis(array, indices if keepdim else np.expand_dims(indices, dim), dim)
    return taken if keepdim else taken.squeeze(dim)


def _put_along(grad: Any, shape: tuple[int, ...], indices: Any, dim: int, keepdim: bool) -> Any:
    if not shape:
        return grad
    if not keepdim:
        grad = unreduced(grad, shape, (dim,), False)
        indices = np.expand_dims(indices, dim)
    key = list(np.indices(indices.shape, sparse=True))
    key[dim] = indices
    return put(grad, shape, tuple(key))


extreme("max", np.maximum.reduce, np.argmax, "Max", "largest")
extreme("min", np.minimum.reduce, np.argmin, "Min", "smallest")


# ------------------------------------------------------------------ any and all


def quantifier(name: str, forward: Callable[..., Any], doc: str) -> None:
    """any or all: bools in, bools out."""

    def op(self: Tensor, dim: Dims = None, keepdim: bool = False) -> Tensor:
        array = _tensor(self, name)._array
        axes = None if dim is None else _axes(checked_dims(dim, array.ndim, name), array)
        return wrap(forward(array, axis=axes, keepdims=keepdim))

    register(name, op, forward, doc)


quantifier("any", np.any, "Whether any element is true (not zero), along `dim` or at all.")
quantifier("all", np.all, "Whether all elements are true (not zero), along `dim` or at all.")
register("sum", sum, np.sum)
register("mean", mean, np.mean)
