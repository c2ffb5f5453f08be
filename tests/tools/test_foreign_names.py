"""No name leads to a stranger: every address and every package that is named here is known."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import badges
from environment import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOSTS = {
    *["127.0.0.1", "localhost", "example.org"],
    *["cdn.jsdelivr.net", "creativecommons.org", "doi.org", "keepachangelog.com", "semver.org"],
    *["www.w3.org", "z2jh.jupyter.org"],
}
FOLDERS = [".binder", ".ci", ".github", "benchmarks", "docs", "minigrad", "notebooks", "tests"]
SUFFIXES = {"", ".html", ".ipynb", ".js", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}
# What is recorded of PyTorch names PyTorch's addresses.
OTHERS = {"recorded", "__pycache__", ".ipynb_checkpoints"}
# Files about such names.
ABOUT = {ROOT / "tools/badges.py", ROOT / "tests/tools/test_badges.py", Path(__file__).resolve()}
# How the package index is asked for "minigrad", another project; "minigrad-course" is not there.
ASKED = re.compile(
    r"\b(?:install|add)\s(?:[^`\n]{0,80}[\s\"'])?minigrad(?:-course)?(?=[\s\"'`\[=<>~;,)]|$)"
    r"|\binstall\(\[?[\"']minigrad|\bminigrad\[[a-z]"
    r"|\b(?:version|distribution|metadata)\([\"']minigrad[\"']\)",
    re.MULTILINE,
)


def files() -> Iterator[Path]:
    yield from ROOT.glob("*")
    for folder in [*FOLDERS, "tools"]:
        yield from (ROOT / folder).rglob("*")


def texts() -> Iterator[tuple[str, str]]:
    """The project's own files, without the lines that lead to where the course is hosted."""
    for path in files():
        inner = path.relative_to(ROOT)
        ours = path not in ABOUT and not OTHERS & set(inner.parts)
        if ours and path.suffix in SUFFIXES and path.is_file():
            text = badges.without(path.read_text(encoding="utf-8", errors="replace"))
            yield inner.as_posix(), re.sub(r"(?m)^Source = .*", "", text)


def test_every_address_is_that_of_a_known_host() -> None:
    example = "https://github.com/<owner>/<name>"
    found = {
        (name, host)
        for name, text in texts()
        for host in re.findall(
            r"\b(?:https?|ssh)://(?:\w+:\w+@)?([\w.-]*\w)", text.replace(example, "")
        )
        if host.lower() not in HOSTS and not host.endswith(".example")  # nobody can have that one
    }
    assert found == set()


def test_no_repository_or_image_is_named_in_another_form() -> None:
    pattern = r"(?:github|gitlab)\.com[/:]\w|\w\.github\.io|\b(?:ghcr|docker|quay)\.io\b|git@"
    assert [name for name, text in texts() if re.search(pattern, text)] == []


def test_nobody_is_told_to_install_what_is_not_ours() -> None:
    found = [(name, found[0]) for name, text in texts() for found in ASKED.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        *[
            "pip install minigrad",
            "`%pip install -q minigrad`",
            "uv pip install 'minigrad[drawing]'",
        ],
        *['pip install "minigrad>=0.1"', "uv add minigrad", "conda install -c x minigrad\n"],
        *['micropip.install("minigrad")', 'piplite.install(["minigrad"])', "minigrad[course,test]"],
        *["pip install minigrad-course", 'version("minigrad")'],
    ],
)
def test_what_would_bring_a_strangers_code_is_found(text) -> None:
    assert ASKED.search(text)


@pytest.mark.parametrize("text", ["pip install .", 'pip install ".[drawing]"', "import minigrad"])
def test_what_installs_this_folder_is_not(text) -> None:
    assert not ASKED.search(text)


def test_the_project_and_its_extras_go_by_the_free_name() -> None:
    assert PROJECT["name"] == "minigrad-course"
    extras = [text for group in PROJECT["optional-dependencies"].values() for text in group]
    named = {Requirement(text).name for text in [*extras, *PROJECT["dependencies"]]}
    assert "minigrad" not in named and "minigrad-course" in named
