"""Charts: curves, points, bars and small gray pictures, for a notebook and for a screen reader.

    chart.lines    curves over a common x, such as a loss
    chart.points   points of several classes, with the regions that a model gives them
    chart.bars     one bar for each name
    chart.pixels   small gray pictures, such as digits

Each returns a `Chart`: an SVG with words and a table that say the same. The same numbers give the
same bytes on every machine, and no difference is told by color alone. pygal, the well-kept
library in pure Python, gives every SVG a random id and a script, and has no alt text; so these
few charts are drawn here.

In reading order: data (what may be drawn), axes (numbers to places), paper (SVG), figure (what the
user holds), then a file for each kind. They are loaded when the first chart is drawn.

Example:
    >>> from minigrad.course import chart
    >>> print(chart.lines({"loss": [0.9, 0.4, 0.2]}, title="Training", x_label="step"))
    Training. Line chart. step goes from 0 to 2. loss: from 0.9 to 0.2.
    <BLANKLINE>
    Training
    step  loss
    0     0.9
    1     0.4
    2     0.2
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minigrad.course.charts.figure import Chart

__all__ = ["bars", "lines", "pixels", "points"]


def lines(
    series: Mapping[str, Any],
    x: Any = None,
    *,
    title: str = "",
    x_label: str = "x",
    y_label: str = "",
    log_y: bool = False,
) -> Chart:
    """Return a chart with one line for each series: up to six, each with its dashes and marks.

    A series is a list, an array or a tensor of numbers; `x` is one for all, or 0, 1, 2, ...
    What is nan or infinite, and with `log_y` what is not above 0, leaves a gap, and the chart
    says so. Raises TypeError for what is not numbers, ValueError where nothing can be drawn or
    the lengths differ from that of `x`.

    Example:
        >>> from minigrad.course import chart
        >>> chart.lines({"a": [1, 10, 100], "b": [1, 2, 4]}, log_y=True).alt
        'Line chart. x goes from 0 to 2; a logarithmic y axis. a: from 1 to 100. b: from 1 to 4.'
    """
    from minigrad.course.charts.line_chart import line_chart

    return line_chart(series, x, title, x_label, y_label, log_y)


def points(
    classes: Mapping[str, Any],
    *,
    regions: Any = None,
    title: str = "",
    x_label: str = "x",
    y_label: str = "y",
) -> Chart:
    """Return a chart of points, one mark for each class; up to six classes.

    The points of a class have shape (n, 2). `regions` shades the plane by class: a function that
    takes an array of m points, shape (m, 2), and returns m numbers, 0 for the first class, 1 for
    the second, ...; or such numbers as a grid, its first row at the bottom. Raises TypeError for
    what is not numbers, ValueError for a wrong shape or where nothing can be drawn.

    Example:
        >>> from minigrad.course import chart
        >>> two = {"low": [[0, 0], [1, 0]], "high": [[0, 1], [1, 2]]}
        >>> print(chart.points(two, regions=lambda xy: xy[:, 1] > 0.5).alt)
        Chart of points. low: 2 points, x from 0 to 1, y from 0 to 0. high: 2 points, x from 0 \
to 1, y from 1 to 2. Regions: low has 28 % of the plane, high has 72 %. In the region of their \
own class: low 2 of 2, high 2 of 2.
    """
    from minigrad.course.charts.point_chart import point_chart

    return point_chart(classes, regions, title, x_label, y_label)


def bars(values: Mapping[str, Any], *, title: str = "", unit: str = "", log: bool = False) -> Chart:
    """Return a chart with a bar for each name, its value beside it.

    A value is a number; or, to compare groups, a mapping of names to numbers. With `log` the
    lengths are logarithms. A value that is not finite (with `log`: not above 0) has no bar, only
    its words. Raises TypeError for what is not a number, ValueError where there is nothing.

    Example:
        >>> from minigrad.course import chart
        >>> chart.bars({"forward": 8, "backward": 12}, title="Nodes", unit="nodes").alt
        'Nodes. Bar chart. forward: 8 nodes. backward: 12 nodes.'
    """
    from minigrad.course.charts.bar_chart import bar_chart

    return bar_chart(values, title, unit, log)


def pixels(
    pictures: Mapping[str, Any], *, title: str = "", low: float = 0, high: float | None = None
) -> Chart:
    """Return small gray pictures side by side, each with its name below it.

    A picture has shape (rows, columns), up to 64 by 64. `low` is white, `high` black (the largest
    number of all, if not given). Raises TypeError for what is not numbers, ValueError for another
    shape or for numbers that are not finite.

    Example:
        >>> from minigrad.course import chart
        >>> print(chart.pixels({"a step": [[0, 0, 9], [0, 9, 9]]}))
        1 small gray picture, dark where the number is large: a step, 2 by 3.
        <BLANKLINE>
        a step
        ..@
        .@@
    """
    from minigrad.course.charts.pixel_chart import pixel_chart

    return pixel_chart(pictures, title, low, high)
