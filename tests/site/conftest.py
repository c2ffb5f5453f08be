"""The self-contained site, served on loopback, in a Chromium that reaches no other address.

`site` builds it once; `visit` opens a page of it. Every request that would have left the machine
arrives at a proxy that answers nothing and remembers it, whoever made it: page, worker, or browser.
Pictures of what was seen are kept in test-results/site/.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import re
import shutil
import socketserver
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

import makesite
from environment import ROOT
from minigrad.course.gate import BINDING
from website.parts import carried, fetch, read_lock
from website.python import USUAL

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]

# The harness of tests/browser: how an open notebook is driven is the same in both.
_spec = importlib.util.spec_from_file_location(
    "harness", ROOT / "tests" / "browser" / "conftest.py"
)
assert _spec and _spec.loader
harness = importlib.util.module_from_spec(_spec)
sys.modules["harness"] = harness  # where a dataclass looks for its own module
_spec.loader.exec_module(harness)

RESULTS = ROOT / "test-results" / "site"

KINDS = {"js": "text/javascript", "mjs": "text/javascript", "wasm": "application/wasm"}

# What Chromium asks for by itself, whatever page is open.
BROWSERS_OWN = {
    "accounts.google.com",
    "content-autofill.googleapis.com",
    "update.googleapis.com",
    "www.google.com",
}

OUTPUTS = """id => {
  const panel = jupyterapp.shell.currentWidget;
  const model = panel.content.widgets.map(cell => cell.model).find(model => model.id === id);
  return Array.from({length: model.outputs.length}, (_, i) => model.outputs.get(i).toJSON());
}"""


# What each open question's cell has shown, were it not held back.
HELD = """
import json
from minigrad.course.predictions import Dialog
print(json.dumps({
    number: [output for held in waiting for output in held.outputs]
    for number, waiting in Dialog.gate.held.items()
}))"""
EXECUTE = """async code => {
  const asked = jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code});
  let printed = "";
  asked.onIOPub = ({content}) => { printed += content.text ?? ""; };
  await asked.done;
  return printed;
}"""


# Compared by the widgets' own tests: its ids are made anew by each kernel.
WIDGET = "application/vnd.jupyter.widget-view+json"


def seen(outputs: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """What a reader sees of a cell's outputs: each stream in one piece, the rest in its order.

    How a stream is cut into pieces, and so whether a warning stands before or after what is printed
    next to it, is not the same in every kernel; what each stream says is.
    """
    streams: dict[str, str] = {}
    found: list[tuple[str, Any]] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + joined(output["text"])
        elif kind == "error":
            # Pyodide's kernel names the class as Python prints it: <class 'RuntimeError'>.
            name = re.findall(r"\w+", output["ename"])[-1]
            found.append((kind, f"{name}: {output['evalue']}"))
        else:
            found += [(m, joined(d)) for m, d in sorted(output["data"].items()) if m != WIDGET]
    return [*sorted(streams.items()), *found]


def apart(stored: str, found: str) -> str:
    """Where two outputs part."""
    at = next((n for n, pair in enumerate(zip(stored, found, strict=False)) if len({*pair}) > 1), 0)
    at = max(at - 100, 0)
    return f"\n  stored ...{stored[at : at + 300]}\n  found  ...{found[at : at + 300]}"


def joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) else text


class NotebookPage(harness.NotebookPage):
    """A notebook that is open in the site."""

    def outputs(self, cell_id: str) -> list[dict[str, Any]]:
        """What a cell shows, as it would be stored."""
        return self.page.evaluate(OUTPUTS, cell_id)

    def execute(self, code: str) -> str:
        """Run code that is in no cell; what it prints."""
        return self.page.evaluate(EXECUTE, code)

    def differences(self, stored: dict[str, Any]) -> dict[str, str]:
        """Where cells show something else than the stored notebook has, by the cell's name.

        No question was answered yet: of a cell that waits, what it holds back is compared.
        """
        found = {}
        held = json.loads(self.execute(HELD))
        for cell in stored["cells"]:
            if cell["cell_type"] == "code" and (source := "".join(cell["source"]).strip()):
                old, new = seen(cell["outputs"]), seen(self.outputs(cell["id"]))
                if bound := BINDING.match(source):
                    ((_, page), (_, words)) = new
                    assert words.startswith(f"Predict first: question {bound[1]} was open"), page
                    new = seen(held.pop(bound[1]))
                if old != new:
                    found[cell["id"]] = f"{cell['id']}: {apart(str(old), str(new))}"
        assert held == {}
        return found

    def wait_for_kernel(self, seconds: float = 120) -> None:
        """Until Python has started."""
        self.wait_until("state.kernel === 'idle'", seconds, "Python did not start")

    def run_all(self, seconds: float = 180) -> dict:
        """Run every cell; the state afterwards."""
        self.wait_for_kernel()
        return super().run_all(seconds)

    def message(self, key: str, seconds: float = 30) -> str:
        """The words of the site's own message with this name."""
        box = self.page.locator(f"[data-message='{key}']")
        box.wait_for(state="visible", timeout=seconds * 1000)
        return box.inner_text()

    def messages(self) -> list[str]:
        """The names of all messages that the page shows."""
        boxes = self.page.locator("[data-message]")
        return [boxes.nth(n).get_attribute("data-message") or "" for n in range(boxes.count())]

    def picture(self, name: str, full_page: bool = False) -> None:
        """Keep a picture of what is seen."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=RESULTS / f"{name}.png", full_page=full_page)


class Server(ThreadingHTTPServer):
    """A web server for one folder, as plain as a hosting service's."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent = 0
        self.asked: list[str] = []
        self.missing: set[str] = set()
        super().__init__(("127.0.0.1", 0), functools.partial(_Handler, self))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the first page."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Server, *arguments: Any) -> None:
        self.site = site
        super().__init__(*arguments, directory=str(site.folder))

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].lstrip("/")
        self.site.asked.append(path)
        if path in self.site.missing:
            self.send_error(404)
            return
        place = self.site.folder / path
        self.site.sent += place.stat().st_size if place.is_file() else 0
        super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")  # as pages of hosting services have it
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Watch(socketserver.ThreadingTCPServer):
    """A proxy that lets nothing through and remembers what was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        watch = self

        class Refuse(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                line = self.rfile.readline(2000).decode("latin-1").strip()
                if line:  # a connection that is opened and not used asks for nothing
                    watch.asked.append(line)
                self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        super().__init__(("127.0.0.1", 0), Refuse)
        threading.Thread(target=self.serve_forever, daemon=True).start()


@dataclass
class Browser:
    """A Chromium with its proxy; each test gets windows of its own."""

    playwright: Playwright
    path: str
    watch: Watch
    opened: list[BrowserContext] = field(default_factory=list)

    def start(self, profile: Path, *flags: str, **options: Any) -> BrowserContext:
        """A Chromium of its own for this profile (storage outlives its windows, as at home)."""
        proxy = f"--proxy-server=127.0.0.1:{self.watch.server_address[1]}"
        context = self.playwright.chromium.launch_persistent_context(
            profile,
            executable_path=self.path,
            args=[*harness.FLAGS, "--disable-default-apps", "--no-pings", proxy, *flags],
            **{"viewport": {"width": 1280, "height": 900}, **options},
        )
        self.opened.append(context)
        return context


@pytest.fixture(scope="session")
def downloads() -> Path:
    """Where `make site` keeps what it downloads; what is there need not come again."""
    return ROOT / "build" / "downloads"


@pytest.fixture(scope="session")
def site(downloads) -> dict[str, bytes]:
    """All files of the self-contained site."""
    return makesite.site(ROOT, downloads)


@pytest.fixture(scope="session")
def written(site, tmp_path_factory) -> Path:
    """The site in a folder that no test changes."""
    folder = tmp_path_factory.mktemp("site")
    makesite.write(site, folder)
    return folder


@pytest.fixture(scope="session")
def served(written) -> Iterator[Server]:
    """A server of the site."""
    with Server(written) as server:
        yield server
        server.shutdown()


@pytest.fixture
def own(written, tmp_path) -> Iterator[Server]:
    """A server of a copy of the site, which the test may damage."""
    folder = tmp_path / "site"
    shutil.copytree(written, folder)
    with Server(folder) as server:
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; CHROMIUM names another. Missing is a failure, not a skip."""
    names = filter(None, map(shutil.which, harness.CHROMIUM_NAMES))
    path = os.environ.get("CHROMIUM") or next(names, None)
    if path is None:
        pytest.fail("No Chromium was found: install one, or name it in CHROMIUM.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, Watch() as watch:
        yield Browser(playwright, path, watch)
        watch.shutdown()


@pytest.fixture
def browser(chromium) -> Iterator[Browser]:
    """The browser for one test, at whose end nothing may have left the machine."""
    chromium.watch.asked.clear()
    yield chromium
    for context in chromium.opened:
        context.close()
    chromium.opened.clear()
    hosts = {re.sub(r"^[A-Z]+ (https?://)?|[:/ ].*$", "", line) for line in chromium.watch.asked}
    assert hosts - BROWSERS_OWN == set()


@pytest.fixture
def window(browser, tmp_path) -> BrowserContext:
    """A window of a person who visits for the first time."""
    return browser.start(tmp_path / "profile")


@pytest.fixture
def usual_place(window, downloads):
    """What was asked of Pyodide's usual place, which the window now finds on this machine."""
    carriers = read_lock("offline").used_as("carrier")
    fetch(carriers, downloads)
    files = carried(replace(read_lock("hosted"), wheels=carriers), downloads)
    asked = []

    def answer(route):
        name = urlsplit(route.request.url).path.rpartition("/")[2]
        asked.append(name)
        route.fulfill(
            body=files[name],
            content_type=KINDS.get(name.rpartition(".")[2], "application/octet-stream"),
            headers={"Access-Control-Allow-Origin": "*"},
        )

    window.route(f"{USUAL}**", answer)
    return asked


@pytest.fixture
def hosted(own, usual_place, downloads) -> Server:
    """A server of the site for hosting."""
    makesite.write(makesite.site(ROOT, downloads, own.url), own.folder)
    return own


Visit = Callable[..., NotebookPage]


@pytest.fixture
def visit(served, request) -> Visit:
    """`visit("lab/index.html?path=...")` opens a page of the site in a new tab of `window`."""

    def open_(path: str = "", context: Any = None, server: Server | None = None) -> NotebookPage:
        page: Page = (context or request.getfixturevalue("window")).new_page()
        request.node.stash.setdefault(harness.PAGES, []).append(page)
        notebook = NotebookPage(page)
        page.on("pageerror", lambda error: notebook.complaints.append(str(error)))
        page.goto((server or served).url + path)
        if "path=" in path:
            notebook.wait_for_notebook(path.rpartition("/")[2])
        return notebook

    return open_


@pytest.fixture(scope="session")
def stored() -> Callable[[str], dict[str, Any]]:
    """`stored(name)` is a notebook of the course, with its outputs."""
    return lambda name: json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))


pytest_runtest_makereport = harness.pytest_runtest_makereport
