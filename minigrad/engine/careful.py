"""A backward pass with something to look after: hooks, targets, recording, anomaly mode.

The engine runs a plain node itself. Here is what it does when there is more to a node than its
formula, and how it finds out which nodes lead to the targets of `grad(..., inputs)`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .broadcasting import sum_to
from .modes import mode
from .node import Node


class Careful:
    """Runs a node when there is more to it than its formula.

    That is so if it has hooks, if the pass is recorded or made for some targets only, or if
    anomaly mode looks on.
    """

    __slots__ = ("caught", "keep", "on_the_way", "record", "targets", "watcher")

    def __init__(self, keep: bool, record: bool) -> None:
        self.keep = keep
        self.record = record
        self.watcher = mode.watcher
        self.targets: Collection[Node] | None = None
        self.caught: dict[Node, Any] = {}

    def stop_at(self, targets: Collection[Node], roots: Sequence[Node], through: bool) -> None:
        """Catch what arrives at the targets, and run only what leads to them, or they too."""
        self.targets = targets
        self.on_the_way = set(leading_to(targets, roots))
        if through:
            self.on_the_way.update(targets)

    def run(self, node: Node, grad: Any) -> tuple[Any, tuple[Any, ...]]:
        """The gradient that the hooks left, and those of the inputs: none at the end of a way."""
        if self.watcher is not None:
            return self.watcher.guard(node, self._run, grad)
        return self._run(node, grad)

    def _run(self, node: Node, grad: Any) -> tuple[Any, tuple[Any, ...]]:
        hooks = node.hooks
        if self.targets is not None and node not in self.on_the_way:
            if node in self.targets:
                self.caught[node] = grad if hooks is None else hooks.run(grad)
            return grad, ()
        if self.targets is not None and node in self.targets:
            self.caught[node] = grad  # PyTorch too catches it before the hooks, in this case
        if hooks is not None:
            grad = hooks.run(grad)
            for before in tuple(hooks.before.values()):
                grad = before(grad)
            if grad is None:
                return None, ()
        if self.record:
            outgoing = node.apply_recorded(grad, self.keep)
        else:
            outgoing = node.apply(grad, self.keep)
        if hooks is not None:
            for accumulated in tuple(hooks.accumulated.values()):
                accumulated(self.record)
            if hooks.after:
                outgoing = self._fitted(node, outgoing)
                for after in tuple(hooks.after.values()):
                    outgoing = after(outgoing, grad)
        return grad, outgoing

    def _fitted(self, node: Node, outgoing: tuple[Any, ...]) -> tuple[Any, ...]:
        """What the hooks of a node see: in the receivers' shapes, and only what goes on."""
        fitted = []
        for to, out in zip(node.next, outgoing, strict=True):
            if to is not None and out is not None:
                if self.targets is not None and to not in self.on_the_way | {*self.targets}:
                    out = None
                elif to.shape is not None and to.shape != out.shape:
                    out = sum_to(out, to.shape)
            fitted.append(out)
        return tuple(fitted)


def below(roots: Sequence[Node]) -> list[Node]:
    """All nodes that can be reached from `roots`, newest first."""
    reachable: dict[int, Node] = {node.order: node for node in roots}
    stack = list(roots)
    while stack:
        for node in stack.pop().next:
            if node is not None and node.order not in reachable:
                reachable[node.order] = node
                stack.append(node)
    return [reachable[order] for order in sorted(reachable)]


def leading_to(targets: Collection[Node], roots: Sequence[Node]) -> list[Node]:
    """The nodes below `roots` that have one of `targets` somewhere below them, newest first."""
    leading: dict[Node, None] = {}
    for node in reversed(below(roots)):  # oldest first: a node comes after its inputs
        if any(n in leading or n in targets for n in node.next if n is not None):
            leading[node] = None
    return list(reversed(leading))
