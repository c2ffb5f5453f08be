"""A graph as text for other tools: Mermaid (a README draws it) and JSON (a program reads it)."""

from __future__ import annotations

import json
from typing import Any

from minigrad.drawing import describe
from minigrad.drawing.graph import FUNCTIONS, OUTSIDE, Edge, Graph, GraphNode, Kind
from minigrad.drawing.labels import printable
from minigrad.drawing.style import DEFAULT, Look, Theme, lines

MERMAID = "flowchart"
JSON_FORMAT = "minigrad graph"
# Everything else in a label is written as a character code: Mermaid reads Markdown, HTML,
# brackets, its own keywords and links in labels, and its rules change from version to version.
_PLAIN = frozenset(" ,.()=_+-·²−")


def to_mermaid(graph: Graph, direction: str = "down", theme: Theme = DEFAULT) -> str:
    """Return `graph` as a Mermaid flowchart.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> y = x.exp()
    >>> print(to_mermaid(mg.draw(y).graph).partition("classDef")[0].rstrip())
    flowchart TD
      n1["x<br/>leaf ()"]:::leaf
      n2("ExpBackward0"):::function
      n3["y<br/>output ()"]:::output
      n1 --> n2
      n2 --> n3
    """
    written = [f"{MERMAID} {'LR' if direction == 'right' else 'TD'}"]
    for node in graph.nodes:
        opened, closed = "()" if node.kind in FUNCTIONS else "[]"
        label = "<br/>".join(map(_mermaid_text, lines(node, theme)))
        written.append(f'  {node.id}{opened}"{label}"{closed}:::{node.kind.value}')
    outside = {node.number for node in graph.of_kind(*OUTSIDE)}
    for edge in graph.edges:
        arrow = "-.->" if edge.source in outside else "-->"
        label = f'|"{_mermaid_text(edge.label)}"|' if edge.label else ""
        written.append(f"  n{edge.source} {arrow}{label} n{edge.target}")
    present = {node.kind for node in graph.nodes}
    for kind, look in theme.looks.items():
        if kind in present:
            written.append(f"  classDef {kind.value} {_mermaid_style(look, theme)}")
    return "\n".join(written) + "\n"


def _mermaid_text(text: str) -> str:
    return "".join(
        char if (char.isascii() and char.isalnum()) or char in _PLAIN else f"#{ord(char)};"
        for char in text
    )


def _mermaid_style(look: Look, theme: Theme) -> str:
    # (Mermaid has no double border; a wide one stands for it.)
    wide = {"bold": 2.5, "double": 4, "broken": 2.5}.get(look.line, 1) * theme.line
    dashes = {"dashed": "6 3", "broken": "6 3", "dotted": "2 3"}.get(look.line)
    style = f"fill:{look.fill},stroke:{look.border},color:{look.text},stroke-width:{wide:g}px"
    return f"{style},stroke-dasharray:{dashes}" if dashes else style


def to_json(graph: Graph) -> str:
    """Return `graph` as JSON: its title, its description, its nodes and its edges; `from_json`
    reads it back.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> json.loads(to_json(mg.draw(x.exp()).graph))["edges"][0]
    {'source': 1, 'target': 2, 'position': 0}
    """
    nodes = []
    for node in graph.nodes:
        entry = {
            "number": node.number,
            "kind": node.kind.value,
            "name": node.name,
            "shape": None if node.shape is None else list(node.shape),
            "dtype": node.dtype,
            "retains_grad": node.retains_grad,
            "reason": node.reason,
            "change": node.change,
            "facts": [list(fact) for fact in node.facts],
        }
        # The shape of a single number is [], and it stays.
        nodes.append(
            {k: v for k, v in entry.items() if v not in ("", None) and (v or k != "facts")}
        )
    edges = []
    for edge in graph.edges:
        arrow = {"source": edge.source, "target": edge.target, "position": edge.position}
        if edge.output:
            arrow["output"] = edge.output
        edges.append(arrow | ({"label": edge.label} if edge.label else {}))
    content = {
        "format": JSON_FORMAT,
        "version": 1,
        "title": describe.title(graph),
        "description": describe.alt(graph),
        "nodes": nodes,
        "edges": edges,
    }
    # A page may carry this inside a <script>: no "<" may close it.
    return json.dumps(content, indent=1).replace("<", "\\u003c") + "\n"


def from_json(text: str) -> Graph:
    """Return the graph that `to_json` wrote, from this program or another one.

    Names and labels are made printable again, as those of live tensors are. Raises ValueError for
    anything else than such JSON.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> graph = mg.draw(x.exp()).graph
    >>> from_json(to_json(graph)) == graph
    True
    """
    try:
        content = json.loads(text)
        if content["format"] != JSON_FORMAT or content["version"] != 1:
            raise ValueError("another format or version")
        nodes = tuple(_node(at, entry) for at, entry in enumerate(content["nodes"], start=1))
        edges = tuple(_edge(len(nodes), entry) for entry in content["edges"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        missing = " is missing" if isinstance(problem, KeyError) else ""
        raise ValueError(
            f"this is not the JSON of a graph, as picture.save('q.json') writes it: "
            f"{printable(str(problem), 100)}{missing}"
        ) from problem
    return Graph(nodes, edges)


def _node(number: int, entry: dict[str, Any]) -> GraphNode:
    if entry["number"] != number:
        raise ValueError(f"node {number} has the number {entry['number']!r}")
    shape = entry.get("shape")
    return GraphNode(
        number,
        Kind(entry["kind"]),
        _text(entry, "name"),
        None if shape is None else tuple(int(size) for size in shape),
        _text(entry, "dtype"),
        entry.get("retains_grad") is True,
        tuple((printable(key), printable(told, 200)) for key, told in entry.get("facts", ())),
        _text(entry, "reason"),
        _text(entry, "change"),
    )


def _edge(count: int, entry: dict[str, Any]) -> Edge:
    source, target = int(entry["source"]), int(entry["target"])
    if not 1 <= source <= count or not 1 <= target <= count:
        raise ValueError(f"an arrow from {source} to {target}, and there are {count} nodes")
    position, output = int(entry["position"]), int(entry.get("output", 0))
    return Edge(source, target, position, output, _text(entry, "label"))


def _text(entry: dict[str, Any], key: str) -> str:
    text = entry.get(key, "")
    if not isinstance(text, str):
        raise ValueError(f"{key} is no text")
    return printable(text, 100) if text else ""
