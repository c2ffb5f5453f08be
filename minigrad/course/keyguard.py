"""Keys that are pressed inside the course's widgets stay there; texts and hints are heard of.

The guard is the drawing's (minigrad/drawing/keyguard.py): among the children of a box it keeps
JupyterLab's commands in one key out of it, names its sliders, and says when the kernel is gone.

Hints are lines that open in a cell of text, of which Python hears nothing. The guards are on every
page of the course, so one of them listens for that, too. What is typed beside a guard it tells
as `{"typed": "3"}`, letter by letter (typed.js).
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


def _script(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


@cache
def _kind() -> Any:
    import anywidget

    from minigrad.drawing.keyguard import guard_script, guard_style
    from minigrad.drawing.view import View

    class KeyGuard(View, anywidget.AnyWidget):
        """Nothing to see; its JavaScript listens at the window."""

        _esm = guard_script() + _script("typed.js") + _script("hints.js")
        _css = guard_style()

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
