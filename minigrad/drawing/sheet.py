"""The sheet around Graphviz's drawing: page, title, type, legend.

Graphviz lays the graph out; the rest is added here, to the SVG itself. A legend among Graphviz's
nodes would take part in the layout and move them about.
"""

from __future__ import annotations

import re
from html import escape

from minigrad.drawing.style import Look, Theme

_HEAD = re.compile(
    r'<svg width="[\d.]+pt" height="[\d.]+pt"\s+'
    r'viewBox="0\.00 0\.00 (?P<width>[\d.]+) (?P<height>[\d.]+)"[^>]*>'
)
# Graphviz's notes to itself: comments, and titles that a browser would show as "n3->n6".
_NOTES = re.compile(r"<!--.*?-->\n?|<title>.*?</title>\n?", re.DOTALL)
# Sizes of a legend in type of 8 points; larger type takes them along.
_SWATCH, _GAP, _ROW, _EDGE = 16, 5, 14, 11
_NARROW = "fijlrt .,:()'|"


def _scale(theme: Theme) -> float:
    return theme.legend_size / 8


def finish(svg: str, title: str, legend: list[Look], theme: Theme) -> str:
    """Return Graphviz's `svg` on an opaque page, with a title for screen readers and a legend.

    Raises ValueError where `svg` doesn't begin as Graphviz's output does.
    """
    svg = _NOTES.sub("", svg)
    head = _HEAD.search(svg)
    if head is None:
        raise ValueError("this is not SVG as Graphviz writes it: its <svg> tag has no viewBox")
    drawn = float(head["width"])
    by = _scale(theme)
    rows = _rows(legend, drawn, theme)
    width = max([drawn, *(_EDGE + row[-1][1] + _EDGE for row in rows if row)])
    height = float(head["height"]) + (by * (len(rows) * _ROW + _EDGE) if rows else 0)
    body = svg[head.end() : svg.rindex("</svg>")].strip("\n")
    # One font list for all text, in place of the name that Graphviz measured with.
    body = body.replace(f' font-family="{theme.measured_font}"', "")
    left = (width - drawn) / 2
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" height="{height:.0f}pt" '
        f'viewBox="0 0 {width:.2f} {height:.2f}" role="img" font-family="{theme.fonts}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" fill="{theme.page}"/>',
        f'<g transform="translate({left:.2f} 0)">' if left else "<g>",
        body,
        "</g>",
        *_legend(rows, width, float(head["height"]), theme),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _rows(legend: list[Look], room: float, theme: Theme) -> list[list[tuple[Look, float, float]]]:
    """Break the legend into rows that fit under the drawing: (look, right end, left end)."""
    rows: list[list[tuple[Look, float, float]]] = []
    at, by = 0.0, _scale(theme)
    for look in legend:
        needed = by * (_SWATCH + _GAP) + _width(look.meaning) * theme.legend_size
        if not rows or at + needed > room - 2 * _EDGE:
            rows.append([])
            at = 0.0
        rows[-1].append((look, at + needed, at))
        at += needed + 2 * _GAP * by
    return rows


def _width(text: str) -> float:
    """How wide a text is, in em; no font in use is wider."""
    return sum(0.44 if char in _NARROW else 0.99 if char in "mw" else 0.65 for char in text)


def _legend(
    rows: list[list[tuple[Look, float, float]]], width: float, top: float, theme: Theme
) -> list[str]:
    if not rows:
        return []
    parts = [
        f'<g class="legend" font-size="{theme.legend_size:g}" fill="{theme.quiet}">',
        f'<path d="M{_EDGE},{top:.2f}H{width - _EDGE:.2f}" stroke="{theme.rule}"/>',
    ]
    by = _scale(theme)
    for index, row in enumerate(rows):
        middle = top + by * (_EDGE + index * _ROW)
        for look, _, left in row:
            x = _EDGE + left
            parts += _swatch(look, x, middle, by)
            parts.append(
                f'<text x="{x + by * (_SWATCH + _GAP):.2f}" y="{middle + 2.8 * by:.2f}">'
                f"{escape(look.meaning)}</text>"
            )
    return [*parts, "</g>"]


def _swatch(look: Look, x: float, middle: float, by: float) -> list[str]:
    corner = f' rx="{3.5 * by:g}"' if look.rounded else ""
    dashes = {"dashed": "3,1.5", "broken": "3,1.5", "dotted": "1,1.5"}
    dash = f' stroke-dasharray="{dashes[look.line]}"' if look.line in dashes else ""
    wide = "1.8" if look.line in ("bold", "broken") else "1"

    def box(inset: float, fill: str) -> str:
        return (
            f'<rect x="{x + inset:.2f}" y="{middle - 4.5 * by + inset:.2f}" '
            f'width="{_SWATCH * by - 2 * inset:g}" height="{9 * by - 2 * inset:g}"{corner} '
            f'fill="{fill}" stroke="{look.border}" stroke-width="{wide}"{dash}/>'
        )

    if look.line == "double":
        return [box(0, "none"), box(2, look.fill)]
    return [box(0, look.fill)]
