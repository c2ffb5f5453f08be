"""The stepper as one anywidget: every frame goes to the browser once, and no step asks Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from minigrad.drawing.keyguard import script
from minigrad.drawing.view import View

if TYPE_CHECKING:
    from minigrad.drawing.stepper import Stepper


class StepperWidget(View, anywidget.AnyWidget):
    """Buttons, a picture and words; `at` is the frame that is shown."""

    _esm = script("keys.js", "element.js", "stepper.js")
    _css = script("stepper.css")

    title = traitlets.Unicode().tag(sync=True)
    head = traitlets.Unicode().tag(sync=True)
    tail = traitlets.Unicode().tag(sync=True)
    frames: Any = traitlets.List().tag(sync=True)
    at = traitlets.Int(0).tag(sync=True)
    stepper: Stepper
    seconds = traitlets.Float(2.0).tag(sync=True)

    @classmethod
    def of(cls, stepper: Stepper) -> StepperWidget:
        """Return the widget of a stepper.

        >>> import minigrad as mg
        >>> x = mg.tensor(3.0, requires_grad=True)
        >>> [frame["title"] for frame in StepperWidget.of(mg.step(x * x)).frames][0]
        'Before the first step'
        """
        film = stepper.film
        frames: list[dict[str, Any]] = [
            {
                "title": frame.telling.title,
                "lines": list(frame.telling.lines),
                "alt": frame.telling.alt,
                "marks": frame.marks,
            }
            for frame in film.frames
        ]
        widget = cls(title=stepper.title, head=film.head, tail=film.tail, frames=frames)
        widget.stepper = stepper
        return widget

    @property
    def text(self) -> str:
        """The whole pass in words."""
        return self.stepper.text

    @property
    def html(self) -> str:
        """The strip of all frames."""
        return self.stepper.html
