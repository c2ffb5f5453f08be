"""The graph of note 2's `Variable`: values in the boxes, local derivatives on the arrows.

A Variable has no functions between tensors: it points at its inputs itself, and every one keeps
its gradient. So here each box is a Variable, and each arrow one local derivative.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minigrad.drawing.facts import number_text
from minigrad.drawing.graph import Edge, Graph, GraphNode, Kind
from minigrad.drawing.names import Named


def is_variable(value: object) -> bool:
    """Tell a Variable of the second note, or one that a student wrote like it."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return False
    return isinstance(own, dict) and "local_gradients" in own and "value" in own


def read_variables(roots: Sequence[Any], names: Named = ()) -> Graph:
    """Return the graph that leads to `roots`, inputs before what is made from them.

    >>> from minigrad import Variable
    >>> a, b = Variable(4), Variable(3)
    >>> graph = read_variables([a * (a + b)], [("a", a), ("b", b)])
    >>> [(node.name, node.facts[0][1]) for node in graph.nodes]
    [('a', '4'), ('b', '3'), ('', '7'), ('', '28')]
    >>> [edge.label for edge in graph.edges]
    ['1', '1', '7', '4']
    """
    called: dict[int, str] = {}
    for name, variable in names:
        called.setdefault(id(variable), name)
    ends = {id(root) for root in roots}
    numbers: dict[int, int] = {}
    nodes: list[GraphNode] = []
    edges: list[Edge] = []
    # Depth first with a loop: a Variable comes off the stack again when its inputs are done.
    waiting = [(root, False) for root in reversed(roots)]
    while waiting:
        variable, ready = waiting.pop()
        if id(variable) in numbers:
            continue
        inputs = [pair[0] for pair in variable.local_gradients]
        if not ready:
            waiting.append((variable, True))
            waiting += [(source, False) for source in reversed(inputs) if id(source) not in numbers]
            continue
        number = numbers[id(variable)] = len(nodes) + 1
        if not inputs:
            kind = Kind.LEAF
        else:
            kind = Kind.OUTPUT if id(variable) in ends else Kind.INTERMEDIATE
        facts = (("value", number_text(variable.value)),)
        nodes.append(GraphNode(number, kind, called.get(id(variable), ""), facts=facts))
        for position, (source, derivative) in enumerate(variable.local_gradients):
            label = number_text(getattr(derivative, "value", derivative))
            edges.append(Edge(numbers[id(source)], number, position, label=label))
    return Graph(tuple(nodes), tuple(edges))
