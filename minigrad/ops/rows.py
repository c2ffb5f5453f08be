"""What turns a row of the operations table into an operation.

A row names an operation, says how to compute it on arrays, and gives the derivative for each
input. From the row follow the function, the method, the name of the node, what the node saves,
and the derivative of the derivative:

    mul = binary("mul", lambda self, other: self * other,
                 self=lambda grad, other: grad * other,
                 other=lambda grad, self: grad * self)

The names of a formula's parameters say what it needs (see nodes.py); what a formula needs is
saved only if the input that the formula is for requires grad.

`unary` and `binary` are for elementwise operations. They spell out the recording of a node step by
step, because this is where a small program spends its time. `row`, for all others, does the
same for any number of inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import dtypes
from ..engine.arrays.sharing import INFERENCE
from ..engine.modes import mode
from ..engine.node import Leaf, new_order
from ..engine.placeholders import NOT_SAVED, UNSHARED
from ..engine.tensor import Tensor, edge_of, wrap
from .nodes import Formula, argument_names, backward_name, node_class, parameters, savers
from .operands import (
    HALF,
    both_tensors,
    broadcast_error,
    in_single,
    not_a_tensor,
    number_tensor,
    same_dtype,
)

# Every operation by its name: what the face of the package and the methods are made from.
TABLE: dict[str, Callable[..., Any]] = {}

# The operation that answers each of NumPy's functions when a Tensor is among the arguments.
NUMPY: dict[Any, Callable[..., Any]] = {}

_new = object.__new__


class Face(NamedTuple):
    """How users call an operation: its forms, PyTorch's signatures (see arguments.py).

    Without forms it is called as it is defined. function, method: which of both it is.
    """

    forms: tuple[str, ...] = ()
    function: bool = True
    method: bool = True


# What of the table users see; all other rows serve these.
FACES: dict[str, Face] = {}

# Who hears of each new operation: once Tensor has its methods, they get those that come later.
LISTENERS: list[Callable[[str, Any, Face], None]] = []

OF_ONE = ("(Tensor input, *, Tensor out=None)",)
OF_TWO = ("(Tensor input, Tensor other, *, Tensor out=None)",)
AND_A_NUMBER = (*OF_TWO, "(Tensor input, Scalar other, *, Tensor out=None)")


def register(
    name: str,
    op: Callable[..., Any],
    numpy: Any = None,
    doc: str = "",
    face: Face | None = None,
) -> Callable[..., Any]:
    """Enter an operation in the table, and as the answer to NumPy's function of that kind.

    face: how users call it; None if it only serves other operations.
    """
    if face is not None:
        for listener in LISTENERS:
            listener(name, op, face)
        FACES[name] = face
    op.__name__ = op.__qualname__ = name
    op.__doc__ = doc or op.__doc__
    TABLE[name] = op
    if numpy is not None:
        NUMPY[numpy] = op
    return op


def operation(
    *forms: str,
    name: str = "",
    numpy: Any = None,
    function: bool = True,
    method: bool = True,
) -> Callable[[Any], Any]:
    """Enter the decorated function as an operation that is called in these forms."""

    def entered(op: Callable[..., Any]) -> Callable[..., Any]:
        own = name or op.__name__
        return register(own, op, numpy, face=Face(forms, function, method))

    return entered


# ------------------------------------------------------------------ elementwise, one input


def unary(
    name: str,
    forward: Callable[..., Any],
    derivative: Formula,
    *,
    node: str | None = None,
    numpy: Any = None,
    accepts: Callable[[Any], Any] | None = None,
    otherwise: Callable[[Any, Any], Any] | None = None,
    single: bool = False,
    doc: str = "",
    public: bool = True,
    forms: tuple[str, ...] | None = OF_ONE,
) -> Callable[..., Tensor]:
    """An elementwise operation of one tensor and, if `forward` has a second parameter, a number.

    derivative: a formula of `grad` and, as far as it needs them, of `self` or `result`, and of
        the `number`.
    node: the name of the node, if it does not follow from `name`.
    numpy: NumPy's function of that kind, if `forward` is not it.
    accepts: makes the array that `forward` gets from one that does not require grad (integers
        become floats unless this says otherwise).
    otherwise: what to do when the second operand is no number, or nothing requires grad.
    single: half precision is computed in float32, and rounded once at the end.
    forms: how users call it; None if it only serves other operations.
    """
    needs = parameters(derivative)
    number = _second_parameter(forward)
    shown_as = {"number": number} if number is not None else {}
    cls = node_class(node or backward_name(name), {"self": derivative}, shown_as=shown_as)
    saves_self, saves_result = "self" in needs, "result" in needs
    takes_number, saves_number = number is not None, "number" in needs
    admit = accepts or as_float

    def op(self: Any, number: Any = None) -> Tensor:
        try:
            edge = self._edge
        except AttributeError:
            raise not_a_tensor(name, self) from None
        if takes_number:
            kind = type(number)
            if (edge is None or not (kind is int or kind is float)) and otherwise is not None:
                return otherwise(self, number)
            result = forward(self._array, number)
        elif single and self._array.dtype is HALF:
            return in_single(op, (self,))
        elif number is not None:
            raise TypeError(f"{name}() takes 1 positional argument but 2 were given")
        else:
            result = forward(self._array if edge is not None else admit(self._array))

        out = _new(Tensor)
        out._array = result
        out._edge = None
        out._grad = None
        out._counter = UNSHARED
        out._view = None

        if edge is not None and (recording := mode.enabled):
            if type(edge) is Leaf:
                edge = edge.accumulator(self)
            node = cls()
            node.order = new_order()
            node.next = (edge,)
            node.shape = edge.shape
            node.hooks = None
            node.versions = 0
            if saves_number:
                node.number = number
            if saves_self:
                node.self = self
                node.versions = self._counter[0]
            if saves_result:
                node.result = result
                node.counter = out._counter = [0]
            out._edge = node
            if recording is not True:
                recording.made(node)
        elif mode.inference:
            out._counter = INFERENCE
        return out

    if numpy is None and isinstance(forward, np.ufunc):
        numpy = forward
    return register(name, op, numpy, doc, _face(forms)) if public else op


def _face(forms: tuple[str, ...] | None) -> Face | None:
    return None if forms is None else Face(forms)


def _second_parameter(forward: Callable[..., Any]) -> str | None:
    if not isinstance(forward, FunctionType):
        return None  # one of NumPy's functions, as np.exp
    _, *others = argument_names(forward)
    return others[0] if others else None


def as_float(array: Any) -> Any:
    """Integers and bools become the default float; floats stay what they are."""
    return array if array.dtype.kind == "f" else array.astype(dtypes.get_default_dtype().numpy)


def floated(tensor: Tensor) -> Tensor:
    """An integer tensor as the default float type; any float tensor as it is."""
    return tensor if tensor._array.dtype.kind == "f" else wrap(as_float(tensor._array))


def as_it_is(array: Any) -> Any:
    """For operations that have a meaning on integers: no conversion."""
    return array


# ------------------------------------------------------------------ elementwise, two inputs


def binary(
    name: str,
    forward: Callable[[Any, Any], Any],
    *,
    self: Formula,
    other: Formula,
    node: str | None = None,
    numpy: Any = None,
    accepts: Callable[[Tensor, Tensor], tuple[Any, Any]] | None = None,
    mixed: Callable[[Any, Tensor, Tensor], Tensor | None] | None = None,
    shown_as: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
    doc: str = "",
    forms: tuple[str, ...] | None = OF_TWO,
) -> Callable[[Any, Any], Tensor]:
    """An elementwise operation of two tensors of shapes that broadcast, or of one and a number.

    self, other: the derivative for each input, before it is summed to the input's shape.
    accepts: makes the arrays that `forward` gets from two tensors that do not require grad.
    mixed: gets the operation and two operands of different types first, and may compute the
        result itself, or refuse them.
    shown_as: what PyTorch calls an input that it does not call `self` or `other`.
    values: what else a reader of the node finds saved.
    """
    d_self, d_other = self, other
    of_self, of_other = parameters(d_self), parameters(d_other)
    cls = node_class(
        node or backward_name(name),
        {"self": d_self, "other": d_other},
        shown_as=shown_as,
        also_saved=values,
    )
    self_for_self, self_for_other = "self" in of_self, "self" in of_other
    other_for_self, other_for_other = "other" in of_self, "other" in of_other
    saves_self, saves_other = self_for_self or self_for_other, other_for_self or other_for_other
    saves_result = "result" in of_self + of_other

    def op(self: Any, other: Any) -> Tensor:
        kind = type(other)
        if kind is not Tensor or type(self) is not Tensor:
            if (kind is int or kind is float) and type(self) is Tensor:
                other = number_tensor(other, self._array)
            else:
                pair = both_tensors(self, other, name)
                if pair is None:
                    return NotImplemented
                self, other = pair
        x, y = self._array, other._array
        if x.dtype is not y.dtype:
            if mixed is not None and (result := mixed(op, self, other)) is not None:
                return result
            return op(*same_dtype(self, other))
        to_self, to_other = self._edge, other._edge
        if accepts is not None and to_self is None and to_other is None:
            x, y = accepts(self, other)
        try:
            result = forward(x, y)
        except ValueError as error:
            raise broadcast_error(x, y, error) from None

        out = _new(Tensor)
        out._array = result
        out._edge = None
        out._grad = None
        out._counter = UNSHARED
        out._view = None

        if (to_self is not None or to_other is not None) and (recording := mode.enabled):
            if type(to_self) is Leaf:
                to_self = to_self.accumulator(self)
            if type(to_other) is Leaf:
                to_other = to_other.accumulator(other)
            node = cls()
            node.order = new_order()
            node.next = (to_self, to_other)
            shape = result.shape
            if to_self is not None and (same := to_self.shape) is not shape and same == shape:
                shape = same  # one tuple for a whole chain: less memory, quicker to compare
            node.shape = shape
            node.hooks = None
            versions = 0
            if saves_self:
                if (self_for_other and to_other is not None) or (
                    self_for_self and to_self is not None
                ):
                    node.self = self
                    versions = self._counter[0]
                else:
                    node.self = NOT_SAVED
            if saves_other:
                if (other_for_self and to_self is not None) or (
                    other_for_other and to_other is not None
                ):
                    node.other = other
                    versions += other._counter[0]
                else:
                    node.other = NOT_SAVED
            if saves_result:
                node.result = result
                node.counter = out._counter = [0]
            node.versions = versions
            out._edge = node
            if recording is not True:
                recording.made(node)
        elif mode.inference:
            out._counter = INFERENCE
        return out

    if numpy is None and isinstance(forward, np.ufunc):
        numpy = forward
    return register(name, op, numpy, doc, _face(forms))


# ------------------------------------------------------------------ everything else


def row(
    name: str,
    forward: Callable[..., Any],
    *,
    node: str | None = None,
    numpy: Any = None,
    tensors: tuple[str, ...] = (),
    single: bool = False,
    doc: str = "",
    public: bool = True,
    forms: tuple[str, ...] = (),
    **derivatives: Formula,
) -> Callable[..., Tensor]:
    """An operation with any number of tensor inputs, then arguments.

    derivatives: for each differentiable input, by its name, the formula for its gradient, of the
        input's own shape. `self_sym_sizes` in a formula is the shape of the input `self`.
    tensors: parameters after those that are tensors too but have no derivative, as a mask.
    single: half precision is computed in float32, and rounded once at the end.
    The operation takes the parameters of `forward`, by position.
    """
    names = argument_names(forward)
    inputs = tuple(derivatives)
    if names[: len(inputs) + len(tensors)] != inputs + tensors:
        raise TypeError(f"{name}: forward must take {inputs + tensors} first, not {names}")
    cls = node_class(node or backward_name(name), derivatives, tensors)
    count, count_all = len(inputs), len(inputs) + len(tensors)
    saves_result = cls.saved_result
    value_savers, shape_savers = savers(cls, inputs, names)
    tensor_savers = []  # (position, setter, the inputs whose formulas need it) of each saved tensor
    for position, own in enumerate(inputs + tensors):
        if own in cls.saved_inputs:
            users = [i for i, n in enumerate(inputs) if own in parameters(derivatives[n])]
            tensor_savers.append((position, getattr(cls, own).__set__, users))

    def op_of_one(self: Tensor, *arguments: Any) -> Tensor:
        if single and self._array.dtype is HALF:
            return in_single(op, (self,), arguments)
        out = wrap(forward(self._array, *arguments))
        if self._edge is not None and mode.enabled:
            record(out, (self, *arguments))
        return out

    def op_of_many(*values: Any) -> Tensor:
        if single and getattr(values[0]._array, "dtype", None) is HALF:
            return in_single(op, values[:count_all], values[count_all:])
        result = forward(*[t._array for t in values[:count_all]], *values[count_all:])
        out = wrap(result)
        for tensor in values[:count]:
            if tensor._edge is not None and mode.enabled:
                record(out, values)
                break
        return out

    op: Any = op_of_one if count_all == 1 else op_of_many

    def record(out: Tensor, values: tuple[Any, ...]) -> None:
        edges = (
            tuple([edge_of(tensor) for tensor in values[:count]])
            if count > 1
            else (edge_of(values[0]),)
        )
        node = cls()
        node.order = new_order()
        node.next = edges
        node.shape = out._array.shape
        node.hooks = None
        versions = 0
        for position, save, users in tensor_savers:
            kept = NOT_SAVED
            for user in users:
                if edges[user] is not None:
                    kept = values[position]
                    versions += kept._counter[0]
                    break
            save(node, kept)
        for save, position in value_savers:
            save(node, values[position])
        for save, position in shape_savers:
            save(node, values[position]._array.shape)
        if saves_result:
            node.result = out._array
            node.counter = out._counter = [0]
        node.versions = versions
        out._edge = node
        if mode.watcher is not None and mode.enabled:
            mode.watcher.made(node)

    op.record = record
    op.tensors = names[:count_all]
    return register(name, op, numpy, doc, _face(forms)) if public else op
