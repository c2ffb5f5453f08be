"""The classroom: two students sign in at a real JupyterHub, and neither sees the other's work."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import expect

from environment import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.name == "nt", reason="JupyterHub does not run on Windows"),
]

BASICS = "03_pytorch_autograd_basics.ipynb"
STUDENTS = ("ana", "ben", "carl")


@dataclass
class Classroom:
    """A hub that runs, and what it printed."""

    address: str
    folder: Path
    course: Path  # what it hands out
    process: subprocess.Popen
    apart: bool  # whether each student is a user of the machine

    @property
    def passwords(self) -> dict[str, str]:
        return json.loads((self.folder / "students.txt").read_text(encoding="utf-8"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def classroom(copy_project) -> Iterator[Classroom]:
    if find_spec("jupyterhub") is None:
        pytest.fail("JupyterHub is missing: python tools/environment.py --with hub")
    # Not one of pytest's own folders: those are closed to other users, again and again.
    folder = Path(tempfile.mkdtemp(prefix="classroom-"))
    # Only root can make users apart, and only where they can come to Python and to the folder. A
    # machine that is thrown away after the tests opens the way for them, and closes it again.
    apart = os.geteuid() == 0 and "CI" in os.environ
    closed = ways_closed_to_others(folder, Path(sys.prefix), Path(sys.base_prefix), ROOT)
    for path in closed if apart else ():
        path.chmod(path.stat().st_mode | 0o011)
    port, log, course = free_port(), folder / "printed.txt", folder / "course"
    course.mkdir()
    copy_project(course)
    command = [
        sys.executable, str(course / "tools" / "classroom.py"), f"--port={port}",
        f"--folder={folder}", f"--students={','.join(STUDENTS)}",
        "--lab=--LabApp.expose_app_in_browser=True", *([] if apart else ["--one-account"]),
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        end = time.monotonic() + 120
        while "To close it" not in log.read_text(encoding="utf-8"):
            assert process.poll() is None and time.monotonic() < end, log.read_text(
                encoding="utf-8"
            )
            time.sleep(0.3)
        yield Classroom(f"http://127.0.0.1:{port}", folder, course, process, apart)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(60) == 0
        finally:
            shutil.rmtree(folder)
            for path, mode in closed.items() if apart else ():
                if path.exists():
                    path.chmod(mode)


def ways_closed_to_others(*paths: Path) -> dict[Path, int]:
    """The folders on the way to these that other users may not enter, and their modes."""
    ways = {part for path in paths for part in (path.resolve(), *path.resolve().parents)}
    return {part: part.stat().st_mode & 0o7777 for part in ways if not part.stat().st_mode & 0o001}


def sign_in(page, classroom: Classroom, name: str, password: str) -> None:
    page.goto(f"{classroom.address}/hub/login?next=/hub/user-redirect/lab/tree/notebooks/{BASICS}")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def run_code(notebook, code: str) -> str:
    """What a new last cell of this notebook prints."""
    notebook.command("notebook:insert-cell-below")
    cell_id = notebook.page.evaluate(
        "() => jupyterapp.shell.currentWidget.content.activeCell.model.id"
    )
    notebook.set_source(cell_id, code)
    notebook.run_cell(cell_id)
    return notebook.cell(cell_id).locator(".jp-OutputArea-output").inner_text()


def test_two_students_work_side_by_side(classroom, chromium, watch_page) -> None:
    notebooks = {}
    for name in ("ana", "ben"):
        notebooks[name] = notebook = enter(classroom, chromium, watch_page, name)
        notebook.wait_until("state.cells.every(c => c.count === null)", 5, "nothing is answered")
    ana, ben = notebooks["ana"], notebooks["ben"]
    assert ana.errors(ana.run_all()) == []
    memory = memory_of(classroom.folder / "homes" / "ana")
    print("memory of a student's server and kernel, MB:", memory)

    assert "minigrad.course.working" in run_code(
        ben, "get_ipython().parent.parent.extra_extensions"
    )
    homes = {name: classroom.folder / "homes" / name / "minigrad" for name in notebooks}
    note = homes["ben"] / "notebooks" / "only_ben.txt"
    assert run_code(ben, "open('only_ben.txt', 'w').write('mine')").strip() == "4"
    assert note.read_text(encoding="utf-8") == "mine"
    assert not (homes["ana"] / "notebooks" / "only_ben.txt").exists()

    answer = ana.page.goto(f"{classroom.address}/user/ben/api/contents/notebooks")
    assert answer is not None and answer.status in (403, 404)
    assert "only_ben" not in ana.page.content()
    ana.page.goto(f"{classroom.address}/user/ana/lab/tree/notebooks/{BASICS}")
    ana.wait_for_notebook(BASICS)
    if classroom.apart:
        ana.wait_until("state.kernel === 'idle'", 30, "no kernel")
        assert "PermissionError" in run_code(ana, f"open({str(note)!r}).read()")

    for notebook in notebooks.values():
        notebook.page.context.close()


def memory_of(home: Path) -> dict[str, int]:
    """MB of each process whose HOME this is, shared pages counted in part (Linux only)."""
    found: dict[str, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={home}\0".encode() not in (process / "environ").read_bytes():
                continue
            what = "kernel" if b"ipykernel" in (process / "cmdline").read_bytes() else "server"
            lines = (process / "smaps_rollup").read_text().splitlines()
        except (OSError, ProcessLookupError):
            continue
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        found[what] = found.get(what, 0) + kilobytes // 1024
    return found


def enter(classroom, chromium, watch_page, name: str, slow: bool = False):
    """A new window of this student's, on the Basics; `slow`: many start at once."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    if slow:
        page.route(
            "**/api/sessions*", lambda route: (page.wait_for_timeout(2000), route.continue_())
        )
    notebook = watch_page(page)
    sign_in(page, classroom, name, classroom.passwords[name])
    notebook.wait_for_notebook(BASICS)
    return notebook


def leave(classroom, notebook) -> None:
    """Stop the server, as a hub does in the night."""
    notebook.page.wait_for_timeout(2000)
    notebook.page.wait_for_function(SAVED, timeout=20_000)
    notebook.page.goto(f"{classroom.address}/hub/home")
    notebook.page.locator("#stop").click()
    expect(notebook.page.locator("#stop")).to_be_hidden(timeout=60_000)
    notebook.page.context.close()


def test_the_next_day_the_course_is_another_and_all_is_there(
    classroom, chromium, watch_page
) -> None:
    # In a hurry: many at once, before Python is there.
    notebook = enter(classroom, chromium, watch_page, "carl", slow=True)
    notebook.page.wait_for_function(NAMED)
    notebook.cell("explore-weights")
    notebook.command("notebook:run-all-above")
    state = notebook.wait_until("state.cells[9].count && state.kernel === 'idle'", 60, "not run")
    assert [cell["count"] for cell in state["cells"][:11]] == [*range(1, 11), None]
    assert [error for cell in state["cells"] for error in cell["errors"]] == []
    assert notebook.page.locator(".jp-Dialog").count() == 0
    expect(notebook.cell("q-backward-bare")).to_contain_text("Predict first: question 3.1 is open.")
    question = notebook.cell("question-3-1")
    question.get_by_role("radio").nth(0).check()
    question.get_by_role("button", name="Predict").click()
    expect(notebook.cell("q-backward-bare")).to_contain_text('it is "It raises an error".')
    notebook.set_source("q-print", "print('mine')")
    leave(classroom, notebook)

    stored = classroom.course / "notebooks" / BASICS
    book = json.loads(stored.read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in book["cells"]}
    cells["q-weights"]["source"] = "A new text."
    cells["q-compare"]["source"] = "print('new')"
    stored.write_text(json.dumps(book), encoding="utf-8")

    notebook = enter(classroom, chromium, watch_page, "carl")
    expect(notebook.cell("q-weights")).to_contain_text("A new text.")
    expect(notebook.cell("q-compare").locator(".jp-OutputArea-output")).to_have_count(0)
    expect(notebook.cell("q-print")).to_contain_text("mine")
    # Trusted as before: the widgets, not the words in their place.
    expect(notebook.cell("question-3-1")).to_contain_text("You said")
    expect(notebook.cell("q-backward-bare")).to_contain_text('it is "It raises an error".')
    waits = notebook.cell("q-backward")
    expect(waits).to_contain_text("Predict first: question 3.2 is open.")
    expect(waits).not_to_contain_text("36.")
    assert not notebook.page.evaluate(UNTRUSTED)
    notebook.page.context.close()


SAVED = "() => !jupyterapp.shell.currentWidget.context.model.dirty"
NAMED = "() => !jupyterapp.shell.currentWidget.sessionContext.hasNoKernel"
UNTRUSTED = """() => jupyterapp.shell.currentWidget.content.widgets
  .some(cell => cell.model.type === 'code' && !cell.model.trusted)"""


def test_a_wrong_password_stays_outside(classroom, chromium) -> None:
    page = chromium.new_context().new_page()
    sign_in(page, classroom, "ana", classroom.passwords["ben"])
    page.get_by_text("Invalid username or password").wait_for(state="visible")
    page.context.close()
