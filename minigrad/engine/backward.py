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
from heapq import heappop, heappush, heappushpop
from typing import Any

from .broadcasting import sum_to
from .careful import Careful, below, leading_to
from .hooks import in_pytorchs_order, watched
from .modes import mode
from .node import AccumulateGrad, Node


def run(
    roots: Sequence[Node],
    grads: Sequence[Any],
    *,
    keep_graph: bool = False,
    record: bool = False,
    targets: Collection[Node] | None = None,
    through: bool = False,
    places: dict[Node, float] | None = None,
) -> dict[Node, Any]:
    """Send gradients from `roots` through the graph.

    grads: the gradient of each root: arrays, or Tensors when `record` is true.
    keep_graph: leave the saved tensors where they are, for another pass.
    record: run the formulas on Tensors, so that the pass builds a graph itself.
    targets: stop at these nodes and return what arrives there, run only what leads to them;
        None runs everything and fills the `.grad` of every leaf.
    through: do not stop at the targets but run them too, so that leaves fill their `.grad`.
    places: the order of the leaves in this pass, where hooks can tell (watchers/hooks.py).
    """
    if watched and places is None:
        will_run = below(roots) if targets is None else leading_to(targets, roots)
        with in_pytorchs_order(will_run, targets or ()) as places:
            return run(
                roots, grads, keep_graph=keep_graph, record=record, targets=targets,
                through=through, places=places,
            )  # fmt: skip
    newest: list[float] = []  # a heap of the orders of the nodes that wait
    waiting: dict[float, tuple[Node, Any]] = {}  # these nodes, and what has arrived at each
    leaves: dict[Node, Any] = {}  # the same of leaves: nothing comes after them, so they run last

    ordinary = targets is None and not record and mode.watcher is None
    careful = None if ordinary else Careful(keep_graph, record)
    if targets is not None and careful is not None:
        careful.stop_at(targets, roots, through)

    receivers: Sequence[Node | None] = roots
    outgoing, shape = grads, None
    node = roots[0] if len(roots) == 1 else None  # (several are reached like any other node)
    grad: Any = None if node is None else grads[0]
    order = first = 0.0
    try:
        while True:
            if node is not None:
                if ordinary and node.hooks is None:
                    outgoing = node.apply(grad, keep_graph)
                else:
                    careful = careful or Careful(keep_graph, record)
                    grad, outgoing = careful.run(node, grad)
                receivers = node.next if outgoing else ()  # nothing goes on where a way ends
                shape = node.shape

            following = arriving = None  # the newest node that is reached, and what goes to it
            place = -1
            for receiver in receivers:  # (zip would take longer than all the rest)
                place += 1
                if receiver is None or (out := outgoing[place]) is None:
                    continue
                if (
                    receiver.shape is not shape
                    and receiver.shape != shape
                    and receiver.shape != out.shape
                ):
                    out = sum_to(out, receiver.shape)
                if type(receiver) is AccumulateGrad:
                    if receiver in leaves:
                        out = leaves[receiver] + out
                    elif out is grad and not record:
                        # The same array may be on its way to another leaf, which may modify it.
                        out = out.copy()
                    if places is None:
                        leaves[receiver] = out
                        continue
                order = receiver.order if places is None else places.get(receiver, receiver.order)
                if receiver is following:
                    arriving = arriving + out
                elif order in waiting:
                    waiting[order] = (receiver, waiting[order][1] + out)
                elif following is None:
                    following, first, arriving = receiver, order, out
                elif order < first:
                    waiting[first] = (following, arriving)
                    heappush(newest, first)
                    following, first, arriving = receiver, order, out
                else:
                    waiting[order] = (receiver, out)
                    heappush(newest, order)

            # The node just reached is often the next to run: spare it the way over the heap.
            if following is not None and (not newest or first < newest[0]):
                node, grad = following, arriving
            elif following is not None:
                waiting[first] = (following, arriving)
                node, grad = waiting.pop(heappushpop(newest, first))
            elif newest:
                node, grad = waiting.pop(heappop(newest))
            else:
                node = None
                break
    finally:  # also if a node fails: then only those leaves that nothing else leads to
        for leaf, grad in leaves.items():
            if node is not None and leaf.order > node.order:
                continue
            if ordinary and leaf.hooks is None:
                leaf.apply(grad, keep_graph)
            else:
                careful = careful or Careful(keep_graph, record)
                careful.run(leaf, grad)
    return {} if careful is None else careful.caught
