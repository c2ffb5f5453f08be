"""What the course puts below a cell: boxes and tables, as HTML and as plain text.

Every face says in words what it says in color, and survives JupyterLab's cleaning of untrusted
notebooks: inline styles only, no scripts, no classes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Blue, green and vermilion of the Okabe-Ito palette stay apart for color-blind readers. Only the
# bar and a tint are colored; the text keeps the theme's own color, light or dark.
COLORS = {"info": (0, 114, 178), "good": (0, 158, 115), "attention": (213, 94, 0)}


@dataclass(frozen=True)
class Shown:
    """One thing to show, as HTML and as plain text.

    Example:
        >>> Shown("<p>two</p>", "two")
        two
    """

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


CODE = re.compile(r"`([^`]+)`")
STRESSED = re.compile(r"(?<![\w*])\*(\w[\w -]*)\*(?![\w*])")  # not the stars of 2*x*y


def inline(words: str) -> str:
    """Return words as HTML, with `backticks` turned into code and *stars* into emphasis.

    Example:
        >>> inline("`a < b` *always* holds")
        '<code>a &lt; b</code> <em>always</em> holds'
    """
    parts = CODE.split(html.escape(words, quote=False))
    parts[::2] = [STRESSED.sub(r"<em>\1</em>", part) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def paragraphs(words: str) -> str:
    """Return words as HTML paragraphs; an empty line starts a new one.

    Example:
        >>> paragraphs("one")
        '<p style="margin:.3em 0">one</p>'
    """
    parts = [inline(part.strip()) for part in words.split("\n\n") if part.strip()]
    return "".join(f'<p style="margin:.3em 0">{part}</p>' for part in parts)


def box(kind: str, title: str, words: str = "") -> Shown:
    """Return a box with a colored bar: a title, then paragraphs. `kind` is a key of COLORS.

    Example:
        >>> box("good", "Passed", "Both inputs agree.")
        Passed
        Both inputs agree.
    """
    body = f'<p style="margin:.3em 0"><b>{inline(title)}</b></p>{paragraphs(words)}'
    return Shown(framed(kind, body), f"{title}\n{words}" if words else title)


def framed(kind: str, body: str) -> str:
    """Return the HTML `body` with the bar and the tint of this kind of box.

    Example:
        >>> framed("info", "x")[:11]
        '<blockquote'
    """
    red, green, blue = COLORS[kind]
    style = (
        f"border-left:5px solid rgb({red},{green},{blue});"
        f"background:rgba({red},{green},{blue},.13);padding:.3em 1em;margin:.5em 0;line-height:1.5"
    )
    return f'<blockquote style="{style}">{body}</blockquote>'


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Shown:
    """Return a table with a caption; the first cell of a row names the row.

    Example:
        >>> table("Sizes", ["name", "size"], [["a", "2"], ["long", "10"]])
        Sizes
        name  size
        a     2
        long  10
    """
    cell = 'style="text-align:left;padding:.2em .8em;line-height:1.4"'
    top = "".join(f'<th scope="col" {cell}>{inline(name)}</th>' for name in head)
    body = "".join(
        "<tr>"
        + f'<th scope="row" {cell}>{inline(row[0])}</th>'
        + "".join(f"<td {cell}>{inline(entry)}</td>" for entry in row[1:])
        + "</tr>"
        for row in rows
    )
    title = f'<caption style="text-align:left">{inline(caption)}</caption>'
    page = f"<table>{title}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    return Shown(page, "\n".join([caption, *_columns([head, *rows])]))


def show(thing: Any) -> Any:
    """Show a thing below the cell that runs, and return a handle whose `update` replaces it.

    Outside a notebook it is printed, and there is no handle: None.

    Example:
        >>> show(Shown("<p>two</p>", "two"))
        two
    """
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return _print(thing)
    if get_ipython() is None:
        return _print(thing)
    return display(thing, display_id=True)


def _print(thing: Any) -> None:
    from minigrad.drawing.terminal import for_terminal

    print(for_terminal(str(thing)))


def tell(problem: str) -> None:
    """Show a problem in a box of its own, if there is one.

    Example:
        >>> tell("")
        >>> tell("The disk is full.")
        The disk is full.
    """
    if problem:
        show(box("attention", problem))


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Line the rows up under each other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [[entry.ljust(width) for entry, width in zip(row, widths, strict=True)] for row in rows]
    return ["  ".join(line).rstrip() for line in lines]
