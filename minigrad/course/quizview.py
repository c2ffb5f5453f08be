"""A question as ipywidgets: options or a box, two buttons, and the feedback below them."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from minigrad.course.page import framed, inline, paragraphs
from minigrad.course.predict import Choice, Dialog, Prediction

WIDE = {"width": "auto", "max_width": "60em"}


def quiz(prediction: Prediction) -> Any:
    """Return the widget that asks this question.

    Its parts are its children, in the order in which Tab reaches them.

    Example:
        >>> from minigrad.course import predict
        >>> [type(part).__name__ for part in quiz(predict("3.1")).children]
        ['HTML', 'RadioButtons', 'HBox', 'HTML']
    """
    question = prediction.question
    dialog = Dialog(question)
    title = f"<p><b>{inline(prediction.title)}</b></p>"
    asked = widgets.HTML(framed("info", title + paragraphs(question.words)))
    if isinstance(question, Choice):
        # A label is plain text for the browser, so the code marks would be seen as they are.
        labels = [option.words.replace("`", "") for option in question.options]
        field = widgets.RadioButtons(options=labels, index=None, layout=WIDE)
    else:
        field = widgets.Text(description="Your number:", placeholder="for example 1.5")
        field.style.description_width = "initial"
    check = widgets.Button(description="Check", tooltip="Check my answer")
    show = widgets.Button(description="Show the answer", disabled=True)
    said = widgets.HTML()

    def answer() -> Any:
        return field.index if isinstance(question, Choice) else _number(field.value)

    def on_check(_: Any) -> None:
        said.value = dialog.check(answer()).html
        show.disabled = dialog.done or dialog.tries == 0

    def on_show(_: Any) -> None:
        said.value = dialog.reveal().html
        show.disabled = True

    check.on_click(on_check)
    show.on_click(on_show)
    return widgets.VBox([asked, field, widgets.HBox([check, show]), said])


def _number(typed: str) -> float | None:
    """Read what was typed; a comma may stand for the decimal point."""
    try:
        return float(typed.strip().replace(",", "."))
    except ValueError:
        return None
