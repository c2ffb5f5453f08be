"""The lines with which README and each notebook offer to open the course somewhere else.

    python tools/badges.py            write them
    python tools/badges.py --check    only tell which lines differ

They follow from the repository's address, which stands in pyproject.toml (project.urls.Source) and
nowhere else: whoever moves the repository changes it there and runs this. They are words, not
pictures of words: a notebook must not ask another host for an image when it is opened.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from environment import ROOT

# At the end of its line: a line that begins with a comment is taken for HTML to its end, and its
# links are shown as they are written.
MARK = "<!-- open elsewhere: tools/badges.py -->"
BRANCH = "main"
BEGIN = "notebooks/00_summary.ipynb"


def slug(root: Path = ROOT) -> str:
    """Return "owner/name" of the repository."""
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return urlsplit(data["project"]["urls"]["Source"]).path.strip("/")


def line(repository: str, notebook: str) -> str:
    """Return the line that offers a notebook in a browser, in Binder, and in Colab.

    >>> line("someone/minigrad", "notebooks/00_summary.ipynb").count("](https://")
    3
    """
    owner, name = repository.split("/")
    path = quote(notebook)
    browser = f"https://{owner}.github.io/{name}/lab/index.html?path={path}"
    binder = f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?urlpath={quote(f'lab/tree/{path}')}"
    colab = f"https://colab.research.google.com/github/{repository}/blob/{BRANCH}/{path}"
    return (
        f"Open this in [your browser, nothing to install]({browser}) · [Binder]({binder}) · "
        f"[Colab]({colab}), where `%pip install git+https://github.com/{repository}` comes first. "
        f"{MARK}"
    )


def placed(text: str, new: str, heading: bool) -> str:
    """Return a page with its line replaced, or put below its heading, or at its end."""
    lines = text.split("\n")
    for number, old in enumerate(lines):
        if MARK in old:
            lines[number] = new
            return "\n".join(lines)
    at = next(n for n, old in enumerate(lines) if old.startswith("# ")) + 1
    return "\n".join([*lines[:at], "", new, *lines[at:]] if heading else [*lines, "", new])


def pages(root: Path = ROOT) -> dict[Path, str]:
    """Return what README and the notebooks should hold, as text of their files."""
    repository = slug(root)
    readme = root / "README.md"
    found = {readme: placed(readme.read_text(encoding="utf-8"), line(repository, BEGIN), True)}
    for path in sorted((root / "notebooks").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(
            cell
            for cell in notebook["cells"]
            if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("# ")
        )
        new = line(repository, f"notebooks/{path.name}")
        text = placed("".join(cell["source"]), new, False)
        cell["source"] = text.splitlines(keepends=True)
        found[path] = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return found


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when --check finds a difference."""
    if not set(arguments) <= {"--check"}:
        print(__doc__)
        return 0 if "--help" in arguments else 2
    different = 0
    for path, text in pages().items():
        if path.read_text(encoding="utf-8") == text:
            continue
        different += 1
        print(f"{path.relative_to(ROOT)}: {'differs' if arguments else 'written'}")
        if not arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if different and arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
