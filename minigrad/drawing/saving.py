"""Files: which suffix holds which form of a picture, and what may be replaced."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minigrad.drawing.picture import Picture

# By what a file of ours is known, by suffix: how it begins, or for a binary one a word in it.
_OURS: dict[str, tuple[str, ...]] = {
    ".svg": ("<?xml", "<svg"),
    ".png": ("minigrad",),
    ".pdf": ("minigrad",),
    ".gif": ("minigrad",),
    ".dot": ("digraph",),
    ".mmd": ("flowchart",),
    ".json": ('{\n "format": "minigrad',),
    ".txt": ("Computational graph", "Difference between"),
}
_MOVING = ".gif"
_BINARY = (".png", ".pdf", _MOVING)


def check_suffix(target: Path) -> str:
    """Return the suffix of `target`, or raise ValueError where it names no format."""
    suffix = target.suffix.lower()
    if suffix == _MOVING:
        raise ValueError(
            f"can't save {target.name!r}: a .gif moves, and this picture doesn't; animate(Q) makes "
            "one that does"
        )
    if suffix not in _OURS:
        raise ValueError(
            f"can't save {target.name!r}: the suffix says the format, and .svg .png .pdf (the "
            "picture), .dot .mmd .json (the graph, for other tools) and .txt (the words) are known"
        )
    return suffix


def save(
    picture: Picture, target: Path, *, overwrite: bool, scale: float, transparent: bool
) -> Path:
    """Write `picture` to `target`: see `Picture.save`."""
    suffix = check_suffix(target)
    if transparent and suffix not in (".svg", ".png"):
        raise ValueError(f"transparent=True is for .svg and .png; a {suffix} file has no page")
    check_target(target, suffix, overwrite)
    write(target, content(picture, suffix, scale=scale, transparent=transparent))
    return target


def write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all: what was there stays until the new one is complete."""
    place = target.resolve()  # through a link, to what it points at
    beside = place.with_name(f".{place.name[:100]}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(place)
    except PermissionError:  # a folder that takes no new files may hold one that can be written
        beside.unlink(missing_ok=True)
        target.write_bytes(data)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def content(
    picture: Picture, suffix: str, *, scale: float = 2.0, transparent: bool = False
) -> bytes:
    """Return what a file with this suffix holds."""
    if suffix == ".png":
        from minigrad.drawing.paper import to_png

        return to_png(picture.svg, picture.alt, scale=scale, transparent=transparent)
    if suffix == ".pdf":
        from minigrad.drawing.describe import title
        from minigrad.drawing.paper import to_pdf

        return to_pdf(picture.svg, title(picture.graph), picture.alt)
    if suffix == ".svg":
        from minigrad.drawing.paper import without_page

        text = without_page(picture.svg) if transparent else picture.svg
    elif suffix == ".txt":
        text = picture.text + "\n"
    else:
        text = {".dot": "dot", ".mmd": "mermaid", ".json": "json"}[suffix]
        text = getattr(picture, text)
    return text.encode("utf-8")


def check_target(target: Path, suffix: str, overwrite: bool = False) -> None:
    """Raise FileNotFoundError or FileExistsError where `target` may not be written."""
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"can't save {target.name!r}: there is no folder {target.parent}; make it first"
        )
    if target.exists() and not target.is_file():
        raise FileExistsError(f"can't save to {target}: it exists and is not a plain file")
    if target.exists() and not overwrite and not _is_ours(target, suffix):
        raise FileExistsError(
            f"{target} exists and doesn't look like a drawing; choose another name, or pass "
            "overwrite=True to replace it"
        )


def _is_ours(target: Path, suffix: str) -> bool:
    words = tuple(word.encode() for word in _OURS[suffix])
    with target.open("rb") as file:
        if suffix in _BINARY:
            start = file.read(1_000_000)
            return not start or any(word in start for word in words)
        start = file.read(100)
    return not start or start.startswith(words)
