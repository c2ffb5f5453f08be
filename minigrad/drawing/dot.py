"""A graph in DOT, Graphviz's language.

The `graphviz` package does the writing. A label is data: what Graphviz would read as an escape
(`\\N`, `\\l`), as HTML (`<...>`) or as an entity (`&lt;`) is written so that it stands for itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from minigrad.drawing.graph import OUTSIDE, Graph, GraphNode
from minigrad.drawing.render import not_installed
from minigrad.drawing.style import DEFAULT, GONE, Look, Theme, lines

if TYPE_CHECKING:
    import graphviz

Direction = Literal["down", "right"]
RANKDIR: dict[Direction, str] = {"down": "TB", "right": "LR"}


def to_dot(graph: Graph, direction: Direction = "down", theme: Theme = DEFAULT) -> str:
    """Return `graph` as DOT source; the same graph gives the same text, byte for byte."""
    graphviz = _package()
    page = graphviz.Digraph(
        "computational graph",
        graph_attr={
            "bgcolor": theme.page,
            "nodesep": f"{0.3 * theme.room:g}",
            **_effort(graph),
            # Arrows enter a function in the order of its inputs: x - y has x on the left.
            "ordering": "in",
            # Room for the flags of the stepper, which stand over a box.
            "pad": f"{0.15 * theme.legend_size / 8:g}",
            "rankdir": RANKDIR[direction],
            "ranksep": f"{0.35 * theme.room:g}",
        },
        node_attr={
            "fontname": theme.measured_font,
            "fontsize": f"{theme.size:g}",
            "height": "0.3",
            "margin": f"{0.12 * theme.room:g},{0.06 * theme.room:g}",
            "shape": "box",
            "width": "0.4",
        },
        edge_attr={
            "arrowsize": f"{0.7 * theme.room:g}",
            "color": theme.arrow,
            "penwidth": f"{1.1 * theme.line:g}",
        },
    )
    for node in graph.nodes:
        _node(page, node, theme)
    outside = {node.number for node in graph.of_kind(*OUTSIDE)}
    for edge in graph.edges:
        # No gradient ever comes back along a dashed arrow.
        style = {"style": "dashed"} if edge.source in outside else {}
        if edge.label:
            style |= {
                "label": _label([f" {edge.label}"]),
                "fontcolor": theme.quiet,
                "fontname": theme.measured_font,
                "fontsize": f"{theme.legend_size:g}",
            }
        page.edge(f"n{edge.source}", f"n{edge.target}", **style)
    return page.source


def _effort(graph: Graph) -> dict[str, str]:
    """Bound the work of placing the nodes.

    Graphviz puts a dummy node on every rank that an edge passes, and looks for the best place of
    all of them: a leaf that is used in each of 200 steps made it run for minutes. A bound of 2
    leaves graphs that can be read as they are, byte for byte; the long ones get straight edges
    and are drawn in a second.
    """
    rank: dict[int, int] = {}
    arriving = graph.inputs()
    for node in graph.nodes:
        rank[node.number] = max(
            (rank[edge.source] + 1 for edge in arriving[node.number]), default=0
        )
    length = sum(rank[edge.target] - rank[edge.source] for edge in graph.edges)
    if any(edge.label for edge in graph.edges):
        length *= 4  # labels have ranks and dummies of their own, and take ten times as long
    return {"nslimit": "2"} if length < 5_000 else {"nslimit": "0.1", "splines": "line"}


def _node(page: graphviz.Digraph, node: GraphNode, theme: Theme) -> None:
    look = theme.looks[node.kind]
    if node.change:
        marked = theme.changes[node.change]
        look = replace(look, border=marked.border, line=marked.line)
        if node.change == GONE:
            look = replace(look, fill=marked.fill, text=marked.text)
    page.node(
        node.id,
        _label(lines(node, theme)),
        **{
            "class": node.kind.value,
            "color": look.border,
            "fillcolor": look.fill,
            "fontcolor": look.text,
            **_border(look, theme.line),
        },
    )


def _border(look: Look, line: float) -> dict[str, str]:
    styles = ["filled"]
    if look.rounded:
        styles.append("rounded")
    if look.line in ("dashed", "dotted", "broken"):
        styles.append("dotted" if look.line == "dotted" else "dashed")
    border = {"style": ",".join(styles)}
    if look.line == "double":
        border["peripheries"] = "2"
    if look.line in ("bold", "broken"):
        border["penwidth"] = f"{2 * line:g}"
    elif line != 1:
        border["penwidth"] = f"{line:g}"
    return border


def _package() -> Any:
    # Loaded when it is needed: the words of a picture need no package at all.
    try:
        import graphviz
    except ImportError as missing:
        raise not_installed("graphviz") from missing
    return graphviz


def _label(text: list[str]) -> str:
    graphviz = _package()
    # escape() doubles backslashes; entities are Graphviz's own reading of a label.
    return graphviz.nohtml("\\n".join(graphviz.escape(line.replace("&", "&amp;")) for line in text))
