"""The backward pass: run each node once, newest first, and add up what arrives.

    waiting = {root: its gradient}
    while nodes wait:
        take the newest node
        for each of its inputs: add the gradient for it to what waits at the next node

The newest waiting node is always ready: whoever could still send it a gradient was made after
it, and would be waiting too, or be reachable from a node that is. So there is nothing to sort and
nothing to count, no recursion, and a chain of a million nodes is as safe as one of three.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from typing import Any

import numpy as np

from .hooks import in_pytorchs_order, watched
from .modes import mode
from .node import AccumulateGrad, Node


def run(
    roots: Sequence[tuple[Node, Any]],
    *,
    keep_graph: bool = False,
    record: bool = False,
    targets: Collection[Node] | None = None,
    through: bool = False,
    ordered: bool = False,
) -> dict[Node, Any]:
    """Send gradients from `roots` through the graph.

    roots: (node, gradient) pairs; gradients are arrays, or Tensors when `record` is true.
    keep_graph: leave the saved tensors where they are, for another pass.
    record: run the formulas on Tensors, so that the pass builds a graph itself.
    targets: stop at these nodes and return what arrives there, run only what leads to them;
        None runs everything and fills the `.grad` of every leaf.
    through: do not stop at the targets but run them too, so that leaves fill their `.grad`.
    ordered: whether the leaves have their places already (only hooks can tell, see hooks.py).
    """
    if watched and not ordered:
        starts = [node for node, _ in roots]
        will_run = below(starts) if targets is None else leading_to(targets, starts)
        with in_pytorchs_order(will_run, targets or ()):
            return run(
                roots,
                keep_graph=keep_graph,
                record=record,
                targets=targets,
                through=through,
                ordered=True,
            )
    newest: list[int] = []  # a heap of the orders of the nodes that wait
    waiting: dict[int, tuple[Node, Any]] = {}

    if not roots:
        return {}
    node, grad = roots[0]
    if len(roots) > 1:
        for root, start in roots:
            order = root.order
            if order in waiting:
                start = waiting[order][1] + start
            else:
                heappush(newest, order)
            waiting[order] = (root, start)
        node, grad = waiting.pop(heappop(newest))

    ordinary = targets is None and not record and mode.watcher is None
    careful = None if ordinary else Careful(keep_graph, record)
    if targets is not None and careful is not None:
        careful.stop_at(targets, [node for node, _ in roots], through)

    while True:
        while True:
            if ordinary and node.hooks is None:
                outgoing = node.apply(grad, keep_graph)
            else:
                if careful is None:
                    careful = Careful(keep_graph, record)
                grad, outgoing = careful.run(node, grad)

            if not outgoing:  # a leaf: the end of the way
                break
            shape = node.shape
            following: Any = None  # the newest node reached from here, and what goes to it
            arriving: Any = None
            first = place = -1
            for receiver in node.next:  # (zip would take longer than all the rest)
                place += 1
                if receiver is None or (out := outgoing[place]) is None:
                    continue
                if (
                    receiver.shape is not shape
                    and receiver.shape != shape
                    and receiver.shape != out.shape
                ):
                    out = sum_to(out, receiver.shape)
                order = receiver.order
                if receiver is following:
                    arriving = arriving + out
                elif order in waiting:
                    waiting[order] = (receiver, waiting[order][1] + out)
                else:
                    if out is grad and not record and type(receiver) is AccumulateGrad:
                        # The same array may be on its way to another leaf, which may modify it.
                        out = out.copy()
                    if following is None:
                        following, first, arriving = receiver, order, out
                    elif order < first:
                        waiting[first] = (following, arriving)
                        heappush(newest, first)
                        following, first, arriving = receiver, order, out
                    else:
                        waiting[order] = (receiver, out)
                        heappush(newest, order)

            # The node just reached is often the next to run: spare it the way over the heap.
            if following is None:
                break
            if newest and newest[0] < first:
                waiting[first] = (following, arriving)
                heappush(newest, first)
                break
            node, grad = following, arriving

        if not newest:
            return {} if careful is None else careful.caught
        node, grad = waiting.pop(heappop(newest))


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

    def stop_at(self, targets: Collection[Node], roots: list[Node], through: bool) -> None:
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


def below(roots: list[Node]) -> list[Node]:
    """All nodes that can be reached from `roots`, newest first."""
    reachable: dict[int, Node] = {node.order: node for node in roots}
    stack = list(roots)
    while stack:
        for node in stack.pop().next:
            if node is not None and node.order not in reachable:
                reachable[node.order] = node
                stack.append(node)
    return [reachable[order] for order in sorted(reachable)]


def leading_to(targets: Collection[Node], roots: list[Node]) -> list[Node]:
    """The nodes below `roots` that have one of `targets` somewhere below them, newest first."""
    leading: dict[Node, None] = {}
    for node in reversed(below(roots)):  # oldest first: a node comes after its inputs
        if any(n in leading or n in targets for n in node.next if n is not None):
            leading[node] = None
    return list(reversed(leading))


def sum_to(grad: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: add up `grad` over the dimensions that `shape` was stretched along.

    >>> import numpy as np
    >>> sum_to(np.ones((3, 2)), (2,))
    array([3., 3.])
    """
    added = len(grad.shape) - len(shape)
    if grad.shape[added:] == shape:  # a bias, added to a batch
        return np.add.reduce(grad, axis=0 if added == 1 else tuple(range(added)))
    stretched = tuple(
        i for i, n in enumerate(grad.shape) if i < added or (shape[i - added] == 1 and n != 1)
    )
    return np.add.reduce(grad, axis=stretched, keepdims=True).reshape(shape)
