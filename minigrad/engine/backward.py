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

from .broadcasting import sum_to
from .careful import Careful, below, leading_to
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
    places: dict[Node, float] | None = None,
) -> dict[Node, Any]:
    """Send gradients from `roots` through the graph.

    roots: (node, gradient) pairs; gradients are arrays, or Tensors when `record` is true.
    keep_graph: leave the saved tensors where they are, for another pass.
    record: run the formulas on Tensors, so that the pass builds a graph itself.
    targets: stop at these nodes and return what arrives there, run only what leads to them;
        None runs everything and fills the `.grad` of every leaf.
    through: do not stop at the targets but run them too, so that leaves fill their `.grad`.
    places: the order of the leaves in this pass, where hooks can tell (watchers/hooks.py).
    """
    if watched and places is None:
        starts = [node for node, _ in roots]
        will_run = below(starts) if targets is None else leading_to(targets, starts)
        with in_pytorchs_order(will_run, targets or ()) as places:
            return run(
                roots,
                keep_graph=keep_graph,
                record=record,
                targets=targets,
                through=through,
                places=places,
            )
    newest: list[float] = []  # a heap of the orders of the nodes that wait
    waiting: dict[float, tuple[Node, Any]] = {}
    order: float

    if not roots:
        return {}
    node, grad = roots[0]
    if len(roots) > 1:
        for root, start in roots:
            order = root.order if places is None else places.get(root, root.order)
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
            first: float = -1
            place = -1
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
                order = receiver.order if places is None else places.get(receiver, receiver.order)
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
