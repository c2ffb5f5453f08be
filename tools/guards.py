"""What a stored notebook must be before its tests mean anything, and before a reader sees it.

    python tools/guards.py      check every notebook of the project

nbval compares a cell with its stored output only if the cell was stored executed; it passes
`raises-exception` when nothing is raised; and it can't see an image without words. Each guard
takes one notebook and yields a sentence for each problem. Only the standard library is needed.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import links
import tasklist
from environment import ROOT
from links import FENCE
from outline import SERIES
from stored import Notebook, shown, stored

LONGEST_CELL = 25  # lines of code: about half a screen

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
PLACE = re.compile(
    r"(?<![\w.:/])/(?:home|root|tmp|Users|var|opt|usr|mnt|private|work|workspace)/[\w.]"
    r"|\b[A-Z]:\\{1,2}(?:Users|Windows|Program|Temp|\w+\\)|~/[\w./]*\.py\b"
)
TIMING = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:ns|µs|μs|us|ms)\b|\b\d+\.\d+\s?(?:s|sec|seconds)\b"
    r"|CPU times:|Wall time:|per loop"
)
DATA_URI = re.compile(r"data:[\w/+.-]+(?:;[\w=-]+)*,[^\"'\s)<>]*")
IMG = re.compile(r"<img\b[^>]*>", re.I)
ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
IMAGE = re.compile(r"!\[([^\]]*)\][(\[]")
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(")
EMPTY_WORDS = {"", "here", "link", "this", "this link", "this page", "more", "click here", "see"}
CALLOUT = re.compile(r"^\s*>\s*\[!\w+\]|^\s*:::+\s*\{?\w+", re.MULTILINE)
HTML_HEADING = re.compile(r"<h[1-6]\b", re.I)
UNCOMPARED = re.compile(
    r"^\s*#\s*(NBVAL_SKIP|NBVAL_IGNORE_OUTPUT|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE
)
UNCOMPARED_TAGS = {"nbval-skip", "nbval-ignore-output", "pytest-validate-ignore-output"}


Problems = Iterator[str]


# ------------------------------------------------------------------ the tests mean something


def executed(notebook: Notebook) -> Problems:
    """nbval runs a cell without an execution count, and compares nothing."""
    if not notebook.code:
        yield "has no code cell, so running it tests nothing"
    for cell in notebook.code:
        if cell.data.get("execution_count") is None:
            yield f"{cell}: was stored without being run; run `make notebooks`"


def in_one_run(notebook: Notebook) -> Problems:
    """Counts 1, 2, 3, ...: outputs of an editing session may depend on cells that are gone."""
    counts = [cell.data.get("execution_count") for cell in notebook.code]
    if None not in counts and counts != list(range(1, len(counts) + 1)):
        yield "was not stored by one run from top to bottom; run `make notebooks`"


def raises(notebook: Notebook) -> Problems:
    """A cell that says it raises, and doesn't, passes nbval."""
    for cell in notebook.code:
        tagged = "raises-exception" in cell.tags or "# NBVAL_RAISES_EXCEPTION" in cell.source
        error = any(output["output_type"] == "error" for output in cell.outputs)
        if tagged and not error:
            yield f"{cell}: is tagged raises-exception, but its stored output holds no error"
        if error and not tagged:
            yield f"{cell}: its stored output is an error; tag it raises-exception if that is meant"


def compared(notebook: Notebook) -> Problems:
    """No cell may opt out of the comparison."""
    for cell in notebook.code:
        for mark in UNCOMPARED.findall(cell.source) + sorted(UNCOMPARED_TAGS & cell.tags):
            yield f"{cell}: {mark} keeps its output from being compared"


def portable(notebook: Notebook) -> Problems:
    """Nothing in an output may depend on the machine or on the hour."""
    what = {"a memory address": ADDRESS, "a path of one machine": PLACE, "a measured time": TIMING}
    for where, text in shown(notebook):
        for name, pattern in what.items():
            if found := pattern.search(DATA_URI.sub("", text)):
                yield f"{where}: the output holds {name} ({found[0]})"


def normalized(notebook: Notebook) -> Problems:
    """As tools/notebooks.py stores it: no random ids, no times, no Python version."""
    from notebooks import normalize

    data = json.loads(json.dumps(notebook.data))
    for cell in data["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [joined(output) for output in cell["outputs"]]
    if normalize(data, notebook.path.stem) != data:
        yield "is not in the form that `make notebooks` stores; run it"


def joined(output: dict[str, Any]) -> dict[str, Any]:
    """A stream's text as one string (files hold a list of lines)."""
    return output | {"text": "".join(output["text"])} if "text" in output else output


# ------------------------------------------------------------------ it reads well


def one_title(notebook: Notebook) -> Problems:
    """Exactly one heading of the first level, and it comes first."""
    levels = [level for level, _ in notebook.headings]
    if levels.count(1) != 1:
        yield f"has {levels.count(1)} headings of level 1; it needs exactly one, its title"
    elif levels[0] != 1:
        yield "has a heading before its title"


def heading_order(notebook: Notebook) -> Problems:
    """A reader's outline, and a screen reader's, has no holes."""
    before = 0
    for level, text in notebook.headings:
        if level > before + 1:
            yield f"heading {text!r} has level {level} after level {before}; use {before + 1}"
        before = level
    for cell in notebook.markdown:
        if HTML_HEADING.search(FENCE.sub("", cell.source)):
            yield f"{cell}: write headings with #, so that outlines and links find them"


def outline(notebook: Notebook) -> Problems:
    """The headings of the series, word for word, in its order and at its depth."""
    wanted = SERIES.get(notebook.path.name[:2])
    if wanted is None:
        return
    found = notebook.headings
    if found != wanted:
        for place, (want, have) in enumerate(zip(wanted, found, strict=False)):
            if want != have:
                yield f"heading {place} is {have!r}, the series has {want!r}"
                return
        missing, extra = wanted[len(found) :], found[len(wanted) :]
        yield f"the series also has {missing}" if missing else f"the series has no {extra}"


def described(notebook: Notebook) -> Problems:
    """Every image has words for those who don't see it."""
    for cell in notebook.markdown:
        for alt in IMAGE.findall(links.prose(cell.source)):
            if not alt.strip():
                yield f"{cell}: an image has no alt text"
        yield from silent_images(str(cell), links.prose(cell.source))
    for where, text in shown(notebook):
        yield from silent_images(where, text)


def silent_images(where: str, html: str) -> Problems:
    """The <img> without a non-empty alt."""
    for tag in IMG.findall(html):
        alt = ALT.search(tag)
        if not alt or not (alt[1] or alt[2] or "").strip():
            yield f"{where}: an <img> has no alt text"


def linked(notebook: Notebook) -> Problems:
    """Relative links lead to a file, and to a heading in it."""
    yield from links.broken(notebook.path, notebook.root)


def tasks_listed(notebook: Notebook) -> Problems:
    """The way to the exercises, which are not in the outline."""
    cells = [cell.data for cell in notebook.cells]
    if cells and not tasklist.in_step(cells, notebook.path.name):
        yield "its list of exercises is not of today; run `python tools/tasklist.py`"


def link_words(notebook: Notebook) -> Problems:
    """A list of links, read out alone, must make sense."""
    for cell in notebook.markdown:
        for words in LINK.findall(FENCE.sub("", cell.source)):
            if links.plain(words).strip(" .`").lower() in EMPTY_WORDS:
                yield f"{cell}: the link {words!r} does not say where it leads"


def callouts(notebook: Notebook) -> Problems:
    """JupyterLab shows these marks as they are."""
    for cell in notebook.markdown:
        if found := CALLOUT.search(FENCE.sub("", cell.source)):
            yield f"{cell}: JupyterLab does not know the callout {found[0].strip()!r}"


def vacuous(notebook: Notebook) -> Problems:
    """Every cell says or does something."""
    for cell in notebook.cells:
        written = [line.strip() for line in cell.source.splitlines()]
        if cell.kind == "code":
            written = [line for line in written if not line.startswith("#")]
        if not any(line not in ("", "pass", "...", "---", "***") for line in written):
            yield f"{cell}: says and does nothing; remove it"


def rooted(notebook: Notebook) -> Problems:
    """No source may name a place of one machine."""
    for cell in notebook.cells:
        if found := PLACE.search(DATA_URI.sub("", cell.source)):
            yield f"{cell}: names a path of one machine ({found[0]})"


def short_cells(notebook: Notebook) -> Problems:
    """Code that fits beside its explanation."""
    for cell in notebook.code:
        written = [line.strip() for line in cell.source.splitlines()]
        lines = [line for line in written if line and not line.startswith("#")]
        if len(lines) > LONGEST_CELL:
            yield f"{cell}: has {len(lines)} lines of code; at most {LONGEST_CELL} fit a screen"


def solutions(notebook: Notebook) -> Problems:
    """A solution is collapsed; its first line, which stays visible, says what it is."""
    for cell in notebook.code:
        if "solution" in cell.tags:
            if not cell.data["metadata"].get("jupyter", {}).get("source_hidden"):
                yield f"{cell}: a solution is stored open; run `make notebooks`"
            if not cell.source.lstrip().startswith("# Solution"):
                yield f"{cell}: the first line of a solution must be a comment '# Solution ...'"


GUARDS: list[Callable[[Notebook], Problems]] = [
    executed,
    in_one_run,
    raises,
    compared,
    portable,
    normalized,
    one_title,
    heading_order,
    outline,
    described,
    linked,
    tasks_listed,
    link_words,
    callouts,
    vacuous,
    rooted,
    short_cells,
    solutions,
]


def main() -> int:
    """Report; exit code 1 when a guard found something, or when there is nothing to guard."""
    paths = stored()
    problems = [
        f"{path.relative_to(ROOT)}: {problem}"
        for path in paths
        for notebook in [Notebook.read(path)]
        for guard in GUARDS
        for problem in guard(notebook)
    ]
    print("\n".join([*problems, f"{len(paths)} notebooks, {len(problems)} problems"]))
    return 1 if problems or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
