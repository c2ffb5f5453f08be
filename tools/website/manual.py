"""The documentation beside the course, below docs/: built by Sphinx, where it is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import makedocs
from website.parts import Refused, say

FIRST = "docs/index.html"
ABSENT = "Sphinx is not installed (make site installs it): no documentation pages"


def files() -> dict[str, bytes]:
    """Return the documentation's files by path; none where Sphinx is missing.

    Raises Refused when Sphinx has anything to say against the pages.
    """
    if find_spec("sphinx") is None or find_spec("myst_parser") is None:
        say(ABSENT)
        return {}
    say("Adding the documentation")
    with TemporaryDirectory() as folder:
        target = Path(folder) / "docs"
        if makedocs.build(target):
            raise Refused("The documentation could not be built; Sphinx says above why.")
        found = sorted(path for path in target.rglob("*") if path.is_file())
        return {f"docs/{p.relative_to(target).as_posix()}": p.read_bytes() for p in found}
