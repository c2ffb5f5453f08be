"""Make the course in another form, for instructors; everything comes from notebooks/.

    python tools/variants.py without-solutions      notebooks whose solutions are taken out
    python tools/variants.py solved 03 04           with the solutions filled in, and run
    python tools/variants.py slides                 a page of slides a notebook, for any browser
    python tools/variants.py html                   a page a notebook, to read and to print
    python tools/variants.py pdf                    the same pages as PDF (needs Chromium)

The result lies in variants/KIND/, with the pages and pictures that the notebooks link to. All of
it works without a network.
"""

import argparse
import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from environment import ROOT
from notebooks import Notebook, execute, find, isolated, normalize, read, to_text

STUB = re.compile(r'^@exercise\("(?P<number>[\d.]+)"\)\ndef (?P<name>\w+)\(')
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
    """The notebook without the cells tagged `solution`; its execution counts close up."""
    from nbconvert.preprocessors import TagRemovePreprocessor
    from nbformat import from_dict

    cut = TagRemovePreprocessor(remove_cell_tags={"solution"}, enabled=True)
    new, _ = cut.preprocess(from_dict(copy.deepcopy(notebook)), {})
    count = 0
    for cell in new["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = count
    return new


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


def make_without_solutions(path: Path, folder: Path) -> Path:
    """Write the notebook that students get."""
    return _written(without_solutions(read(path)), folder / path.name, path)


def make_solved(path: Path, folder: Path) -> Path:
    """Fill in, run, and write; CellFailed when a solution does."""
    return _written(execute(solved(read(path)), path), folder / path.name, path)


def make_html(path: Path, folder: Path) -> Path:
    """Write a page to read and to print."""
    import webpage

    target = folder / f"{path.stem}.html"
    target.write_text(webpage.page(read(path)), encoding="utf-8", newline="\n")
    return target


def make_slides(path: Path, folder: Path) -> Path:
    """Write a page of slides."""
    import webpage

    target = folder / f"{path.stem}.html"
    target.write_text(webpage.slides(read(path)), encoding="utf-8", newline="\n")
    return target


def make_pdf(path: Path, folder: Path) -> Path:
    """Let Chromium print the page."""
    page = make_html(path, folder)
    target = page.with_suffix(".pdf")
    print_page(page, target)
    page.unlink()
    return target


def _written(notebook: Notebook, target: Path, path: Path) -> Path:
    text = to_text(normalize(notebook, path.stem))
    target.write_text(text, encoding="utf-8", newline="\n")
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


KINDS: dict[str, Callable[[Path, Path], Path]] = {
    "without-solutions": make_without_solutions,
    "solved": make_solved,
    "slides": make_slides,
    "html": make_html,
    "pdf": make_pdf,
}


def make(kind: str, paths: Sequence[Path], to: Path) -> Iterator[Path]:
    """Make these notebooks in this form below `to`, and yield each file when it is there."""
    folder = to / kind / "notebooks"
    folder.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / kind / name, dirs_exist_ok=True)
    with isolated():
        for path in paths:
            yield KINDS[kind](path, folder)


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when a notebook could not be made."""
    parser = argparse.ArgumentParser(description="Make the course in another form.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("names", nargs="*", help="first letters of the notebooks, such as 03")
    parser.add_argument("--to", type=Path, default=ROOT / "variants", help="where to put it")
    wanted = parser.parse_args(arguments)
    for path in make(wanted.kind, find(ROOT, wanted.names), wanted.to):
        print(path.relative_to(ROOT) if ROOT in path.parents else path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
