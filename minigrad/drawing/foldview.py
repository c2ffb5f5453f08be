"""A large picture in a notebook: a fold opens where one points, by mouse or by key.

The browser shows the picture and says which fold was pressed; Python draws the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from minigrad.drawing import describe
from minigrad.drawing.graph import Kind
from minigrad.drawing.keyguard import script
from minigrad.drawing.render import DrawingError

if TYPE_CHECKING:
    from minigrad.drawing.picture import Picture


class FoldWidget(anywidget.AnyWidget):
    """The picture, its closed folds (box, number, words) and the numbers of those that are open."""

    _esm = script("keys.js", "element.js", "foldview.js")
    _css = script("foldview.css")

    title = traitlets.Unicode().tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    closed: Any = traitlets.List().tag(sync=True)
    opened: Any = traitlets.List().tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)

    @classmethod
    def of(cls, picture: Picture) -> FoldWidget:
        """Return the widget of a picture; DrawingError where it can't be drawn.

        >>> import minigrad as mg
        >>> x = mg.tensor(1.0, requires_grad=True)
        >>> y = x
        >>> for _ in range(400):
        ...     y = y.sin()
        >>> view = FoldWidget.of(mg.draw(y))
        >>> view.closed
        [[2, '1', '400 × SinBackward0']]
        """
        widget = cls(title=describe.title(picture.whole))
        widget.picture = picture
        widget.show(picture, set(), "Press a fold, a box with a double border, to open it.")
        widget.on_msg(widget.pressed)
        return widget

    def pressed(self, _: Any, content: Any, buffers: Any = None) -> None:
        """Open or close a fold: `{"open": "1"}`. One that can't be opened stays closed."""
        if not isinstance(content, dict):
            return
        wanted = set(self.opened)
        if "open" in content:
            wanted.add(str(content["open"]))
        else:
            closed = str(content.get("close"))
            wanted = {n for n in wanted if n != closed and not n.startswith(f"{closed}.")}
        try:
            self.show(self.picture.unfolded(sorted(wanted)), wanted, "")
        except (DrawingError, ValueError) as problem:
            self.said = str(problem)
            self.shown += 1

    def show(self, picture: Picture, opened: set[str], said: str) -> None:
        """Send a picture to the browser, all at once."""
        svg = picture.svg
        words = {fold.number: fold.words for fold in picture.folds}
        closed = []
        for node in picture.graph.of_kind(Kind.FOLDED):
            number = node.name.removeprefix("fold ").partition(":")[0]
            closed.append([node.number, number, words[number]])
        with self.hold_sync():
            self.svg, self.alt, self.said = svg, picture.alt, said or picture.folded
            self.closed, self.opened = closed, sorted(opened)
            self.shown += 1
