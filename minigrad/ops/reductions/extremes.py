"""The largest and the smallest: max, amax, argmax, and the same at the other end."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..rows import TABLE, Face, register, row
from ..words import as_type_of, choose, put, unreduced
from .reduce import _as_int, _axes, _dims, checked_dims


def _shared_equally(grad: Any, self: Any, result: Any) -> Any:
    """Ties share the gradient: each of n equal largest elements gets 1/n of it."""
    hits = np.isnan(self) if np.isnan(result) else self == result
    chosen = as_type_of(hits, grad)
    return choose(hits, grad / np.add.reduce(chosen, axis=None), 0)


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
        public=False,
    )
    over_dim = row(
        f"{name}_dim",
        lambda self, indices, dim, keepdim: _taken(self, indices, dim, keepdim),
        self=lambda grad, self_sym_sizes, indices, dim, keepdim: _put_along(
            grad, self_sym_sizes, indices, dim, keepdim
        ),
        tensors=("indices",),
        node=f"{node}Backward0",
        public=False,
    )
    over_dims = row(
        f"a{name}_dims",
        lambda self, dim, keepdim: forward(self, axis=_axes(dim, self), keepdims=keepdim),
        self=lambda grad, self, result, dim, keepdim: _shared_along(
            grad, self, result, dim, keepdim
        ),
        node=f"A{name}Backward0",
        public=False,
    )
    elementwise = f"{name}imum"
    pair = type(name, (ValuesAndIndices,), {"__slots__": ()})

    def along(self: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
        if keepdim and (dim is None or isinstance(dim, Tensor)):
            raise no_dim_to_keep(name)
        if isinstance(dim, Tensor):
            return TABLE[elementwise](self, dim)
        refuse_empty(self, name, dim)
        if dim is None:
            return over_all(self)
        d = checked_dim(_as_int(dim, name), self._array.ndim)
        indices = wrap(_position(self._array, position, d, keepdim))
        return pair(over_dim(self, indices, d, keepdim), indices)

    def over(self: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
        refuse_empty(self, f"a{name}", dim)
        return over_dims(self, _dims(self, dim, f"a{name}"), keepdim)

    def arg(self: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
        if self._array.dtype.kind == "b":
            raise RuntimeError(f"arg{name}(): does not support bool input")
        refuse_empty(self, f"arg{name}", dim)
        if dim is None:
            found = np.asarray(position(self._array, axis=None), np.int64)
            return wrap(found.reshape((1,) * self._array.ndim) if keepdim else found[()])
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
        Face(
            (
                "(Tensor input, *, Tensor out=None)",
                "(Tensor input, Tensor other, *, Tensor out=None)",
                "(Tensor input, int dim, bool keepdim=False, *, Tensor[2] out=None)",
            )
        ),
    )
    register(
        f"a{name}",
        over,
        None,
        f"The {amount} elements along `dim`; ties share the gradient.",
        Face(("(Tensor input, int[1] dim=None, bool keepdim=False, *, Tensor out=None)",)),
    )
    register(
        f"arg{name}",
        arg,
        None,
        f"Where the (first) {amount} element is; has no gradient.",
        Face(("(Tensor input, int? dim=None, bool keepdim=False, *, Tensor out=None)",)),
    )


def no_dim_to_keep(name: str) -> TypeError:
    """The error for `keepdim` where no dimension is named, and PyTorch has no such form."""
    return TypeError(
        f"{name}() received an invalid combination of arguments - keepdim=True needs a dim"
    )


def refuse_empty(self: Tensor, name: str, dim: Any) -> None:
    """PyTorch's errors for the largest, smallest or middle one of no elements."""
    if self._array.size == 0 and (dim is None or dim == ()):
        raise (IndexError if name.startswith("arg") else RuntimeError)(
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
