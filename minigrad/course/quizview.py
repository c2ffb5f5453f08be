"""A question as ipywidgets: options or a box, two buttons, and below them what is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from minigrad.course.answers import listen
from minigrad.course.keyguard import guard
from minigrad.course.page import Shown, framed
from minigrad.course.pickednodes import Nodes
from minigrad.course.predictions import Choice, Dialog, Number, Prediction, Question

# All of it is words, true without a kernel, too: the page puts no broken chain there (page.css).
DONE = "minigrad-done"


def quiz(prediction: Prediction) -> Any:
    """Return the widget that asks this question, or shows what was answered to it.

    Its parts are its children, in the order in which Tab reaches them.

    Example:
        >>> from minigrad.course import predict
        >>> [type(part).__name__ for part in quiz(predict("3.1")).children]
        ['HTML', 'Options', 'HBox', 'HTML', 'KeyGuard']
    """
    dialog = Dialog(prediction.question)
    field = _field(prediction.question)
    answer = widgets.Button(description="Predict", tooltip="This is my answer; now show the result")
    show = widgets.Button(description="Show me", tooltip="Show the result without my prediction")
    said = widgets.HTML()
    asked = widgets.HTML(framed("info", prediction.asked))
    guards = guard()
    view = widgets.VBox([asked, field, widgets.HBox([answer, show]), said, *guards])

    def tell(shown: Shown) -> None:
        said.value = shown.html
        if dialog.answer is not None:
            # Nothing is left to press, so nothing can be seen picked that was not said.
            asked.value = framed("info", prediction.read)
            view.children = [part for part in view.children if part in (asked, said)]
            view.add_class(DONE)

    def on_answer(_: Any) -> None:
        tell(dialog.say(field.answer()))

    answer.on_click(on_answer)
    show.on_click(lambda _: tell(dialog.show_me()))
    if isinstance(field, Box):
        field.on_enter(on_answer)
        for each in guards:
            each.on_msg(lambda _, content, __: field.hear(content))
    tell(dialog.told())
    # It may be answered at the result, or where this cell has shown it before.
    listen(lambda number: tell(dialog.told()) if number == dialog.question.number else None)
    return view


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
        >>> boxes = Boxes(Nodes("0.3", "Which?", (Node("a", True, "It is."),), (), "", "a"))
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

    typed: str | None = None  # as the page has told; `value` may be older (typed.js)

    def hear(self, content: Any) -> None:
        """Take what the page tells of the text: `{"typed": "3"}`."""
        if isinstance(content, dict) and "typed" in content:
            self.typed = str(content["typed"])

    def answer(self) -> float | None:
        """What was typed, as a number."""
        return as_number(self.value if self.typed is None else self.typed)

    def on_enter(self, act: Callable[[Any], None]) -> None:
        """Call `act` when Enter is pressed in the box."""

        def hear(_: Any, content: dict[str, Any], __: Any) -> None:
            if content.get("event") == "submit":
                act(self)

        self.on_msg(hear)


def as_number(typed: str) -> float | None:
    """Return what a person may have meant, None when it is no number.

    Commas part thousands, as in the text of the course, or stand for the decimal point.

    Example:
        >>> as_number("1,000"), as_number("1,5"), as_number("\N{MINUS SIGN}12"), as_number("3/4")
        (1000.0, 1.5, -12.0, 0.75)
    """
    plain = re.sub(r"\s", "", typed).replace("\N{MINUS SIGN}", "-").lstrip("=")
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    above, slash, below = plain.replace(",", ".").partition("/")
    try:
        return float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
