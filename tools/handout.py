"""Put the course into a student's folder, and bring it up to date without losing anything.

    python tools/handout.py FOLDER

A student gets the notebooks in their working edition (edition.py). A file that the student has not
touched is renewed. One that the student has changed stays, and the new one is put beside it, as
`03_pytorch_autograd_basics.new.ipynb`; a notebook is brought up to date cell by cell where that
loses nothing, so that one that was only run keeps its outputs, and Jupyter's trust (trust.py). A
file that the student has deleted comes back. A link in the way is told and left alone. Needs only
the standard library. `make lab` calls it, and a hub each time that a server starts.

Root that hands out to a student's folder gives up its rights first: the student could put links
into it that lead anywhere.
"""

import argparse
import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT / "tools") not in sys.path:  # with -I
    sys.path.insert(0, str(ROOT / "tools"))

import edition  # noqa: E402
from folders import BIGGEST, Folder, innermost, is_root, kind, reason  # noqa: E402
from trust import keep_trust  # noqa: E402

PARTS = ("README.md", "LICENSE", "notebooks", "_attachments", "docs")
# What was handed out: a checksum and a path on each line. Without it everything counts as changed.
RECORD = ".handed-out.txt"
ORIGINALS = ".handed-out"  # the notebooks as they were handed out, to tell what a student changed
PERSONAL = ("notebooks/progress.txt", "notebooks/my-progress.csv")
SKIPPED = {"__pycache__", ".ipynb_checkpoints", *(Path(name).name for name in PERSONAL)}
SECONDS = 30  # for the process without root's rights; it takes less than one
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def course_files(source: Path = ROOT) -> Iterator[Path]:
    """The files of the course, as paths below `source`, in a fixed order."""
    for part in PARTS:
        start = source / part
        found = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in found:
            relative = path.relative_to(source)
            if path.is_file() and not SKIPPED & set(relative.parts):
                yield relative


def checksum(data: bytes) -> str:
    """The SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


@dataclass
class Course:
    """What there is to hand out: files by their names."""

    files: dict[PurePosixPath, bytes] = field(default_factory=dict)
    # What somebody has worked on in the course's own folder, where only the course should be.
    used: dict[PurePosixPath, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, source: Path, own: bool = False) -> "Course":
        """The working edition of the course in `source`; `own` sets apart what somebody did there.

        Somebody else's progress is never handed out, and a teacher's changes always are.
        """
        found = cls()
        for path in course_files(source):
            name, data = PurePosixPath(path.as_posix()), (source / path).read_bytes()
            if path.suffix == ".ipynb":
                with suppress(ValueError):  # somebody's file that is none
                    book = edition.read(data)
                    if own and edition.was_used(book):
                        found.used[name] = data
                        continue
                    data = edition.emptied(book, path.name)
            found.files[name] = data
        for personal in PERSONAL if own else ():
            if (source / personal).is_file():
                found.used[PurePosixPath(personal)] = (source / personal).read_bytes()
        return found


def hand_out(
    folder: Path, source: Path = ROOT, own: bool = False, jupyter: Path | None = None
) -> list[str]:
    """Copy what is new; return a sentence for each file that was changed or is in the way.

    `own`: the course in `source` is the student's own, who may have worked in it before. Progress
    is then copied the first time, and a notebook that was run there while the folder has none.
    `jupyter`: the student's folder for Jupyter's data, if that is not what Jupyter says here.

    Raises OSError when the folder cannot be written.
    """
    start, rest = innermost(folder)
    with start:
        owner = os.fstat(start.handle).st_uid if is_root() else 0
        if not owner:
            return put(Course.read(source, own), start, rest, jupyter)
    passed = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    command = [
        sys.executable,
        "-I",
        __file__,
        "--as-owner",
        *["--own"] * own,
        *[f"--jupyter={jupyter}"] * (jupyter is not None),
        f"--source={source}",
        str(folder.absolute()),
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", env=passed, timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise OSError(f"nothing came of it in {SECONDS} seconds") from None
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2]
        raise OSError(said or f"the process ended with {done.returncode}")
    return done.stdout.splitlines()[:-1]


def hand_out_as_owner(folder: Path, source: Path, own: bool, jupyter: Path | None) -> list[str]:
    """The same in a process of its own, which can't be root again."""
    files = Course.read(source, own)  # before: its folder may be closed to students
    start, rest = innermost(folder)
    with start:
        found = os.fstat(start.handle)
        os.setgroups([])
        os.setgid(found.st_gid or found.st_uid)
        os.setuid(found.st_uid)
        return put(files, start, rest, jupyter)


def put(course: Course, start: Folder, rest: tuple[str, ...], jupyter: Path | None) -> list[str]:
    """Copy what is new into the folder `rest` of `start`."""
    told: dict[str, None] = {}  # each sentence once
    with start.below(rest) as top:
        given = read_record(top)
        first = not given
        for path, data in (course.used | course.files).items():
            at, way = top, PurePosixPath()
            with ExitStack() as inner:
                try:
                    for part in path.parts[:-1]:
                        way /= part
                        at = inner.enter_context(at.folder(part, make=True))
                    way = path
                    if path in course.files:
                        told |= dict.fromkeys(renew(top, at, path, data, given, jupyter))
                    else:
                        told |= dict.fromkeys(bring(at, path, data, given, first))
                except OSError as error:
                    told[in_the_way(way, error)] = None
        lines = "".join(f"{sum_} {name}\n" for name, sum_ in sorted(given.items()))
        try:
            top.write(RECORD, lines.encode())
        except OSError as error:
            told[in_the_way(RECORD, error)] = None
    return list(told)


def in_the_way(name: PurePosixPath | str, error: OSError) -> str:
    """The sentence on a file that can't be written; a full disk is raised, it stops all."""
    if error.errno in FULL:
        raise error
    return f"{name} {reason(error)}, so the course's own is not put there; rename or remove it"


def bring(
    at: Folder, path: PurePosixPath, data: bytes, given: Mapping[str, str], first: bool
) -> Iterator[str]:
    """Copy what a student did in the course's own folder, and never over anything."""
    try:
        at.stat(path.name)
    except FileNotFoundError:
        if path.suffix == ".ipynb" or first:  # progress that was deleted here stays deleted
            at.write(path.name, data)
            yield f"{path}, which you worked on in the course's own folder, was copied to this one"
        return
    if str(path) in given:
        yield f"{path} was changed in the course's own folder; yours stays as it is"


def renew(
    top: Folder, at: Folder, path: PurePosixPath, data: bytes, given: dict[str, str],
    jupyter: Path | None,
) -> Iterator[str]:  # fmt: skip
    """Write one file in its folder if that loses nothing; a sentence if it stays."""
    name, new = str(path), checksum(data)
    mine: bytes | None = None
    try:
        large = at.stat(path.name).st_size > BIGGEST  # the course has no such file
        mine = b"" if large else at.read(path.name)
    except FileNotFoundError:
        pass
    if mine is None or given.get(name) == checksum(mine) != new:
        at.write(path.name, data)
    elif mine != data and given.get(name) != new:
        notebook = path.suffix == ".ipynb"
        joined = edition.merged(original(top, path, given, new), data, mine) if notebook else None
        if joined is None:
            beside = path.with_stem(f"{path.stem}.new")
            try:
                at.write(beside.name, data)
            except OSError as error:
                yield in_the_way(beside, error)
                return
            yield f"{name} was changed by you and stays; the new one is {beside.name}"
        elif joined != mine:
            problem = keep_trust(mine, joined, jupyter)  # before: it may be cut off
            at.write(path.name, joined)
            if problem:
                yield f"{name} was brought up to date; {problem}"
    if given.get(name) != new:
        given[name] = new
        if path.suffix == ".ipynb":
            try:
                with top.below((ORIGINALS, *path.parts[:-1])) as originals:
                    originals.write(path.name, data)
            except OSError as error:
                yield in_the_way(ORIGINALS / path, error)


def original(top: Folder, path: PurePosixPath, given: Mapping[str, str], new: str) -> bytes | None:
    """The notebook as it was handed out, if that is certain; of an unfinished start the new one."""
    try:
        with top.below((ORIGINALS, *path.parts[:-1])) as originals:
            data = originals.read(path.name)
    except OSError:
        return None
    return data if checksum(data) in (given.get(str(path)), new) else None


def read_record(folder: Folder) -> dict[str, str]:
    """The checksum of each file that was handed out before, by its name."""
    try:
        lines = folder.read(RECORD).decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split(" ", 1) for line in lines)
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def give(home: Folder, number: int) -> None:
    """Make this home and all in it that belongs to the same account the student's own; for root.

    Nothing else: a hard link in it could be anybody's file.
    """
    before = os.fstat(home.handle).st_uid
    if before == number:
        return
    for name in list(home.names()):
        with suppress(OSError, RecursionError):
            found = home.stat(name)
            if found.st_uid == before and kind(found) == "is a folder":
                with home.folder(name) as inner:
                    give(inner, number)
            elif found.st_uid == before and not kind(found):
                with os.fdopen(home.open(name), "rb") as file:
                    found = os.fstat(file.fileno())
                    if found.st_uid == before and found.st_nlink == 1:
                        os.fchown(file.fileno(), number, number)
    os.fchown(home.handle, number, number)


def main(arguments: list[str]) -> int:
    """Hand out to the folder that was named; 0, or 1 with a message."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the student's folder; made if it is not there")
    parser.add_argument("--source", type=Path, default=ROOT, help="the course (this one)")
    parser.add_argument(
        "--own", action="store_true", help="the student may have worked in the course's folder"
    )
    parser.add_argument("--jupyter", type=Path, help="the student's folder for Jupyter's data")
    parser.add_argument("--as-owner", action="store_true", help="how this program calls itself")
    chosen = parser.parse_args(arguments)
    act = hand_out_as_owner if chosen.as_owner else hand_out
    try:
        told = act(chosen.folder, chosen.source, chosen.own, chosen.jupyter)
    except OSError as error:
        place = "" if chosen.as_owner else f"The course could not be copied to {chosen.folder}: "
        print(f"{place}{error}", file=sys.stderr)
        return 1
    print(*told, f"The course is in {chosen.folder}", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
