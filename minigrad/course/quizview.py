"""A question as ipywidgets: options or a box, two buttons, and the feedback below them."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from minigrad.course.keyguard import guard
from minigrad.course.page import framed
from minigrad.course.pickednodes import Nodes
from minigrad.course.predictions import Choice, Dialog, Number, Prediction, Question


def quiz(prediction: Prediction) -> Any:
    """Return the widget that asks this question.

    Its parts are its children, in the order in which Tab reaches them.

    Example:
        >>> from minigrad.course import predict
        >>> [type(part).__name__ for part in quiz(predict("3.1")).children]
        ['HTML', 'Options', 'HBox', 'HTML', 'KeyGuard']
    """
    dialog = Dialog(prediction.question)
    asked = widgets.HTML(framed("info", prediction.asked))
    field = _field(prediction.question)
    check = widgets.Button(description="Check", tooltip="Check my answer")
    show = widgets.Button(description="Show the answer", disabled=True)
    said = widgets.HTML()

    def on_check(_: Any) -> None:
        said.value = dialog.check(field.answer()).html
        show.disabled = dialog.done or dialog.tries == 0

    def on_show(_: Any) -> None:
        said.value = dialog.reveal().html
        show.disabled = True

    check.on_click(on_check)
    show.on_click(on_show)
    return widgets.VBox([asked, field, widgets.HBox([check, show]), said, *guard()])


def _field(question: Question) -> Any:
    if isinstance(question, Choice):
        return Options(question)
    if isinstance(question, Number):
        return Box()
    try:
        from minigrad.course.nodesview import Picture

        return Picture(question)
    except (ImportError, RuntimeError):  # no anywidget, or nothing to draw with
        return Boxes(question)


class Options(widgets.VBox):
    """The options of a question, of which one can be picked.

    Each is a group of its own. In one group the arrow keys go from option to option, but
    JupyterLab takes these keys for going from cell to cell; Tab and Space it leaves alone.

    Example:
        >>> from minigrad.course import predict
        >>> options = Options(predict("3.1").question)
        >>> options.children[2].index = 0
        >>> options.answer()
        2
    """

    def __init__(self, question: Choice) -> None:
        # A label is plain text for the browser, so the code marks would be seen as they are.
        words = [option.words.replace("`", "") for option in question.options]
        buttons = [
            widgets.RadioButtons(options=[label], index=None, layout={"width": "auto"})
            for label in words
        ]
        for button in buttons:
            button.observe(self._only, names="index")
        super().__init__(buttons)

    def _only(self, change: Any) -> None:
        if change["new"] is not None:
            for button in self.children:
                if button is not change["owner"]:
                    button.index = None

    def answer(self) -> int | None:
        """The index of the picked option, or None."""
        return next((n for n, button in enumerate(self.children) if button.index == 0), None)


class Boxes(widgets.VBox):
    """A box to tick for each node, where no picture can be drawn.

    Example:
        >>> from minigrad.course.pickednodes import Node
        >>> boxes = Boxes(Nodes("0.3", "Which?", (Node("a", True, "It is."),), (), ""))
        >>> boxes.children[1].value = True
        >>> boxes.answer()
        ['a']
    """

    def __init__(self, question: Nodes) -> None:
        ticks = [widgets.Checkbox(description=n.label, indent=False) for n in question.nodes]
        super().__init__([widgets.HTML(f"<p>{question.alt}</p>"), *ticks])

    def answer(self) -> list[str] | None:
        """The labels of the ticked boxes, or None."""
        return [tick.description for tick in self.children[1:] if tick.value] or None


class Box(widgets.Text):
    """The box for a number.

    Example:
        >>> box = Box()
        >>> box.value = "1,5"
        >>> box.answer()
        1.5
    """

    def __init__(self) -> None:
        super().__init__(
            description="Your number:",
            placeholder="for example 1.5",
            style={"description_width": "initial"},
        )

    def answer(self) -> float | None:
        """What was typed, as a number; a comma may stand for the decimal point."""
        try:
            return float(self.value.strip().replace(",", "."))
        except ValueError:
            return None
