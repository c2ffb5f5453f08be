"""JupyterLab on a copy of the course, driven by a real Chromium.

`course` starts one server for the whole run; `open_notebook("03_...")` gives a NotebookPage. Both
are of the stored edition, the course's own notebooks. `working` and `open_working` are the same for
the student's copy, made and opened as `make lab` does it.
A failed test leaves a picture of the page in test-results/ and names it in its report.

Playwright is not among what `make test` installs; without it nothing here is collected, and
`make browser`, which installs it, would fail for want of tests.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from environment import MY_COURSE, ROOT, jupyter_folders

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]

RESULTS = ROOT / "test-results"
SERVED = ["notebooks", "_attachments", "docs", "tools", "lab_config.py", "README.md"]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# One line for each code cell that holds something: what was run, and what went wrong.
STATE = """() => {
  const panel = jupyterapp.shell.currentWidget;
  const cells = panel.content.widgets.map(cell => cell.model)
    .filter(model => model.type === 'code' && model.sharedModel.getSource().trim());
  const outputs = model => Array.from({length: model.outputs.length}, (_, i) =>
    model.outputs.get(i).toJSON());
  return {
    kernel: panel.sessionContext.session?.kernel?.status ?? 'none',
    cells: cells.map(model => ({
      id: model.id,
      count: model.executionCount,
      may_raise: (model.getMetadata('tags') ?? []).includes('raises-exception'),
      errors: outputs(model).filter(o => o.output_type === 'error')
        .map(o => o.ename + ': ' + o.evalue),
    })),
  };
}"""


@dataclass
class NotebookPage:
    """A notebook that is open in JupyterLab."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def command(self, name: str, arguments: str = "{}") -> None:
        """Start one of JupyterLab's commands, without waiting for its end."""
        self.page.evaluate(f"() => {{ void jupyterapp.commands.execute({name!r}, {arguments}) }}")

    def accept_dialogs(self) -> None:
        """Say yes to a dialog, such as Select Kernel."""
        button = self.page.locator(".jp-Dialog .jp-mod-accept")
        if button.count():
            button.first.click()

    def wait_until(self, condition: str, seconds: float, why: str) -> dict:
        """The notebook's state once this Python-free condition on `state` holds."""
        script = f"() => {{ const state = ({STATE})(); return ({condition}) ? state : null }}"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.accept_dialogs()
            if found := self.page.evaluate(script):
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{why} within {seconds:g} s: {self.page.evaluate(STATE)}")

    def run_all(self, seconds: float = 60) -> dict:
        """Run every cell in a fresh kernel; the state afterwards.

        Ends early at an error that no cell announced, as JupyterLab does.
        """
        self.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
        self.command("notebook:clear-all-cell-outputs")
        self.wait_until("state.cells.every(c => c.count === null)", 10, "outputs stay")
        self.command("notebook:run-all-cells")
        done = "state.cells.every(c => c.count !== null) && state.kernel === 'idle'"
        failed = "state.cells.some(c => c.errors.length && !c.may_raise)"
        state = self.wait_until(f"({done}) || {failed}", seconds, "the cells did not all run")
        self.page.wait_for_timeout(300)  # let the last outputs be drawn
        return state

    @staticmethod
    def errors(state: dict) -> list[str]:
        """The errors that no cell announced, and the cells that never ran."""
        raised = [
            f"{c['id']}: {error}"
            for c in state["cells"]
            if not c["may_raise"]
            for error in c["errors"]
        ]
        return raised + [f"{c['id']}: not run" for c in state["cells"] if c["count"] is None]

    def cell(self, cell_id: str) -> Locator:
        """The element of a cell, scrolled into view (JupyterLab draws only what is near)."""
        self.page.evaluate(
            """id => {
              const list = jupyterapp.shell.currentWidget.content;
              const index = list.widgets.findIndex(cell => cell.model.id === id);
              if (index < 0) throw new Error('no cell has the id ' + id);
              list.activeCellIndex = index;
              return list.scrollToItem(index, 'start');
            }""",
            cell_id,
        )
        index = self.page.evaluate(
            "id => jupyterapp.shell.currentWidget.content.widgets"
            ".findIndex(cell => cell.model.id === id)",
            cell_id,
        )
        cell = self.page.locator(f".jp-Notebook [data-windowed-list-index='{index}']").first
        cell.wait_for(state="visible")
        return cell

    def set_source(self, cell_id: str, source: str) -> None:
        """Replace the code of a cell, as typing would."""
        self.page.evaluate(
            "([id, source]) => jupyterapp.shell.currentWidget.content.widgets"
            ".find(cell => cell.model.id === id).model.sharedModel.setSource(source)",
            [cell_id, source],
        )

    def run_cell(self, cell_id: str, seconds: float = 30) -> None:
        """Run this cell alone."""
        self.cell(cell_id)  # makes it the active one
        self.command("notebook:run-cell")
        self.page.wait_for_timeout(200)
        self.wait_until("state.kernel === 'idle'", seconds, f"{cell_id} did not end")

    def wait_for_notebook(self, name: str) -> None:
        """Until this notebook is the one in front, its cells in place."""
        ready = (
            "() => { const panel = window.jupyterapp?.shell?.currentWidget;"
            f" return panel?.context?.path?.endsWith({name!r})"
            " && panel.context.isReady && panel.content.widgets.length > 0 }"
        )
        self.page.wait_for_function(ready, timeout=60_000)

    def outside_requests(self) -> list[str]:
        """What the page asked of other machines."""
        inside = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:|about:")
        return [url for url in self.requests if not inside.match(url)]


@dataclass
class Course:
    """A JupyterLab that serves a copy of the course, the project in `root`."""

    root: Path
    port: int
    token: str
    log: Path
    work: Path  # what it serves: the root, or the student's copy in it

    @property
    def data(self) -> Path:
        """Where this JupyterLab keeps what it knows of the person, such as trusted notebooks."""
        return Path(jupyter_folders(self.root / ".jupyter")["JUPYTER_DATA_DIR"])

    def url(self, path: str) -> str:
        """The address of a page of this JupyterLab."""
        # reset: a layout left by another test must not reopen its notebook.
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}&reset"

    def ask(self, path: str, method: str = "GET") -> bytes:
        """The answer of JupyterLab's server."""
        address = f"http://127.0.0.1:{self.port}/api/{path}?token={self.token}"
        with urllib.request.urlopen(
            urllib.request.Request(address, method=method), timeout=10
        ) as r:
            return r.read()

    def end_kernels(self) -> None:
        """Each holds some 100 MB, and outlives the page that started it."""
        for kernel in self.kernels():
            self.ask(f"kernels/{kernel['id']}", "DELETE")

    def kernels(self, tries: int = 50) -> list[dict]:
        """Those that run; the server can't tell while one is being started."""
        try:
            return json.loads(self.ask("kernels"))
        except urllib.error.HTTPError as error:
            if error.code != 500 or not tries:
                raise
        time.sleep(0.2)
        return self.kernels(tries - 1)

    def wait(self, process: subprocess.Popen, seconds: float = 60) -> None:
        """Until the server answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and process.poll() is None:
            try:
                self.ask("status")
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        process.kill()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(encoding='utf-8')}")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(root: Path, *options: str, working: bool = False) -> Iterator[Course]:
    """JupyterLab as `make lab` starts it for a student, or for who changes the course."""
    work = root / MY_COURSE.name if working else root
    course = Course(root, free_port(), secrets.token_hex(16), root / "lab.log", work)
    environment = dict(os.environ, **jupyter_folders(root / ".jupyter"))
    environment["MINIGRAD_PROGRESS"] = str(root / "progress.txt")
    command = [
        sys.executable,
        str(root / "tools" / "lab.py"),
        f"--port={course.port}",
        "--no-browser",
        f"--IdentityProvider.token={course.token}",
        *([] if working else ["--stored"]),
        *options,
    ]
    with course.log.open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
        )
    try:
        course.wait(process)
        yield course
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def project(root: Path) -> Path:
    """A copy of the project in this folder: tests must not change tracked files."""
    for name in SERVED:
        source = ROOT / name
        if source.is_dir():
            skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(source, root / name, ignore=skip)
        elif source.exists():
            shutil.copy2(source, root / name)
    return root


@pytest.fixture(scope="session")
def copy_project() -> Callable[[Path], Path]:
    """For tests with a server of their own."""
    return project


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> Iterator[Course]:
    """The course's own notebooks, served."""
    with serve(project(tmp_path_factory.mktemp("the course"))) as course:
        yield course


@pytest.fixture(scope="session")
def working(tmp_path_factory) -> Iterator[Course]:
    """A student's copy of the course, handed out and served."""
    with serve(project(tmp_path_factory.mktemp("the project")), working=True) as course:
        yield course


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; CHROMIUM names another. Missing is a failure, not a skip."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.fail("No Chromium was found: install one, or name it in CHROMIUM.")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a busy machine is slow, and who is quick waits no longer
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_notebook(course: Course, chromium: Browser, request):
    """`open_notebook("03_x.ipynb")` opens it in a new window and waits for JupyterLab."""
    with opener(course, chromium, request) as open_:
        yield open_


@pytest.fixture
def open_working(working: Course, chromium: Browser, request):
    """The same in a student's copy; the second argument is another page to go to."""
    with opener(working, chromium, request) as open_:
        yield open_


@contextmanager
def opener(course: Course, chromium: Browser, request) -> Iterator[Callable[..., NotebookPage]]:
    """A function that opens notebooks of this server; its kernels end with the block."""
    from playwright.sync_api import TimeoutError

    opened: list[NotebookPage] = []
    (course.root / "progress.txt").unlink(missing_ok=True)  # no question is answered yet

    def open_(name: str, path: str | None = None) -> NotebookPage:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        notebook = NotebookPage(context.new_page())
        opened.append(notebook)
        request.node.stash.setdefault(PAGES, []).append(notebook.page)
        notebook.page.on("request", lambda r: notebook.requests.append(r.url))
        notebook.page.on("pageerror", lambda e: notebook.complaints.append(str(e)))
        notebook.page.goto(course.url(f"lab/tree/notebooks/{name}" if path is None else path))
        try:
            notebook.wait_for_notebook(name)
        except TimeoutError:
            tail = course.log.read_text(encoding="utf-8")[-2000:]
            raise AssertionError(f"JupyterLab did not open {name}:\n{tail}") from None
        return notebook

    try:
        yield open_
    finally:
        for notebook in opened:
            notebook.page.context.close()
        course.end_kernels()
        renew(course)


def renew(course: Course) -> None:
    """The notebooks as they came: the page saves them by itself, whatever a test did in them."""
    handed_out = course.work / ".handed-out" / "notebooks"
    for path in (handed_out if handed_out.is_dir() else ROOT / "notebooks").glob("*.ipynb"):
        (course.work / "notebooks" / path.name).write_bytes(path.read_bytes())


@pytest.fixture
def plain_lab(course, chromium):
    """A JupyterLab without the course's settings, but for what `make` puts into its environment."""
    settings = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings"
    with serve(course.root, f"--LabApp.app_settings_dir={settings}") as lab:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})

        def open_(name):
            notebook = NotebookPage(context.new_page())
            notebook.page.goto(lab.url(f"lab/tree/notebooks/{name}"))
            notebook.wait_for_notebook(name)
            return notebook

        yield lab, open_
        context.close()
        lab.end_kernels()


@pytest.fixture
def watch_page(request):
    """`watch_page(page)` gives a NotebookPage for any page, whoever serves it."""

    def watched(page: Page) -> NotebookPage:
        request.node.stash.setdefault(PAGES, []).append(page)
        return NotebookPage(page)

    return watched


PAGES = pytest.StashKey["list[Page]"]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test keeps a picture of each page that it opened."""
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(item.stash.get(PAGES, [])):
            RESULTS.mkdir(exist_ok=True)
            name = re.sub(r"\W+", "-", item.name).strip("-")
            path = RESULTS / f"{name}-{number}.png"
            try:
                page.screenshot(path=path)
            except Exception as error:  # the report must not be lost for a picture
                report.sections.append(("screenshot", f"could not be taken: {error}"))
            else:
                report.sections.append(("screenshot", str(path)))
    return report
