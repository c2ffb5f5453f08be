"""Make the course in another form, for instructors; everything comes from notebooks/.

    python tools/variants.py without-solutions      without solutions and answers to questions
    python tools/variants.py solved 03 04           with the solutions filled in, and run
    python tools/variants.py slides                 a page of slides a notebook, for any browser
    python tools/variants.py html                   a page a notebook, to read and to print
    python tools/variants.py pdf                    the same pages as PDF (needs Chromium)
    python tools/variants.py pdf without-solutions 03       kinds combine, in any order

The result lies in variants/KIND/ (variants/pdf-without-solutions/), with the pages and pictures
that the notebooks link to; its folder notebooks/ is made anew each time. All of it works without a
network.
"""

import argparse
import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from environment import ROOT
from notebooks import (
    WIDGET_STATE,
    CellFailed,
    Notebook,
    execute,
    find,
    isolated,
    map_text,
    normalize,
    read,
    to_text,
)

STUB = re.compile(r'^@exercise\("(?P<number>[\d.]+)"\)\ndef (?P<name>\w+)\(')
SHOW = "Show the answer"
ANSWER = re.compile(rf"<details><summary>{SHOW}</summary>.*?</details>", re.DOTALL)
CONTENTS = ("without-solutions", "solved")
FORMS = ("slides", "html", "pdf")  # without one of them: notebooks
KINDS = CONTENTS + FORMS
BESIDE = ("docs", "_attachments")  # what the notebooks link to
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")


def is_solution(cell: Notebook) -> bool:
    """Whether this cell holds the solution of an exercise."""
    return "solution" in cell["metadata"].get("tags", [])


def exercises(notebook: Notebook) -> list[tuple[Notebook, Notebook]]:
    """The (stub, solution) cells of each exercise, in order."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    stubs = [cell for cell in code if STUB.match(cell["source"])]
    return list(zip(stubs, filter(is_solution, code), strict=True))


def without_solutions(notebook: Notebook) -> Notebook:
    """The notebook without the cells tagged `solution` and without the answers to its questions.

    The execution counts close up.
    """
    from nbconvert.preprocessors import TagRemovePreprocessor
    from nbformat import from_dict

    cut = TagRemovePreprocessor(remove_cell_tags={"solution"}, enabled=True)
    new, _ = cut.preprocess(from_dict(copy.deepcopy(notebook)), {})
    count = 0
    for cell in new["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            cell["outputs"] = map_text(cell["outputs"], lambda text: ANSWER.sub("", text))
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = count
    without_answer_buttons(new["metadata"].get("widgets", {}).get(WIDGET_STATE, {}))
    return new


def without_answer_buttons(stored: Notebook) -> None:
    """Take the buttons that promise an answer out of stored widgets."""
    models = stored.get("state", {})
    buttons = {key for key, model in models.items() if model["state"].get("description") == SHOW}
    for key in buttons:
        del models[key]
    for model in models.values():
        if "children" in model["state"]:
            model["state"]["children"] = [
                child
                for child in model["state"]["children"]
                if child.removeprefix("IPY_MODEL_") not in buttons
            ]


def solved(notebook: Notebook) -> Notebook:
    """The notebook with each stub replaced by its solution, under the student's name; not run.

    The closed solution cells stay, so that the cells keep their numbers.
    """
    new = copy.deepcopy(notebook)
    for stub, answer in exercises(new):
        known = STUB.match(stub["source"])
        assert known is not None
        source = re.sub(r"^# Solution.*\n", "", answer["source"])
        source, changed = re.subn(
            r"^def \w+\(", f"def {known['name']}(", source, count=1, flags=re.MULTILINE
        )
        if not changed:
            raise ValueError(f"the solution of exercise {known['number']} defines no function")
        stub["source"] = f'@exercise("{known["number"]}")\n{source}'
    return new


# ------------------------------------------------------------------ the kinds


def make(kinds: Sequence[str], paths: Sequence[Path], to: Path) -> Iterator[Path]:
    """Make these notebooks in this form below `to`, and yield each file when it is there."""
    place = to / "-".join(kind for kind in FORMS + CONTENTS if kind in kinds)
    folder = place / "notebooks"
    if folder.exists():  # an earlier version may have left solutions in it
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name in BESIDE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name, dirs_exist_ok=True)
    with isolated():
        for path in paths:
            yield write(variant(path, kinds), kinds, folder / path.name)


def variant(path: Path, kinds: Sequence[str]) -> Notebook:
    """The notebook with the content that the kinds ask for; CellFailed when a solution fails."""
    notebook = read(path)
    if "solved" in kinds:
        notebook = execute(solved(notebook), path)
    elif "without-solutions" in kinds:
        notebook = without_solutions(notebook)
    return normalize(notebook, path.stem)


def write(notebook: Notebook, kinds: Sequence[str], target: Path) -> Path:
    """Write it as a notebook or in the form that the kinds ask for; return the file."""
    if set(kinds) & set(FORMS):
        import webpage

        text = (webpage.slides if "slides" in kinds else webpage.page)(notebook)
        target = target.with_suffix(".html")
    else:
        text = to_text(notebook)
    target.write_text(text, encoding="utf-8", newline="\n")
    if "pdf" in kinds:
        page, target = target, target.with_suffix(".pdf")
        print_page(page, target)
        page.unlink()
    return target


def print_page(page: Path, target: Path) -> None:
    """Print an HTML page to PDF; SystemExit says what to do where that fails."""
    names = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUM)]
    chromium = next(filter(None, names), None)
    if chromium is None:
        raise SystemExit(
            "PDF needs Chromium or Chrome: install one, or name it in CHROMIUM. Or make the html "
            f"variant, and print it from your browser. {page} is there."
        )
    command = [
        *[chromium, "--headless=new", "--disable-gpu", "--no-pdf-header-footer"],
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *[f"--print-to-pdf={target}", page.resolve().as_uri()],
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)
    if done.returncode or not target.exists():
        raise SystemExit(f"{chromium} could not print {page.name}:\n{done.stderr[-2000:]}")


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when a notebook could not be made, 2 for a word that means nothing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "words", nargs="*", help=f"{', '.join(KINDS)}; first letters of notebooks, such as 03"
    )
    parser.add_argument("--to", type=Path, default=ROOT / "variants", help="where to put it")
    wanted = parser.parse_intermixed_args(arguments)
    kinds = [word for word in wanted.words if word in KINDS]
    try:
        paths = find(ROOT, [word for word in wanted.words if word not in KINDS])
    except SystemExit as unknown:
        parser.error(f"{unknown}\nThe kinds are {', '.join(KINDS)}.")
    if not kinds:
        parser.error(f"name a kind: {', '.join(KINDS)}")
    for group in (CONTENTS, FORMS):
        chosen = [kind for kind in group if kind in kinds]
        if len(chosen) > 1:
            parser.error(f"{' and '.join(chosen)} exclude each other: name one of them")
    try:
        for path in make(kinds, paths, wanted.to):
            print(path.relative_to(ROOT) if ROOT in path.parents else path)
    except (CellFailed, OSError) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
