"""Curves over a common x."""

from __future__ import annotations

from typing import Any

from minigrad.course.charts.axes import Axis, linear, logarithmic, place
from minigrad.course.charts.data import drawable, left_out, named, numbers, short, tell
from minigrad.course.charts.figure import Chart, sentences
from minigrad.course.charts.paper import EDGE, PENS, SMALL, WIDTH, Paper, text_width
from minigrad.course.page import Shown, table

_PLOT = 220
_ROWS = 11  # of the table
_MARKED = 8  # places on a long line that get the mark of the series

Series = dict[str, list[float]]


def line_chart(series: Any, x: Any, title: str, x_label: str, y_label: str, log_y: bool) -> Chart:
    """Return the chart that `chart.lines` describes."""
    title, x_label, y_label = short(title, 120), short(x_label), short(y_label)
    ys = {name: numbers(values, name) for name, values in named(series, "series").items()}
    longest = max(map(len, ys.values()))
    xs = [float(at) for at in range(longest)] if x is None else numbers(x, "x")
    for name, values in ys.items():
        if x is not None and len(values) != len(xs):
            raise ValueError(f"{name} has {len(values)} values, x has {len(xs)}")
    kept = [
        (at, value)
        for values in ys.values()
        for at, value in zip(xs, values, strict=False)
        if drawable(at) and drawable(value, log_y)
    ]
    total = sum(map(len, ys.values()))
    if not kept:
        why = left_out(total, log_y) or "The series have no values."
        raise ValueError(f"there is nothing to draw. {why}")
    missing = left_out(total - len(kept), log_y)
    alt = sentences(
        title,
        "Line chart",
        f"{x_label} goes from {tell(min(at for at, _ in kept))} to "
        f"{tell(max(at for at, _ in kept))}" + ("; a logarithmic y axis" if log_y else ""),
        *(f"{name}: {_course(xs, values, x_label, log_y)}" for name, values in ys.items()),
        missing,
    )
    svg = _draw(ys, xs, kept, title, x_label, y_label, log_y, missing, alt)
    return Chart(svg, alt, _table(ys, xs, title, x_label))


def _course(xs: list[float], values: list[float], x_label: str, log: bool) -> str:
    """Say how a line runs: its ends, and what lies beyond them."""
    seen = [(at, v) for at, v in zip(xs, values, strict=False) if drawable(at) and drawable(v, log)]
    if not seen:
        return "nothing that can be drawn"
    first, last = seen[0][1], seen[-1][1]
    words = f"from {tell(first)} to {tell(last)}" if len(seen) > 1 else tell(first)
    for word, best in (("lowest", min), ("highest", max)):
        value = best(v for _, v in seen)
        if tell(value) not in (tell(first), tell(last)):
            # The first place that reads the same: rounding decides, not the last digit.
            at = next(at for at, v in seen if tell(v) == tell(value))
            words += f", {word} {tell(value)} at {x_label} {tell(at)}"
    return words


def _draw(
    ys: Series,
    xs: list[float],
    kept: list[tuple[float, float]],
    title: str,
    x_label: str,
    y_label: str,
    log: bool,
    missing: str,
    alt: str,
) -> str:
    paper = Paper()
    top = paper.title(title)
    if len(ys) > 1 or next(iter(ys)) != y_label:
        top = paper.legend(top, list(ys), with_lines=True)
    if missing:
        paper.text(EDGE, top + SMALL, missing, size=SMALL)
        top += SMALL + 4
    top += 26 if y_label else 12
    bottom = top + _PLOT
    up = (logarithmic if log else linear)((value for _, value in kept), bottom, top)
    left = EDGE + 8 + max(text_width(word, SMALL) for _, word in up.ticks)
    across = linear((at for at, _ in kept), left, WIDTH - EDGE - 8, whole=False, count=8)
    paper.frame(across, up, x_label, y_label)
    for index, values in enumerate(ys.values()):
        _line(paper, index, xs, values, across, up)
    return paper.svg(bottom + 46, alt)


def _line(
    paper: Paper, index: int, xs: list[float], values: list[float], across: Axis, up: Axis
) -> None:
    """A line with gaps where there is no value, and its mark at some of the places."""
    pen, path, before, seen = PENS[index], "", "", []
    for at, value in zip(xs, values, strict=False):
        if not (drawable(at) and drawable(value, up.log)):
            before = ""
            continue
        x, y = across.at(at), up.at(value)
        here = f"{place(x)} {place(y)}"
        seen.append((x, y))
        if here != before:
            path += f"{'L' if before else 'M'}{here}"
        before = here
    paper.line(path, pen.color, 2, pen.dashes)
    if len(seen) <= _MARKED + 4:
        paper.marks(pen, seen)
        return
    # Each series begins a little later, so that marks of equal lines do not cover each other.
    every = (len(seen) - 1) / _MARKED
    starts = [round(every * (place_ + index / len(PENS))) for place_ in range(_MARKED)]
    paper.marks(pen, [seen[at] for at in starts])


def _table(ys: Series, xs: list[float], title: str, x_label: str) -> Shown:
    """The numbers at up to eleven places, evenly spread."""
    last = max(map(len, ys.values())) - 1
    places = sorted({round(last * part / (_ROWS - 1)) for part in range(_ROWS)})
    if last < _ROWS:
        places = list(range(last + 1))
    rows = [
        [tell(xs[at]), *(tell(v[at]) if at < len(v) else "" for v in ys.values())] for at in places
    ]
    caption = title or "Line chart"
    if len(places) <= last:
        caption += f" ({len(places)} of {last + 1} places)"
    return table(caption, [x_label, *ys], rows)
