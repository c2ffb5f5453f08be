"""What turns a row of the operations table into an operation.

A row names an operation, says how to compute it on arrays, and gives the derivative for each
input. From the row follow the function, the method, the in-place method, the name of the node,
what the node saves, and the derivative of the derivative:

    mul = binary("mul", lambda self, other: self * other,
                 self=lambda grad, other: grad * other,
                 other=lambda grad, self: grad * self)

**The names of a formula's parameters say what it needs.** `grad` is the gradient of the output;
`self`, `other`, ... are inputs; `result` is the output; any other name is an argument of the
operation. What a formula asks for is saved in the node, in a slot of that name, if the input
the formula is for requires grad, and not otherwise.

**A formula is written once, for two number systems.** In an ordinary backward pass its parameters
are NumPy arrays; under `create_graph=True` they are Tensors, which answer NumPy's functions too.

`unary` and `binary` are for elementwise operations and spell out the recording step by step,
because this is where a small program spends its time; `row` is for all others. The three do the same.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, edge_of, wrap
from ..modes import mode
from ..node import UNSHARED, Leaf, Node, new_order
from .operands import both_tensors, broadcast_error, not_a_tensor, same_dtype

Formula = Callable[..., Any]

# Every operation by its name: what the face of the package and the methods are made from.
TABLE: dict[str, Callable[..., Any]] = {}

# The operation that answers each of NumPy's functions when a Tensor is among the arguments.
NUMPY: dict[Any, Callable[..., Any]] = {}

_new = object.__new__


def node_class(
    name: str,
    inputs: tuple[str, ...],
    formulas: dict[str, Formula],
    tensors: tuple[str, ...] = (),
) -> type[Node]:
    """The class of the nodes of one operation: a slot for each thing that its formulas need."""
    wanted = list(dict.fromkeys(p for formula in formulas.values() for p in parameters(formula)))
    saveable = inputs + tensors
    saved_result = "result" in wanted
    body: dict[str, Any] = {
        "__slots__": (*wanted, "counter") if saved_result else tuple(wanted),
        "__module__": "minigrad.autograd.nodes",
        "saved_inputs": tuple(p for p in wanted if p in saveable),
        "saved_values": tuple(p for p in wanted if p not in saveable and p != "result"),
        "saved_result": saved_result,
        "unpack_result": _result_as_tensor,
        "unpack_value": _value_as_shown,
        "apply_recorded": _recorded(inputs, formulas, tensors),
    }
    return type(name, (Node,), body)


def parameters(formula: Formula) -> tuple[str, ...]:
    """What a formula needs beside the gradient, by the names of its parameters."""
    first, *others = inspect.signature(formula).parameters
    if first != "grad":
        raise TypeError(f"the first parameter of a derivative must be 'grad', not {first!r}")
    return tuple(others)


def node_name(name: str) -> str:
    """PyTorch's name for the node of an operation: log_softmax -> LogSoftmaxBackward0."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_")) + "Backward0"


def _reader(names: tuple[str, ...], tensors: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a node to its saved values with these names: arrays, where tensors."""
    paths = [f"{n}._array" if n in tensors else n for n in names]
    if not paths:
        return lambda node: ()
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda node: (get(node),)


def _recorded(
    inputs: tuple[str, ...], formulas: dict[str, Formula], tensors: tuple[str, ...]
) -> Callable[[Any, Any], tuple[Any, ...]]:
    """The backward function on Tensors: what it computes is recorded, so has a derivative."""
    plan = [(formulas[i], parameters(formulas[i])) for i in inputs]

    def saved(node: Any, name: str) -> Any:
        if name == "result":
            return node.unpack_result()
        return getattr(node, name)._array if name in tensors else getattr(node, name)

    def apply_recorded(node: Any, grad: Any) -> tuple[Any, ...]:
        node.check_versions()
        return tuple(
            None if edge is None else as_tensor(formula(grad, *[saved(node, n) for n in names]))
            for edge, (formula, names) in zip(node.next, plan, strict=True)
        )

    return apply_recorded


def _result_as_tensor(node: Any) -> Tensor:
    tensor = wrap(node.result)
    tensor._edge = node
    tensor._counter = node.counter
    return tensor


def _value_as_shown(node: Any, field: str) -> Any:
    value = getattr(node, field)
    return wrap(np.copy(value)[()]) if isinstance(value, (np.ndarray, np.generic)) else value


def as_tensor(value: Any) -> Tensor | None:
    return value if value is None or isinstance(value, Tensor) else wrap(value)


# ------------------------------------------------------------------ elementwise, one input


def unary(
    name: str,
    forward: Callable[..., Any],
    derivative: Formula,
    *,
    node: str | None = None,
    numpy: Any = None,
    accepts: Callable[[Any], Any] | None = None,
    doc: str = "",
) -> Callable[..., Tensor]:
    """An elementwise operation of one tensor and, if `forward` has a second parameter, a number.

    derivative: a formula of `grad` and, as far as it needs them, of `self` or `result`, and of
        the number.
    accepts: makes the array that `forward` gets from one that does not require grad (integers
        become floats unless this says otherwise).
    """
    needs = parameters(derivative)
    takes_number = (
        len(inspect.signature(forward).parameters) == 2 if inspect.isfunction(forward) else False
    )
    number_name = list(inspect.signature(forward).parameters)[1] if takes_number else None
    saves_self, saves_result = "self" in needs, "result" in needs
    if saves_self and saves_result:
        raise TypeError(f"{name}: write the derivative with self or with result, not with both")
    cls: Any = node_class(node or node_name(name), ("self",), {"self": derivative})
    saves_number = getattr(cls, number_name).__set__ if number_name in needs else None  # type: ignore[arg-type]
    admit = accepts or as_float

    def op(self: Any, number: Any = None) -> Tensor:
        try:
            edge = self._edge
        except AttributeError:
            raise not_a_tensor(name, self) from None
        array = self._array if edge is not None else admit(self._array)
        result = forward(array, number) if takes_number else forward(array)
        out = _new(Tensor)
        out._array = result
        out._edge = None
        out._grad = None
        out._counter = UNSHARED
        out._view = None
        if edge is not None and mode.enabled:
            if type(edge) is Leaf:
                edge = edge.accumulator(self)
            node = cls()
            node.order = new_order()
            node.next = (edge,)
            node.shape = edge.shape
            node.hooks = None
            node.versions = 0
            if saves_number is not None:
                saves_number(node, number)
            if saves_self:
                node.self = self
                node.versions = self._counter[0]
            elif saves_result:
                node.result = result
                node.counter = out._counter = [0]
            out._edge = node
        return out

    if needs == ("self",):

        def apply(node: Any, grad: Any) -> tuple[Any, ...]:
            self = node.self
            if self._counter[0] != node.versions:
                node.complain()
            return (derivative(grad, self._array),)

    elif needs == ("result",):

        def apply(node: Any, grad: Any) -> tuple[Any, ...]:
            if node.counter[0] != node.versions:
                node.complain()
            return (derivative(grad, node.result),)

    else:
        apply = general_apply(("self",), {"self": derivative})

    cls.apply = apply
    return register(name, op, numpy if numpy is not None else forward, doc)


def as_float(array: Any) -> Any:
    """Integers and bools become the default float; floats stay what they are."""
    return array if array.dtype.kind == "f" else array.astype(dtypes.get_default_dtype().numpy)


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
    accepts: Callable[[Any, Any], tuple[Any, Any]] | None = None,
    names: tuple[str, str] = ("self", "other"),
    values: dict[str, Any] | None = None,
    doc: str = "",
) -> Callable[[Any, Any], Tensor]:
    """An elementwise operation of two tensors of shapes that broadcast, or of one and a number.

    self, other: the derivative for each input, before it is summed to the input's shape.
    accepts: makes the arrays that `forward` gets from two that do not require grad.
    names: what PyTorch calls the two inputs. values: what else a reader of the node finds saved.
    """
    d_self, d_other = self, other
    formulas = dict(zip(names, (d_self, d_other), strict=True))
    cls: Any = node_class(node or node_name(name), names, formulas)
    cls.also_saved = values or {}
    first, second = names
    of_self, of_other = parameters(d_self), parameters(d_other)
    self_for_self, self_for_other = first in of_self, first in of_other
    other_for_self, other_for_other = second in of_self, second in of_other
    result_for_self, result_for_other = "result" in of_self, "result" in of_other
    saves_self = self_for_self or self_for_other
    saves_other = other_for_self or other_for_other
    saves_result = result_for_self or result_for_other
    set_self = getattr(cls, first).__set__ if saves_self else None
    set_other = getattr(cls, second).__set__ if saves_other else None

    def op(self: Any, other: Any) -> Tensor:
        if type(other) is not Tensor or type(self) is not Tensor:
            pair = both_tensors(self, other, name)
            if pair is None:
                return NotImplemented
            self, other = pair
        x, y = self._array, other._array
        if x.dtype is not y.dtype:
            return op(*same_dtype(self, other))
        to_self, to_other = self._edge, other._edge
        if accepts is not None and to_self is None and to_other is None:
            x, y = accepts(x, y)
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
        if (to_self is not None or to_other is not None) and mode.enabled:
            if type(to_self) is Leaf:
                to_self = to_self.accumulator(self)
            if type(to_other) is Leaf:
                to_other = to_other.accumulator(other)
            node = cls()
            node.order = new_order()
            node.next = (to_self, to_other)
            shape = result.shape
            if to_self is not None and to_self.shape == shape:
                shape = to_self.shape  # the same object: backward sees at once that they agree
            node.shape = shape
            node.hooks = None
            versions = 0
            if saves_self:
                if (self_for_other and to_other is not None) or (
                    self_for_self and to_self is not None
                ):
                    set_self(node, self)
                    versions = self._counter[0]
                else:
                    set_self(node, None)
            if saves_other:
                if (other_for_self and to_self is not None) or (
                    other_for_other and to_other is not None
                ):
                    set_other(node, other)
                    versions += other._counter[0]
                else:
                    set_other(node, None)
            if saves_result:
                node.result = result
                node.counter = out._counter = [0]
            node.versions = versions
            out._edge = node
        return out

    if not (saves_self or saves_other or saves_result):

        def apply(node: Any, grad: Any) -> tuple[Any, ...]:
            to_self, to_other = node.next
            return (
                None if to_self is None else d_self(grad),
                None if to_other is None else d_other(grad),
            )

    elif of_self == (second,) and of_other == (first,):
        get_self, get_other = attrgetter(first), attrgetter(second)

        def apply(node: Any, grad: Any) -> tuple[Any, ...]:
            self, other = get_self(node), get_other(node)
            versions = 0
            if self is not None:
                versions = self._counter[0]
            if other is not None:
                versions += other._counter[0]
            if versions != node.versions:
                node.complain()
            return (
                None if other is None else d_self(grad, other._array),
                None if self is None else d_other(grad, self._array),
            )

    else:
        apply = general_apply(names, formulas)

    cls.apply = apply
    return register(name, op, numpy if numpy is not None else forward, doc)


# ------------------------------------------------------------------ everything else


def row(
    name: str,
    forward: Callable[..., Any],
    *,
    node: str | None = None,
    numpy: Any = None,
    tensors: tuple[str, ...] = (),
    doc: str = "",
    public: bool = True,
    **derivatives: Formula,
) -> Callable[..., Tensor]:
    """An operation with any number of tensor inputs, then arguments.

    derivatives: for each differentiable input, by its name, the formula for its gradient, of the
        input's own shape. `self_sym_sizes` in a formula is the shape of the input `self`.
    tensors: parameters after those that are tensors too but have no derivative, as a mask.
    The operation takes the parameters of `forward`, by position.
    """
    names = tuple(inspect.signature(forward).parameters)
    inputs = tuple(derivatives)
    if names[: len(inputs) + len(tensors)] != inputs + tensors:
        raise TypeError(f"{name}: forward must take {inputs + tensors} first, not {names}")
    cls: Any = node_class(node or node_name(name), inputs, derivatives, tensors)
    cls.apply = general_apply(inputs, derivatives, tensors)
    count, count_all = len(inputs), len(inputs) + len(tensors)
    needs = {i: parameters(derivatives[i]) for i in inputs}
    savers = [_saver(cls, n, inputs, names) for n in cls.saved_values]
    keeps = [
        (
            position,
            getattr(cls, n).__set__,
            [i for i, own in enumerate(inputs) if n in needs[own]],
        )
        for position, n in enumerate(inputs + tensors)
        if n in cls.saved_inputs
    ]

    def op(*values: Any) -> Tensor:
        result = forward(*[t._array for t in values[:count_all]], *values[count_all:])
        out = wrap(result)
        if mode.enabled and any(t._edge is not None for t in values[:count]):
            record(out, values)
        return out

    def record(out: Tensor, values: tuple[Any, ...]) -> None:
        edges = tuple(edge_of(t) for t in values[:count])
        node = cls()
        node.order = new_order()
        node.next = edges
        node.shape = out._array.shape
        node.hooks = None
        versions = 0
        for position, keep, users in keeps:
            if any(edges[user] is not None for user in users):
                keep(node, values[position])
                versions += values[position]._counter[0]
            else:
                keep(node, None)
        for save in savers:
            save(node, values)
        if cls.saved_result:
            node.result = out._array
            node.counter = out._counter = [0]
        node.versions = versions
        out._edge = node

    op.record = record  # type: ignore[attr-defined]
    op.forward = forward  # type: ignore[attr-defined]
    return register(name, op, numpy, doc) if public else op


def _saver(cls: Any, field: str, inputs: tuple[str, ...], names: tuple[str, ...]) -> Any:
    """A function that saves one argument, or one input's shape, in a new node."""
    keep = getattr(cls, field).__set__
    if field.endswith("_sym_sizes"):
        position = inputs.index(field.removesuffix("_sym_sizes"))
        return lambda node, values: keep(node, values[position]._array.shape)
    position = names.index(field)
    return lambda node, values: keep(node, values[position])


def general_apply(
    inputs: tuple[str, ...], formulas: dict[str, Formula], tensors: tuple[str, ...] = ()
) -> Callable[[Any, Any], tuple[Any, ...]]:
    """The backward function on arrays, for any inputs and formulas."""
    plan = [(formulas[i], _reader(parameters(formulas[i]), inputs + tensors)) for i in inputs]
    saveable = {*inputs, *tensors, "result"}
    saves_tensors = any(saveable & set(parameters(formula)) for formula in formulas.values())

    def apply(node: Any, grad: Any) -> tuple[Any, ...]:
        if saves_tensors:
            node.check_versions()
        return tuple(
            None if edge is None else formula(grad, *read(node))
            for edge, (formula, read) in zip(node.next, plan, strict=True)
        )

    return apply


def register(
    name: str, op: Callable[..., Any], numpy: Any = None, doc: str = ""
) -> Callable[..., Any]:
    """Enter an operation in the table: from here it becomes a function, a method, a NumPy function."""
    op.__name__ = op.__qualname__ = name
    op.__doc__ = doc or op.__doc__
    TABLE[name] = op
    if numpy is not None and (
        isinstance(numpy, np.ufunc)
        or not inspect.isfunction(numpy)
        or numpy.__module__.startswith("numpy")
    ):
        NUMPY[numpy] = op
    return op
