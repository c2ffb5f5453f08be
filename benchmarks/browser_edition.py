"""How long the browser edition takes to start, and how much it fetches.

    python tools/environment.py --with dev benchmarks/browser_edition.py [ROUNDS]

A Chromium opens the self-contained site from this machine with an empty profile (the first
visit) and runs all of a notebook; then again with what it kept (the second visit). Seconds are
counted from the click on a link to the notebook.
"""

from __future__ import annotations

import functools
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import makesite
from website.pages import opened

SUMMARY = opened("notebooks/00_summary.ipynb")  # its second cell is a picture
BASICS = opened("notebooks/03_pytorch_autograd_basics.ipynb")
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"]
OPEN = """() => { const panel = window.jupyterapp?.shell?.currentWidget;
  return panel?.context?.isReady && panel.content.widgets.length > 0 }"""
KERNEL = "() => jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
RUN = """() => {
  const panel = jupyterapp.shell.currentWidget;
  window.cells = panel.content.widgets.map(cell => cell.model)
    .filter(model => model.type === 'code' && model.sharedModel.getSource().trim());
  for (const model of cells) model.executionCount = null;
  void jupyterapp.commands.execute('notebook:run-all-cells');
}"""
PICTURE = """() => cells.some(model => model.executionCount !== null && model.outputs.length
  && model.outputs.get(0).data['image/svg+xml'])"""
DONE = "() => cells.every(model => model.executionCount !== null)"
STORED = """() => [...document.querySelectorAll('.jp-OutputArea img')]
  .some(image => image.complete && image.naturalWidth > 50)"""


class Server(ThreadingHTTPServer):
    """A web server that counts what it sends."""

    daemon_threads = True
    sent = 0


class Handler(SimpleHTTPRequestHandler):
    """One request; the size of each file that is sent is added up."""

    protocol_version = "HTTP/1.1"

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file."""
        self.server.sent += os.fstat(source.fileno()).st_size  # type: ignore[attr-defined]
        super().copyfile(source, outputfile)

    def end_headers(self) -> None:
        """Hosting services let a browser keep files for a while."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def visit(window: Any, server: Server, notebook: str) -> dict[str, float]:
    """Open a notebook and run it; seconds and megabytes."""
    before, begun = server.sent, time.monotonic()
    page = window.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/{notebook}")
    found = {}
    page.wait_for_function(OPEN)
    if notebook == SUMMARY:
        page.wait_for_function(STORED)
        found["a stored picture is seen"] = time.monotonic() - begun
    page.wait_for_function(KERNEL)  # cells may be queued before it is ready
    page.evaluate(RUN)
    page.wait_for_function(PICTURE)
    found["the first new picture"] = time.monotonic() - begun
    page.wait_for_function(DONE)
    found["the last cell has run"] = time.monotonic() - begun
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(6000)  # let the service worker keep what came before it, and was compiled
    found["megabytes fetched"] = (server.sent - before) / 1e6
    page.close()
    return found


def main(rounds: int) -> None:
    """Print each figure's median and range, for the first visit and the second."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as held:
        folder = Path(held) / "site"
        files = makesite.site(makesite.ROOT, makesite.ROOT / "build" / "downloads")
        makesite.write(files, folder)
        print(f"site: {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB")
        server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        visits: dict[str, list[dict[str, float]]] = {}
        with sync_playwright() as playwright:
            for number in range(rounds):
                for name, notebook in {"00": SUMMARY, "03": BASICS}.items():
                    for kind in ("first", "second"):
                        window = playwright.chromium.launch_persistent_context(
                            Path(held) / f"{name} {number}", executable_path=path, args=FLAGS
                        )
                        found = visit(window, server, notebook)
                        visits.setdefault(f"{name}, {kind} visit", []).append(found)
                        window.close()
        for kind, each_time in visits.items():
            for what in each_time[0]:
                values = [found[what] for found in each_time]
                low, high = min(values), max(values)
                print(f"{kind}: {what}: {statistics.median(values):.1f} ({low:.1f}-{high:.1f})")
        server.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
