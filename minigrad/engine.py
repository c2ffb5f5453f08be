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

from collections.abc import Collection, Iterable
from heapq import heappop, heappush
from typing import Any

import numpy as np

from .node import AccumulateGrad, Node


def run(
    roots: Iterable[tuple[Node, Any]],
    *,
    keep_graph: bool = False,
    record: bool = False,
    targets: Collection[Node] | None = None,
) -> dict[Node, Any]:
    """Send gradients from `roots` through the graph.

    roots: (node, gradient) pairs; gradients are arrays, or Tensors when `record` is true.
    keep_graph: leave the saved tensors where they are, for another pass.
    record: run the formulas on Tensors, so that the pass builds a graph itself.
    targets: stop at these nodes and return what arrives there, run only what leads to them;
        None runs everything and fills the `.grad` of every leaf.
    """
    newest: list[int] = []  # a heap of the orders of the nodes that wait
    nodes: dict[int, Node] = {}
    waiting: dict[int, Any] = {}
    caught: dict[Node, Any] = {}

    for node, grad in roots:
        order = node.order
        if order in waiting:
            waiting[order] = waiting[order] + grad
        else:
            nodes[order] = node
            waiting[order] = grad
            heappush(newest, order)
    on_the_way = None if targets is None else leading_to(targets, list(nodes.values()))

    while newest:
        order = heappop(newest)
        node = nodes.pop(order)
        grad = waiting.pop(order)

        while True:
            if node.hooks is not None:
                grad = node.hooks.run(grad)
            if on_the_way is not None:
                if node in targets:  # type: ignore[operator]
                    caught[node] = grad
                if node not in on_the_way:
                    break

            if record:
                outgoing = node.apply_recorded(grad, keep_graph)
            else:
                outgoing = node.apply(grad, keep_graph)

            shape = node.shape
            following: Any = None  # the newest node reached from here, and what goes to it
            arriving: Any = None
            for receiver, out in zip(node.next, outgoing):  # noqa: B905 (a hot loop)
                if receiver is None or out is None:
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
                    waiting[order] = waiting[order] + out
                else:
                    if out is grad and not record and type(receiver) is AccumulateGrad:
                        # The same array may be on its way to another leaf, which may modify it.
                        out = out.copy()
                    if following is None:
                        following, arriving = receiver, out
                        continue
                    if order < following.order:
                        following, receiver = receiver, following
                        arriving, out = out, arriving
                        order = receiver.order
                    waiting[order] = out
                    nodes[order] = receiver
                    heappush(newest, order)

            # The node just reached is often the next to run: spare it the way over the heap.
            if following is None:
                break
            order = following.order
            if newest and newest[0] < order:
                waiting[order] = arriving
                nodes[order] = following
                heappush(newest, order)
                break
            node, grad = following, arriving
    return caught


def leading_to(targets: Collection[Node], roots: list[Node]) -> set[Node]:
    """The nodes below `roots` that have one of `targets` somewhere below them."""
    reachable: dict[int, Node] = {node.order: node for node in roots}
    stack = list(roots)
    while stack:
        for node in stack.pop().next:
            if node is not None and node.order not in reachable:
                reachable[node.order] = node
                stack.append(node)
    leading: set[Node] = set()
    for order in sorted(reachable, reverse=True):  # oldest first: a node comes after its inputs
        node = reachable[order]
        if any(n in leading or n in targets for n in node.next if n is not None):
            leading.add(node)
    return leading


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
