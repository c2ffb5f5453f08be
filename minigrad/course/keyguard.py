"""Keys that are pressed inside the course's widgets stay there; and hints that are opened count.

JupyterLab's commands in one key (`b` inserts a cell, `d d` deletes one, Enter goes into the text)
are heard everywhere in a notebook, in a ticked box or on a pressed button, too. A guard among the
children of a box keeps them out of it; the keys themselves work as in any page.

Hints are lines that open in a cell of text, of which Python hears nothing. The guards are on every
page of the course, so one of them listens for that, too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from minigrad.course.progressfile import note


def guard() -> list[Any]:
    """Return the guard as a list of one widget, to put among a VBox's children.

    The list is empty where anywidget is not installed.

    Example:
        >>> [type(widget).__name__ for widget in guard()]
        ['KeyGuard']
    """
    try:
        return [_kind()()]
    except ImportError:
        return []


@cache
def _kind() -> Any:
    import anywidget

    class KeyGuard(anywidget.AnyWidget):
        """Nothing to see; its JavaScript listens at the window."""

        # Read here: given a path, anywidget would watch the file for changes.
        _esm = (Path(__file__).parent / "keyguard.js").read_text(encoding="utf-8")

        def __init__(self) -> None:
            super().__init__()
            self.on_msg(lambda _, content, __: opened(content))

    return KeyGuard


def opened(content: Any) -> None:
    """Record that a hint was opened: `{"exercise": "3.1", "hint": 2}`; leave out all else.

    Example:
        >>> opened({"exercise": "3.1", "hint": 2})
    """
    if isinstance(content, dict) and {"exercise", "hint"} <= content.keys():
        note(exercise=str(content["exercise"]), state="hint", hint=int(content["hint"]))
