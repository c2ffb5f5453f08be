"""A computational graph as plain data: what every face of a picture is made from.

The model holds strings and numbers only: a picture keeps no tensor alive, and shows the graph as
it was when it was drawn. `reading` makes it from live objects.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from minigrad.drawing.facts import Fact


class Kind(Enum):
    """What a node of the picture stands for."""

    LEAF = "leaf"
    FILLED = "filled"
    FUNCTION = "function"
    FREED = "freed"
    FOLDED = "folded"
    INTERMEDIATE = "intermediate"
    RETAINED = "retained"
    OUTPUT = "output"
    DATA = "data"
    DETACHED = "detached"
    UNTRACKED = "untracked"


LEAVES = (Kind.LEAF, Kind.FILLED)
FUNCTIONS = (Kind.FUNCTION, Kind.FREED, Kind.FOLDED)
OUTSIDE = (Kind.DATA, Kind.DETACHED, Kind.UNTRACKED)


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One node: a backward function, or a tensor. `number` counts from 1 in creation order.

    `facts` are the lines that were asked for with `show`; `reason` says why a node is outside.
    """

    number: int
    kind: Kind
    name: str = ""
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    retains_grad: bool = False
    facts: tuple[Fact, ...] = ()
    reason: str = ""
    # What a difference says of a node, and by what it knows it again.
    change: str = ""
    identity: tuple[int, ...] = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """The node's name in DOT: the same for the same program."""
        return f"n{self.number}"


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow in forward direction, between the numbers of two nodes.

    `position` says which input of `target` it is, `output` which result of `source`; `label` is
    the local derivative, where it was asked for.
    """

    source: int
    target: int
    position: int = 0
    output: int = 0
    label: str = ""

    @property
    def derivative(self) -> str:
        """The local derivative, unless the label says how many arrows a fold has made one."""
        return "" if self.label.endswith("×") else self.label


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in creation order, and their edges, ordered by target and position."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]

    def of_kind(self, *kinds: Kind) -> list[GraphNode]:
        """Return the nodes of these kinds, in creation order."""
        return [node for node in self.nodes if node.kind in kinds]

    def inputs(self) -> dict[int, list[Edge]]:
        """Return the edges that arrive at each node, by the node's number."""
        arriving: dict[int, list[Edge]] = {node.number: [] for node in self.nodes}
        for edge in self.edges:
            arriving[edge.target].append(edge)
        return arriving
