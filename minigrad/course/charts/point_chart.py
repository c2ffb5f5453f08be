"""Points of several classes, and the regions that a model gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.course.charts.axes import Axis, linear, place
from minigrad.course.charts.data import (
    drawable,
    left_out,
    named,
    numbers,
    plain,
    rows,
    short,
    tell,
)
from minigrad.course.charts.figure import Chart, sentences
from minigrad.course.charts.paper import EDGE, INK, PENS, SMALL, WIDTH, Paper, text_width
from minigrad.course.page import Shown, table

_PLOT = 300
_CELL = 4  # a region is asked for once in a square of so many units
_HATCH = ("", "M-2 10L10-2M6 18L18 6", "M-2 6L10 18M6-2L18 10", "M0 8h16", "M8 0v16", "M4 8h8")

Points = list[tuple[float, float]]


def point_chart(classes: Any, regions: Any, title: str, x_label: str, y_label: str) -> Chart:
    """Return the chart that `chart.points` describes."""
    title, x_label, y_label = short(title, 120), short(x_label), short(y_label)
    given = {name: _pairs(values, name) for name, values in named(classes, "classes").items()}
    kept = {name: [p for p in pairs if all(map(drawable, p))] for name, pairs in given.items()}
    everything = [point for pairs in kept.values() for point in pairs]
    total = sum(map(len, given.values()))
    if not everything:
        raise ValueError(f"there is nothing to draw. {left_out(total) or 'There are no points.'}")
    missing = left_out(total - len(everything))

    paper = Paper()
    top = paper.legend(paper.title(title), list(kept), with_lines=False)
    if missing:
        paper.text(EDGE, top + SMALL, missing, size=SMALL)
        top += SMALL + 4
    top += 26 if y_label else 12
    bottom = top + _PLOT
    up = linear(_roomy([y for _, y in everything]), bottom, top, whole=False)
    left = EDGE + 8 + max([0, *(text_width(word, SMALL) for _, word in up.ticks)])
    left += (WIDTH - EDGE - left) % _CELL
    across = linear(_roomy([x for x, _ in everything]), left, WIDTH - EDGE, whole=False)
    grid = None if regions is None else _grid(regions, across, up, len(kept))
    if grid is not None:
        _shade(paper, grid, across, up)
    paper.frame(across, up, x_label, y_label)
    if grid is not None:
        _border(paper, grid, across, up)
    for pen, pairs in zip(PENS, kept.values(), strict=False):
        paper.marks(pen, [(across.at(x), up.at(y)) for x, y in pairs])

    own = {} if grid is None else _own(kept, regions, grid, across, up)
    alt = sentences(
        title,
        "Chart of points",
        *(f"{name}: {_extent(pairs, x_label, y_label)}" for name, pairs in kept.items()),
        "" if grid is None else _shares(list(kept), grid),
        f"In the region of their own class: {', '.join(f'{n} {w}' for n, w in own.items())}"
        if own
        else "",
        missing,
    )
    return Chart(paper.svg(bottom + 46, alt), alt, _table(kept, own, title, x_label, y_label))


def _pairs(values: Any, name: str) -> Points:
    found = rows(values, name)
    if found and len(found[0]) != 2:
        raise ValueError(f"{name}: a point has 2 numbers, x and y; these have {len(found[0])}")
    return [(x, y) for x, y in found]


def _roomy(values: list[float]) -> list[float]:
    """The ends, with a little room beyond them."""
    low, high = min(values), max(values)
    room = 0.06 * (high - low)
    return [low - room, high + room]


def _grid(regions: Any, across: Axis, up: Axis, classes: int) -> np.ndarray:
    """The class at each cell of the plot, the first row at the bottom."""
    if callable(regions):
        columns = round((across.end - across.start) / _CELL)
        x = across.low + (across.high - across.low) * (np.arange(columns) + 0.5) / columns
        lines = _PLOT // _CELL
        y = up.low + (up.high - up.low) * (np.arange(lines) + 0.5) / lines
        asked = np.stack([np.tile(x, lines), np.repeat(y, columns)], axis=1)
        return _ask(regions, asked, classes).reshape(lines, columns)
    grid = np.array(rows(regions, "regions"), dtype=float)
    if grid.ndim != 2 or not grid.size:
        raise ValueError("regions: a grid has rows of numbers; this one is empty")
    return _labels(grid, classes)


def _ask(regions: Callable[[np.ndarray], Any], asked: np.ndarray, classes: int) -> np.ndarray:
    """The class that the function gives to each of these points."""
    answer = np.array(numbers(np.ravel(np.asarray(plain(regions(asked)))), "regions"))
    if len(answer) != len(asked):
        raise ValueError(f"regions got {len(asked)} points and gave {len(answer)} numbers")
    return _labels(answer, classes)


def _labels(given: np.ndarray, classes: int) -> np.ndarray:
    known = np.isin(given, np.arange(classes))
    if not known.all():
        raise ValueError(
            f"regions must give the number of a class, 0 to {classes - 1}; "
            f"it gave {given[~known][0]:g}"
        )
    return given.astype(int)


def _cell(grid: np.ndarray, across: Axis, up: Axis) -> tuple[float, float]:
    lines, columns = grid.shape
    return (across.end - across.start) / columns, (up.start - up.end) / lines


def _shade(paper: Paper, grid: np.ndarray, across: Axis, up: Axis) -> None:
    """Each region in its tint, and from the second on with lines of its own direction."""
    wide, high = _cell(grid, across, up)
    for label in np.unique(grid):
        path = ""
        for line, row in enumerate(grid == label):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
            top, bottom = place(up.start - (line + 1) * high), place(up.start - line * high)
            for first, end in edges.reshape(-1, 2):
                x, to = place(across.start + first * wide), place(across.start + end * wide)
                path += f"M{x} {top}H{to}V{bottom}H{x}z"
        paper.add(f'<path d="{path}" fill="{PENS[label].tint}" shape-rendering="crispEdges"/>')
        if _HATCH[label]:
            paper.add(
                f'<pattern id="hatch{label}" width="16" height="16" patternUnits="userSpaceOnUse">'
                f'<path d="{_HATCH[label]}" stroke="{PENS[label].color}" stroke-opacity=".35" '
                f'fill="none"/></pattern><path d="{path}" fill="url(#hatch{label})"/>'
            )


def _border(paper: Paper, grid: np.ndarray, across: Axis, up: Axis) -> None:
    """The line between regions.

    Between four neighboring cells it joins the middles of those sides that differ, which turns
    the steps of the cells into slopes.
    """
    wide, high = _cell(grid, across, up)
    path = ""
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]
    for line, column in np.argwhere((a != b) | (b != c) | (c != d)):
        x, y = across.start + (column + 1) * wide, up.start - (line + 1) * high
        below, right, above, left = (
            (a[line, column] != b[line, column], (x, y + high / 2)),
            (b[line, column] != c[line, column], (x + wide / 2, y)),
            (c[line, column] != d[line, column], (x, y - high / 2)),
            (d[line, column] != a[line, column], (x - wide / 2, y)),
        )
        ends = [at for differs, at in (below, right, above, left) if differs]
        pairs = [ends] if len(ends) == 2 else [[end, (x, y)] for end in ends]
        for (x1, y1), (x2, y2) in pairs:
            path += f"M{place(x1)} {place(y1)}L{place(x2)} {place(y2)}"
    if path:
        paper.line(path, INK, 2)


def _own(
    kept: dict[str, Points], regions: Any, grid: np.ndarray, across: Axis, up: Axis
) -> dict[str, str]:
    """How many points of each class lie in its region."""
    wide, high = _cell(grid, across, up)
    own = {}
    for label, (name, pairs) in enumerate(kept.items()):
        if callable(regions):
            found = _ask(regions, np.array(pairs), len(kept)) if pairs else np.zeros(0)
        else:
            places = [
                ((up.start - up.at(y)) // high, (across.at(x) - across.start) // wide)
                for x, y in pairs
            ]
            found = np.array([grid[int(line), int(column)] for line, column in places])
        own[name] = f"{int(np.sum(found == label))} of {len(pairs)}"
    return own


def _extent(pairs: Points, x_label: str, y_label: str) -> str:
    if not pairs:
        return "no points"
    (x0, x1), (y0, y1) = ((min(v), max(v)) for v in zip(*pairs, strict=True))
    count = f"{len(pairs)} point{'' if len(pairs) == 1 else 's'}"
    return (
        f"{count}, {x_label} from {tell(x0)} to {tell(x1)}, {y_label} from {tell(y0)} to {tell(y1)}"
    )


def _shares(names: list[str], grid: np.ndarray) -> str:
    first, *others = (
        f"{name} has {round(100 * float(np.mean(grid == label)))} %"
        for label, name in enumerate(names)
    )
    return f"Regions: {', '.join([f'{first} of the plane', *others])}"


def _table(
    kept: dict[str, Points], own: dict[str, str], title: str, x_label: str, y_label: str
) -> Shown:
    head = ["class", "points", f"mean {x_label}", f"mean {y_label}"]
    lines = []
    for name, pairs in kept.items():
        means = [tell(sum(v) / len(pairs)) for v in zip(*pairs, strict=True)] or ["", ""]
        lines.append([name, str(len(pairs)), *means, *([own[name]] if own else [])])
    return table(title or "Chart of points", [*head, *(["in its region"] if own else [])], lines)
