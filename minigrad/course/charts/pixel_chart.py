"""Small gray pictures, such as the digits of a data set."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from minigrad.course.charts.axes import place
from minigrad.course.charts.data import named, rows, short
from minigrad.course.charts.figure import Chart, sentences
from minigrad.course.charts.paper import EDGE, QUIET, WIDTH, Paper, text_width
from minigrad.course.page import Shown
from minigrad.drawing.labels import listed

_MOST, _LARGEST = 40, 64
_SIDE = 72  # of a picture, about
_GRAYS = 16
_LETTERS = ".:-=+*#%@"

Picture = list[list[float]]


def pixel_chart(pictures: Any, title: str, low: float, high: float | None) -> Chart:
    """Return the chart that `chart.pixels` describes."""
    title = short(title, 120)
    given = {n: _picture(v, n) for n, v in named(pictures, "pictures", _MOST).items()}
    if high is None:
        high = max(value for picture in given.values() for row in picture for value in row)
    low, high = float(low), float(high)
    if not math.isfinite(high - low):
        raise ValueError("low and high must be finite numbers")
    span = high - low if high > low else 1.0
    parts = {
        name: [[min(max((value - low) / span, 0.0), 1.0) for value in row] for row in picture]
        for name, picture in given.items()
    }
    count = f"{len(given)} small gray picture{'' if len(given) == 1 else 's'}"
    told = [f"{name}, {len(p)} by {len(p[0])}" for name, p in given.items()]
    if len({(len(p), len(p[0])) for p in given.values()}) == 1 and len(given) > 1:
        first = next(iter(given.values()))
        told = [*given]
        count += f" of {len(first)} by {len(first[0])}"
    alt = sentences(title, f"{count}, dark where the number is large: {listed(told, _MOST)}")
    form = "The picture in letters" if len(given) == 1 else "The pictures in letters"
    return Chart(_draw(parts, title, alt), alt, _letters(parts), form)


def _picture(values: Any, name: str) -> Picture:
    picture = rows(values, name)
    if not picture or not picture[0] or max(len(picture), len(picture[0])) > _LARGEST:
        raise ValueError(f"{name}: a picture has 1 to {_LARGEST} rows and columns")
    if not all(math.isfinite(value) for row in picture for value in row):
        raise ValueError(f"{name}: a picture holds finite numbers only, no nan or inf")
    return picture


def _draw(pictures: dict[str, Picture], title: str, alt: str) -> str:
    paper = Paper()
    x, y, deepest = float(EDGE), paper.title(title) + 6, 0.0
    for name, picture in pictures.items():
        cell = max(1.0, _SIDE // max(len(picture), len(picture[0])))
        wide, high = cell * len(picture[0]), cell * len(picture)
        room = max(wide, text_width(name)) + 14
        if x > EDGE and x + room - 14 > WIDTH - EDGE:
            x, y, deepest = float(EDGE), y + deepest, 0.0
        middle = x + (room - 14) / 2
        _cells(paper, picture, middle - wide / 2, y, cell)
        paper.text(middle, y + high + 15, name, "middle")
        x, deepest = x + room, max(deepest, high + 28)
    return paper.svg(y + deepest + 4, alt)


def _cells(paper: Paper, picture: Picture, left: float, top: float, cell: float) -> None:
    """The squares by shade, one path for each; white is the page."""
    shades: dict[int, str] = {}
    for line, row in enumerate(picture):
        for column, part in enumerate(row):
            shade = round(part * (_GRAYS - 1))
            at = f"M{place(left + column * cell)} {place(top + line * cell)}"
            shades[shade] = shades.get(shade, "") + f"{at}h{cell:g}v{cell:g}h-{cell:g}z"
    for shade in sorted(shades):
        if shade:
            gray = f"#{17 * (_GRAYS - 1 - shade):02X}" + f"{17 * (_GRAYS - 1 - shade):02X}" * 2
            paper.add(f'<path d="{shades[shade]}" fill="{gray}" shape-rendering="crispEdges"/>')
    wide, high = cell * len(picture[0]), cell * len(picture)
    paper.line(f"M{place(left)} {place(top)}h{wide:g}v{high:g}h-{wide:g}z", QUIET)


def _letters(pictures: dict[str, Picture]) -> Shown:
    """The pictures in letters, from . for white to @ for black."""
    parts = []
    for name, picture in pictures.items():
        lines = ["".join(_LETTERS[round(p * (len(_LETTERS) - 1))] for p in row) for row in picture]
        parts.append("\n".join([name, *lines]))
    text = "\n\n".join(parts)
    return Shown(f'<pre style="line-height:1.1">{escape(text)}</pre>', text)
