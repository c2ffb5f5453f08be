"""The paper of a chart: colors, dashes, marks, and the SVG that they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from minigrad.course.charts.axes import Axis, place
from minigrad.drawing.graph import Kind
from minigrad.drawing.style import DEFAULT

WIDTH = 560
EDGE = 14
TEXT, SMALL = 12, 11
INK, QUIET, RULE, PAGE = "#000000", DEFAULT.quiet, DEFAULT.rule, DEFAULT.page


@dataclass(frozen=True)
class Pen:
    """How a series is drawn: its color, the tint of its region, its dashes, its mark."""

    color: str
    tint: str
    dashes: str
    mark: str


def _pen(kind: Kind, dashes: str, mark: str) -> Pen:
    look = DEFAULT.looks[kind]
    return Pen(look.border, look.fill, dashes, mark)


# The colors of the graphs' boxes. Dashes and marks tell the series apart without them.
PENS = (
    Pen(DEFAULT.looks[Kind.LEAF].fill, DEFAULT.looks[Kind.DATA].fill, "", "circle"),
    _pen(Kind.DETACHED, "7 4", "triangle"),
    _pen(Kind.OUTPUT, "2 3", "square"),
    _pen(Kind.FOLDED, "10 3 2 3", "diamond"),
    _pen(Kind.RETAINED, "12 5", "cross"),
    _pen(Kind.FUNCTION, "5 2 1 2 1 2", "plus"),
)

_MARKS = {  # outlines of about the same weight, around 0 0
    "triangle": "m0-5l4.5 8h-9z",
    "diamond": "m0-5l5 5l-5 5l-5-5z",
    "cross": "m-4-4l8 8m0-8l-8 8",
    "plus": "m0-5v10m-5-5h10",
    "square": "m-3.5-3.5h7v7h-7z",
    "circle": "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
}
_STROKES = {"cross", "plus"}


def text_width(words: str, size: float = TEXT) -> float:
    """Return how much room words need at most, in any of the theme's fonts."""
    return 0.66 * size * len(words)


@dataclass
class Paper:
    """An SVG in the making: parts are added in the order in which they are painted."""

    width: float = WIDTH
    parts: list[str] = field(default_factory=list)

    def add(self, part: str) -> None:
        """Add SVG as it is."""
        self.parts.append(part)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: str = "start",
        size: float = TEXT,
        color: str = INK,
        bold: bool = False,
    ) -> None:
        """Add a line of text; y is its base line."""
        weight = ' font-weight="bold"' if bold else ""
        self.add(
            f'<text x="{place(x)}" y="{place(y)}" text-anchor="{anchor}" font-size="{size}" '
            f'fill="{color}"{weight}>{escape(words)}</text>'
        )

    def line(self, path: str, color: str, width: float = 1, dashes: str = "") -> None:
        """Add a stroke along an SVG path."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.add(
            f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width:g}" '
            f'stroke-linejoin="round"{dashed}/>'
        )

    def marks(self, pen: Pen, places: Sequence[tuple[float, float]]) -> None:
        """Add the pen's mark at each place, with a light rim that sets it off."""
        if not places:
            return
        outline = _MARKS[pen.mark]
        path = "".join(f"M{place(x)} {place(y)}{outline}" for x, y in places)
        if pen.mark in _STROKES:
            self.line(path, PAGE, 4)
            self.line(path, pen.color, 2)
        else:
            self.add(f'<path d="{path}" fill="{pen.color}" stroke="{PAGE}" stroke-width="1"/>')

    def title(self, words: str) -> float:
        """Add the title, in as many lines as it needs; return where the next thing may begin."""
        y: float = EDGE
        for row in wrapped(words, self.width - 2 * EDGE, 13):
            y += 13
            self.text(EDGE, y, row, size=13, bold=True)
            y += 5
        return y

    def legend(self, y: float, names: Sequence[str], with_lines: bool) -> float:
        """Add a sample and a name for each series; return where the next thing may begin."""
        swatch = 34 if with_lines else 12
        x, y = float(EDGE), y + TEXT
        for name, pen in zip(names, PENS, strict=False):
            needed = swatch + 6 + text_width(name)
            if x > EDGE and x + needed > self.width - EDGE:
                x, y = EDGE, y + 18
            if with_lines:
                self.line(f"M{place(x)} {place(y - 4)}h{swatch}", pen.color, 2, pen.dashes)
            self.marks(pen, [(x + swatch / 2, y - 4)])
            self.text(x + swatch + 6, y, name)
            x += needed + 14
        return y + 8

    def frame(self, across: Axis, up: Axis, x_label: str, y_label: str) -> None:
        """Add the axes: fine lines with their numbers, and the labels."""
        left, right, bottom, top = across.start, across.end, up.start, up.end
        for value, word in up.ticks:
            y = up.at(value)
            self.line(f"M{place(left)} {place(y)}H{place(right)}", RULE)
            self.text(left - 6, y + 4, word, "end", SMALL, QUIET)
        for value, word in across.ticks:
            x = across.at(value)
            self.line(f"M{place(x)} {place(bottom)}v5", QUIET)
            self.text(x, bottom + 17, word, "middle", SMALL, QUIET)
        path = f"M{place(left)} {place(top)}V{place(bottom)}H{place(right)}"
        self.line(path, QUIET)
        if y_label:
            self.text(EDGE, top - 8, y_label, size=SMALL, color=QUIET)
        self.text((left + right) / 2, bottom + 34, x_label, "middle", SMALL, QUIET)

    def svg(self, height: float, alt: str) -> str:
        """Return the finished SVG on an opaque page."""
        size = f'width="{place(self.width)}" height="{place(height)}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
                f'viewBox="0 0 {place(self.width)} {place(height)}" role="img" '
                f'font-family="{DEFAULT.fonts}">',
                f"<title>{escape(alt)}</title>",
                f'<rect width="100%" height="100%" fill="{PAGE}"/>',
                *self.parts,
                "</svg>",
                "",
            ]
        )


def wrapped(words: str, room: float, size: float) -> list[str]:
    """Break words into lines that fit into `room`, and a word that is longer, too."""
    found: list[str] = []
    most = int(room / text_width("m", size))
    pieces = [word[at : at + most] for word in words.split() for at in range(0, len(word), most)]
    for word in pieces:
        if found and text_width(f"{found[-1]} {word}", size) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found
