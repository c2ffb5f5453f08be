"""Views: other shapes of the same memory."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor
from ..arraylike import checked_dim
from ..modes import mode
from ..node import UNSHARED, Leaf, new_order
from ..sharing import INFERENCE, connect
from .convert import reinterpreted
from .nodes import Formula, argument_names, backward_name, node_class, savers
from .operands import not_a_tensor
from .rows import register, row
from .words import put

_new = object.__new__


def view_row(
    name: str, forward: Callable[..., Any], *, self: Formula, node: str | None = None
) -> Callable[..., Tensor]:
    """A row whose result shares the memory, and so the version, of its one input `self`."""
    names = argument_names(forward)
    cls = node_class(node or backward_name(name), {"self": self})
    value_savers, shape_savers = savers(cls, ("self",), names)

    def op(self: Tensor, *arguments: Any) -> Tensor:
        array = self._array
        if type(array) is not np.ndarray:
            array = self._shared_array()
        counter = self._counter
        if counter is UNSHARED:
            counter = self._counter = [0]
        out = _new(Tensor)
        out._array = forward(array, *arguments)
        out._edge = None
        out._grad = None
        out._counter = counter
        out._view = None
        if counter is INFERENCE:
            return out
        connect(out, self, forward, arguments)
        edge = self._edge
        if edge is not None and (recording := mode.enabled):
            if type(edge) is Leaf:
                edge = edge.accumulator(self)
            node = cls()
            node.order = new_order()
            node.next = (edge,)
            node.shape = out._array.shape
            node.hooks = None
            node.versions = 0
            for save, position in value_savers:
                save(node, arguments[position - 1])
            for save, _ in shape_savers:
                save(node, array.shape)
            out._edge = node
            if recording is not True:
                recording.made(node)
        return out

    op.__name__ = name
    return op


def sizes(size: tuple[Any, ...], name: str, argument: str = "size") -> tuple[int, ...]:
    """The ints of `f(2, 3)` or `f((2, 3))`, with PyTorch's error for anything else."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = tuple(size[0])
    try:
        return tuple(operator.index(n) for n in size)
    except TypeError:
        wrong = next(type(n).__name__ for n in size if not hasattr(n, "__index__"))
        raise TypeError(
            f"{name}(): argument '{argument}' must be tuple of ints, but found element of type "
            f"{wrong}"
        ) from None


def tensor_input(value: Any, name: str) -> Tensor:
    """`value` itself, if it is a Tensor; else PyTorch's TypeError."""
    if not isinstance(value, Tensor):
        raise not_a_tensor(name, value)
    return value


# ------------------------------------------------------------------ other lengths: view, reshape


def complete(shape: tuple[int, ...], count: int) -> tuple[int, ...]:
    """`shape` with its -1 worked out for `count` elements."""
    if math.prod(shape) == count and min(shape, default=0) >= 0:
        return shape
    known = 1
    for n in shape:
        known *= n if n != -1 else 1
    unknown = shape.count(-1)
    if unknown > 1:
        raise RuntimeError("only one dimension can be inferred")
    if any(n < -1 for n in shape):
        raise RuntimeError(f"invalid shape dimension {min(shape)}")
    if unknown and known == 0:
        raise RuntimeError(
            f"cannot reshape tensor of {count} elements into shape {list(shape)} because the "
            "unspecified dimension size -1 can be any value and is ambiguous"
        )
    if known != count and not (unknown and count % known == 0):
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}")
    return tuple(count // known if n == -1 else n for n in shape)


_view = view_row(
    "view",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
)
_reshape_alias = view_row(
    "reshape_alias",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
)
unsafe_view: Any = row(
    "unsafe_view",
    lambda self, size: self.reshape(size),
    self=lambda grad, self_sym_sizes: grad.reshape(self_sym_sizes),
    public=False,
)


def shares_memory_as(array: Any, shape: tuple[int, ...]) -> bool:
    """Whether the array can be seen under another shape without copying it."""
    return array.flags.c_contiguous or np.may_share_memory(array, array.reshape(shape))


def view(self: Tensor, *size: Any) -> Tensor:
    """The same elements, in the same memory, under another shape; one length may be -1.

    With a dtype in place of the shape: the same bytes, read as elements of another type.
    Raises RuntimeError when the number of elements differs or the memory does not allow it.

    >>> import minigrad as mg
    >>> mg.tensor([1., 2., 3., 4.]).view(2, -1)
    tensor([[1., 2.],
            [3., 4.]])
    """
    if len(size) == 1 and isinstance(size[0], dtypes.dtype):
        return reinterpreted(self, size[0])
    shape = complete(sizes(size, "view"), self._array.size)
    if not shares_memory_as(self._shared_array(), shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return _view(self, shape)


def reshape(self: Tensor, *shape: Any) -> Tensor:
    """The same elements under another shape: a view if the memory allows it, else a copy.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).t().reshape(4)
    tensor([1., 3., 2., 4.])
    """
    full = complete(sizes(shape, "reshape", "shape"), tensor_input(self, "reshape")._array.size)
    array = self._shared_array()
    if array.flags.c_contiguous:
        return _view(self, full)
    if shares_memory_as(array, full):
        return _reshape_alias(self, full)
    return unsafe_view(clone(self), full)


def flatten(self: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` made one; a 1-d tensor is returned itself.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3, 4).flatten(1).shape
    torch.Size([2, 12])
    """
    shape = tensor_input(self, "flatten")._array.shape
    first, last = (checked_dim(d, len(shape)) for d in (start_dim, end_dim))
    if not shape:
        return reshape(self, 1)
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return self
    joined = int(np.prod(shape[first : last + 1]))
    return reshape(self, *shape[:first], joined, *shape[last + 1 :])


def view_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor under the shape of `other`."""
    return view(self, other._array.shape)


def reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor under the shape of `other`, copied if need be."""
    return reshape(self, other._array.shape)


def ravel(self: Tensor) -> Tensor:
    """All elements in one dimension."""
    return reshape(self, -1)


clone: Any = row("clone", lambda self: self.copy(), self=lambda grad: grad, numpy=np.copy)


def contiguous(self: Tensor) -> Tensor:
    """The tensor itself if its elements lie in memory in order, else a copy that does."""
    return self if self.is_contiguous() else clone(self)


# ------------------------------------------------------------------ other orders: t, permute


_t = view_row("t", lambda self: self.T, self=lambda grad: grad.T)
_transpose = view_row(
    "transpose",
    lambda self, dim0, dim1: self.swapaxes(dim0, dim1) if self.ndim else self[...],
    self=lambda grad, dim0, dim1: np.swapaxes(grad, dim0, dim1) if grad.ndim else grad,
)
_permute = view_row(
    "permute",
    lambda self, dims: self.transpose(dims),
    self=lambda grad, dims: np.transpose(grad, tuple(int(d) for d in np.argsort(dims))),
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


def transpose(self: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged; the result shares memory.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3, 4).transpose(0, 2).shape
    torch.Size([4, 3, 2])
    """
    ndim = tensor_input(self, "transpose")._array.ndim
    return _transpose(self, checked_dim(dim0, ndim), checked_dim(dim1, ndim))


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


def movedim(self: Tensor, source: Any, destination: Any) -> Tensor:
    """One dimension (or several) moved to another place, the others in their order."""
    ndim = self._array.ndim
    pairs = [
        tuple(checked_dim(d, ndim) for d in (dims if isinstance(dims, (tuple, list)) else (dims,)))
        for dims in (source, destination)
    ]
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


# ------------------------------------------------------------------ length 1: squeeze, expand

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
    view = np.broadcast_to(array, size)
    if array.flags.writeable:
        view.flags.writeable = True  # what may be written at all, the in-place operations decide
    return view


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
        return _squeeze_dims(self, tuple(checked_dim(d, ndim) for d in dim))
    return _squeeze_dim(self, checked_dim(dim, ndim))


def unsqueeze(self: Tensor, dim: int) -> Tensor:
    """A new dimension of length 1 before dimension `dim`.

    >>> import minigrad as mg
    >>> mg.zeros(3).unsqueeze(1).shape
    torch.Size([3, 1])
    """
    return _unsqueeze(self, checked_dim(dim, tensor_input(self, "unsqueeze")._array.ndim + 1))


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
    added = len(wanted) - len(have)
    if added < 0:
        raise RuntimeError(
            f"expand({list(have)}, size={list(wanted)}): the number of sizes provided "
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


def expand_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor expanded to the shape of `other`."""
    return expand(self, other._array.shape)


def broadcast_to(self: Tensor, size: Any) -> Tensor:
    """This tensor expanded to `size`."""
    return expand(self, size)


# ------------------------------------------------------------------ parts: select, slice

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
        raise IndexError(f"index {index} is out of bounds for dimension {dim} with size {length}")
    return _select(self, dim, index)


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
    start += size if start < 0 else 0
    if not 0 <= start <= size or start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return _slice(self, dim, start, start + length, 1)


for function in (
    view, reshape, flatten, view_as, reshape_as, ravel, contiguous, t, transpose, permute, movedim,
    squeeze, unsqueeze, expand, expand_as, broadcast_to, select, narrow,
):  # fmt: skip
    register(function.__name__, function)
register("swapaxes", transpose)
register("alias", alias)
