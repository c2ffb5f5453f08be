"""How a picture looks: the one place that knows a color.

Every kind of node has its own fill, its own border and its own word, so a picture reads the same
printed in gray or by someone who doesn't see the colors apart. The colors are from Okabe and
Ito's palette or tints of it; text on its fill and borders on the page meet WCAG 2.2 AA (4.5 and
3 to 1), which a test computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from minigrad.drawing.graph import FUNCTIONS, Graph, GraphNode, Kind
from minigrad.drawing.labels import shape_text

Border = Literal["solid", "bold", "double", "dashed", "dotted", "broken"]


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one kind of node, and what the legend says of it."""

    word: str
    fill: str
    border: str
    text: str
    line: Border = "solid"
    rounded: bool = False
    meaning: str = ""


NEW, GONE, CHANGED = "new", "gone", "changed"

CHANGES = {
    NEW: Look(NEW, "#FFFFFF", "#00634A", "#000000", line="bold", meaning="new"),
    CHANGED: Look(CHANGED, "#FFFFFF", "#9C3F00", "#000000", line="bold", meaning="changed"),
    GONE: Look(GONE, "#FFFFFF", "#595959", "#404040", line="dashed", meaning="gone"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """All looks of a picture, its page, its arrows and its type."""

    looks: dict[Kind, Look]
    page: str = "#FFFFFF"
    arrow: str = "#595959"
    quiet: str = "#595959"
    rule: str = "#D9D9D9"
    # What runs now, in the steps of a backward pass; and over the look of the kind, the border
    # of what a difference marks (fill and text stay).
    runs: str = "#B34700"
    changes: dict[str, Look] = field(default_factory=lambda: CHANGES)
    # Graphviz has no font at hand, only tables of widths. Verdana's are the widest of the usual
    # sans-serif fonts (DejaVu Sans, its counterpart on Linux, has the same), so whatever the
    # reader's machine has fits into the boxes.
    measured_font: str = "Verdana"
    fonts: str = "Verdana, 'DejaVu Sans', sans-serif"
    size: float = 10.0
    legend_size: float = 8.0
    # How wide lines are and how far apart boxes stand, as multiples of the default.
    line: float = 1.0
    room: float = 1.0


DEFAULT = Theme(
    looks={
        Kind.LEAF: Look(
            "leaf", "#0072B2", "#00395A", "#FFFFFF", meaning="leaf (backward fills its .grad)"
        ),
        Kind.FILLED: Look(
            "leaf",
            "#0072B2",
            "#00395A",
            "#FFFFFF",
            line="bold",
            meaning="leaf with a gradient in its .grad",
        ),
        Kind.FUNCTION: Look(
            "", "#F2F2F2", "#595959", "#000000", rounded=True, meaning="backward function"
        ),
        Kind.FREED: Look(
            "freed",
            "#FFFFFF",
            "#595959",
            "#404040",
            line="dotted",
            rounded=True,
            meaning="freed: its saved tensors are gone",
        ),
        Kind.FOLDED: Look(
            "folded",
            "#EAE6F3",
            "#4B3A78",
            "#000000",
            line="double",
            rounded=True,
            meaning="folded: many functions",
        ),
        Kind.INTERMEDIATE: Look(
            "intermediate", "#FFFFFF", "#595959", "#000000", meaning="intermediate (no .grad)"
        ),
        Kind.RETAINED: Look(
            "retains grad",
            "#FFF3D6",
            "#8A5A00",
            "#000000",
            line="bold",
            meaning="intermediate (retains its .grad)",
        ),
        Kind.OUTPUT: Look(
            "output", "#E3F4EE", "#00634A", "#000000", line="double", meaning="output"
        ),
        Kind.DATA: Look(
            "leaf, no grad",
            "#E8F1F8",
            "#4D5F6B",
            "#000000",
            line="dotted",
            meaning="leaf that requires no grad",
        ),
        Kind.DETACHED: Look(
            "cut off",
            "#FBE9DD",
            "#9C3F00",
            "#000000",
            line="broken",
            meaning="cut off the DAG",
        ),
        Kind.UNTRACKED: Look(
            "not tracked",
            "#FFFFFF",
            "#595959",
            "#404040",
            line="dashed",
            meaning="not tracked (not in the DAG)",
        ),
    }
)


def lines(node: GraphNode, theme: Theme = DEFAULT) -> list[str]:
    """Return the lines of text in a node's box, the name first.

    >>> lines(GraphNode(1, Kind.LEAF, "a", (2,)))
    ['a', 'leaf (2,)']
    """
    facts = [f"{key} {text}" for key, text in node.facts]
    if node.change:
        facts.insert(0, f"({node.change})")
    if node.kind in FUNCTIONS:
        return [node.name, *([theme.looks[node.kind].word] * (node.kind is Kind.FREED)), *facts]
    words = [theme.looks[node.kind].word]
    if node.retains_grad and node.kind is not Kind.RETAINED:
        words.append(theme.looks[Kind.RETAINED].word)
    detail = f"{', '.join(words)} {shape_text(node.shape)}".strip()
    reason = [node.reason] if node.reason else []
    if node.reason == "constant":
        detail, reason = node.reason, []
    return [*([node.name] if node.name else []), detail, *reason, *facts]


def legend(graph: Graph, theme: Theme = DEFAULT) -> list[Look]:
    """Return the looks that occur in `graph`, in the order in which a reader meets them."""
    if graph.edges and not graph.of_kind(*FUNCTIONS):
        return []  # Variables: all of them keep their gradient, and the words in the boxes suffice
    present = {node.kind for node in graph.nodes}
    looks = {kind: look for kind, look in theme.looks.items() if kind in present}
    if any(key == "grad" for node in graph.of_kind(Kind.LEAF) for key, _ in node.facts):
        looks[Kind.LEAF] = replace(looks[Kind.LEAF], meaning="leaf (nothing in its .grad yet)")
    changes = {node.change for node in graph.nodes}
    return [*looks.values(), *(look for word, look in theme.changes.items() if word in changes)]
