"""Build the course as a static site that runs in a browser, with nothing to install.

    python tools/makesite.py --offline     everything in the site, no other host is asked
    python tools/makesite.py --url=URL     for hosting at URL: Pyodide from its usual place, and
                                           the newest JupyterLite

Run it through tools/environment.py (`make site`). The site lies in build/site afterwards; any web
server can serve it. What is downloaded is kept in build/downloads, and checked against
tools/website/lock.toml each time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from environment import ROOT
from website import application, contents, manual, pages, python, wheel
from website.parts import Refused, fetch, read_lock, say, shown

LOCAL = "http://localhost:8000/"


def configuration(
    version: str, extensions: list[dict[str, Any]], settings: dict[str, Any], url: str
) -> dict[str, Any]:
    """Return jupyter-lite.json: what JupyterLite is told about the site."""
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "minigrad",
            "appUrl": "./lab",
            # Without it JupyterLite takes each visit for one after an update.
            "appVersion": version,
            "baseUrl": "./",
            "contentsAllJsonFile": "all.json",
            "contentsStorageName": pages.STORE,
            "defaultKernelName": "python",
            # Where the browser stores nothing, the course still works; course.js says so.
            "enableMemoryStorage": True,
            "exposeAppInBrowser": True,
            "faviconUrl": "./lab/favicon.ico",
            "federated_extensions": extensions,
            "fullLabextensionsUrl": "./extensions",
            "fullStaticUrl": "./build",
            "licensesUrl": "./lab/api/licenses",
            "settingsOverrides": settings,
            "litePluginSettings": {
                "@jupyterlite/pyodide-kernel-extension:kernel": python.settings(url)
            },
        },
    }


def site(root: Path, cache: Path, url: str = "") -> dict[str, bytes]:
    """Return every file of the site by its path; raise Refused when a part is not as recorded."""
    lock = read_lock("hosted" if url else "offline")
    fetch(lock.wheels, cache)
    say("Putting JupyterLite together")
    files, extensions = application.files(lock, cache)
    say("Adding Python, NumPy and minigrad")
    files |= python.files(lock, cache, wheel.build(root), url)
    say("Adding the course")
    files |= contents.files(root)
    page, said = pages.extension(root)
    files |= page
    extensions.append(said)
    files |= manual.files()
    told = configuration(lock.used_as("app")[0].version, extensions, pages.settings(root), url)
    files["jupyter-lite.json"] = json.dumps(told, indent=1, sort_keys=True).encode()
    return pages.add(files, root, lock)


def write(files: dict[str, bytes], target: Path) -> None:
    """Replace the folder `target` by these files."""
    if target.exists() and not (target / pages.LIST).exists() and any(target.iterdir()):
        raise Refused(f"{shown(target)} is not a site that this tool built; it was left alone.")
    shutil.rmtree(target, ignore_errors=True)
    for path, data in files.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when the site could not be built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--offline", action="store_true", help="no other host is ever asked")
    parser.add_argument("--url", default="", help=f"where the site will stand (else: {LOCAL})")
    parser.add_argument("--target", type=Path, default=ROOT / "build" / "site", help="the folder")
    parser.add_argument(
        "--cache", type=Path, default=ROOT / "build" / "downloads", help="its parts"
    )
    wanted = parser.parse_args(arguments)
    begun = time.monotonic()
    if wanted.offline and wanted.url:
        parser.error("a site that asks no other host can stand anywhere: leave --url out")
    if wanted.url and not wanted.url.startswith(("https://", "http://")):
        parser.error(f"--url should begin with https://, but it is {wanted.url!r}")
    url = "" if wanted.offline else wanted.url or LOCAL
    try:
        files = site(ROOT, wanted.cache.absolute(), url)
        write(files, wanted.target.absolute())
    except Refused as reason:
        say(f"\n{reason}")
        return 1
    size = sum(map(len, files.values()))
    digest = hashlib.sha256("".join(sorted(files)).encode()).hexdigest()[:8]
    say(
        f"{shown(wanted.target)}: {len(files)} files, {size / 1e6:.1f} MB, list {digest}, "
        f"{time.monotonic() - begun:.1f} s. To look at it:\n"
        f"  python -m http.server --bind 127.0.0.1 --directory {shown(wanted.target)}\n"
        f"  then open {LOCAL}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
