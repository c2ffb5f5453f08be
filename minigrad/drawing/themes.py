"""Other looks for other places: high contrast, grayscale print, slides.

A theme changes colors, widths and type; which border and which word belong to a kind is the same
in all of them, so a reader who knows one can read the others.
"""

from __future__ import annotations

from dataclasses import replace

from minigrad.drawing.graph import Kind
from minigrad.drawing.labels import printable
from minigrad.drawing.style import CHANGED, CHANGES, DEFAULT, GONE, NEW, Look, Theme

Colors = dict[Kind, tuple[str, str, str]]


def _looks(colors: Colors) -> dict[Kind, Look]:
    """Return the default looks with other colors: fill, border and text of each kind."""
    return {
        kind: replace(look, fill=colors[kind][0], border=colors[kind][1], text=colors[kind][2])
        for kind, look in DEFAULT.looks.items()
    }


def _changes(new: str, changed: str, gone: str) -> dict[str, Look]:
    """Return the marks of a difference with other borders."""
    borders = {NEW: new, CHANGED: changed, GONE: gone}
    return {word: replace(CHANGES[word], border=border) for word, border in borders.items()}


BLACK, WHITE = "#000000", "#FFFFFF"

# Black lines twice as wide, and at least 7 to 1 (WCAG AAA) wherever there is text.
HIGH_CONTRAST = replace(
    DEFAULT,
    looks=_looks(
        {
            Kind.LEAF: ("#00345A", BLACK, WHITE),
            Kind.FILLED: ("#00345A", BLACK, WHITE),
            Kind.FUNCTION: (WHITE, BLACK, BLACK),
            Kind.FREED: (WHITE, BLACK, BLACK),
            Kind.FOLDED: (WHITE, BLACK, BLACK),
            Kind.INTERMEDIATE: (WHITE, BLACK, BLACK),
            Kind.RETAINED: ("#FFE566", BLACK, BLACK),
            Kind.OUTPUT: ("#B5F0DA", BLACK, BLACK),
            Kind.DATA: (WHITE, BLACK, BLACK),
            Kind.DETACHED: ("#FFD9BF", BLACK, BLACK),
            Kind.UNTRACKED: (WHITE, BLACK, BLACK),
        }
    ),
    arrow=BLACK,
    quiet=BLACK,
    rule=BLACK,
    runs="#8F2D00",
    changes=_changes("#00513C", "#7A2F00", BLACK),
    size=12.0,
    legend_size=10.0,
    line=1.8,
)

# Nothing but grays, far enough apart for a photocopy; a leaf is the only dark box.
PRINT = replace(
    DEFAULT,
    looks=_looks(
        {
            Kind.LEAF: ("#404040", BLACK, WHITE),
            Kind.FILLED: ("#404040", BLACK, WHITE),
            Kind.FUNCTION: ("#EDEDED", "#4D4D4D", BLACK),
            Kind.FREED: (WHITE, "#4D4D4D", "#333333"),
            Kind.FOLDED: ("#EDEDED", BLACK, BLACK),
            Kind.INTERMEDIATE: (WHITE, "#333333", BLACK),
            Kind.RETAINED: ("#D9D9D9", BLACK, BLACK),
            Kind.OUTPUT: (WHITE, BLACK, BLACK),
            Kind.DATA: (WHITE, "#333333", BLACK),
            Kind.DETACHED: ("#D9D9D9", BLACK, BLACK),
            Kind.UNTRACKED: (WHITE, "#4D4D4D", "#333333"),
        }
    ),
    arrow="#333333",
    quiet="#333333",
    rule="#8C8C8C",
    runs=BLACK,
    changes=_changes(BLACK, BLACK, "#4D4D4D"),
)

# Type that the last row can read.
SLIDES = replace(
    DEFAULT, arrow="#333333", quiet="#404040", size=20.0, legend_size=14.0, line=2.0, room=1.8
)

THEMES: dict[str, Theme] = {
    "default": DEFAULT,
    "high-contrast": HIGH_CONTRAST,
    "print": PRINT,
    "slides": SLIDES,
}


def theme_called(name: str) -> Theme:
    """Return the theme of that name; ValueError names those that are known.

    >>> theme_called("slides").size
    20.0
    """
    if not isinstance(name, str) or name not in THEMES:
        known = ", ".join(map(repr, THEMES))
        raise ValueError(f"there is no theme {printable(repr(name))}; choose one of {known}")
    return THEMES[name]
