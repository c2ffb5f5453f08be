"""Something to change: controls above, and below them what a function makes of their values.

    def graph(z):
        ...
        return draw(b)

    explore(graph, z=switch("z.requires_grad"))

The function lies in the notebook, where the student reads it and may change it. `Explorer` calls
it and is plain Python; the ipywidgets around it are made in `exploreview.py`. Without widgets, or
without a kernel, the first picture is still there, with its words.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from minigrad.course.page import Shown, box, framed, inline, paragraphs
from minigrad.course.timelimit import TimeUp, alarm_works, time_limit

SECONDS = 2.0


@dataclass(frozen=True)
class Switch:
    """A box to tick: True or False.

    Example:
        >>> Switch("z.requires_grad", True).words
        'z.requires_grad: on'
    """

    label: str
    value: bool

    @property
    def words(self) -> str:
        """The control and its value, to read."""
        return f"{self.label}: {'on' if self.value else 'off'}"


@dataclass(frozen=True)
class Value:
    """A number between two bounds.

    Example:
        >>> Value("x", 3.0, 1.0, 20.0, 1.0).words
        'x: 3 (from 1 to 20)'
    """

    label: str
    value: float
    low: float
    high: float
    step: float

    @property
    def words(self) -> str:
        """The control, its value and its bounds, to read."""
        return f"{self.label}: {self.value:g} (from {self.low:g} to {self.high:g})"


@dataclass(frozen=True)
class Pick:
    """One of several names.

    Example:
        >>> Pick("Program", "x * x", ("x * x", "x + x")).words
        'Program: x * x (or x + x)'
    """

    label: str
    value: str
    options: Sequence[str]

    @property
    def words(self) -> str:
        """The control, its value and the others, to read."""
        others = [option for option in self.options if option != self.value]
        return f"{self.label}: {self.value} (or {', '.join(others)})"


Control = Switch | Value | Pick


def switch(label: str, on: bool = False) -> Switch:
    """Return a control that is on or off.

    Example:
        >>> switch("retain b").value
        False
    """
    return Switch(label, bool(on))


def number(label: str, value: float, low: float, high: float, step: float = 1.0) -> Value:
    """Return a control for a number from `low` to `high`.

    Raises ValueError when the first value lies outside.

    Example:
        >>> number("x", 3, low=1, high=20).value
        3.0
    """
    if not low <= value <= high:
        raise ValueError(f"{label}: {value} is not between {low} and {high}")
    return Value(label, float(value), float(low), float(high), float(step))


def choice(label: str, *options: str) -> Pick:
    """Return a control that picks one of the options; the first is picked at first.

    Raises ValueError when there is nothing to choose.

    Example:
        >>> choice("Program", "x * x", "x + x").value
        'x * x'
    """
    if len(options) < 2:
        raise ValueError(f"{label}: give at least two options to choose from")
    return Pick(label, options[0], options)


class Explorer:
    """A function together with the controls that set its arguments.

    Example:
        >>> def double(x): return f"twice {x:g} is {2 * x:g}"
        >>> Explorer(double, {"x": number("x", 3, low=1, high=20)}).show(x=4.0)
        twice 4 is 8
    """

    def __init__(self, function: Callable[..., Any], controls: dict[str, Control]) -> None:
        self.function = function
        self.controls = controls

    def show(self, **values: Any) -> Shown:
        """Call the function, values not given being the first ones, and show what it returns."""
        chosen = {name: control.value for name, control in self.controls.items()} | values
        printed = io.StringIO()
        # Without an alarm, in a browser say, watching the clock makes the code itself slower.
        seconds = SECONDS if alarm_works() else 5 * SECONDS
        try:
            with contextlib.redirect_stdout(printed), time_limit(seconds):
                made = self.function(**chosen)
        except TimeUp:
            return box("attention", f"Stopped after {seconds:g} seconds", "A loop never ended.")
        except Exception as error:
            return box("attention", f"{type(error).__name__}: {error}")
        parts = [*made] if isinstance(made, list | tuple) else [made]
        if printed.getvalue():
            parts.insert(0, printed.getvalue().rstrip())
        faces = [_face(part) for part in parts if part is not None]
        return Shown("".join(face.html for face in faces), "\n".join(face.text for face in faces))

    def __repr__(self) -> str:
        lines = ["Values to change, where a kernel runs:"]
        lines += [f"- {control.words}" for control in self.controls.values()]
        return "\n".join([*lines, "What they give:", self.show().text])

    @property
    def html(self) -> str:
        """The first values and what they give, as a page shows them that has no kernel."""
        rows = "".join(f"<li>{inline(control.words)}</li>" for control in self.controls.values())
        asked = paragraphs("Run this cell to change the values. Here they are:")
        return framed("info", f"{asked}<ul>{rows}</ul>") + self.show().html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html}
        try:
            from minigrad.course.exploreview import panel
        except ImportError:  # no ipywidgets: the first picture has to do
            return bundle
        return panel(self)._repr_mimebundle_() | bundle


def explore(function: Callable[..., Any], **controls: Control) -> Explorer:
    """Return controls for a function's arguments; as a cell's last line they appear below it.

    The function returns what to show: words, a picture, a table, or a list of those.
    Raises TypeError when a control was not made by `switch`, `number` or `choice`.

    Example:
        >>> def double(x): return f"twice {x:g} is {2 * x:g}"
        >>> explore(double, x=number("x", 3, low=1, high=20))
        Values to change, where a kernel runs:
        - x: 3 (from 1 to 20)
        What they give:
        twice 3 is 6
    """
    for name, control in controls.items():
        if not isinstance(control, Switch | Value | Pick):
            raise TypeError(f"{name}={control!r}: make a control with switch, number or choice")
    return Explorer(function, controls)


def _face(part: Any) -> Shown:
    """Return how one thing looks: pictures and tables know it themselves."""
    if hasattr(part, "html") and hasattr(part, "text"):
        return Shown(part.html, part.text)
    words = str(part)
    style = "white-space:pre-wrap;margin:.3em 0"
    return Shown(f'<p style="{style}">{inline(words)}</p>', words)
