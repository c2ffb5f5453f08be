"""The lines that open the course elsewhere: none without an address, and each leads somewhere."""

import json
import re
import tomllib
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from packaging.requirements import Requirement

import badges
from environment import ROOT

OWNER, NAME = "Some-One", "my.course"
ADDRESS = f"https://github.com/{OWNER}/{NAME}"
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
PAGES = {path.name: text for path, text in badges.pages(ADDRESS).items()}


def markdown(name: str, text: str) -> str:
    """What a page says, as Markdown."""
    if name.endswith(".ipynb"):
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def shown(name: str) -> str:
    """The line of a page once the address is set."""
    lines = markdown(name, PAGES[name]).split("\n")
    (found,) = [each for each in lines if badges.MARK in each]
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


def test_the_site_of_a_repository_that_is_named_like_its_host_is_at_the_root() -> None:
    assert "https://ana.github.io/lab/index.html?" in badges.line("ana/Ana.github.io", "x.ipynb")


@pytest.mark.parametrize("name", ["README.md", *NOTEBOOKS])
def test_the_line_is_words_and_links_not_html(name: str) -> None:
    """A line that begins with a comment is HTML to its end: its links would stay Markdown."""
    assert shown(name).startswith("Open this in [")


def test_the_pages_hold_their_lines() -> None:
    assert badges.main(["--check"]) == 0, "run: python tools/badges.py"


@pytest.mark.parametrize("name", ["README.md", *NOTEBOOKS])
def test_without_an_address_there_is_no_line(name: str) -> None:
    text = {path.name: text for path, text in badges.pages(None).items()}[name]
    words = markdown(name, text)
    assert "Open this in" not in words and "git+" not in words and "github" not in words
    assert "\n\n\n" not in words


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A small course, in which the tool writes."""
    monkeypatch.setattr(badges, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()
    cells = [{"cell_type": "markdown", "source": ["# Title\n", "\n", "words"]}]
    book = json.dumps({"cells": cells}, indent=1, sort_keys=True) + "\n"
    (tmp_path / "notebooks" / "00_x.ipynb").write_text(book, encoding="utf-8")
    (tmp_path / "README.md").write_text("# Title\n\nwords\n", encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    unset = re.sub("Source = .*\n", "", project)
    (tmp_path / "pyproject.toml").write_text(unset, encoding="utf-8")
    return tmp_path


def written(folder) -> dict[str, str]:
    return {p.name: p.read_text(encoding="utf-8") for p in folder.rglob("*.*") if p.is_file()}


def test_an_address_is_set_changed_and_taken_out(course, capsys) -> None:
    badges.main([])
    before = written(course)
    for address in (ADDRESS, "https://github.com/b/other"):
        assert badges.main([address]) == 0
        after = written(course)
        project = tomllib.loads(after["pyproject.toml"])["project"]
        assert project["urls"]["Source"] == address
        for name in ("README.md", "00_x.ipynb"):
            assert after[name].count(f"git+{address}`") == 1
        assert after["README.md"].startswith("# Title\n\nOpen this in [")
        assert after["README.md"].endswith("-->\n\nwords\n")
        assert badges.main(["--check"]) == 0
    without = re.sub("Source = .*\n", "", after["pyproject.toml"])
    (course / "pyproject.toml").write_text(without, encoding="utf-8")
    capsys.readouterr()
    assert badges.main(["--check"]) == 1
    assert capsys.readouterr().out.count("differs") == 2
    assert badges.main([]) == 0
    assert written(course) == before and badges.main(["--check"]) == 0


@pytest.mark.parametrize(
    "address",
    [
        *["https://gitlab.com/ana/course", "https://github.com.evil.org/ana/course"],
        *["http://github.com/ana/course", "github.com/ana/course", "ana/course", ""],
        *["git@github.com:ana/course.git", "https://github.com/ana/course.git"],
        *["https://github.com/ana", "https://github.com/ana/course/", "https://github.com/ana/.."],
        *["https://github.com/ana/course/tree/main", "https://github.com/ana/course#readme"],
        *["https://github.com/<owner>/<name>", "https://github.com/-a/b", "https://githb.com/a/b"],
        *["https://github.com/ana/my course", "https://github.com/ana/x)](y", f"{ADDRESS}\n"],
    ],
)
def test_a_bad_address_is_refused(course, capsys, address) -> None:
    before = written(course)
    with pytest.raises(SystemExit) as left:
        badges.main([address])
    assert left.value.code == 2 and written(course) == before
    told = capsys.readouterr().err
    assert repr(address) in told and "Expected" in told
    # Written into the file by hand, it is refused as well.
    table = f"[project.urls]\nSource = {json.dumps(address)}\n"
    text = before["pyproject.toml"].replace("[project.urls]\n", table)
    (course / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit):
        badges.main(["--check"])
    assert repr(address) in capsys.readouterr().err


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
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = data["optional-dependencies"]
    needed = {
        Requirement(each).name
        for group in ("course", "drawing", "export")
        for each in extras[group]
    } - {data["name"]}
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lines = [each.partition("#")[0].strip() for each in text.splitlines()]
    assert needed <= {Requirement(each).name for each in lines if each}


def test_the_workflow_calls_what_is_there() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8")
    assert "branches: [main]" in text
    (tool,) = re.findall(r"python (tools/\S+)", text)
    assert (ROOT / tool).is_file()
    assert "path: build/site" in text and "pages: write" in text
