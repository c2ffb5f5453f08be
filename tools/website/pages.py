"""The site's own pages: the first one, the licenses, messages, and the list of all files.

The pages lie in the folder beside this file, as they are served, with a few @NAMES@ filled in.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from website import manual
from website.parts import Lock, Part, Refused

HERE = Path(__file__).parent / "pages"
LIST = "site-files.json"
SEALS = (LIST, "service-worker.js")
# Where JupyterLite keeps the reader's files: the name of a database of the browser.
STORE = "minigrad course"
FIGURE = "_attachments/autograd_basics_dag.svg"
MANUAL = (
    "<p>For those who want to know more: how the engine works, where it differs from PyTorch,\n"
    f'how to teach with it, all its functions. <a href="{manual.FIRST}">Documentation</a>.</p>'
)
# What JupyterLab and JupyterLite load beside their own: the course's part of the page.
SETTINGS = "tools/lab_settings"
EXTENSION = f"{SETTINGS}/labextensions/minigrad-course"
PATCHED = ("lab/index.html", "notebooks/index.html", "tree/index.html")


def add(files: dict[str, bytes], root: Path, lock: Lock) -> dict[str, bytes]:
    """Return the files with the site's own pages, the list of files and its worker."""
    about = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    names = {
        "CONTENTS": contents(files),
        "START": opened(min(notebooks(files))),
        "ALT": alt(files[f"files/{FIGURE}"].decode("utf-8")),
        "VERSION": about["project"]["version"],
        "MANUAL": MANUAL if manual.FIRST in files else "",
        "STORE": STORE,
    }
    own = {name: fill(name, names) for name in ("index.html", "start.js", "style.css", "course.js")}
    messages = (root / EXTENSION / "static" / "messages.js").read_bytes()
    own["course.js"] = messages + own["course.js"]
    own["autograd_basics_dag.svg"] = files[f"files/{FIGURE}"]
    own["licenses.html"] = licenses(lock)
    for page in PATCHED:
        own[page] = patched(files[page], page)
    return seal({**files, **own})


def extension(root: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the files of the course's own extension, and what jupyter-lite.json says of it."""
    folder = root / EXTENSION
    files = {
        f"extensions/{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    return files, {"name": about["name"], **about["jupyterlab"]["_build"]}


def settings(root: Path) -> dict[str, Any]:
    """Return the settings that our JupyterLab starts with, too, by the plugin."""
    folder = root / SETTINGS
    found: dict[str, Any] = {}
    for path in (folder / "overrides.json", *sorted((folder / "overrides.d").glob("*.json"))):
        found |= json.loads(path.read_text(encoding="utf-8"))
    # With it the table of contents of JupyterLab 4.4 raises errors: the self-contained site's.
    del found["@jupyterlab/notebook-extension:tracker"]["windowingMode"]
    return found


def seal(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files with their list, and the service worker of just this list."""
    found = {path: data for path, data in files.items() if path not in SEALS}
    sums = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(found.items())}
    listed = json.dumps(sums, indent=0).encode()
    worker = fill("service-worker.js", {"VERSION": hashlib.sha256(listed).hexdigest()})
    return {**found, LIST: listed, "service-worker.js": worker}


def fill(name: str, names: dict[str, str]) -> bytes:
    """Return a page with its @NAMES@ replaced."""
    text = (HERE / name).read_text(encoding="utf-8")
    for key, value in names.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()


def notebooks(files: dict[str, bytes]) -> list[str]:
    """Return the paths of the notebooks that the site serves, as JupyterLite names them."""
    return sorted(p.removeprefix("files/") for p in files if p.endswith(".ipynb") and "files/" in p)


def opened(path: str) -> str:
    """Return the address that opens a notebook."""
    return f"lab/index.html?path={quote(path)}"


def contents(files: dict[str, bytes]) -> str:
    """Return the notebooks as list items, under the titles that they give themselves."""
    rows = []
    for path in notebooks(files):
        number = path.rpartition("/")[2][:2]
        title = escape(heading(files[f"files/{path}"]))
        rows.append(f'<li value="{int(number)}"><a href="{opened(path)}">{title}</a></li>')
    return "\n".join(rows)


def heading(notebook: bytes) -> str:
    """Return the first heading of a notebook."""
    for cell in json.loads(notebook)["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").replace("`", "")
    raise Refused("A notebook has no heading, so the site's list of contents can't name it.")


def alt(svg: str) -> str:
    """Return what a drawing says of itself."""
    return svg.partition("<title>")[2].partition("</title>")[0].strip()


def patched(page: bytes, path: str) -> bytes:
    """Return a page of JupyterLite that first says what may be wrong (course.js)."""
    text = page.decode("utf-8")
    script = '<link rel="icon" href="favicon.ico"><script src="../course.js"></script>'
    new = text.replace("<head>", f"<head>\n    {script}", 1)
    new = new.replace("<html>", '<html lang="en">', 1)
    if script not in new:
        raise Refused(f"{path} of JupyterLite is not the page that this tool knows.")
    return new.encode()


def licenses(lock: Lock) -> bytes:
    """Return the page that names every part of others, and its license."""
    rows = [_row(part) for part in lock.wheels if "carrier" not in part.use]
    core = Part("", "", "MPL-2.0 and PSF-2.0", "Pyodide with Python", "0.27.7")
    rows += [_row(core), *(_row(part) for part in lock.packages)]
    return fill("licenses.html", {"ROWS": "\n".join(rows)})


def _row(part: Part) -> str:
    cells = (part.name, part.version, part.license)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
