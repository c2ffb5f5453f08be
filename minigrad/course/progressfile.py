"""The file in which a student's progress is kept: one line for each event, only ever added to.

It is called `progress.txt`, lies beside the notebooks, and belongs to the student, who may read,
copy, edit or delete it. MINIGRAD_PROGRESS names another place. A line is added in one write, so
two notebooks that are open at once do not lose each other's lines; nothing is read and written
back. Whatever goes wrong becomes a sentence for the student, never an exception.

The name must not end in `.json`: there JupyterLite's second write never returns.
"""

from __future__ import annotations

import json
import os
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

NAME = "progress.txt"
PLACE = "MINIGRAD_PROGRESS"  # in the environment: the file to use instead
MARK = "# minigrad"
FIRST_LINE = f"{MARK}: my progress in the course. One line for each try; this file is yours."

# The folder of the notebook. Not asked each time: a student's cell may go to another folder later.
_folder = Path.cwd()

_heard: dict[str, Callable[[], None]] = {}
_told: set[str] = set()


@dataclass(frozen=True)
class Found:
    """What a reading of the file has found: the events, and a sentence when something is wrong.

    Example:
        >>> Found([], "").events
        []
    """

    events: list[dict[str, Any]]
    problem: str


def place() -> Path | None:
    """Return the file to use, or None where there is no notebook and no file was named.

    Example:
        >>> place() is None or place().name.endswith(".txt")
        True
    """
    if named := os.environ.get(PLACE):
        return Path(named)
    # Scripts and tests import the course, too. They have no progress to keep.
    return _folder / NAME if "ipykernel" in sys.modules or "pyodide_kernel" in sys.modules else None


def stay_here() -> None:
    """Take the folder in which Python is now for the notebook's, where it was another at first.

    Example:
        >>> stay_here()
    """
    global _folder
    _folder = Path.cwd()


def note(**event: Any) -> str:
    """Add one event to the file; return "" or, the first time, what went wrong.

    Example:
        >>> note(exercise="3.1", state="passed") in ("", None)
        True
    """
    path = place()
    if path is None:
        return ""
    problem = _add(path, {"at": datetime.now().isoformat(timespec="seconds"), **event})
    for heard in list(_heard.values()):
        heard()
    if problem in _told:
        return ""
    if problem:
        _told.add(problem)
    return problem


def read(path: Path | None = None) -> Found:
    """Return the events since the last reset, oldest first; lines that make no sense are left out.

    Example:
        >>> read(Path("there is no such file")).events
        []
    """
    path = path or place()
    if path is None:
        return Found([], "")
    try:
        if not path.exists():
            return Found([], "")
        # An editor may have put a byte order mark before it.
        lines = path.read_text(encoding="utf-8-sig", errors="replace").rstrip("\n").split("\n")
    except OSError as error:
        return Found([], f"Your progress can't be read: `{path.name}`: {error.strerror}.")
    if lines != [""] and not lines[0].startswith(MARK):
        words = "It stays as it is until your next try; then it is copied, and a new one is begun."
        return Found([], f"`{path.name}` is damaged, or not a file of this course. {words}")
    events: list[dict[str, Any]] = []
    damaged = 0
    for line in lines:
        event = _event(line)
        if event is None:
            damaged += bool(line.strip()) and not line.startswith("#")
        elif event.get("reset"):
            events = []
        else:
            events.append(event)
    if damaged:
        words = f"{damaged} line{'s' * (damaged > 1)} of `{path.name}` can't be read"
        return Found(events, f"{words}; the rest counts.")
    return Found(events, "")


def listen(name: str, heard: Callable[[], None]) -> None:
    """Call `heard` after each event of this kernel; a later one of the same name replaces it.

    Example:
        >>> listen("an example", lambda: None)
    """
    _heard[name] = heard


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    return event if isinstance(event.get("state"), str) or event.get("reset") else None


def _add(path: Path, event: dict[str, Any]) -> str:
    line = json.dumps(event, ensure_ascii=False)
    try:
        begun = path.read_bytes() if path.exists() else b""
        if begun and not begun.removeprefix(BOM_UTF8).startswith(MARK.encode()):
            _set_aside(path, begun)
            begun = b""
            path.write_bytes(b"")
        # A line that was cut short, by a full disk say, must not swallow the next one.
        before = "" if begun.endswith(b"\n") else "\n" if begun else f"{FIRST_LINE}\n"
        with path.open("ab") as file:
            file.write(f"{before}{line}\n".encode())
    except OSError as error:
        return (
            f"Your progress was not recorded: `{path}`: {error.strerror}. All else works. "
            f"To keep it in another place, set {PLACE} to the name of a file."
        )
    return ""


def _set_aside(path: Path, content: bytes) -> None:
    """Copy what is there under a name that is free."""
    for number in range(1, 1000):
        copy = path.with_name(f"{path.stem}-damaged-{number}.txt")
        if not copy.exists():
            copy.write_bytes(content)
            return
    raise OSError(0, "there are a thousand damaged copies")
