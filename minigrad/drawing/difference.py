"""What changed between two moments: `snapshot` before and after, `compare` in one picture.

A picture is a snapshot already; `snapshot` is `draw` with everything shown that can change. A
function is known again by its place in the order of creation, which no other ever gets.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cached_property
from typing import Any

from minigrad.drawing import describe
from minigrad.drawing.dot import Direction
from minigrad.drawing.front import draw
from minigrad.drawing.graph import LEAVES, OUTSIDE, Edge, Graph, GraphNode, Kind
from minigrad.drawing.names import an, from_caller
from minigrad.drawing.ordering import in_order
from minigrad.drawing.picture import Picture
from minigrad.drawing.style import CHANGED, GONE, NEW

WATCHED = "shapes,values,grads,saved"
_SPOKEN = 10


def snapshot(
    *tensors: Any, names: Any = None, theme: str = "default", direction: Direction = "down"
) -> Picture:
    """Draw the graph of `tensors` as it is now, with all that an operation may change.

    The options are those of `draw`; the later picture's are those of the comparison.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> y = x * x
    >>> before = snapshot(y)
    >>> y.backward()
    >>> for line in compare(before, snapshot(y)).changes:
    ...     print(line)
    x: grad None → 6
    MulBackward0: freed
    """
    found: dict[str, Any] = {}
    for name, tensor in from_caller(names, sys._getframe(1)):
        found.setdefault(name, tensor)
    return draw(
        *tensors, names=found, show=WATCHED, untracked=True, theme=theme, direction=direction
    )


def compare(before: Picture, after: Picture) -> Difference:
    """Return one picture of what changed from `before` to `after`, two pictures of one program.

    Raises TypeError for what is not a picture.
    """
    for picture in (before, after):
        if not isinstance(picture, Picture):
            raise TypeError(
                f"compare() takes two pictures, such as snapshot(Q) before and after backward(), "
                f"not {an(picture)}"
            )
    return Difference(before, after)


class Difference(Picture):
    """Two pictures in one: what is new, gone or changed is marked, and `changes` says it."""

    def __init__(self, before: Picture, after: Picture) -> None:
        graph, changes = merged(before.whole, after.whole)
        self.changes: tuple[str, ...] = tuple(changes)
        limit = max(before.limit, after.limit)
        super().__init__(graph, direction=after.direction, limit=limit, renderer=after.renderer)
        self.theme_name, self.theme = after.theme_name, after.theme

    @cached_property
    def alt(self) -> str:
        """What changed, for those who don't see it."""
        of = describe.title(self.whole).removeprefix("Computational graph").strip()
        said = f"Difference between two moments{f' {of}' if of else ''}. "
        if not self.changes:
            return said + "Nothing changed."
        more = len(self.changes) - _SPOKEN
        told = [*self.changes[:_SPOKEN], *([f"and {more} more changes"] if more > 0 else [])]
        return said + " ".join(f"{line}." for line in told)


def merged(before: Graph, after: Graph) -> tuple[Graph, list[str]]:
    """Return both graphs as one, and what differs, a line for each box."""
    pairs = _matched(before, after)
    old = {node.number: node for node in before.nodes}
    partner = {new: old[number] for number, new in pairs.items()}
    nodes: list[GraphNode] = []
    changes: list[str] = []
    place_old: dict[int, int] = {}
    place_new: dict[int, int] = {}

    def add(node: GraphNode) -> int:
        nodes.append(replace(node, number=len(nodes) + 1))
        return len(nodes)

    for node in before.nodes:
        if node.number not in pairs:
            place_old[node.number] = add(replace(node, change=GONE))
            changes.append(f"{_called(node)}: gone")
    for node in after.nodes:
        was = partner.get(node.number)
        if was is None:
            place_new[node.number] = add(replace(node, change=NEW))
            changes.append(f"{_called(node)}: new")
            continue
        told = _told(was, node)
        facts = _both(was, node)
        if was.kind in OUTSIDE and not node.name:
            node = replace(was, number=node.number)  # freed meanwhile: it was known before
        place_new[node.number] = place_old[was.number] = add(
            replace(node, facts=facts, change=CHANGED if told else "")
        )
        if told:
            changes.append(f"{_called(node)}: {'; '.join(told)}")
    edges: dict[tuple[int, int, int, int], Edge] = {}
    for graph, place in ((before, place_old), (after, place_new)):
        for edge in graph.edges:
            source, target = place[edge.source], place[edge.target]
            key = (source, target, edge.position, edge.output)
            edges[key] = replace(edge, source=source, target=target)
    return _in_order(nodes, list(edges.values())), changes


def _matched(before: Graph, after: Graph) -> dict[int, int]:
    """Pair the boxes that are one and the same: functions by when they were made, tensors by the
    function that made them, leaves by name. The first of several takes the first."""
    pairs: dict[int, int] = {}
    for key_of in (_identity, _leaf_name):
        taken = set(pairs.values())
        free: dict[object, list[int]] = {}
        for node in reversed(after.nodes):
            if node.number not in taken and key_of(node):
                free.setdefault(key_of(node), []).append(node.number)
        for node in before.nodes:
            if node.number not in pairs and free.get(key_of(node)):
                pairs[node.number] = free[key_of(node)].pop()
    return pairs


def _identity(node: GraphNode) -> object:
    return node.identity


def _leaf_name(node: GraphNode) -> object:
    apart = node.kind in (*LEAVES, *OUTSIDE)
    return (node.kind in OUTSIDE, node.name, node.shape) if apart and node.dtype else None


def _called(node: GraphNode) -> str:
    return node.name or describe.kind_word(node)


def _told(was: GraphNode, node: GraphNode) -> list[str]:
    """Return what is different about one box, in words."""
    told = []
    if was.retains_grad != node.retains_grad:
        told.append("retains its grad" if node.retains_grad else "no longer retains its grad")
    old, new = dict(was.facts), dict(node.facts)
    told += [
        f"{key} {old[key]} → {new[key]}"
        for key in new
        if key != "saved" and key in old and old[key] != new[key]
    ]
    if node.kind is Kind.FREED and was.kind is not Kind.FREED:
        told.append("freed")
    elif was.kind is Kind.FUNCTION and _saved(was) != _saved(node):
        told.append(f"saved {'; '.join(_saved(was))} → {'; '.join(_saved(node))}")
    if was.kind in OUTSIDE and node.dtype and was.reason != node.reason:
        told.append(f"{was.reason} → {node.reason}")
    return told


def _saved(node: GraphNode) -> list[str]:
    return [text for key, text in node.facts if key == "saved"]


def _both(was: GraphNode, node: GraphNode) -> tuple[tuple[str, str], ...]:
    """Return the facts of a box, with what they were where they differ."""
    old = dict(was.facts)
    return tuple(
        (key, f"{old[key]} → {text}")
        if key != "saved" and old.get(key, text) != text
        else (key, text)
        for key, text in node.facts
    )


def _in_order(nodes: list[GraphNode], edges: list[Edge]) -> Graph:
    """Number the boxes so that none comes before its inputs, as they do in every graph."""
    sources: dict[int, list[int]] = {node.number: [] for node in nodes}
    for edge in edges:
        sources[edge.target].append(edge.source)
    order = in_order({number: number for number in sources}, sources)
    place = {number: at for at, number in enumerate(order, start=1)}
    renumbered = [replace(node, number=place[node.number]) for node in nodes]
    moved = [replace(e, source=place[e.source], target=place[e.target]) for e in edges]
    return Graph(
        tuple(sorted(renumbered, key=lambda node: node.number)),
        tuple(sorted(moved, key=lambda edge: (edge.target, edge.position))),
    )
