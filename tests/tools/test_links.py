"""tools/links.py: what is a link, where it may lead; and the project's own pages."""

import json

import pytest

import links


@pytest.fixture
def page(tmp_path):
    """`page(text)` is a page beside a notebook, a picture and a Markdown file."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text("# The Guide\n\n## What's `grad_fn`?", "utf-8")
    (tmp_path / "a picture.svg").touch()
    cell = {"cell_type": "markdown", "source": ["# Top\n", "## Leaf *Nodes*\n"], "metadata": {}}
    (tmp_path / "03_x.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")

    def store(text):
        path = tmp_path / "README.md"
        path.write_text(text, encoding="utf-8")
        return list(links.broken(path, tmp_path))

    return store


pytestmark = pytest.mark.uncounted
GOOD = [
    "[a](docs/guide.md) [b](docs/guide.md#the-guide) [c](docs/guide.md#What's-grad_fn?)",
    "[c](docs/guide.md#whats-grad_fn)",
    "[nb](03_x.ipynb#Leaf-Nodes) ![picture](a%20picture.svg) ![p](<a picture.svg>)",
    "# Here\n[x](#Here) [x](#here)",
    "[out](https://example.org/x#y) <mailto:a@example.org> [m](mailto:a@example.org)",
    "`[no](link.md)` and\n```\n[no](link.md)\n```\n<!-- [no](link.md) -->",
    '<a href="docs/guide.md">x</a> <img alt="x" src="a%20picture.svg"> [folder](docs)',
    "[ref]\n\n[ref]: docs/guide.md",
    '[titled](docs/guide.md "The guide")',
    '<a name="mark"></a>[x](#mark)',
]
BAD = {
    "[a](none.md)": "no such file",
    "![a](none.svg)": "no such file",
    "[a](docs/guide.md#nothing)": "no heading",
    "[a](03_x.ipynb#leaf-nodes)": "no heading",  # JupyterLab keeps the capitals
    "[a](#nothing)": "no heading",
    "[a]()": "no target",
    "[a](/docs/guide.md)": "relative",
    "[a](../other/x.md)": "out of the project",
    '<img alt="x" src="none.png">': "no such file",
    "[ref]\n\n[ref]: none.md": "no such file",
    "[a](docs/guide.md#none 'Title')": "no heading",
}


@pytest.mark.parametrize("text", GOOD)
def test_good_links(text, page):
    assert page(text) == []


@pytest.mark.parametrize("text, words", BAD.items())
def test_bad_links(text, words, page):
    problems = page(text)
    assert len(problems) == 1
    assert words in problems[0]


def test_the_projects_own_pages():
    assert links.ROOT / "README.md" in links.pages()
    assert {page.name: list(links.broken(page)) for page in links.pages()} == {
        page.name: [] for page in links.pages()
    }
