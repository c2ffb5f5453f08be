"""The node of an operation: what it saves, and how its formulas are run backward.

The names of a formula's parameters decide. `grad` is the gradient that comes in; the name of an
input stands for that tensor; `result` for the output; any other name for a plain argument. Each
name becomes a slot of the node.

A formula runs in two number systems: `apply` gives it arrays, `apply_recorded` Tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..node import Node

Formula = Callable[..., Any]
Formulas = dict[str, Formula]
Names = tuple[str, ...]


def argument_names(function: Any) -> Names:
    """The names of a plain function's parameters (inspect.signature takes 20 times as long)."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def parameters(formula: Formula) -> Names:
    """What a formula needs beside the gradient, by the names of its parameters."""
    first, *others = argument_names(formula)
    if first != "grad":
        raise TypeError(f"the first parameter of a derivative must be 'grad', not {first!r}")
    return tuple(others)


def node_class(
    name: str,
    formulas: Formulas,
    tensors: Names = (),
    *,
    shown_as: dict[str, str] | None = None,
    also_saved: dict[str, Any] | None = None,
) -> Any:
    """The class of the nodes of one operation.

    name: as PyTorch prints it, 'MulBackward0'. formulas: one for each input, by the input's name.
    tensors: other parameters that are tensors, but have no derivative.
    shown_as: PyTorch's names of saved values that have another name in the formulas.
    also_saved: what PyTorch shows as saved, and no formula here needs.
    """
    inputs = tuple(formulas)
    wanted = tuple(dict.fromkeys(p for formula in formulas.values() for p in parameters(formula)))
    saved = tuple(p for p in wanted if p in inputs or p in tensors)
    result = "result" in wanted
    body: dict[str, Any] = {
        "__slots__": (*wanted, "counter") if result else wanted,
        "__module__": "minigrad.autograd.nodes",
        "saved_inputs": saved,
        "saved_values": tuple(p for p in wanted if p not in saved and p != "result"),
        "saved_result": result,
        "shown_as": shown_as or {},
        "also_saved": also_saved or {},
        "apply": _on_arrays(formulas, tensors, versions_of(saved, result)),
        "apply_recorded": _on_tensors(formulas, tensors),
        "unpack_result": _result_as_tensor,
        "unpack_value": _value_as_shown,
    }
    return type(name, (Node,), body)


def backward_name(name: str) -> str:
    """PyTorch's name for the node of an operation: log_softmax -> LogSoftmaxBackward0."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_")) + "Backward0"


def versions_of(saved: Names, result: bool) -> Callable[[Any], int] | None:
    """A function that adds up the present versions of what a node has saved; None if nothing."""
    paths = [f"{name}._counter" for name in saved] + ["counter"] * result
    if not paths:
        return None
    counters = attrgetter(*paths)
    if len(paths) == 1:
        return lambda node: counters(node)[0]

    def total(node: Any) -> int:
        count = 0
        for counter in counters(node):
            count += counter[0]
        return count

    return total


def _on_arrays(
    formulas: Formulas, tensors: Names, versions: Callable[[Any], int] | None
) -> Callable[[Any, Any, bool], tuple[Any, ...]]:
    """`apply`: the formulas on the arrays of what was saved."""
    arrays = (*formulas, *tensors)
    plan = [(formula, _reader(parameters(formula), arrays)) for formula in formulas.values()]
    (formula, read), *others = plan

    def apply_one(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        if versions is None:
            return (formula(grad, *read(node)),)
        if versions(node) != node.versions:
            node.complain()
        arguments = read(node)
        if not keep:
            node.free()
        return (formula(grad, *arguments),)

    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        if versions is not None and versions(node) != node.versions:
            node.complain()
        outgoing = []
        for edge, (formula, read) in zip(node.next, plan):  # noqa: B905 (a hot loop)
            outgoing.append(None if edge is None else formula(grad, *read(node)))
        if versions is not None and not keep:
            node.free()
        return tuple(outgoing)

    return apply if others else apply_one


def _reader(names: Names, arrays: Names) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a node to the tuple of its saved values with these names."""
    paths = [f"{name}._array" if name in arrays else name for name in names]
    if not paths:
        return lambda node: ()
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda node: (get(node),)


def _on_tensors(formulas: Formulas, tensors: Names) -> Callable[[Any, Any, bool], tuple[Any, ...]]:
    """`apply_recorded`: the formulas on Tensors, so that what they compute has a derivative."""
    plan = [(formula, parameters(formula)) for formula in formulas.values()]

    def saved(node: Any, name: str) -> Any:
        if name == "result":
            return node.unpack_result()
        return getattr(node, name)._array if name in tensors else getattr(node, name)

    def apply_recorded(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        node.check_versions()
        outgoing = tuple(
            None if edge is None else as_tensor(formula(grad, *[saved(node, n) for n in names]))
            for edge, (formula, names) in zip(node.next, plan, strict=True)
        )
        if not keep:
            node.free()
        return outgoing

    return apply_recorded


def as_tensor(value: Any) -> Tensor | None:
    """A formula's answer as a Tensor: some answer with plain zeros."""
    return value if value is None or isinstance(value, Tensor) else wrap(value)


def _result_as_tensor(node: Any) -> Tensor:
    tensor = wrap(node.result)
    tensor._edge = node
    tensor._counter = node.counter
    return tensor


def _value_as_shown(node: Any, field: str) -> Any:
    value = getattr(node, field)
    return wrap(np.copy(value)[()]) if isinstance(value, (np.ndarray, np.generic)) else value
