"""A notebook as one HTML file that needs nothing else: a page to print, or slides.

nbconvert turns the cells into HTML. Formulas become MathML, which browsers typeset themselves, and
the style is webpage.css, so that the file works without a network.
"""

import html
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from links import CODE, FENCE
from notebooks import Notebook

HERE = Path(__file__).parent
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)
HELP = re.compile(r"^<details><summary><b>Hint 1 of", re.MULTILINE)
LANGUAGE = "en-US"


def page(notebook: Notebook) -> str:
    """The whole notebook as a page; what is folded is open, because paper has no clicks."""
    body = re.sub(r"<details(?![^>]*\bopen\b)", "<details open", body_of(notebook["cells"]))
    return _document(title_of(notebook), f'<main class="page">{body}</main>')


def slides(notebook: Notebook) -> str:
    """The notebook as slides, without hints and solutions."""
    shown = [
        f'<section class="slide" aria-label="Slide {number}">{body_of(cells)}</section>'
        for number, cells in enumerate(in_slides(notebook), 1)
    ]
    script = (HERE / "slides.js").read_text(encoding="utf-8")
    bar = (
        '<nav class="bar" aria-label="Slides"><button type="button" id="back">Back</button>'
        '<span id="place" aria-live="polite"></span>'
        '<button type="button" id="next">Next</button></nav>'
    )
    content = f'<main class="slides">{"".join(shown)}</main>{bar}<script>{script}</script>'
    return _document(title_of(notebook), content)


def in_slides(notebook: Notebook) -> list[list[Notebook]]:
    """The cells of each slide: words begin one, and a code cell right after them belongs to it."""
    found: list[list[Notebook]] = []
    for cell in notebook["cells"]:
        if "solution" in cell["metadata"].get("tags", []) or HELP.search(cell["source"]):
            continue
        follows = cell["cell_type"] == "code" and found and len(found[-1]) < 2
        if follows and found[-1][0]["cell_type"] == "markdown":
            found[-1].append(cell)
        else:
            found.append([cell])
    return found


def title_of(notebook: Notebook) -> str:
    """The text of its first heading."""
    for cell in notebook["cells"]:
        if found := re.match(r"# (.+)", cell["source"]):
            return found[1].strip()
    return "Notebook"


def body_of(cells: Sequence[Notebook]) -> str:
    """The cells as HTML, without a head."""
    from nbformat import from_dict, v4

    formulas: list[str] = []
    prepared = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell = cell | {"source": _set_aside(cell["source"], formulas)}
        prepared.append(cell)
    notebook = from_dict(plain(v4.new_notebook()) | {"cells": prepared})
    body, _ = _exporter().from_notebook_node(notebook)
    body = re.sub(r"⟦(\d+)⟧", lambda found: formulas[int(found[1])], body)
    body = re.sub(r'<a class="anchor-link"[^>]*>[^<]*</a>', "", body)
    return re.sub(r'(href="[\w.-]+)\.ipynb(["#])', r"\1.html\2", body)


@cache  # reading the templates takes as long as ten notebooks
def _exporter() -> Any:
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    wanted = ["text/html", "image/svg+xml", "image/png", "text/plain"]
    return HTMLExporter(
        template_name="basic",
        config=Config({"NbConvertBase": {"display_data_priority": wanted}}),
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )


def plain(notebook: Any) -> Notebook:
    """A dictionary, whatever the library used."""
    return dict(notebook)


def _set_aside(source: str, formulas: list[str]) -> str:
    """Markdown with a number in place of each formula, which goes to the list as MathML."""
    from latex2mathml.converter import convert

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    def typeset(found: re.Match[str]) -> str:
        block = found[1] is not None
        latex = (found[1] or found[2]).strip()
        formulas.append(convert(latex, display="block" if block else "inline"))
        return f"⟦{len(formulas) - 1}⟧"

    # A dollar in code is no formula.
    text = CODE.sub(keep, FENCE.sub(keep, source))
    text = FORMULA.sub(typeset, text)
    while "\0" in text:
        text = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)
    return text


def _document(title: str, content: str) -> str:
    from pygments.formatters import HtmlFormatter

    colors = HtmlFormatter(style="default").get_style_defs(".highlight")
    style = (HERE / "webpage.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{colors}\n{style}</style>\n</head>\n"
        f"<body>\n{content}\n</body>\n</html>\n"
    )
