"""Controls as ipywidgets, each with a label that a screen reader says, and the result below."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from minigrad.course.explorers import Control, Explorer, Switch, Value
from minigrad.course.keyguard import guard


def panel(explorer: Explorer) -> Any:
    """Return the widget: its first child holds the controls, its last child the result.

    Example:
        >>> from minigrad.course import explore, switch
        >>> view = panel(explore(lambda on: f"on is {on}", on=switch("on")))
        >>> view.children[0].children[0].value = True
        >>> "on is True" in view.children[-1].value
        True
    """
    fields = {name: _field(control) for name, control in explorer.controls.items()}
    result = widgets.HTML(explorer.show().html)

    def follow(_: Any) -> None:
        result.value = explorer.show(**{name: field.value for name, field in fields.items()}).html

    for field in fields.values():
        field.observe(follow, names="value")
    row = widgets.HBox(list(fields.values()), layout={"flex_flow": "row wrap", "grid_gap": "0 2em"})
    return widgets.VBox([row, *guard(), result])


def _field(control: Control) -> Any:
    look: dict[str, Any] = {
        "description": control.label,
        "style": {"description_width": "initial"},
        "layout": {"width": "auto"},
    }
    if isinstance(control, Switch):
        return widgets.Checkbox(control.value, indent=False, **look)
    if isinstance(control, Value):
        bounds = {"min": control.low, "max": control.high, "step": control.step}
        return widgets.BoundedFloatText(control.value, **bounds, **look)
    return widgets.Dropdown(options=list(control.options), value=control.value, **look)
