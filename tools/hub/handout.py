"""Put the course into a student's folder, and bring it up to date without losing anything.

    python tools/hub/handout.py FOLDER

A file that the student has not touched is renewed. One that the student has changed stays, and
the new one is put beside it, as `03_pytorch_autograd_basics.new.ipynb`. One that the student has
deleted comes back. Needs only the standard library; the hub calls it each time a server starts.
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("README.md", "LICENSE", "notebooks", "_attachments", "docs")
# What was handed out: a checksum and a path on each line. Without it everything counts as changed.
RECORD = ".handed-out.txt"
SKIPPED = {"__pycache__", ".ipynb_checkpoints", "progress.txt"}


def course_files(source: Path = ROOT) -> Iterator[Path]:
    """The files of the course, as paths below `source`, in a fixed order."""
    for part in PARTS:
        start = source / part
        found = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in found:
            relative = path.relative_to(source)
            if path.is_file() and not SKIPPED & set(relative.parts):
                yield relative


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hand_out(folder: Path, source: Path = ROOT) -> list[str]:
    """Copy what is new; return a sentence for each file that the student had changed.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = read_record(folder / RECORD)
    told = []
    for relative in course_files(source):
        target, name = folder / relative, relative.as_posix()
        new = checksum(source / relative)
        if target.exists() and new != given.get(name, "") != checksum(target):
            if checksum(target) == new:
                given[name] = new
                continue
            beside = target.with_name(f"{target.stem}.new{target.suffix}")
            copy(source / relative, beside)
            told.append(f"{name} was changed by you and stays; the new one is {beside.name}")
        elif not target.exists() or new != given.get(name):
            copy(source / relative, target)
        given[name] = new
    lines = "".join(f"{sum_} {name}\n" for name, sum_ in sorted(given.items()))
    (folder / RECORD).write_text(lines, encoding="utf-8", newline="\n")
    return told


def copy(source: Path, target: Path) -> None:
    """Copy in one step, so that a full disk leaves no half a notebook."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".part")
    half.write_bytes(source.read_bytes())
    half.replace(target)


def read_record(path: Path) -> dict[str, str]:
    """The checksum of each file that was handed out before, by its name."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split(" ", 1) for line in lines)
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def main(arguments: list[str]) -> int:
    """Hand out to the folder that was named; 0, or 1 with a message."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the student's folder; made if it is not there")
    folder = parser.parse_args(arguments).folder
    try:
        told = hand_out(folder)
    except OSError as error:
        print(f"The course could not be copied to {folder}: {error}", file=sys.stderr)
        return 1
    print(*told, f"The course is in {folder}", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
