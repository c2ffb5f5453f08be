"""The node of an operation: what it saves, and how its formulas are run backward.

The names of a formula's parameters decide. `grad` is the gradient that comes in; the name of an
input stands for that tensor; `result` for the output; any other name for a plain argument. Each
name becomes a slot of the node.

A formula runs in two number systems: `apply` gives it arrays (see written.py), `apply_recorded`
Tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.node import Node
from ..engine.tensor import Tensor, wrap

Formula = Callable[..., Any]
Names = tuple[str, ...]
Formulas = dict[str, Formula]


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
    tensors: Names,
    apply: Callable[[Any, Any, bool], tuple[Any, ...]],
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
    needs = {name: parameters(formula) for name, formula in formulas.items()}
    wanted = tuple(dict.fromkeys(name for names in needs.values() for name in names))
    saved = tuple(p for p in wanted if p in inputs or p in tensors)
    result = "result" in wanted
    body: dict[str, Any] = {
        "__slots__": (*wanted, "counter") if result else wanted,
        "__init__": object.__init__,  # its fields are filled in one by one
        "__module__": "minigrad.autograd.nodes",
        "saved_inputs": saved,
        "saved_values": tuple(p for p in wanted if p not in saved and p != "result"),
        "saved_result": result,
        "shown_as": shown_as or {},
        "also_saved": also_saved or {},
        "apply": apply,
        "apply_recorded": _on_tensors(formulas, tensors),
        "unpack_result": _result_as_tensor,
        "unpack_value": _value_as_shown,
    }
    return type(name, (Node,), body)


def backward_name(name: str) -> str:
    """PyTorch's name for the node of an operation: log_softmax -> LogSoftmaxBackward0."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_")) + "Backward0"


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
