"""The site for hosting: Pyodide comes from its usual place, here played by the test."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

import makesite
from website.pages import opened
from website.parts import carried, read_lock
from website.python import USUAL

pytestmark = pytest.mark.browser


def test_pyodide_comes_from_its_usual_place(visit, own, window, downloads):
    makesite.write(makesite.site(makesite.ROOT, downloads, own.url), own.folder)
    files = carried(read_lock(), downloads)
    asked = []

    def usual_place(route):
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        asked.append(name)
        kind = {"js": "text/javascript", "wasm": "application/wasm"}
        route.fulfill(
            body=files[name],
            content_type=kind.get(name.rpartition(".")[2], "application/octet-stream"),
            headers={"Access-Control-Allow-Origin": "*"},
        )

    window.route(f"{USUAL}**", usual_place)
    notebook = visit(opened("notebooks/00_summary.ipynb"), window, own)
    notebook.wait_for_kernel()
    notebook.run_cell("first-picture")
    expect(notebook.cell("first-picture").locator("img")).to_be_visible()
    assert {"pyodide.js", "pyodide.asm.wasm"} <= set(asked)
    assert any(name.startswith("numpy-") for name in asked)
    assert not any(path.startswith("static/pyodide/numpy-") for path in own.asked)
    assert any(path.startswith("static/pyodide/minigrad-") for path in own.asked)
    assert notebook.messages() == []


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
