"""A result that waits for its question, as ipywidgets: its words and a button, then the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from minigrad.course.keyguard import guard
from minigrad.course.page import tell
from minigrad.course.quizview import DONE

if TYPE_CHECKING:
    from minigrad.course.gate import Held


def view(held: Held) -> Any:
    """Return the widget; its place is taken by the result when the question is answered.

    Example:
        >>> from minigrad.course import predict
        >>> from minigrad.course.gate import Held
        >>> [type(part).__name__ for part in view(Held(predict("3.1").question, [])).children]
        ['HTML', 'Button', 'KeyGuard']
    """
    words = widgets.HTML(held.words.html)
    button = widgets.Button(
        description="Show me",
        tooltip=f"Answer question {held.question.number} without a prediction",
    )
    waiting = widgets.VBox([words, button, *guard()])

    def opens() -> None:
        result = widgets.Output()
        result.outputs = tuple(held.shown)
        waiting.children = [result]
        waiting.add_class(DONE)

    button.on_click(lambda _: tell(held.show_me()))
    held.opening.append(opens)
    return waiting
