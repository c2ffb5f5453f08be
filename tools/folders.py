"""Read and write in a folder that somebody else may change, without following a link of theirs.

A path is looked up anew each time it is used, and whoever may write in a folder on the way can put
a link there in the meantime. So a folder is held open here, and a name is looked up in it alone.
Windows has no such calls: there every step is looked at before it is taken.
"""

# These take the handle of a folder, which pathlib's can't.
# ruff: noqa: PTH101, PTH102, PTH116

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

BIGGEST = 20_000_000  # bytes of a file that is read; the largest notebook of the course has 1.2 MB
HELD = {os.open, os.mkdir, os.stat, os.unlink, os.rename} <= os.supports_dir_fd
# Zero where a system has no such flag. Without NONBLOCK, opening a pipe waits for its other end.
NOFOLLOW, DIRECTORY, NONBLOCK, BINARY = (
    getattr(os, f"O_{name}", 0) for name in ("NOFOLLOW", "DIRECTORY", "NONBLOCK", "BINARY")
)
JUNCTION = 0xA0000003  # the reparse tag of Windows' links between folders


class Refused(OSError):
    """Something else than a file or a folder of one's own lies there; the message says what."""


def kind(found: os.stat_result) -> str:
    """What a reader should be told that this is, with a verb; nothing for a regular file."""
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == JUNCTION:
        return "is a link"
    if stat.S_ISDIR(found.st_mode):
        return "is a folder"
    return "" if stat.S_ISREG(found.st_mode) else "is a pipe, a socket or a device"


def reason(error: OSError) -> str:
    """The error as the end of a sentence that begins with a file's name."""
    return str(error) if isinstance(error, Refused) else f"can't be used ({error.strerror})"


class Folder:
    """A folder, held open where the system can do that. Use it in a `with` block."""

    def __init__(self, path: Path, handle: int = -1) -> None:
        self.path = path
        self.handle = handle

    @classmethod
    def at(cls, path: Path) -> "Folder":
        """The folder of this path, whose links are followed: nobody else must control them."""
        return cls(path, os.open(path, os.O_RDONLY | DIRECTORY) if HELD else -1)

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, *error: object) -> None:
        if HELD:
            os.close(self.handle)

    def _place(self, name: str) -> tuple[Any, dict[str, int]]:
        return (name, {"dir_fd": self.handle}) if HELD else (self.path / name, {})

    def close_to_others(self) -> None:
        """Let nobody else enter it, whatever was before."""
        os.chmod(self.handle if HELD else self.path, 0o700)

    def names(self) -> Iterator[str]:
        """What lies in it, in no order."""
        with os.scandir(self.handle if HELD else self.path) as entries:
            for entry in entries:
                yield entry.name

    def stat(self, name: str) -> os.stat_result:
        """What lies under this name, of a link the link itself."""
        place, inside = self._place(name)
        return os.stat(place, follow_symlinks=False, **inside)

    def folder(self, name: str, make: bool = False, mode: int = 0o777) -> "Folder":
        """The folder of this name in it, never one behind a link."""
        place, inside = self._place(name)
        if make:
            with suppress(FileExistsError):
                os.mkdir(place, mode, **inside)
        found = kind(self.stat(name))
        if found != "is a folder":
            raise Refused(found or "is a file, not a folder")
        handle = os.open(place, os.O_RDONLY | DIRECTORY | NOFOLLOW, **inside) if HELD else -1
        return Folder(self.path / name, handle)

    def below(self, names: Iterable[str], mode: int = 0o777) -> "Folder":
        """The folder at the end of these names, each made if it is missing."""
        at = Folder(self.path, os.dup(self.handle) if HELD else -1)
        for name in names:
            with at:
                try:
                    at = at.folder(name, make=True, mode=mode)
                except Refused as refused:
                    raise Refused(f"{at.path / name} {refused}") from None
        return at

    def open(self, name: str) -> int:
        """A handle of the regular file of this name."""
        place, inside = self._place(name)
        found = kind(self.stat(name))  # before opening, which makes some devices do something
        if not found:
            handle = os.open(place, os.O_RDONLY | NOFOLLOW | NONBLOCK | BINARY, **inside)
            found = kind(os.fstat(handle))
            if not found:
                return handle
            os.close(handle)
        raise Refused(found)

    def read(self, name: str, alone: bool = False) -> bytes:
        """The bytes of a regular file; `alone` refuses one that has another name elsewhere."""
        with os.fdopen(self.open(name), "rb") as file:
            found = os.fstat(file.fileno())
            if alone and found.st_nlink > 1:
                raise Refused("has a second name (a hard link): it may be somebody else's file")
            # A file can grow while it is read.
            data = file.read(BIGGEST + 1) if found.st_size <= BIGGEST else None
        if data is None or len(data) > BIGGEST:
            raise Refused(f"is larger than {BIGGEST // 10**6} MB")
        return data

    def write(self, name: str, data: bytes, mode: int = 0o666) -> None:
        """Write a file in one step, so that a full disk leaves no half of it."""
        with suppress(FileNotFoundError):
            if found := kind(self.stat(name)):
                raise Refused(found)
        half, inside = self._place(f"{name}.part")
        with suppress(FileNotFoundError):
            os.unlink(half, **inside)
        new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW | BINARY
        with os.fdopen(os.open(half, new, mode, **inside), "wb") as file:
            file.write(data)
        if HELD:
            os.replace(half, name, src_dir_fd=self.handle, dst_dir_fd=self.handle)
        else:
            Path(half).replace(self.path / name)


def is_root() -> bool:
    """Whether this process may write everywhere."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def innermost(folder: Path) -> tuple[Folder, tuple[str, ...]]:
    """The innermost folder on the way that exists, and the names that are left.

    Root follows no link on the way but its own, in a folder of its own. Others follow what they
    could follow anyway.
    """
    path = folder.absolute()
    if not (HELD and is_root()):
        there = next((above for above in path.parents if above.exists()), path)
        return Folder.at(there), path.relative_to(there).parts
    at, names = Folder.at(Path(path.anchor)), path.parts[1:]
    for number, name in enumerate(names):
        with at:
            try:
                found, here = at.stat(name), os.fstat(at.handle)
                ours = found.st_uid == here.st_uid == 0 and number + 1 < len(names)
                if ours and kind(found) == "is a link":
                    inner = Folder.at(at.path / name)
                else:
                    inner = at.folder(name)
            except FileNotFoundError:
                return Folder(at.path, os.dup(at.handle)), names[number:]
            except Refused as refused:
                raise Refused(f"{at.path / name} {refused}") from None
        at = inner
    return at, ()
