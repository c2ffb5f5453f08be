"""The documentation site: what Sphinx is given. (.ci/run builds it, every warning an error.)"""

import re

import pytest

from environment import ROOT
from manual import pages
from manual.docstrings import as_rst, escaped


def test_links_lead_where_the_site_has_them() -> None:
    text = (
        "[a](cli.md#x) [b](../notebooks/03_pytorch_autograd_basics.ipynb#Saved) [c](../README.md)"
        " [d](../minigrad/engine/backward.py) [e](https://example.org) [f](#here)"
        " ![g](../_attachments/x.svg)"
    )
    made, sources = pages.rewritten(text, "docs/teaching.md")
    assert re.findall(r"\]\(([^)]*)\)", made) == [
        "cli.md#x",
        "lab:notebooks/03_pytorch_autograd_basics.ipynb#Saved",
        "index.md",
        "source/minigrad.engine.backward.py.md",
        "https://example.org",
        "#here",
        "_attachments/x.svg",
    ]
    assert sources == {"minigrad/engine/backward.py"}


def test_every_page_of_the_project_is_in_the_contents() -> None:
    docs = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert docs | {"CONTRIBUTING.md", "CHANGELOG.md"} == set(pages.PAGES)


def test_everything_that_the_pages_lead_to_is_written(tmp_path) -> None:
    count = pages.write(tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert count == len(written)
    front = (tmp_path / "index.md").read_text(encoding="utf-8")
    for name in re.findall(r"^([\w./-]+)$", front, re.MULTILINE):
        assert {f"{name}.md", f"{name}.rst"} & written, name


def test_every_operation_stands_on_the_page_in_a_family() -> None:
    from minigrad import ops

    text = pages.operations_page()
    for name in ops.functions():
        assert f".. py:function:: {name}(" in text
    assert ".. py:function:: relu(input)\n" in text
    assert ".. py:function:: sum(input, dim=None, keepdim=False, *, " in text
    assert not pages.families().get("others")


def test_a_docstrings_parameters_become_fields() -> None:
    lines = ["One sentence.", "", "dim: which", "    one.", "keepdim: keep it.", "", "Raises X."]
    assert as_rst(lines) == [
        "One sentence.", "", ":param dim: which", "    one.", ":param keepdim: keep it.", "",
        "Raises X.",
    ]  # fmt: skip


def test_an_example_stays_as_it_was_typed() -> None:
    lines = ["Text a*b.", "", "Example:", "    >>> x = a*b_", "    >>> x", "    |1|"]
    assert as_rst(lines) == ["Text a\\*b.", "", ">>> x = a*b_", ">>> x", "|1|"]


@pytest.mark.parametrize("plain", ["a", "snake_case", "`x*y`", "3 - 2"])
def test_plain_prose_is_left_alone(plain: str) -> None:
    assert escaped(plain) == plain
