"""The course's notebooks pass every guard, and `make test` runs each of them."""

import re
import subprocess
import sys

import pytest

import guards
from environment import ROOT
from stored import Notebook, stored

pytestmark = pytest.mark.uncounted
NOTEBOOKS = stored()
NAMES = [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS]


def test_there_are_notebooks():
    """Without this, an empty folder would pass everything below."""
    assert "notebooks/00_summary.ipynb" in NAMES
    assert "notebooks/03_pytorch_autograd_basics.ipynb" in NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_guard(guard, path):
    problems = list(guard(Notebook.read(path)))
    assert not problems, "\n".join([path.name, *problems])


def unreached(collected: str, names: list[str]) -> list[str]:
    """The notebooks of which pytest's list of tests names no cell."""
    reached = set(re.findall(r"^(\S.*\.ipynb)::", collected, re.MULTILINE))
    return [name for name in names if name not in reached]


def test_every_notebook_is_collected():
    """By the command that `make test` runs; a notebook in another folder would not be.

    Folders without a notebook are left out: collecting all the other tests takes ten times longer.
    """
    folders = {path.relative_to(ROOT).parts[0] for path in NOTEBOOKS}
    without = [f"--ignore={name}" for name in ("tests", "minigrad") if name not in folders]
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    listed = subprocess.run(
        [*command, *without], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert listed.returncode == 0, listed.stdout[-3000:]
    assert not unreached(listed.stdout, NAMES)


def test_an_uncollected_notebook_would_be_found():
    collected = "tests/a.py::test\nnotebooks/00 a.ipynb::Cell 0\n"
    assert unreached(collected, ["notebooks/00 a.ipynb", "docs/b.ipynb"]) == ["docs/b.ipynb"]
