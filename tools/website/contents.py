"""What the learner opens: the working edition, all that it links to, and JupyterLite's list."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import Any

from edition import working

SERVED = {
    "notebooks": (".ipynb", ".py"),
    "_attachments": (".svg", ".png"),
    "docs": (".md",),
}
KINDS = {
    ".ipynb": ("notebook", "json", None),
    ".svg": ("file", "text", "image/svg+xml"),
    ".png": ("file", "base64", "image/png"),
    ".md": ("file", "text", "text/markdown"),
    ".py": ("file", "text", "text/x-python"),
}
# JupyterLite shows a date. Any will do, as long as it is the same for every build.
DATE = "2026-01-01T00:00:00Z"


def files(root: Path) -> dict[str, bytes]:
    """Return the learner's files below files/, and the lists of each folder below api/contents/."""
    chosen: dict[str, bytes] = {}
    for folder, suffixes in SERVED.items():
        for path in sorted((root / folder).rglob("*")):
            inner = path.relative_to(root)
            if path.suffix in suffixes and not any(part.startswith(".") for part in inner.parts):
                data = path.read_bytes()
                if path.suffix == ".ipynb":
                    data = served(working(data, path.name))
                chosen[inner.as_posix()] = data
    found = {f"files/{path}": data for path, data in chosen.items()}
    folders = {str(up) for path in chosen for up in PurePosixPath(path).parents}
    for folder in folders:
        inside = "" if folder == "." else f"{folder}/"
        listed = json.dumps(_listing(inside, chosen), sort_keys=True).encode()
        found[f"api/contents/{inside}all.json"] = listed
    return found


def served(notebook: bytes) -> bytes:
    """Return a notebook with a mark of what is given, and its outputs as strings.

    By the mark a reader's copy is known as one of this version (renew.js of the extension). A
    Jupyter server puts an output's lines together before it sends them. JupyterLite has no
    server, and shows a list with commas between its lines.
    """
    book = json.loads(notebook)
    work = [[cell["id"], cell["cell_type"], "".join(cell["source"])] for cell in book["cells"]]
    compact = json.dumps(work, ensure_ascii=False, separators=(",", ":"))
    book["metadata"]["minigrad"] = {"given": hashlib.sha256(compact.encode()).hexdigest()}
    for cell in book["cells"]:
        for output in cell.get("outputs", []):
            if isinstance(output.get("text"), list):
                output["text"] = "".join(output["text"])
            for kind, data in output.get("data", {}).items():
                if isinstance(data, list) and not kind.endswith("json"):
                    output["data"][kind] = "".join(data)
    return (json.dumps(book, indent=1, ensure_ascii=False) + "\n").encode()


def _listing(folder: str, chosen: dict[str, bytes]) -> dict[str, Any]:
    """Jupyter's description of a folder ("" or "notebooks/") with that of each file in it."""
    names: dict[str, bytes | None] = {}
    for path, data in chosen.items():
        if path.startswith(folder):
            first, _, rest = path.removeprefix(folder).partition("/")
            names[first] = None if rest else data
    content = []
    for name, held in sorted(names.items()):
        path = folder + name
        if held is None:
            content.append(_model(path, "directory", None, None, None))
        else:
            kind, form, mime = KINDS[PurePosixPath(path).suffix]
            content.append(_model(path, kind, form, mime, len(held)))
    return _model(folder.rstrip("/"), "directory", "json", None, None) | {"content": content}


def _model(
    path: str, kind: str, form: str | None, mime: str | None, size: int | None
) -> dict[str, Any]:
    return {
        "name": PurePosixPath(path).name,
        "path": path,
        "type": kind,
        "format": form,
        "mimetype": mime,
        "size": size,
        "created": DATE,
        "last_modified": DATE,
        "writable": True,
        "content": None,
        "hash": None,
        "hash_algorithm": None,
    }
