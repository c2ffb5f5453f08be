"""Keys pressed inside a box of widgets stay there, its sliders have names, and without a kernel it
says so.

JupyterLab's shortcuts fire inside ipywidgets: `b` on a check box inserts a cell. What stops that
is JavaScript, so it comes as an invisible anywidget among the box's children.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from minigrad.drawing.view import View

_HERE = Path(__file__).parent


def script(*names: str) -> str:
    """Return a widget's JavaScript or style: several files of this folder, one after the other."""
    # Read here: given a path, anywidget would watch the file for changes.
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def guard_script() -> str:
    """Return a guard's JavaScript, which defines `render`; its widget says what is exported."""
    return script("keys.js", "kernel.js", "keyguard.js")


def guard_style() -> str:
    """Return a guard's style sheet."""
    return script("keyguard.css")


@cache
def _widget() -> Any:
    import anywidget

    class KeyGuard(View, anywidget.AnyWidget):
        _esm = f"{guard_script()}\nexport default {{ render }};\n"
        _css = guard_style()

    return KeyGuard


def guarded(box: Any) -> Any:
    """Return `box`, a container of ipywidgets, after giving it a guard.

    The guard is one more child, behind the others. Where anywidget is not installed the box stays
    as it is.

    >>> import ipywidgets
    >>> len(guarded(ipywidgets.VBox([ipywidgets.Checkbox()])).children)
    2
    """
    try:
        guard = _widget()()
    except ImportError:
        return box
    box.children = (*box.children, guard)
    return box
