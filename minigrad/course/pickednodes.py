"""A question that is answered on a picture: click the nodes that will be in the graph.

    Nodes(
        number="3.7",
        words="Which of these will be in the DAG of `b`?",
        nodes=(Node("x", False, "..."), Node("z", True, "...", leaf=True), Node("sum", True, "")),
        arrows=(("x", "sum"), ("z", "sum")),
        explanation="...",
        shown="The leaf z flows through 1 backward function",
    )

The picture shows the whole program, what autograd keeps and what it leaves out alike. It is drawn
by the engine's own renderer; `nodesview.py` makes its boxes into boxes to click.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from minigrad.course.page import inline


@dataclass(frozen=True)
class Node:
    """One box of the picture: its label, whether it belongs to the answer, and why (or why not).

    Example:
        >>> Node("x", False, "`x` does not require grad.").inside
        False
    """

    label: str
    inside: bool
    why: str
    leaf: bool = False


@dataclass(frozen=True)
class Nodes:
    """A question for the right ones among the nodes of a program.

    `arrows` are pairs of labels: from an input to what is made of it.
    `shown` is what the cell that answers it prints: the piece that decides.
    Raises ValueError when no node is right, or an arrow joins labels that no node has.

    Example:
        >>> nodes = Node("a", True, "It is."), Node("b", False, "No.")
        >>> q = Nodes("0.3", "Which?", nodes, (), "It is a.", shown="The leaf a")
        >>> q.judge({"a"})
        (True, '')
        >>> q.judge({"a", "b"})
        (False, '1 of 2 is not right. `b`: No.')
    """

    number: str
    words: str
    nodes: Sequence[Node]
    arrows: Sequence[tuple[str, str]]
    explanation: str
    shown: str

    def __post_init__(self) -> None:
        if not any(node.inside for node in self.nodes):
            raise ValueError(f"question {self.number}: at least one node must be right")
        labels = [node.label for node in self.nodes]
        for end in (end for arrow in self.arrows for end in arrow):
            if end not in labels:
                raise ValueError(f"question {self.number}: an arrow names {end!r}, no node does")

    @property
    def answer(self) -> str:
        """The labels of the right nodes."""
        return self.quote([node.label for node in self.nodes if node.inside])

    def quote(self, said: Collection[str]) -> str:
        """Some labels within a sentence."""
        return ", ".join(f"`{label}`" for label in said)

    def said(self, picked: Collection[str]) -> list[str]:
        """What is kept of an answer: the labels, in the order of the program."""
        return [node.label for node in self.nodes if node.label in picked]

    def recalled(self, said: Any) -> list[str] | None:
        """What was kept, None unless it can be an answer: an edited file may hold anything."""
        labels = isinstance(said, list) and all(isinstance(label, str) for label in said)
        return said if labels else None

    def given(self, said: list[str]) -> list[str] | None:
        """The answer that was kept, None where a node is no longer called so."""
        return said if set(said) <= {node.label for node in self.nodes} else None

    def judge(self, picked: Collection[str] | None) -> tuple[bool, str]:
        """Tell whether these labels are right, and the feedback for each that is not."""
        if not picked:
            return False, "Click the nodes first."
        wrong = [node for node in self.nodes if node.inside != (node.label in picked)]
        if not wrong:
            return True, ""
        count = f"{len(wrong)} of {len(self.nodes)} {'is' if len(wrong) == 1 else 'are'}"
        each = "\n\n".join(f"`{node.label}`: {node.why}" for node in wrong)
        return False, f"{count} not right. {each}"

    @property
    def alt(self) -> str:
        """The picture in words."""
        made = [
            f"{node.label} is made from {' and '.join(sources)}"
            for node in self.nodes
            if (sources := [start for start, end in self.arrows if end == node.label])
        ]
        return f"The program as a graph: {'; '.join(made)}."

    @property
    def dot(self) -> str:
        """The program in the language of Graphviz; the groups of its SVG are called n0, n1, ..."""
        names = {node.label: f"n{place}" for place, node in enumerate(self.nodes)}
        font = 'fontname="Helvetica,Arial,sans-serif" fontsize=12'
        lines = [
            "digraph {",
            'bgcolor="white" rankdir=LR nodesep=0.3 ranksep=0.5 pad=0.15',
            f'node [{font} shape=box style="filled" fillcolor="white" height=0.45]',
        ]
        for node in self.nodes:
            look = 'style="filled"' if node.leaf else 'style="rounded,filled"'
            label = node.label.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{names[node.label]} [id="{names[node.label]}" label="{label}" {look}]')
        lines += [f"{names[start]} -> {names[end]}" for start, end in self.arrows]
        return "\n".join([*lines, "}"])

    def svg(self) -> str:
        """The picture; minigrad.drawing.DrawingError where nothing can be drawn."""
        from minigrad.drawing.render import render

        drawn = render(self.dot)
        return re.sub(r"<title>.*?</title>\n?", "", drawn[drawn.index("<svg") :])

    @property
    def html(self) -> str:
        """The picture and its words, for a page without a kernel."""
        rows = "".join(f"<li>{inline(node.label)}</li>" for node in self.nodes)
        try:
            data = base64.b64encode(self.svg().encode("utf-8")).decode("ascii")
        except (ImportError, RuntimeError):  # nothing to draw with: the words are enough
            return f"<p>{escape(self.alt)}</p><ul>{rows}</ul>"
        source = f"data:image/svg+xml;base64,{data}"
        return (
            f'<img alt="{escape(self.alt)}" src="{source}" style="max-width:100%"><ul>{rows}</ul>'
        )
