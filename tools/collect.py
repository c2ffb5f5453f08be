"""Collect a class's work: who has done what, and the notebooks that were changed.

    python tools/collect.py classroom                 the folder of tools/classroom.py
    python tools/collect.py downloads --to collected  a folder with a subfolder for each student

Writes overview.csv (one line a student: exercises passed and questions answered in each notebook,
tries, hints, last day of work) and, below each student's name, the notebooks whose code differs
from the course's. Nothing of the students is changed. Prints the overview, too.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from environment import ROOT

NOBODY = """No student's work was found in {folder}: no progress.txt, and no notebook of the
course, in any of its subfolders. Name the folder of the classroom, or one with a subfolder for
each student."""


@dataclass
class Work:
    """What one student has done."""

    student: str
    passed: dict[str, str] = field(default_factory=dict)  # "3 of 4", by notebook
    tries: int = 0
    hints: int = 0
    last_day: str = ""
    problem: str = ""
    changed: list[Path] = field(default_factory=list)


def students_in(folder: Path) -> list[Path]:
    """The students' folders: those of a classroom, or all that lie in the folder."""
    homes = folder / "homes"
    start = homes if homes.is_dir() else folder
    return sorted(path for path in start.iterdir() if path.is_dir() and path.name[0] != ".")


def work_of(folder: Path, originals: dict[str, list[str]]) -> Work | None:
    """Read a student's progress and notebooks; None if there is neither."""
    own = [path for path in sorted(folder.rglob("*")) if ".ipynb_checkpoints" not in path.parts]
    progress = next((path for path in own if path.name == "progress.txt"), None)
    notebooks = [path for path in own if path.name in originals]
    if progress is None and not notebooks:
        return None
    work = Work(folder.name)
    if progress is not None:
        read_progress(work, progress)
    work.changed = [path for path in notebooks if code_of(path) != originals[path.name]]
    return work


def read_progress(work: Work, path: Path) -> None:
    """Fill in what the progress file says."""
    from minigrad.course import progressfile
    from minigrad.course.standing import standing

    before = os.environ.get(progressfile.PLACE)
    os.environ[progressfile.PLACE] = str(path)
    try:
        chapters, work.problem = standing()
        events = progressfile.read().events
    finally:
        if before is None:
            del os.environ[progressfile.PLACE]
        else:
            os.environ[progressfile.PLACE] = before
    for chapter in chapters:
        for kind, items in (("exercises", chapter.exercises), ("questions", chapter.questions)):
            done = sum(item.done for item in items)
            work.passed[f"{chapter.number:02d} {kind}"] = f"{done} of {len(items)}"
            work.tries += sum(item.tries for item in items)
            work.hints += sum(item.hints for item in items)
    work.last_day = max((str(event.get("at", ""))[:10] for event in events), default="")


def code_of(path: Path) -> list[str] | None:
    """The sources of a notebook's cells; None if it is no notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def rows(works: Sequence[Work]) -> Iterator[dict[str, Any]]:
    """One line of the overview for each student."""
    for work in works:
        done = {name: count for name, count in work.passed.items() if not count.startswith("0 ")}
        yield {
            "student": work.student,
            **{name: work.passed.get(name, "") for name in columns(works)},
            "tries": work.tries,
            "hints": work.hints,
            "last day": work.last_day,
            "changed notebooks": len(work.changed),
            "remark": work.problem or ("" if done or work.changed else "nothing yet"),
        }


def columns(works: Sequence[Work]) -> list[str]:
    """The notebooks' columns that any student has."""
    return list(dict.fromkeys(name for work in works for name in work.passed))


def write(works: Sequence[Work], to: Path) -> None:
    """The overview, and each student's changed notebooks."""
    to.mkdir(parents=True, exist_ok=True)
    lines = list(rows(works))
    with (to / "overview.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(lines)
    for work in works:
        for path in work.changed:
            target = to / work.student / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def show(works: Sequence[Work]) -> None:
    """The overview as lines to read."""
    width = max(len(work.student) for work in works)
    for row in rows(works):
        passed = [
            f"{name} {row[name]}" for name in columns(works) if row[name][:2] not in ("", "0 ")
        ]
        words = ", ".join(passed) or "nothing passed yet"
        print(f"{row['student']:<{width}}  {words}; tries {row['tries']}, hints {row['hints']}")
        if row["remark"]:
            print(f"{'':<{width}}  {row['remark']}")


def main(arguments: Sequence[str]) -> int:
    """Collect from the folder that was named; 0, or 1 with a message."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a classroom, or one subfolder a student")
    parser.add_argument("--to", type=Path, default=Path("collected"), help="(collected)")
    chosen = parser.parse_args(arguments)
    if not chosen.folder.is_dir():
        print(f"{chosen.folder} is not a folder.", file=sys.stderr)
        return 1
    originals = {path.name: code_of(path) or [] for path in (ROOT / "notebooks").glob("*.ipynb")}
    try:
        found = [work_of(folder, originals) for folder in students_in(chosen.folder)]
        works = [work for work in found if work is not None]
        if not works:
            print(NOBODY.format(folder=chosen.folder), file=sys.stderr)
            return 1
        write(works, chosen.to)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    show(works)
    print(f"Written to {chosen.to}: overview.csv and the changed notebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
