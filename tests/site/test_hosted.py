"""The site for hosting: the newest JupyterLite, and Pyodide from its usual place.

The test plays that place, with the very files that it serves; Pyodide's own list has their sha256.
"""

import os
import subprocess
import sys

import pytest

import makesite
from website.pages import opened

pytestmark = pytest.mark.browser

SUMMARY, BASICS = "00_summary.ipynb", "03_pytorch_autograd_basics.ipynb"


@pytest.mark.parametrize("name", [SUMMARY, BASICS])
def test_a_notebook_runs_and_shows_what_is_stored(name, usual_place, visit, hosted, stored):
    notebook = visit(opened(f"notebooks/{name}"), server=hosted)
    state = notebook.run_all()
    notebook.picture(f"hosted-{name[:2]}")
    assert notebook.errors(state) == []
    found = notebook.differences(stored(name))
    assert found == {}, "\n".join(found.values())
    assert {"pyodide.mjs", "pyodide.asm.wasm"} <= set(usual_place)
    assert any(file.startswith("numpy-") for file in usual_place)
    assert not any(path.startswith("static/pyodide/numpy-") for path in hosted.asked)
    assert any(path.startswith("static/pyodide/minigrad_course-") for path in hosted.asked)
    assert notebook.messages() == []
    assert notebook.complaints == []


def test_two_builds_are_the_same_bytes(downloads, tmp_path):
    trees = []
    for seed in ("1", "2"):
        target = tmp_path / seed
        command = [sys.executable, str(makesite.ROOT / "tools" / "makesite.py"), "--offline"]
        command += [f"--target={target}", f"--cache={downloads}"]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = [path for path in target.rglob("*") if path.is_file()]
        trees.append({path.relative_to(target): path.read_bytes() for path in files})
    assert trees[0].keys() == trees[1].keys()
    assert [path for path in trees[0] if trees[0][path] != trees[1][path]] == []


def test_the_site_is_small(site):
    assert sum(map(len, site.values())) <= 60_000_000
