"""The progress panel as ipywidgets: the table, and buttons to read, export and reset."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from minigrad.course.keyguard import guard
from minigrad.course.page import framed, paragraphs
from minigrad.course.panels import Panel
from minigrad.course.progressfile import listen
from minigrad.course.standing import export_progress, reset_progress


def view(panel: Panel) -> Any:
    """Return the widget; it follows what is done in this kernel by itself.

    Example:
        >>> from minigrad.course import progress
        >>> [type(part).__name__ for part in view(progress("3")).children]
        ['HTML', 'HTML', 'HBox', 'HTML', 'KeyGuard']
    """
    title = widgets.HTML(f"<b>{panel.title}</b>")
    table = widgets.HTML(panel.now().html)
    said = widgets.HTML()
    again = _button("Read again", "After work in another notebook")
    export = _button("Export", "Write a table for a spreadsheet or your instructor")
    reset = _button("Reset", "Begin all counts at zero")
    sure = _button("Yes, reset all notebooks", "Begin all counts at zero")
    sure.layout.display = "none"

    def tell(words: str) -> None:
        said.value = f'<div role="alert">{framed("info", paragraphs(words))}</div>'

    def read(_: Any = None) -> None:
        table.value = panel.now().html

    def on_reset(_: Any) -> None:
        sure.layout.display = ""
        tell("This sets the counts of all notebooks to zero. Your code in the cells stays.")

    def on_sure(_: Any) -> None:
        sure.layout.display = "none"
        tell(reset_progress())
        read()

    again.on_click(read)
    export.on_click(lambda _: tell(export_progress()))
    reset.on_click(on_reset)
    sure.on_click(on_sure)
    listen(panel.title, read)
    buttons = widgets.HBox([again, export, reset, sure])
    return widgets.VBox([title, table, buttons, said, *guard()])


def _button(words: str, tip: str) -> Any:
    return widgets.Button(description=words, tooltip=tip, layout={"width": "auto"})
