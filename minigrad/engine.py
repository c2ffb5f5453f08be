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

    roots = list(roots)
    for node, grad in roots:
        if node.order in waiting:
            waiting[node.order] = waiting[node.order] + grad
        else:
            nodes[node.order] = node
            waiting[node.order] = grad
            heappush(newest, node.order)
    on_the_way = None if targets is None else leading_to(targets, [node for node, _ in roots])

    while newest:
        order = heappop(newest)
        node = nodes.pop(order)
        grad = waiting.pop(order)

        if node.hooks is not None:
            grad = node.hooks.run(grad)
        if on_the_way is not None:
            if node in targets:  # type: ignore[operator]
                caught[node] = grad
            if node not in on_the_way:
                continue

        outgoing = node.apply_recorded(grad) if record else node.apply(grad)
        if not keep_graph:
            node.free()

        shape = node.shape
        for receiver, out in zip(node.next, outgoing, strict=True):
            if receiver is None or out is None:
                continue
            if receiver.shape is not shape and receiver.shape != out.shape:
                out = sum_to(out, receiver.shape)
            order = receiver.order
            if order in waiting:
                waiting[order] = waiting[order] + out
            else:
                if out is grad and type(receiver) is AccumulateGrad and not record:
                    # The same array may be on its way to another leaf, which may modify its own.
                    out = out.copy()
                waiting[order] = out
                nodes[order] = receiver
                heappush(newest, order)
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
    stretched = tuple(
        i for i, n in enumerate(grad.shape) if i < added or (shape[i - added] == 1 and n != 1)
    )
    return np.add.reduce(grad, axis=stretched, keepdims=True).reshape(shape)
