"""The lines with which README and each notebook offer to open the course somewhere else.

    python tools/badges.py https://github.com/<owner>/<name>    set the address, write the lines
    python tools/badges.py                                      write the lines again
    python tools/badges.py --check                              only tell which pages differ

They follow from the repository's address, which stands in pyproject.toml (project.urls.Source) and
nowhere else. While none is set there are no lines, and those that there were are removed: a link to
an address that nobody holds is one day a stranger's. They are words, not pictures of words: a
notebook must not ask another host for an image when it is opened.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from environment import ROOT

# At the end of its line: a line that begins with a comment is taken for HTML to its end, and its
# links are shown as they are written.
MARK = "<!-- open elsewhere: tools/badges.py -->"
BRANCH = "main"
BEGIN = "notebooks/00_summary.ipynb"
ADDRESS = re.compile(
    r"https://github\.com/([a-z0-9]+(?:-[a-z0-9]+)*/(?!\.)[\w.-]+(?<!\.git))", re.I | re.A
)


def slug(address: str) -> str:
    """Return "owner/name" of the repository at this address.

    >>> slug("https://github.com/owner/name")
    'owner/name'
    """
    if found := ADDRESS.fullmatch(address):
        return found[1]
    raise ValueError(
        f"{address!r} is not the address of a repository on GitHub. Expected is what a browser "
        "shows on its page: https://github.com/<owner>/<name>, with nothing after the name."
    )


def source() -> str | None:
    """Return the address that is set, or None."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return data["project"].get("urls", {}).get("Source")


def set_source(address: str) -> None:
    """Write the address into pyproject.toml."""
    slug(address)
    path = ROOT / "pyproject.toml"
    text = re.sub(r"(?m)^Source = .*\n", "", path.read_text(encoding="utf-8"))
    table = "\n[project.urls]\n"
    before, _, after = text.partition(table)
    path.write_text(f'{before}{table}Source = "{address}"\n{after}', encoding="utf-8", newline="\n")


def line(repository: str, notebook: str) -> str:
    """Return the line that offers a notebook in a browser, in Binder, and in Colab.

    >>> line("owner/name", "notebooks/00_summary.ipynb").count("](https://")
    3
    """
    owner, name = repository.split("/")
    path = quote(notebook)
    # The repository that is named like its owner's host is published at the root of that host.
    folder = "" if name.lower() == f"{owner}.github.io".lower() else f"/{name}"
    browser = f"https://{owner}.github.io{folder}/lab/index.html?path={path}"
    binder = f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?urlpath={quote(f'lab/tree/{path}')}"
    colab = f"https://colab.research.google.com/github/{repository}/blob/{BRANCH}/{path}"
    return (
        f"Open this in [your browser, nothing to install]({browser}) · [Binder]({binder}) · "
        f"[Colab]({colab}), where `%pip install git+https://github.com/{repository}` comes first. "
        f"{MARK}"
    )


def without(text: str) -> str:
    """Return a page without its line, and without the blank line above that."""
    return re.sub(rf"(?m)\n*^.*{re.escape(MARK)}.*", "", text)


def placed(text: str, address: str | None, notebook: str, heading: bool) -> str:
    """Return a page with the line for this address below its heading, or at its end."""
    new = "" if address is None else f"\n\n{line(slug(address), notebook)}"
    title = r"(?m)^# .*" if heading else r"(?s).*"
    return re.sub(title, lambda found: found[0] + new, without(text), count=1)


def pages(address: str | None) -> dict[Path, str]:
    """Return what README and the notebooks should hold for this address, as text of their files."""
    readme = ROOT / "README.md"
    found = {readme: placed(readme.read_text(encoding="utf-8"), address, BEGIN, True)}
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(
            cell
            for cell in notebook["cells"]
            if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("# ")
        )
        text = placed("".join(cell["source"]), address, f"notebooks/{path.name}", False)
        cell["source"] = text.splitlines(keepends=True)
        found[path] = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return found


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when --check finds a difference."""
    description, _, usage = (__doc__ or "").partition("\n")
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, epilog=usage, formatter_class=form)
    only_one = parser.add_mutually_exclusive_group()
    only_one.add_argument("address", nargs="?", help="where the course is hosted")
    only_one.add_argument(
        "--check", action="store_true", help="write nothing; 1 where pages differ"
    )
    wanted = parser.parse_args(arguments)
    try:
        if wanted.address is not None:
            set_source(wanted.address)
        found = pages(source())
    except ValueError as problem:
        parser.error(str(problem))
    different = [path for path, text in found.items() if path.read_text(encoding="utf-8") != text]
    for path in different:
        print(f"{path.relative_to(ROOT)}: {'differs' if wanted.check else 'written'}")
        if not wanted.check:
            path.write_text(found[path], encoding="utf-8", newline="\n")
    return 1 if different and wanted.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
