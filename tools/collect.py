"""Collect a class's work: who has done what, and the notebooks that were changed.

    python tools/collect.py classroom                 the folder of tools/classroom.py
    python tools/collect.py downloads --to collected  a folder with a subfolder for each student

Writes overview.csv (one line a student: exercises passed and questions answered in each notebook,
tries, hints, last day of work) and, below each student's name, the notebooks whose code differs
from the course's. Nothing of the students is changed. Prints the overview, too.

What students put into their folders is not trusted. Only regular files of up to 20 MB are read, at
most 50 of a student, and no link is followed: it could lead to what is not the student's. What was
left out stands in the remark. Nobody but you can read the result.
"""

import argparse
import csv
import io
import json
import os
import re
import stat
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from environment import ROOT
from folders import HELD, Folder, Refused, innermost, kind, reason

NOBODY = """No student's work was found in {folder}: no progress.txt, and no notebook of the
course, in any of its subfolders. Name the folder of the classroom, or one with a subfolder for
each student."""

OVERVIEW = "overview.csv"
PROGRESS = "progress.txt"
# So that one student's folder can't keep the others from being collected.
DEEPEST = 12  # folders in folders
MOST_ENTRIES = 50_000
MOST_FILES = 50
MOST_REMARKS = 5
# What Windows has no file names for, and its names of devices.
UNFIT = re.compile(r'[<>:"/\\|?*]')
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass
class Work:
    """What one student has done."""

    student: str
    passed: dict[str, str] = field(default_factory=dict)  # "3 of 4", by notebook
    tries: int = 0
    hints: int = 0
    last_day: str = ""
    changed: int = 0
    remarks: list[str] = field(default_factory=list)

    def note(self, what: str | PurePosixPath, words: str) -> None:
        """Remark something on a file of the student's."""
        self.remarks.append(f"{printable(str(what))} {words}")

    @property
    def remark(self) -> str:
        """What a teacher should know, in one line."""
        more = len(self.remarks) - MOST_REMARKS
        told = self.remarks[:MOST_REMARKS] + [f"and {more} more"] * (more > 0)
        if (
            told
            or self.changed
            or any(not count.startswith("0 ") for count in self.passed.values())
        ):
            return "; ".join(told)
        return "nothing yet"


class TooMuch(Exception):
    """A student's folder holds more than is looked at; the message says what."""


def printable(text: str) -> str:
    """The text without what could steer a terminal, or can't be written at all."""
    return "".join(letter if letter.isprintable() else "_" for letter in text)


def name_for(name: str, taken: set[str]) -> str:
    """A student's name as a file name for any system, which nobody else has."""
    fit = printable(UNFIT.sub("_", name))[:60].strip(" .") or "_"
    fit = f"_{fit}" if DEVICE.match(fit) else fit
    for number in range(1, len(taken) + 2):
        free = fit if number == 1 else f"{fit}-{number}"
        key = unicodedata.normalize("NFKC", free).casefold()  # what some systems hold for the same
        if key not in taken:
            break
    taken.add(key)
    return free


# ------------------------------------------------------------------ what a student has


def students_in(top: Folder) -> Folder:
    """The folder with a subfolder for each student: homes of a classroom, or the one given."""
    try:
        if kind(top.stat("homes")):
            return top.folder("homes")
    except FileNotFoundError:
        pass
    except Refused as refused:
        raise Refused(f"{top.path / 'homes'} {refused}; name the students' folder itself") from None
    return top


def files_in(
    at: Folder, work: Work, names: set[str], seen: Counter[str], way: PurePosixPath
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """The files of these names in a student's folder; what is odd becomes a remark."""
    found = []
    for name in at.names():
        seen["files and folders"] += 1
        if seen["files and folders"] > MOST_ENTRIES:
            raise TooMuch(f"{MOST_ENTRIES} files and folders")
        found.append(name)
    for name in sorted(found):
        here = way / name
        try:
            what = kind(at.stat(name))
            if name in names:
                seen["notebooks"] += 1
                if seen["notebooks"] > MOST_FILES:
                    raise TooMuch(f"{MOST_FILES} notebooks")
                yield here, at.read(name, alone=True)
            elif what == "is a link":
                work.note(here, "is a link, which was not followed")
            elif what == "is a folder" and name[0] != ".":
                if len(here.parts) > DEEPEST:
                    work.note(here, "lies too deep and was not looked at")
                    continue
                with at.folder(name) as inner:
                    yield from files_in(inner, work, names, seen, here)
        except OSError as error:
            work.note(here, f"{reason(error)} and was left out")


def work_of(
    student: str,
    folder: Folder,
    originals: dict[str, list[str]],
    keep: Callable[[Work, str, bytes], None],
) -> Work | None:
    """Read a student's progress and notebooks; None if there is neither, and nothing to remark.

    Calls `keep` with each notebook that was changed.
    """
    work, copies = Work(student), Counter[str]()
    names = {PROGRESS, *originals}
    try:
        for way, data in files_in(folder, work, names, Counter(), PurePosixPath()):
            copies[way.name] += 1
            try:
                if way.name == PROGRESS:
                    if copies[PROGRESS] == 1:
                        read_progress(work, data)
                elif (code := code_of(data)) != originals[way.name]:
                    work.changed += 1
                    if code is None:
                        work.note(way, "is not a notebook that can be read")
                    number = copies[way.name]
                    keep(work, way.name if number == 1 else f"{way.stem}-{number}.ipynb", data)
            except Exception as error:  # whatever it holds, the rest is collected
                work.note(way, f"made trouble ({type(error).__name__})")
    except TooMuch as limit:
        work.note(f"more than {limit}:", "the rest was not looked at")
    return work if copies or work.remarks else None


def read_progress(work: Work, data: bytes) -> None:
    """Fill in what the progress file says."""
    from minigrad.course import progressfile
    from minigrad.course.standing import standing

    before = os.environ.get(progressfile.PLACE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PROGRESS
        path.write_bytes(data)
        os.environ[progressfile.PLACE] = str(path)
        try:
            chapters, problem = standing()
            events = progressfile.read().events
        finally:
            if before is None:
                del os.environ[progressfile.PLACE]
            else:
                os.environ[progressfile.PLACE] = before
    if problem:
        work.remarks.append(problem)
    for chapter in chapters:
        for name, items in (("exercises", chapter.exercises), ("questions", chapter.questions)):
            done = sum(item.done for item in items)
            work.passed[f"{chapter.number:02d} {name}"] = f"{done} of {len(items)}"
            work.tries += sum(item.tries for item in items)
            work.hints += sum(item.hints for item in items)
    days = (str(event.get("at"))[:10] for event in events)
    work.last_day = max(
        (day for day in days if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", day)), default=""
    )


def code_of(data: bytes) -> list[str] | None:
    """The sources of a notebook's cells; None if it is no notebook."""
    try:
        cells = json.loads(data.decode("utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


# ------------------------------------------------------------------ what the teacher gets


def result(to: Path) -> Folder:
    """The folder for the result, made if it is missing; a link is refused."""
    try:
        start, rest = innermost(to)
        with start:
            folder = start.below(rest, mode=0o700)
    except Refused as refused:
        raise Refused(f"{refused}: name another place with --to") from None
    found = os.fstat(folder.handle) if HELD else to.stat()
    ours = found.st_uid == (os.geteuid() if HELD else found.st_uid)
    names = set(folder.names())
    # Of an earlier run. A folder that serves other purposes, as /tmp, keeps its mode.
    if ours and not found.st_mode & stat.S_ISVTX and (not names or OVERVIEW in names):
        folder.close_to_others()
    return folder


def rows(works: Sequence[Work]) -> Iterator[dict[str, Any]]:
    """One line of the overview for each student."""
    for work in works:
        yield {
            "student": work.student,
            **{name: work.passed.get(name, "") for name in columns(works)},
            "tries": work.tries,
            "hints": work.hints,
            "last day": work.last_day,
            "changed notebooks": work.changed,
            "remark": work.remark,
        }


def columns(works: Sequence[Work]) -> list[str]:
    """The notebooks' columns that any student has."""
    return list(dict.fromkeys(name for work in works for name in work.passed))


def table(works: Sequence[Work]) -> str:
    """The overview for a spreadsheet; no text in it begins as a formula does."""
    text = io.StringIO()
    lines = list(rows(works))
    made = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    made.writeheader()
    for line in lines:
        made.writerow(
            {key: f"'{v}" if str(v)[:1] in tuple("=+-@＝＋－＠") else v for key, v in line.items()}
        )
    return text.getvalue()


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


def collect(folder: Path, to: Path) -> list[Work]:
    """Read each student's folder, and write what was changed and the overview, if anything is."""
    originals = {
        path.name: code_of(path.read_bytes()) or [] for path in (ROOT / "notebooks").glob("*.ipynb")
    }
    taken, works = {OVERVIEW, f"{OVERVIEW}.part"}, []
    with ExitStack() as opened:
        target = cache(lambda: opened.enter_context(result(to)))  # not before it is needed

        def keep(work: Work, name: str, data: bytes) -> None:
            place, where = target(), to / work.student
            try:
                with place.folder(work.student, make=True, mode=0o700) as own:
                    own.close_to_others()
                    where /= name
                    own.write(name, data, mode=0o600)
            except OSError as error:
                work.note(str(where), f"{reason(error)}, so {name} was not written")

        top = opened.enter_context(Folder.at(folder))
        start = students_in(top)
        if start is not top:
            opened.enter_context(start)
        for name in sorted(start.names()):
            if name[0] == ".":
                continue
            student = name_for(name, taken)
            try:
                found = start.stat(name)
                if kind(found) not in ("is a folder", "is a link"):
                    continue
                if to.exists() and os.path.samestat(found, to.stat()):
                    continue
                with start.folder(name) as own:
                    work = work_of(student, own, originals, keep)
            except OSError as error:
                work = Work(student)
                work.note("the folder", f"{reason(error)} and was left out")
            if work is None:
                continue
            if student != name:
                work.note("the folder is named", ascii(name))
            works.append(work)
        if works:
            try:
                target().write(OVERVIEW, table(works).encode(), mode=0o600)
            except Refused as refused:
                raise Refused(f"{to / OVERVIEW} {refused}") from None
    return works


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
    try:
        works = collect(chosen.folder, chosen.to)
    except OSError as error:
        said = error if isinstance(error, Refused) else f"{error.filename}: {error.strerror}"
        print(said, file=sys.stderr)
        return 1
    if not works:
        print(NOBODY.format(folder=chosen.folder), file=sys.stderr)
        return 1
    show(works)
    print(f"Written to {chosen.to}: {OVERVIEW} and the changed notebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
