"""The engine of notebook 05, whole: the classes that the notebook shows, and the seven parts that
the student writes. A part is used in the notebook until the student's own passes its check, and
the classes where a check runs outside the notebook. Reading on gives the answers away.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

engine: Any = SimpleNamespace(recording=True)


class Node:
    """One step of the way back."""

    formula: Callable[..., Any]

    def __init__(self, *inputs: Any) -> None:
        self.inputs = inputs
        self.next_functions = tuple((engine.edge(x), 0) for x in inputs)

    def name(self) -> str:
        """Return the name of its class."""
        return type(self).__name__

    def backward(self, grad: Any) -> Any:
        """Return a gradient, or None, for each input, in the shape of that input."""
        return [
            part if part is None or part.shape == x.shape else engine.sum_to(part, x.shape)
            for part, x in zip(self.formula(grad), self.inputs, strict=True)
        ]

    def __repr__(self) -> str:
        return f"<{self.name()}>"


class AccumulateGrad(Node):
    """The end of the way, at a leaf."""

    def __init__(self, variable: Any) -> None:
        self.variable = variable
        self.next_functions = ()


class Tensor:
    """Numbers, and where their gradient goes."""

    requires_grad = False
    grad_fn: Any = None
    grad: Any = None

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        self.data = np.array(data, dtype=np.float32)
        self.shape, self.dtype = self.data.shape, self.data.dtype
        self.requires_grad = requires_grad
        self.accumulator = AccumulateGrad(self) if requires_grad else None


class AddBackward0(Node):
    """x + y."""

    def formula(self, grad: Any) -> Any:
        """Return the gradients of x and y."""
        return grad, grad


class SubBackward0(Node):
    """x - y."""

    def formula(self, grad: Any) -> Any:
        """Return the gradients of x and y."""
        return grad, -grad


class MulBackward0(Node):
    """a * b."""

    def formula(self, grad: Any) -> Any:
        """Return the gradients of a and b."""
        a, b = self.inputs
        return grad * b.data, grad * a.data


class PowBackward0(Node):
    """x ** n; its formula is the student's."""


def operation(node_class: type[Node], compute: Callable[..., Any]) -> Any:
    """Return the method that computes, and records a node where one is needed."""

    def method(x: Any, y: Any) -> Tensor:
        x, y = (t if isinstance(t, Tensor) else Tensor(t) for t in (x, y))
        result = Tensor(compute(x.data, y.data))
        if engine.recording and (x.requires_grad or y.requires_grad):
            result.requires_grad = True
            result.grad_fn = node_class(x, y)
        return result

    return method


for names, node_class, compute in (
    (("__add__", "__radd__"), AddBackward0, np.add),
    (("__sub__",), SubBackward0, np.subtract),
    (("__mul__", "__rmul__"), MulBackward0, np.multiply),
    (("__pow__",), PowBackward0, np.power),
):
    for name in names:
        setattr(Tensor, name, operation(node_class, compute))


# The parts, as a student writes them: without annotations. They know only what they are given, so
# they fit on the student's classes as well as on those above.


def edge(tensor):
    """Return the node that the gradient of this tensor goes to, or None."""
    return tensor.accumulator if tensor.grad_fn is None else tensor.grad_fn


def pow_formula(node, grad):
    """Return the gradient for x in x ** n, and None for n."""
    x, n = node.inputs
    return grad * n.data * x.data ** (n.data - 1), None


def users_first(root):
    """Return all nodes from the root on, each after all that send it a gradient."""
    arrows, to_visit = {root: 0}, [root]
    while to_visit:
        for following in _next(to_visit.pop()):
            if following not in arrows:
                arrows[following] = 0
                to_visit.append(following)
            arrows[following] += 1
    order, ready = [], [root]
    while ready:
        order.append(ready.pop())
        for following in _next(order[-1]):
            arrows[following] -= 1
            if arrows[following] == 0:
                ready.append(following)
    return order


def _next(node):
    return [following for following, _ in node.next_functions if following is not None]


def run(order, gradient):
    """Send the gradient from the first node of the order to the leaves."""
    waiting = {order[0]: gradient}
    for node in order:
        grad = waiting.pop(node)
        if node.name() == "AccumulateGrad":
            kept = node.variable.grad
            node.variable.grad = np.array(grad) if kept is None else kept + grad
            continue
        for (following, _), part in zip(node.next_functions, node.backward(grad), strict=True):
            if following is not None:
                waiting[following] = waiting[following] + part if following in waiting else part


def sum_to(gradient, shape):
    """Return the gradient, added up along what was stretched to its shape from this one."""
    new = range(gradient.ndim - len(shape))
    gradient = gradient.sum(axis=tuple(new))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def no_grad(engine):
    """Switch the recording off until the block is left."""
    before = engine.recording
    engine.recording = False
    try:
        yield
    finally:
        engine.recording = before


def backward(engine, tensor, gradient=None):
    """Fill the .grad of the leaves that this tensor was made from."""
    if not tensor.requires_grad:
        raise RuntimeError("the tensor does not require grad")
    if gradient is None:
        if tensor.data.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        start = np.ones_like(tensor.data)
    else:
        start = gradient.data
    engine.run(engine.users_first(engine.edge(tensor)), start)


PARTS: dict[str, Any] = {
    "5.1": edge,
    "5.2": pow_formula,
    "5.3": users_first,
    "5.4": run,
    "5.5": sum_to,
    "5.6": no_grad,
    "5.7": backward,
}
PowBackward0.formula = pow_formula
engine.edge, engine.users_first, engine.run = edge, users_first, run
engine.sum_to, engine.no_grad, engine.backward = sum_to, no_grad, backward
