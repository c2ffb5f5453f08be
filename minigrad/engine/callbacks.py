"""What the user asked to be called when the backward pass reaches a node."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

# Two threads that register the first hook of a node must not each make its Hooks.
making = threading.RLock()


class Hooks:
    """What the user asked to be called when a node is reached: None at almost every node.

    on_grad: each takes the gradient and returns the one to go on with (hooks of a tensor).
    retain: stores it in the `.grad` of a tensor that is no leaf.
    before, after: called around the node itself (hooks of the node).
    accumulated: called when a leaf's `.grad` has been updated.
    metadata: what `node.metadata` shows.
    """

    __slots__ = ("__weakref__", "accumulated", "after", "before", "metadata", "on_grad", "retain")

    def __init__(self) -> None:
        self.on_grad: dict[int, Callable[[Any], Any]] = {}
        self.retain: Callable[[Any], None] | None = None
        self.before: dict[int, Callable[[Any], Any]] = {}
        self.after: dict[int, Callable[[Any, Any], Any]] = {}
        self.accumulated: dict[int, Callable[[bool], None]] = {}
        self.metadata: dict[str, Any] = {}

    def run(self, grad: Any) -> Any:
        for hook in tuple(self.on_grad.values()):
            grad = hook(grad)
        if self.retain is not None:
            self.retain(grad)
        return grad


def hooks_of(tensor: Any) -> Hooks:
    """The hooks of a tensor that requires grad; those of a leaf outlive its AccumulateGrad."""
    edge = tensor._edge
    with making:
        if edge.hooks is None:
            edge.hooks = Hooks()
        own: Hooks = edge.hooks
        if hasattr(edge, "accumulator"):
            node = edge.accumulator(tensor)
            if node.hooks is None:
                node.hooks = own
            elif node.hooks is not own:  # somebody has put hooks on the AccumulateGrad itself
                node.hooks.on_grad, node.hooks.accumulated = own.on_grad, own.accumulated
    return own


class RemovableHandle:
    """Takes a hook away again: by `remove()`, or at the end of a `with` block."""

    _next_id = itertools.count().__next__

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self._hooks = hooks
        self.id = self._next_id()
        hooks[self.id] = hook

    def remove(self) -> None:
        """Take the hook away; a second call does nothing."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()
