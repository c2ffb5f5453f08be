"""torch.autograd.graph: what a program asks of the graph itself, by name."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..engine import hooks
from ..engine.callbacks import RemovableHandle
from ..engine.hooks import in_mode
from ..engine.modes import is_grad_enabled
from ..engine.node import AccumulateGrad, Node
from ..engine.outputs import Parts
from ..engine.tensor import Tensor, edge_of, wrap
from .anomaly_mode import disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks

__all__ = [
    "GradientEdge",
    "Node",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


class GradientEdge(NamedTuple):
    """Where the gradient of a tensor is sent: usable in the place of the tensor in `grad`."""

    node: Node
    output_nr: int
    ownership_token: Node | None = None  # the node by which this engine tells outputs apart

    @property
    def way(self) -> Node:
        """The node that a gradient is sent to."""
        return self.ownership_token or self.node

    def as_tensor(self) -> Tensor:
        """A tensor with this place in the graph, and values that nobody asks for."""
        at = self.node
        shape = at.variable.shape if isinstance(at, AccumulateGrad) else self.way.shape
        tensor = wrap(np.broadcast_to(np.zeros((), getattr(self, "dtype", None)), shape or ()))
        tensor._edge = self.way
        return tensor


class _Edge(GradientEdge):
    """One that knows the element type of the gradient."""

    dtype: Any


_Edge.__name__ = "GradientEdge"


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """The place of a tensor in the graph, without the tensor and its memory.

    Raises RuntimeError for a tensor that does not require grad.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> y = x * 3
    >>> edge = mg.autograd.graph.get_gradient_edge(y)
    >>> edge.node.name(), edge.output_nr
    ('MulBackward0', 0)
    >>> mg.autograd.grad(y**2, edge)
    (tensor(12.),)
    """
    edge = edge_of(tensor)
    if edge is None:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require "
            "gradients"
        )
    node, output_nr = edge.as_edge()
    found = _Edge(node, output_nr, edge)
    found.dtype = tensor._array.dtype
    return found


class MultiHandle:
    """Takes away the hooks of several tensors at once."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        """Take the hooks away; a second call does nothing."""
        for handle in self.handles:
            handle.remove()

    def __enter__(self) -> MultiHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor],
    fn: Callable[[Any], None],
    *,
    mode: str = "all",
) -> MultiHandle:
    """Call `fn` once a backward pass, for several tensors together.

    mode: "all" calls `fn(grads)` when the gradients of all the tensors that this pass reaches are
        known, with None for the others; "any" calls `fn(grad)` with the first gradient.

    >>> import minigrad as mg
    >>> a, b = (mg.tensor(v, requires_grad=True) for v in (2., 3.))
    >>> handle = mg.autograd.graph.register_multi_grad_hook([a, b], print)
    >>> (a * b).backward()
    [tensor(3.), tensor(2.)]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    key = object()  # under which this hook finds its own notes of a pass
    places = [_place(tensor) for tensor in tensors]

    def counting(index: int) -> Callable[[Tensor], None]:
        def hook(grad: Tensor) -> None:
            running = hooks.passes.running
            if running is None:  # registered in the midst of a pass that had no hooks
                return
            grads = running.notes.setdefault(key, [None] * len(places))
            grads[index] = grad
            known = (g is not None or p() not in running.reached for g, p in zip(grads, places))  # noqa: B905
            if all(known):
                fn(running.notes.pop(key))

        return hook

    def first(grad: Tensor) -> None:
        running = hooks.passes.running
        if running is not None and key not in running.notes:
            running.notes[key] = True
            fn(grad)

    registered: list[Any] = list(tensors)
    if mode == "any":
        return MultiHandle([t.register_hook(first) for t in registered if t.requires_grad])
    return MultiHandle([t.register_hook(counting(i)) for i, t in enumerate(registered)])


def _place(tensor: Tensor) -> Callable[[], Node | None]:
    """Finds the node of a tensor without holding it: by its own hooks a node would hold itself."""
    if not tensor.is_leaf:
        return weakref.ref(tensor._edge)
    leaf = weakref.ref(tensor)
    return lambda: None if (alive := leaf()) is None else edge_of(alive)


# ------------------------------------------------------------------ a node as a function


def call_node(self: Node, *gradients: Tensor | None) -> Any:
    """The gradients of the inputs for gradients of the outputs: `node(grad)` runs it alone.

    Nothing is freed. One gradient comes alone, several as a tuple.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> (x * 3).grad_fn(mg.tensor([1., 10.]))
    (tensor([ 3., 30.]), None)
    """
    if len(gradients) != self.output_count():
        raise TypeError(f"expected {self.output_count()} arguments, got {len(gradients)} instead")
    for position, gradient in enumerate(gradients):
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"argument {position} is not a Variable")
    grad: Any = gradients[0]
    if len(gradients) > 1 or self.shape is None:
        grad = Parts({i: g for i, g in enumerate(gradients) if g is not None})
    with in_mode(is_grad_enabled()):
        outgoing = self.apply_recorded(grad, True)
    return outgoing[0] if len(outgoing) == 1 else outgoing


Node.__call__ = call_node  # type: ignore[method-assign]
