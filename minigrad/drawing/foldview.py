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
from minigrad.drawing.view import View

if TYPE_CHECKING:
    from minigrad.drawing.picture import Picture


class FoldWidget(View, anywidget.AnyWidget):
    """The picture, its closed folds (box, number, words) and the numbers of those that are open.

    `drawn` is the picture with these open, `picture` that with which it began.
    """

    _esm = script("keys.js", "kernel.js", "element.js", "foldview.js")
    _css = script("foldview.css")

    title = traitlets.Unicode().tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    closed: Any = traitlets.List().tag(sync=True)
    opened: Any = traitlets.List().tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)
    picture: Picture
    drawn: Picture

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
        widget.picture = widget.drawn = picture
        widget.show("Press a fold, a box with a double border, to open it.")
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
            self.opened = list(wanted)
        except (DrawingError, ValueError) as problem:
            self.said = str(problem)
            self.shown += 1

    @traitlets.validate("opened")
    def _draw(self, proposal: Any) -> list[str]:
        opened = sorted(map(str, proposal["value"]))
        drawn = self.picture.unfolded(opened)
        _ = drawn.svg  # raises where it can't be drawn, and then nothing has changed
        self.drawn = drawn
        return opened

    @traitlets.observe("opened")
    def _follow(self, _: Any) -> None:
        self.show()

    @property
    def text(self) -> str:
        """What is seen at this moment, in words."""
        return self.drawn.text

    @property
    def html(self) -> str:
        """The same as a page shows it that has no kernel."""
        return self.drawn.html

    def show(self, said: str = "") -> None:
        """Send the picture to the browser, all at once."""
        picture = self.drawn
        words = {fold.number: fold.words for fold in picture.folds}
        closed = []
        for node in picture.graph.of_kind(Kind.FOLDED):
            number = node.name.removeprefix("fold ").partition(":")[0]
            closed.append([node.number, number, words[number]])
        with self.hold_sync():
            self.svg, self.alt, self.said = picture.svg, picture.alt, said or picture.folded
            self.closed = closed
            self.shown += 1
