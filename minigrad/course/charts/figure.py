"""A chart as the user holds it: the picture, the words, the numbers as a table."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

from minigrad.course.page import Shown


@dataclass(frozen=True)
class Chart:
    """A finished chart; a notebook shows it, `print` writes its words and its table.

    `svg` is the picture, `alt` says in words what it shows, `table` has the numbers, which
    `form` names; `text` is both.

    Example:
        >>> from minigrad.course import chart
        >>> chart.bars({"a": 1}).svg[:4]
        '<svg'
    """

    svg: str
    alt: str
    table: Shown
    form: str = "The chart as a table"

    @property
    def html(self) -> str:
        """A figure with alt text, and the table below it."""
        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        # An <img>, not <svg>: Jupyter removes inline SVG from a notebook that isn't trusted.
        return (
            '<figure style="margin:0">\n'
            f'<img alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{data}" '
            'style="max-width:100%">\n'
            f"<details><summary>{escape(self.form)}</summary>\n"
            f"{self.table.html}\n"
            "</details>\n"
            "</figure>"
        )

    @property
    def text(self) -> str:
        """The words and the table."""
        return f"{self.alt}\n\n{self.table.text}"

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text, "image/svg+xml": self.svg}


def sentences(*parts: str) -> str:
    """Join what there is to say, each part with its full stop.

    >>> sentences("Loss", "", "It falls.")
    'Loss. It falls.'
    """
    said = [part.rstrip() for part in parts if part.strip()]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in said)
