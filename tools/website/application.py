"""JupyterLite: the application and its extensions, unpacked from their wheels.

JupyterLite's own build tool does this too, with some sixty packages that it needs for it. Unpacking
needs none, and gives the same files each time.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from website.parts import Lock, Part, Refused

APPS = ("lab", "notebooks", "tree")
LEFT_OUT = ("consoles", "doc", "edit", "repl")
EXTENSIONS = "data/share/jupyter/labextensions/"
# JupyterLab asks which languages it can speak; English is built in.
TRANSLATIONS = {
    "all": {"data": {"en": {"displayName": "English", "nativeName": "English"}}, "message": ""},
    "en": {"data": {}, "message": ""},
}
# What to replace in JupyterLite's kernel, and by what: once in each of its classes.
REPAIRS = {
    # It drops the cells that wait behind one that raised, even where that cell was allowed to raise
    # (the tag raises-exception; JupyterLab then sends stop_on_error: false). The error is shown all
    # the same; answering "ok" after it lets the next cell run, as in JupyterLab.
    rb"(\((\w)\.ename,\2\.evalue,\2\.traceback\)),\2}(?=async complete\()": (
        rb'\1,!1===e.stop_on_error&&(\2.status="ok"),\2}'
    ),
    # It sends None as undefined, which never arrives: on the page the old value stays.
    rb"(instanceof Array\?this\.mapToObject\((\w)\):\2)(?=[;}])": rb"\1??null",
}
CLASS = rb"async complete\("
UNKNOWN = """JupyterLite's kernel is not the one that this tool knows how to mend:
  {pattern}
is found {places} times. Expected: once in each class of the kernel, of which {classes} are found
(at least 2 are needed). Nothing was built. Keep the version that tools/website/lock.toml had
before, or bring REPAIRS in tools/website/application.py up to date (and leave out what JupyterLite
has mended itself)."""
# Names of the application that the site replaces by its own.
REPLACED = ("index.html", "service-worker.js")


def files(lock: Lock, cache: Path) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Return the files by path, and what jupyter-lite.json says of each extension."""
    found = _application(cache / lock.used_as("app")[0].file)
    extensions, schemas = [], []
    for part in [*lock.used_as("kernel"), *lock.used_as("extension")]:
        name, own = _extension(part, cache)
        if "kernel" in part.use:
            own = _mended(own)
        found |= {f"extensions/{name}/{path}": data for path, data in own.items()}
        about = json.loads(own["package.json"])
        extensions.append({"name": name, **about["jupyterlab"]["_build"]})
        schemas += [
            {
                "id": f"{name}:{Path(path).stem}",
                "raw": "{}",
                "schema": json.loads(data),
                "settings": {},
                "version": about["version"],
            }
            for path, data in own.items()
            if path.startswith("schemas/") and not path.endswith("package.json.orig")
        ]
    found["build/schemas/all_federated.json"] = json.dumps(schemas, sort_keys=True).encode()
    for name, told in TRANSLATIONS.items():
        found[f"api/translations/{name}.json"] = json.dumps(told, sort_keys=True).encode()
    return found, extensions


def _application(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        packed = [name for name in archive.namelist() if name.endswith(".tgz")]
        if len(packed) != 1:
            raise Refused(f"{wheel.name} does not hold one application, but {len(packed)}.")
        held = io.BytesIO(archive.read(packed[0]))
    found = {}
    with tarfile.open(fileobj=held) as unpacked:
        for member in unpacked:
            path = member.name.removeprefix("package/")
            if member.isfile() and _wanted(path):
                file = unpacked.extractfile(member)
                found[path] = file.read() if file else b""
    return found


def _wanted(path: str) -> bool:
    parts = path.split("/")
    unused = parts[0] in LEFT_OUT or (parts[0] == "build" and parts[1] in LEFT_OUT)
    # Old formats of icon fonts, which no browser with WebAssembly asks for.
    font = path.startswith("build/fa-") and not path.endswith(".woff2")
    return not (unused or font or path.endswith(".map") or path in REPLACED)


def _extension(part: Part, cache: Path) -> tuple[str, dict[str, bytes]]:
    """The name of the extension in a wheel, and its files."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(cache / part.file) as archive:
        for path in archive.namelist():
            inner = path.partition(EXTENSIONS)[2]
            unused = path.endswith((".map", "/", ".whl")) or "/pypi/" in path
            if inner and not unused:
                found[inner] = archive.read(path)
    about = min((path for path in found if path.endswith("package.json")), key=len)
    name = about.removesuffix("/package.json")
    return name, {path.removeprefix(f"{name}/"): data for path, data in found.items()}


def _mended(kernel: dict[str, bytes]) -> dict[str, bytes]:
    """The kernel's files, mended as REPAIRS says."""
    classes = sum(len(re.findall(CLASS, data)) for data in kernel.values())
    for pattern, new in REPAIRS.items():
        mended = {path: re.subn(pattern, new, data) for path, data in kernel.items()}
        places = sum(count for _, count in mended.values())
        if not 2 <= places == classes:
            raise Refused(UNKNOWN.format(places=places, pattern=pattern.decode(), classes=classes))
        kernel = {path: data for path, (data, _) in mended.items()}
    return kernel
