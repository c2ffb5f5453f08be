"""What a program can look at: errors, warnings, printed text, and the graph behind a tensor."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Raised:
    """An error that a call gave (kind None: it gave none), and the words it must contain."""

    kind: str | None
    message: str
    phrases: tuple[str, ...]


@dataclass
class Warned:
    """What a call returned and the warnings it gave, with the words they must contain."""

    result: Any
    given: list[tuple[str, str]]
    phrases: tuple[str, ...]


@dataclass
class Graph:
    """A graph as plain data: one row a node, in the order in which a walk from the root meets it.

    A row is the node's name and its edges; an edge is `[row, index]`, or None where nothing flows.
    A leaf's row also carries the shape of its tensor. A node that is reached twice has one row, so
    two rows mean two nodes: sharing is part of what is compared.
    """

    rows: list[list[Any]] = field(default_factory=list)


def raises(call: Callable[[], Any], *phrases: str) -> Raised:
    """Call, and report the error: its built-in type (a subclass counts as it) and its words."""
    try:
        call()
    except Exception as error:
        builtin = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
        return Raised(builtin.__name__, str(error), phrases)
    return Raised(None, "", phrases)


def warned(call: Callable[[], Any], *phrases: str) -> Warned:
    """Call, and report the result together with every warning on the way."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # NumPy's own, of a division by zero: "always" would undo that minigrad silences them.
        warnings.simplefilter("ignore", RuntimeWarning)
        result = call()
    given = [(warning.category.__name__, str(warning.message)) for warning in caught]
    return Warned(result, given, phrases)


def printed(call: Callable[[], Any]) -> str:
    """Call, and report what was printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        call()
    return out.getvalue()


def graph(tensor: Any) -> Graph:
    """Walk everything that `tensor.grad_fn` reaches."""
    root = tensor.grad_fn if hasattr(tensor, "grad_fn") else tensor
    if root is None:
        return Graph()
    nodes = [root]
    position = {id(root): 0}
    rows: list[list[Any]] = []
    for node in nodes:  # grows while it is walked
        edges: list[list[int] | None] = []
        for target, index in node.next_functions:
            if target is None:
                edges.append(None)
                continue
            if id(target) not in position:
                position[id(target)] = len(nodes)
                nodes.append(target)
            edges.append([position[id(target)], index])
        row = [type(node).__name__, edges]
        if hasattr(node, "variable"):
            row.append(list(node.variable.shape))
        rows.append(row)
    return Graph(rows)


def names(tensor: Any) -> list[str]:
    """The chain of node names along each node's first edge, from the root to the leaf."""
    node = tensor.grad_fn
    chain = []
    while node is not None:
        chain.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    return chain
