"""The project's own files agree with one another."""

import re
import subprocess
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement

from environment import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LINES = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
REQUIRED = [Requirement(line) for line in LINES if line and not line.startswith("#")]


def extra(name):
    """The requirements of an extra, those of the extras it names included."""
    for text in EXTRAS[name]:
        requirement = Requirement(text)
        if requirement.name == PROJECT["name"]:
            for other in requirement.extras:
                yield from extra(other)
        else:
            yield requirement


def test_requirements_are_the_course_extra():
    course = {requirement.name for requirement in extra("course")}
    engine = {Requirement(text).name for text in PROJECT["dependencies"]}
    assert {requirement.name for requirement in REQUIRED} == course | engine


@pytest.mark.parametrize("requirement", REQUIRED, ids=lambda requirement: requirement.name)
def test_requirement(requirement):
    """Bounded on both sides, by what is installed here too, and with its reason above it."""
    signs = {specifier.operator for specifier in requirement.specifier}
    assert signs in ({">=", "<"}, {"=="})
    assert version(requirement.name) in requirement.specifier
    line = next(i for i, text in enumerate(LINES) if text.startswith(requirement.name))
    assert re.match(r"# .*(MB|license)", LINES[line - 1], re.IGNORECASE)
    assert requirement.name in {each.name for each in extra("course")} | {"numpy"}


def test_version_is_in_the_changelog():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{PROJECT['version']}]" in changelog


def test_the_package_holds_all_its_files():
    """setuptools takes folders with an __init__.py, and of other files those that are named."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = ROOT / "minigrad"
    patterns = settings["tool"]["setuptools"]["package-data"]["minigrad"]
    named = {path for pattern in patterns for path in package.glob(pattern)}
    files = {path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert sorted(path for path in files - named if path.suffix != ".py") == []
    folders = {path.parent for path in files if path.suffix == ".py"}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
    unused = [pattern for pattern in patterns if not any(package.glob(pattern))]
    assert unused == []


def test_make_alone_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    described = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert described == targets
    try:
        told = subprocess.run(["make"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    except FileNotFoundError:
        pytest.skip("make is not installed")
    assert set(re.findall(r"^  make (\w+)", told.stdout, re.MULTILINE)) == targets


def test_the_row_in_contributing_is_a_row_of_the_table():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    row = re.search(r"```python\n(.*?)\n```", guide, re.DOTALL)[1]
    families = [path.read_text(encoding="utf-8") for path in (ROOT / "minigrad/ops").rglob("*.py")]
    assert any(row in family for family in families)


def test_the_example_in_the_readme_prints_what_it_says(capsys):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == re.findall(r"# (tensor.*)", example)


def test_the_checks_at_a_commit_need_nothing_from_elsewhere():
    """Every hook is the project's own or a program from the package index, and exists."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (.*)", text) == ["local"]
    tools = re.findall(r"entry: python (\S+)", text)
    assert len(tools) >= 3
    assert all((ROOT / tool).is_file() for tool in tools)
