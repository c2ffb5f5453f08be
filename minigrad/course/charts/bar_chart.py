"""One bar for each name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minigrad.course.charts.axes import Axis, linear, logarithmic, place
from minigrad.course.charts.data import drawable, named, number, short, tell
from minigrad.course.charts.figure import Chart, sentences
from minigrad.course.charts.paper import EDGE, PENS, QUIET, WIDTH, Paper, text_width
from minigrad.course.page import table

_MOST = 40
_BAR, _ROW = 16, 25

Group = dict[str, float]


def bar_chart(values: Any, title: str, unit: str, log: bool) -> Chart:
    """Return the chart that `chart.bars` describes."""
    title, unit = short(title, 120), short(unit, 20)
    groups = _groups(named(values, "bars", _MOST))
    alt = sentences(
        title,
        "Bar chart" + (" with logarithmic lengths" if log else ""),
        *(
            f"{f'{heading}, ' if heading else ''}{name}: {_words(value, unit)}"
            for heading, group in groups.items()
            for name, value in group.items()
        ),
    )
    head = [f"value ({unit})" if unit else "value"]
    if list(groups) == [""]:
        rows = [[name, tell(value)] for name, value in groups[""].items()]
        numbers = table(title or "Bar chart", ["name", *head], rows)
    else:
        rows = [[h, name, tell(v)] for h, group in groups.items() for name, v in group.items()]
        numbers = table(title or "Bar chart", ["group", "name", *head], rows)
    return Chart(_draw(groups, title, unit, log, alt), alt, numbers)


def _groups(bars: dict[str, Any]) -> dict[str, Group]:
    """The bars by group; bars that belong to none are the group without a name."""
    nested = [isinstance(value, Mapping) for value in bars.values()]
    if any(nested) and not all(nested):
        raise TypeError(
            "either every value is a number, or every one a mapping of names to numbers"
        )
    if not any(nested):
        return {"": {name: number(value, name) for name, value in bars.items()}}
    return {
        heading: {name: number(value, name) for name, value in named(group, "bars", _MOST).items()}
        for heading, group in bars.items()
    }


def _words(value: float, unit: str) -> str:
    return f"{tell(value)} {unit}".strip()


def _draw(groups: dict[str, Group], title: str, unit: str, log: bool, alt: str) -> str:
    paper = Paper()
    y = paper.title(title) + 4
    flat = [(name, value) for group in groups.values() for name, value in group.items()]
    left = EDGE + 8 + max(text_width(name) for name, _ in flat)
    right = WIDTH - EDGE - 8 - max(text_width(_words(value, unit)) for _, value in flat)
    if right < left + 60:  # long names get a wider page
        right = left + 60
        paper.width = right + 8 + max(text_width(_words(value, unit)) for _, value in flat) + EDGE
    scale = _scale([value for _, value in flat if drawable(value, log)], left, right, log)
    for index, (heading, group) in enumerate(groups.items()):
        if heading:
            paper.text(EDGE, y + 15, heading, bold=True)
            y += 22
        begin = y
        for name, value in group.items():
            _bar(paper, y, name, value, _words(value, unit), scale, left, index % len(PENS))
            y += _ROW
        if scale:
            zero = place(scale.start if log else scale.at(0))
            paper.line(f"M{zero} {place(begin)}V{place(y - 5)}", QUIET)
    if log:
        paper.text(EDGE, y + 12, "The lengths are logarithms.", size=11, color=QUIET)
        y += 16
    return paper.svg(y + EDGE - 6, alt)


def _scale(values: list[float], left: float, right: float, log: bool) -> Axis | None:
    if not values:
        return None
    if log:  # half the least value, so that its bar can be seen
        return logarithmic([min(values) / 2, max(values)], left, right)
    return _from_zero(values, left, right)


def _from_zero(values: list[float], left: float, right: float) -> Axis:
    """The largest bar ends where the room ends: there are no numbers on the axis."""
    ends = [min(0.0, *values), max(0.0, *values)]
    if ends == [0.0, 0.0]:
        ends = [0.0, 1.0]
    return linear(ends, left, right, whole=False)


def _bar(
    paper: Paper,
    y: float,
    name: str,
    value: float,
    words: str,
    scale: Axis | None,
    left: float,
    group: int,
) -> None:
    paper.text(left - 8, y + 13, name, "end")
    end = zero = scale.at(0) if scale and not scale.log else left
    if scale and drawable(value, scale.log):
        at = scale.at(value)
        end = max(zero, at)
        x, to = place(min(zero, at)), place(end)
        paper.add(f'<path d="M{x} {place(y)}H{to}v{_BAR}H{x}z" fill="{PENS[group].color}"/>')
    paper.text(end + 6, y + 13, words)
