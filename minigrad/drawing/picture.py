"""A picture of a graph: what `draw` returns.

A picture is a snapshot: it was read when it was drawn, and holds no tensor. Each form (SVG, DOT,
HTML, text) is made when it is first asked for.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad.drawing import describe
from minigrad.drawing.dot import Direction, to_dot
from minigrad.drawing.fold import Fold, fold
from minigrad.drawing.graph import FUNCTIONS, Graph, Kind
from minigrad.drawing.letters import draw_letters
from minigrad.drawing.markup import to_json, to_mermaid
from minigrad.drawing.render import DrawingError, render
from minigrad.drawing.saving import save
from minigrad.drawing.sheet import finish
from minigrad.drawing.style import legend
from minigrad.drawing.terminal import for_terminal
from minigrad.drawing.themes import theme_called

# Which folds of a large graph to open: their numbers, or True for all.
Unfold = int | str | Collection[int | str]


class Picture:
    """A drawn computational graph; a notebook shows it, `print` writes it in letters.

    `svg`, `dot`, `html`, `text`, `alt`, `mermaid` and `json` are its forms, each a str;
    `graph` is what they are made from; `save` writes one to a file.

    >>> import minigrad as mg
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> y = x.exp()
    >>> print(mg.draw(y))
    Computational graph of y. The leaf x flows through 1 backward function (ExpBackward0) \
into the output y.
    <BLANKLINE>
    y: output (2,) ← ExpBackward0 ← x: leaf (2,)
    """

    def __init__(
        self,
        graph: Graph,
        *,
        direction: Direction = "down",
        limit: int = 300,
        renderer: str = "embedded",
        theme: str = "default",
        unfold: Unfold = (),
    ) -> None:
        self.theme_name, self.theme = theme, theme_called(theme)
        self.whole = graph
        self.folds: tuple[Fold, ...] = ()
        self.graph = graph
        if len(graph.nodes) > limit and unfold is not True and graph.of_kind(*FUNCTIONS):
            self.graph, self.folds = fold(
                graph, [unfold] * bool(unfold) if isinstance(unfold, (int, str)) else unfold
            )
        self.direction = direction
        self.limit = limit
        self.renderer = renderer

    def unfolded(self, unfold: Unfold) -> Picture:
        """Return the same picture with these folds open, as `draw(..., unfold=...)` opens them."""
        return Picture(
            self.whole,
            direction=self.direction,
            limit=self.limit,
            renderer=self.renderer,
            theme=self.theme_name,
            unfold=unfold,
        )

    @cached_property
    def widget(self) -> Any:
        """A large picture whose folds open where one points. ImportError without anywidget."""
        from minigrad.drawing.foldview import FoldWidget

        return FoldWidget.of(self)

    @property
    def too_large(self) -> str:
        """Say why the graph is not laid out, or nothing where it is."""
        count = len(self.graph.nodes)
        if count <= self.limit:
            return ""
        folded = " even when folded" if self.folds else ""
        return (
            f"This graph has {count:,} nodes{folded}; a picture of more than {self.limit:,} can't "
            f"be read and takes long to lay out. Draw an earlier result, a smaller example or "
            f"fewer steps of the loop, or pass limit={len(self.whole.nodes)} to draw it all the "
            "same."
        )

    @property
    def folded(self) -> str:
        """Say what was folded and how to unfold it, or nothing where everything is drawn."""
        if self.graph is self.whole:
            return ""
        told = [
            f"The graph has {len(self.whole.nodes):,} nodes, so what repeats is folded; unfold=1 "
            f"opens fold 1, limit={len(self.whole.nodes)} draws everything."
        ]
        shown = {node.name.partition(":")[0] for node in self.graph.of_kind(Kind.FOLDED)}
        told += [
            f"Fold {each.number}: {each.words}."
            for each in self.folds
            if f"fold {each.number}" in shown
        ]
        return " ".join([*told[:10], *([f"And {len(told) - 10} more."] if len(told) > 10 else [])])

    @cached_property
    def dot(self) -> str:
        """The graph in Graphviz's language."""
        return to_dot(self.graph, self.direction, self.theme)

    @cached_property
    def svg(self) -> str:
        """The picture; DrawingError where the graph is over the limit or can't be rendered."""
        if self.too_large:
            raise DrawingError(self.too_large)
        drawn = render(self.dot, self.renderer)
        return finish(drawn, self.alt, legend(self.graph, self.theme), self.theme)

    @cached_property
    def alt(self) -> str:
        """What the picture shows, for those who don't see it."""
        told = describe.alt(self.whole)
        return f"{told} {self.folded}" if self.folded else told

    @cached_property
    def text(self) -> str:
        """The description and a drawing in letters; for a large graph, a summary."""
        return f"{self._words}\n\n{self.too_large}" if self.too_large else self._words

    @cached_property
    def _words(self) -> str:
        if self.too_large:
            return describe.summary(self.whole)
        if self.folded:
            return f"{describe.summary(self.whole)}\n\n{self.folded}\n\n{draw_letters(self.graph)}"
        return f"{self.alt}\n\n{draw_letters(self.graph)}"

    @cached_property
    def html(self) -> str:
        """A figure with alt text, a caption, and the graph as a table.

        Where the picture can't be made, the figure says why, and has the words all the same.
        """
        try:
            data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        except DrawingError as problem:
            return f"<p><b>{escape(str(problem))}</b></p>\n<pre>{escape(self._words)}</pre>"
        # An <img>, not <svg>: Jupyter removes inline SVG from a notebook that isn't trusted.
        return (
            f'<figure style="margin:0">\n'
            f'<img alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{data}" '
            f'style="max-width:100%">\n'
            f"<figcaption>{escape(describe.title(self.graph))}; "
            f"arrows run in the direction of the forward pass.{_also(self.folded)}</figcaption>\n"
            "<details><summary>The graph as a table</summary>\n"
            f"{describe.html_table(self.graph)}\n"
            "</details>\n"
            "</figure>"
        )

    @cached_property
    def mermaid(self) -> str:
        """The graph as a Mermaid flowchart, which many sites draw in their Markdown."""
        return to_mermaid(self.graph, self.direction, self.theme)

    @cached_property
    def json(self) -> str:
        """The model, for other programs."""
        return to_json(self.graph)

    def save(
        self,
        path: str | PathLike[str],
        *,
        overwrite: bool = False,
        scale: float = 2.0,
        transparent: bool = False,
    ) -> Path:
        """Write the picture to a file; the suffix says how.

        .svg .png .pdf are the picture, .dot .mmd .json the graph for other tools, .txt the words.
        `scale` is the size of a PNG, as a multiple of 96 dots an inch; `transparent` leaves the
        page out of an SVG or PNG. A drawing that is there already is replaced; any other file
        only with `overwrite`. Raises ValueError for another suffix or a bad option,
        FileExistsError, FileNotFoundError where the folder doesn't exist, and DrawingError as
        `svg` does or where the package for PNG or PDF is not installed.
        """
        return save(self, Path(path), overwrite=overwrite, scale=scale, transparent=transparent)

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return for_terminal(self.text)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        bundle = {"text/html": self.html, "text/plain": self.text}
        with suppress(DrawingError):  # the HTML says why
            bundle["image/svg+xml"] = self.svg
        return bundle


def _also(sentence: str) -> str:
    return f" {escape(sentence)}" if sentence else ""
