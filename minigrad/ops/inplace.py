"""Operations that overwrite their tensor: `x.add_(1)`, `x *= 2`, `x.zero_()`.

An in-place operation is the ordinary one, its result written back: the tensor keeps its identity
and its memory, takes over the result's place in the graph, and its version grows by one. Whoever
saved the old values finds out by the version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, wrap
from ..modes import mode
from ..node import Node
from ..placeholders import UNSHARED
from ..sharing import INFERENCE, View, Viewed, prepend, views_of
from .indexing import Key, by_masks, index_key, part
from .operands import Operand, cast, number_tensor
from .rewrite import check_writable, move_retained, of_type, rebase, renew_views
from .rows import TABLE, register, row
from .words import choose


def in_place(name: str, op: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The in-place form of an elementwise operation."""
    ufunc = UFUNCS.get(name)

    def op_(self: Tensor, *arguments: Any, **options: Any) -> Tensor:
        if ufunc is not None and not (mode.enabled or options) and at_once(ufunc, self, *arguments):
            return self
        check_writable(self, *arguments)
        result = op(self, *arguments, **options)
        if result is NotImplemented:
            raise TypeError(f"{name}(): unsupported operand type {type(arguments[0]).__name__!r}")
        check_fits(self, result)
        write_back(self, result)
        return self

    return register(name, op_, doc=f"As `{name[:-1]}`, written into the tensor itself.")


UFUNCS = {"add_": np.add, "sub_": np.subtract, "mul_": np.multiply, "div_": np.divide}


def at_once(ufunc: np.ufunc, self: Tensor, other: Any) -> bool:
    """Let NumPy overwrite the memory itself, if nothing is recorded and nothing is in the way.

    This is where a training step updates its parameters: `p.sub_(rate * p.grad)` under no_grad.
    """
    array, counter = self._array, self._counter
    if type(array) is not np.ndarray or array.base is not None or self._view is not None:
        return False
    kind = type(other)
    if kind is int or kind is float:
        other = number_tensor(other, array)
    elif kind is not Tensor or other._array.shape != array.shape:
        return False
    operand = other._array
    if operand.dtype is not array.dtype or array.dtype.kind != "f" or counter is INFERENCE:
        return False
    ufunc(array, operand, array)
    if counter is UNSHARED:
        self._counter = [1]
    else:
        counter[0] += 1
    return True


def check_fits(self: Tensor, result: Tensor) -> None:
    """The result must have this tensor's shape, and a type of no higher category."""
    have, got = self._array, result._array
    if have.shape != got.shape:
        raise RuntimeError(
            f"output with shape {list(have.shape)} doesn't match the broadcast shape "
            f"{list(got.shape)}"
        )
    if dtypes.rank(got) > dtypes.rank(have):
        raise RuntimeError(
            f"result type {result.dtype.tensor_type} can't be cast to the desired output type "
            f"{self.dtype.tensor_type}"
        )


def write_back(self: Tensor, result: Tensor) -> None:
    """Put the result's values and history in the place of this tensor's own."""
    node = result._edge
    recorded = isinstance(node, Node)
    if recorded and "self" in node.saved_inputs:
        if node.self is self:
            node.self = _as_it_was(self)
        elif type(node.self) is Operand and node.self.source is self:
            node.self.source = _as_it_was(self)
            node.self._counter = node.self.source._counter
    self._write(result._array)
    if recorded and node.saved_result and node.result is result._array:
        node.result, node.counter = self._array, self._counter
        node.versions += self._counter[0]
    if recorded and result._array.dtype != self._array.dtype:
        of_type(node, result._array.dtype)
    if recorded or self._view is not None:
        rebase(self, result)


def _as_it_was(self: Tensor) -> Tensor:
    """A copy of the old values with the old history, for a node that saved them."""
    old = wrap(np.copy(self._array)[()])
    old._edge = self._edge
    old._counter = (self._counter[0],)
    return old


# ------------------------------------------------------------------ overwriting

_copy: Any = row(
    "copy",
    lambda self, src: _copied(src, self.shape),
    self=lambda grad: np.zeros_like(grad),
    src=lambda grad: grad,
    node="CopyBackwards",
    public=False,
)
_fill: Any = row(
    "fill",
    lambda self, value: np.full_like(self, value),
    self=lambda grad: np.zeros_like(grad),
    node="FillBackward2",
    public=False,
)
_fill_with_tensor: Any = row(
    "fill_with_tensor",
    lambda self, value: np.full_like(self, value),
    self=lambda grad: np.zeros_like(grad),
    value=lambda grad: grad,  # the backward pass sums it to the value's shape
    node="FillBackward3",
    public=False,
)
_zero: Any = row(
    "zero",
    lambda self: np.zeros_like(self),
    self=lambda grad: np.zeros_like(grad),
    public=False,
)
_index_put: Any = row(
    "index_put",
    lambda self, values, indices: _put(self, values, indices),
    self=lambda grad, indices: _cleared(grad, indices),
    values=lambda grad, indices: grad[indices],
    tensors=("indices",),
    public=False,
)


def _copied(array: Any, shape: tuple[int, ...]) -> Any:
    return array.copy() if array.shape == shape else np.array(np.broadcast_to(array, shape))


def _put(array: Any, values: Any, key: Any) -> Any:
    array = np.array(array)
    array[key] = values
    return array


def _cleared(grad: Any, key: Any) -> Any:
    """The gradient with zeros at the places that were overwritten."""
    keep = np.ones(grad.shape, np.bool_)
    keep[key] = False
    return choose(keep, grad, 0)


def copy_(self: Tensor, source: Any, non_blocking: bool = False) -> Tensor:
    """Overwrite the values with those of `source`, broadcast to this shape; recorded.

    non_blocking: has no meaning here, where all tensors are on one device.

    >>> import minigrad as mg
    >>> mg.zeros(2).copy_(mg.tensor([1., 2.]))
    tensor([1., 2.])
    """
    if not isinstance(source, Tensor):
        raise TypeError(
            f"copy_(): argument 'other' (position 1) must be Tensor, not {type(source).__name__}"
        )
    check_writable(self, source)
    if source._array.shape != self._array.shape:
        TABLE["expand"](source.detach(), self._array.shape)  # refuses shapes that do not fit
    write_back(self, _copy(self, cast(source, self._array.dtype)))
    return self


def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite all elements with one number; their gradient is zero from then on.

    >>> import minigrad as mg
    >>> mg.zeros(2).fill_(3)
    tensor([3., 3.])
    """
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with "
                f"{value._array.ndim} dimensions."
            )
        check_writable(self, value)
        write_back(self, _fill_with_tensor(self, cast(value, self._array.dtype)))
        return self
    if not isinstance(value, (bool, int, float, np.generic)):
        raise TypeError(f"fill_(): expected a number or a tensor, not {type(value).__name__}")
    check_writable(self, fill=True)
    write_back(self, _fill(self, value))
    return self


def zero_(self: Tensor) -> Tensor:
    """Overwrite all elements with zero.

    >>> import minigrad as mg
    >>> mg.ones(2).zero_()
    tensor([0., 0.])
    """
    check_writable(self, fill=True)
    write_back(self, _zero(self))
    return self


def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off its history: it becomes a leaf that does not require grad."""
    if self._is_view():
        raise RuntimeError(
            "Can't detach views in-place. Use detach() instead. If you are using DistributedData"
            "Parallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients "
            "are views of DDP buckets, and hence detach_() cannot be called on these gradients."
        )
    self._edge = None
    return self


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """x[key] = value: a part of the tensor overwritten in place, and recorded."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (bool, int, float, np.generic)):
            raise TypeError(
                f"can't assign a {_kind(value)} to a torch.{self.dtype.tensor_type}Tensor"
            )
        value = wrap(np.asarray(value, self._array.dtype)[()])
    if key is False:
        return
    # (Within a tuple, a slice of everything is no step of its own.)
    target, chosen = part(self, (key,) if isinstance(key, slice) and self._array.ndim else key)
    if chosen:
        check_writable(target, value)
        if value._array.dtype != self._array.dtype and not (value.numel() == 1 and by_masks(key)):
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got "
                f"{self.dtype.tensor_type} for the destination and {value.dtype.tensor_type} for "
                "the source."
            )
        fitted = _without_leading_ones(value._array.shape)
        if fitted != value._array.shape:
            value = TABLE["view"](value, fitted)
        _put_at(target, index_key(chosen), value)
    elif target._array.shape == value._array.shape:
        copy_(target, value)
    elif value._array.ndim == 0:
        fill_(target, value)
    else:
        shape, fitted = target._array.shape, _without_leading_ones(value._array.shape)
        value = TABLE["view"](value, fitted)
        copy_(target, value if fitted == shape else TABLE["expand"](value, shape))


def _kind(value: Any) -> str:
    return "numpy.ndarray" if isinstance(value, np.ndarray) else type(value).__name__


def _put_at(self: Tensor, indices: Key, value: Tensor) -> None:
    check_writable(self, value)
    value = cast(value, self._array.dtype)
    try:
        write_back(self, _index_put(self, value, indices))
    except ValueError:
        shape = self._array[indices._array].shape
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(value._array.shape)} cannot be "
            f"broadcast to indexing result of shape {list(shape)}"
        ) from None


def _without_leading_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """PyTorch lets a value have more dimensions than its place, if they are of length 1."""
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape


IN_PLACE = [
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "reciprocal",
    "pow",
    "square",
    "sqrt",
    "rsqrt",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "relu",
    "sigmoid",
    "abs",
    "sign",
    "floor",
    "ceil",
    "round",
    "trunc",
    "frac",
    "erf",
    "erfc",
    "sinc",
    "logit",
    "atan2",
    "fmod",
    "remainder",
    "floor_divide",
    "clamp",
    "clip",
    "clamp_min",
    "clamp_max",
    "nan_to_num",
    "xlogy",
    "lerp",
    "addcmul",
    "addcdiv",
    "masked_fill",
    "masked_scatter",
    "index_fill",
    "index_add",
    "scatter",
    "scatter_add",
    "tril",
    "triu",
    "cumsum",
    "cumprod",
    "logical_not",
    "logical_and",
    "logical_or",
    "logical_xor",
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "bitwise_not",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
]


# ------------------------------------------------------------------ another shape, in place


def reshaping(name: str, node: Callable[..., str], undo: Callable[..., Any]) -> None:
    """The in-place form of a change of shape: the tensor becomes the view that it would give.

    node: PyTorch's name of the node, from the arguments. undo: leads from an array of the new
        shape back to the old one, for the views that the tensor had before.
    """
    op = TABLE[name]

    def op_(self: Tensor, *arguments: Any) -> Tensor:
        check_writable(self, fill=True)
        seen, old = op(self, *arguments), self._array.shape
        if isinstance(self._view, View):
            self._view = seen._view
        else:
            for view in views_of(self):
                view._view.steps = prepend(undo, (old, *arguments), view._view.steps)
                del view
        self._array = seen._array
        if isinstance(seen._edge, Node):
            before, self._edge = self._edge, renamed(seen._edge, node(*arguments))
            move_retained(before, self._edge)
        del seen  # or it would count as a view of this tensor, to be renewed
        if self._counter is not INFERENCE:
            self._counter[0] += 1
        if isinstance(self._view, Viewed):
            renew_views(self)
        return self

    register(f"{name}_", op_, doc=f"As `{name}`, but the tensor itself gets the new shape.")


def renamed(node: Any, name: str) -> Node:
    """The node under another name: what PyTorch calls the in-place form is another overload."""
    cls = type(node)
    if (cls, name) not in _renamed:
        _renamed[cls, name] = type(name, (cls,), {"__slots__": (), "__module__": cls.__module__})
    node.__class__ = _renamed[cls, name]
    return node


_renamed: dict[tuple[type, str], type] = {}


def _squeeze_name(dim: Any = None) -> str:
    return f"SqueezeBackward{3 if dim is None else 5 if isinstance(dim, (tuple, list)) else 4}"


def _as_before(array: Any, shape: tuple[int, ...], *_: Any) -> Any:
    return array.reshape(shape)


reshaping("t", lambda: "TBackward1", lambda array, old: array.T)
reshaping(
    "transpose",
    lambda dim0, dim1: "TransposeBackward1",
    lambda array, old, dim0, dim1: array.swapaxes(dim0, dim1) if array.ndim else array,
)
reshaping("unsqueeze", lambda dim: "UnsqueezeBackward1", _as_before)
reshaping("squeeze", _squeeze_name, _as_before)

for _function in (copy_, fill_, zero_, detach_):
    register(_function.__name__, _function)


def add_in_place_forms() -> None:
    """Give every operation of the list that is in the table its in-place form."""
    for name in IN_PLACE:
        if name in TABLE and f"{name}_" not in TABLE:
            in_place(f"{name}_", TABLE[name])


add_in_place_forms()
