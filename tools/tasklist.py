"""The list of exercises at the top of each notebook, made from the exercises in it.

    python tools/tasklist.py            write the lists
    python tools/tasklist.py --check    only tell which notebooks differ

An exercise has no heading, so that the outline stays the note's; this list is the way to it. A
link leads to the cell, by its id. JupyterLab knows such ids in links to a notebook, and not in
those that are only a fragment; so each link names its own notebook.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from environment import ROOT

# At the end of its line: a line that begins with a comment is taken for HTML to its end.
TITLE = "**The exercises** <!-- written by tools/tasklist.py -->"
LIST = re.compile(re.escape(TITLE) + r"\n\n(?:- .*\n)*- .*")
PLACE = re.compile(r"^\*\*How long\.\*\*.*$", re.MULTILINE)
TASK = re.compile(
    r"^\*\*Exercise (?P<number>[\d.]+): (?P<title>.+?)\*\* · (?P<grade>\w+) · about (?P<time>.+)"
)


def listed(cells: Sequence[dict[str, Any]], file: str) -> str:
    """Return the list for the cells of this file, "" when there are no exercises.

    >>> task = "**Exercise 3.1: Slopes** · easy · about 5 minutes"
    >>> cells = [{"cell_type": "markdown", "id": "first", "source": [task]}]
    >>> listed(cells, "03.ipynb").splitlines()[-1]
    '- [3.1 Slopes](03.ipynb#cell-id=first), easy, 5 minutes'
    """
    words = [cell for cell in cells if cell["cell_type"] == "markdown"]
    found = [(TASK.match("".join(cell["source"])), cell.get("id")) for cell in words]
    items = [
        f"- [{task['number']} {task['title']}]({file}#cell-id={name}), "
        f"{task['grade']}, {task['time']}"
        for task, name in found
        if task
    ]
    return "\n".join([TITLE, "", *items]) if items else ""


def placed(text: str, new: str) -> str:
    """Return the first cell of a notebook with its list replaced, or put below "How long".

    >>> placed("# A\\n\\n**How long.** An hour.\\n\\nMore.", "NEW")
    '# A\\n\\n**How long.** An hour.\\n\\nNEW\\n\\nMore.'
    """
    if LIST.search(text):
        return LIST.sub(lambda _: new, text)
    return PLACE.sub(lambda found: f"{found[0]}\n\n{new}", text, count=1) if new else text


def in_step(cells: Sequence[dict[str, Any]], file: str) -> bool:
    """Tell whether the first cell holds the list of the exercises that follow."""
    first, wanted = "".join(cells[0]["source"]), listed(cells, file)
    return wanted in first and placed(first, wanted) == first


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when --check finds a difference."""
    if not set(arguments) <= {"--check"}:
        print(__doc__)
        return 0 if "--help" in arguments else 2
    different = 0
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if in_step(notebook["cells"], path.name):
            continue
        different += 1
        print(f"{path.name}: {'differs' if arguments else 'written'}")
        if not arguments:
            write(path, notebook)
    return 1 if different and arguments else 0


def write(path: Path, notebook: dict[str, Any]) -> None:
    """Store the notebook with its list."""
    first = notebook["cells"][0]
    text = placed("".join(first["source"]), listed(notebook["cells"], path.name))
    first["source"] = text.splitlines(keepends=True)
    stored = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    path.write_text(stored, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
