"""Sphinx's settings for the documentation site; tools/makedocs.py calls it."""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from manual.docstrings import as_rst

project = "minigrad"
author = "minigrad contributors"
project_copyright = author
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
root_doc = "index"
default_role = "code"
nitpicky = False
# Headings get the names that the repository's own pages link to.
myst_heading_anchors = 4
# Notebooks are opened in the browser edition.
LAB = os.environ.get("MINIGRAD_LAB", "../lab/index.html?path=")
myst_url_schemes = {
    "http": None,
    "https": None,
    "lab": {"url": LAB + "{{path}}#{{fragment}}"},
}

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_preserve_defaults = True
add_module_names = False

html_theme = "furo"
html_title = "minigrad"
html_show_sphinx = False
html_copy_source = False
html_last_updated_fmt = None
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#005a8d", "color-brand-content": "#005a8d"},
    "dark_css_variables": {"color-brand-primary": "#6cb8e6", "color-brand-content": "#6cb8e6"},
}


def plain_docstring(
    app: Any, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Give Sphinx the docstring in its own language."""
    lines[:] = as_rst(lines)


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", plain_docstring)
