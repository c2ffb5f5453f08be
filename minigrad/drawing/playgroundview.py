"""The playground as ipywidgets: boxes, sliders and switches that set a Playground's fields.

Every box and switch has a label that a screen reader says, and the guard gives the sliders theirs.
"""

from __future__ import annotations

import json
from typing import Any

import ipywidgets as widgets

from minigrad.drawing.grammar import ExpressionError
from minigrad.drawing.keyguard import guarded
from minigrad.drawing.playground import Leaf, Playground
from minigrad.drawing.typed import read_numbers

_AUTO = {"description_width": "initial"}
_ROW = {"flex_flow": "row wrap", "grid_gap": "0 1.5em"}
_MOST_SLIDERS = 4
_LOW, _HIGH, _STEP = -10.0, 10.0, 0.1


def panel(play: Playground) -> Any:
    """Return the widget of a playground: expression, settings, and what they give, in this order.

    >>> from minigrad.drawing.playground import playground
    >>> view = panel(playground("a * b", a=2, b=5))
    >>> view.children[0].value = "a * a"
    >>> "MulBackward0" in view.children[2].value
    True
    """
    return _View(play).box


class _View:
    """The widgets, and what joins them with the model."""

    def __init__(self, play: Playground) -> None:
        self.play = play
        lines = play.text.count("\n") + play.text.count(";") + 1
        self.text = widgets.Textarea(
            play.text.replace("; ", "\n").replace(";", "\n"),
            description="Expression",
            rows=max(2, lines),
            style=_AUTO,
            layout={"width": "min(40em, 100%)"},
        )
        self.gradient = widgets.Text(
            play.gradient, description="gradient for backward (empty: 1)", style=_AUTO
        )
        self.leaves = widgets.VBox()
        self.lines = widgets.VBox()
        self.result = widgets.HTML()
        self.shown: tuple[Any, ...] = ()
        settings = widgets.VBox([self.leaves, self.lines, self.gradient])
        self.box = guarded(widgets.VBox([self.text, settings, self.result]))
        self.text.observe(self.typed, "value")
        self.gradient.observe(self.gradient_typed, "value")
        self.arrange()
        self.follow()

    def typed(self, change: Any) -> None:
        self.play.text = change["new"]
        self.arrange()
        self.follow()

    def gradient_typed(self, change: Any) -> None:
        self.play.gradient = change["new"]
        self.follow()

    def follow(self) -> None:
        """Compute anew and show it."""
        self.result.value = self.play.outcome().html

    def arrange(self) -> None:
        """Give each leaf and each line its controls, when others than before are there."""
        try:
            program = self.play.program()
        except ExpressionError:
            return  # while somebody types; the controls stay
        needed = (program.names, tuple(line.name for line in program.lines))
        if needed == self.shown:
            return
        self.shown = needed
        self.leaves.children = [_LeafRow(self, name).box for name in program.names]
        rows = []
        for line in program.lines:
            rows.append(
                widgets.HBox(
                    [
                        self.switch(f"{line.name}: under no_grad", self.play.no_grad, line.name),
                        self.switch(f"{line.name}.retain_grad()", self.play.retain, line.name),
                    ],
                    layout=_ROW,
                )
            )
        self.lines.children = rows

    def switch(self, label: str, chosen: set[str], name: str) -> Any:
        """A box to tick that puts `name` into a set."""
        box = widgets.Checkbox(
            name in chosen, description=label, indent=False, style=_AUTO, layout={"width": "auto"}
        )

        def switched(change: Any) -> None:
            (chosen.add if change["new"] else chosen.discard)(name)
            self.follow()

        box.observe(switched, "value")
        return box


class _LeafRow:
    """A leaf's box of numbers, its switch, and a slider for each of a few numbers."""

    def __init__(self, view: _View, name: str) -> None:
        self.view = view
        self.leaf: Leaf = view.play.leaves[name]
        self.name = name
        self.following = False
        self.values = widgets.Text(
            self.leaf.values, description=f"{name} =", style=_AUTO, layout={"width": "14em"}
        )
        self.grad = widgets.Checkbox(
            self.leaf.requires_grad,
            description=f"{name}.requires_grad",
            indent=False,
            style=_AUTO,
            layout={"width": "auto"},
        )
        self.sliders = widgets.HBox(layout=_ROW)
        self.box = widgets.HBox([self.values, self.grad, self.sliders], layout=_ROW)
        self.values.observe(self.typed, "value")
        self.grad.observe(self.switched, "value")
        self.set_sliders()

    def typed(self, change: Any) -> None:
        self.leaf.values = change["new"]
        if not self.following:
            self.set_sliders()
        self.view.follow()

    def switched(self, change: Any) -> None:
        self.leaf.requires_grad = change["new"]
        self.view.follow()

    def numbers(self) -> list[float] | None:
        """The numbers that sliders can stand for: one, or a few in a row."""
        try:
            read = read_numbers(self.leaf.values, self.name)
        except ExpressionError:
            return None
        flat = read if isinstance(read, list) else [read]
        few = len(flat) <= _MOST_SLIDERS and all(isinstance(n, float) for n in flat)
        return flat if few and all(_LOW <= n <= _HIGH for n in flat) else []

    def set_sliders(self) -> None:
        """Make the sliders show what was typed; other numbers than they can show have none."""
        numbers = self.numbers()
        if numbers is None:
            return
        self.following = True
        try:
            if len(numbers) == len(self.sliders.children):
                for slider, number in zip(self.sliders.children, numbers, strict=True):
                    slider.value = number
                return
            single = len(numbers) == 1
            self.sliders.children = [
                self.slider(self.name if single else f"{self.name}[{at}]", number)
                for at, number in enumerate(numbers)
            ]
        finally:
            self.following = False

    def slider(self, label: str, number: float) -> Any:
        slider = widgets.FloatSlider(
            number, min=_LOW, max=_HIGH, step=_STEP, description=label, readout=False, style=_AUTO
        )
        slider.observe(self.slid, "value")
        return slider

    def slid(self, _: Any) -> None:
        if self.following:
            return
        values = [round(slider.value, 6) for slider in self.sliders.children]
        bracketed = self.leaf.values.strip().startswith("[")
        text = json.dumps([int(v) if v == int(v) else v for v in values])
        self.following = True
        try:
            self.values.value = text if bracketed else text[1:-1]
        finally:
            self.following = False
