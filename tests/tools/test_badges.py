"""The lines that open the course elsewhere: each target is in the repository."""

import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from packaging.requirements import Requirement

import badges
from environment import ROOT

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
OWNER, NAME = badges.slug().split("/")
PAGES = {path.name: text for path, text in badges.pages().items()}


def shown(name: str) -> str:
    """The line of a page, as Markdown."""
    text = PAGES[name]
    if name.endswith(".ipynb"):
        text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    (found,) = [each for each in text.split("\n") if badges.MARK in each]
    return found


@pytest.mark.parametrize("name", ["README.md", *NOTEBOOKS])
def test_each_target_is_in_the_repository(name: str) -> None:
    wanted = "00_summary.ipynb" if name == "README.md" else name
    browser, binder, colab = map(urlsplit, re.findall(r"\]\((https://[^)]+)\)", shown(name)))

    assert browser.netloc == f"{OWNER}.github.io"
    assert browser.path == f"/{NAME}/lab/index.html"
    (path,) = parse_qs(browser.query)["path"]
    assert path == f"notebooks/{wanted}" and (ROOT / path).is_file()

    assert (binder.netloc, binder.path) == ("mybinder.org", f"/v2/gh/{OWNER}/{NAME}/main")
    (opened,) = parse_qs(binder.query)["urlpath"]
    assert unquote(opened) == f"lab/tree/notebooks/{wanted}"

    assert colab.netloc == "colab.research.google.com"
    assert colab.path == f"/github/{OWNER}/{NAME}/blob/main/notebooks/{wanted}"
    assert f"git+https://github.com/{OWNER}/{NAME}" in shown(name)


@pytest.mark.parametrize("name", ["README.md", *NOTEBOOKS])
def test_the_line_is_words_and_links_not_html(name: str) -> None:
    """A line that begins with a comment is HTML to its end: its links would stay Markdown."""
    assert shown(name).startswith("Open this in [")


def test_the_pages_hold_their_lines() -> None:
    differing = [
        path.name
        for path, text in badges.pages().items()
        if path.read_text(encoding="utf-8") != text
    ]
    assert differing == [], "run: python tools/badges.py"


def test_a_line_is_replaced_where_it_stands() -> None:
    first = badges.placed("# A\n\nwords", "ONE", True)
    assert first == "# A\n\nONE\n\nwords"
    new = badges.line("a/b", "notebooks/x.ipynb")
    once = badges.placed("# A\n\nwords", new, False)
    other = badges.line("c/d", "notebooks/x.ipynb")
    assert badges.placed(once, other, False) == once.replace(new, other)


def test_binder_installs_what_a_student_installs() -> None:
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    asked = [each for each in lines if each and not each.startswith("#")]
    assert asked == ["-r ../requirements.txt", "."]
    assert (folder / "../requirements.txt").resolve() == (ROOT / "requirements.txt").resolve()
    python = (folder / "runtime.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"python-3\.(1[1-9])", python)


def test_the_course_needs_what_the_requirements_bring() -> None:
    """requirements.txt, which Binder and `make lab` install, covers the extra `course`."""
    import tomllib

    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = data["optional-dependencies"]
    needed = {
        Requirement(each).name
        for group in ("course", "drawing", "export")
        for each in extras[group]
    } - {"minigrad"}
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lines = [each.partition("#")[0].strip() for each in text.splitlines()]
    assert needed <= {Requirement(each).name for each in lines if each}


def test_the_workflow_calls_what_is_there() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert "branches: [main]" in text
    (tool,) = re.findall(r"python (tools/\S+)", text)
    assert (ROOT / tool).is_file()
    assert "path: build/site" in text and "pages: write" in text
