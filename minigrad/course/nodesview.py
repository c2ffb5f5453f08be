"""The picture of a `Nodes` question as one anywidget: its boxes are boxes to tick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from minigrad.course.pickednodes import Nodes
from minigrad.drawing.view import View

_HERE = Path(__file__).parent


class Picture(View, anywidget.AnyWidget):
    """Boxes to click, or to reach by Tab and press with Space; `picked` are their labels.

    Raises minigrad.drawing's DrawingError where nothing can be drawn.

    Example:
        >>> from minigrad.course.pickednodes import Node
        >>> picture = Picture(Nodes("0.3", "Which?", (Node("a", True, "It is."),), (), "", "a"))
        >>> picture.picked = ["a"]
        >>> picture.answer()
        ['a']
    """

    # Read here: given a path, anywidget would watch the file for changes.
    _esm = (_HERE / "nodes.js").read_text(encoding="utf-8")
    _css = (_HERE / "nodes.css").read_text(encoding="utf-8")

    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    labels: Any = traitlets.List().tag(sync=True)
    picked: Any = traitlets.List().tag(sync=True)

    def __init__(self, question: Nodes) -> None:
        labels = [node.label for node in question.nodes]
        super().__init__(svg=question.svg(), alt=question.alt, labels=labels)
        self.question = question
        self.told: list[str] | None = None  # by the page; `picked` may be older (nodes.js)
        self.on_msg(lambda _, content, __: self.hear(content))

    def hear(self, content: Any) -> None:
        """Take what the page tells of the boxes: `{"picked": ["a"]}`."""
        if isinstance(content, dict) and "picked" in content:
            self.told = [str(label) for label in content["picked"]]

    @property
    def text(self) -> str:
        """The picture in words."""
        return self.question.alt

    @property
    def html(self) -> str:
        """The picture, and what its boxes are called."""
        return self.question.html

    def answer(self) -> list[str] | None:
        """The labels of the picked boxes, or None."""
        return list(self.picked if self.told is None else self.told) or None
