"""Run the notebooks again and store their outputs, so that two runs give the same bytes.

    python tools/notebooks.py              all of notebooks/
    python tools/notebooks.py 03 04        those whose names start so
    python tools/notebooks.py --check      write nothing, report what would change

What a run brings that has no meaning is left out or renamed: execution times, the Python version,
the random ids of widgets, the folder of this checkout. Cells keep their ids.
"""

import argparse
import copy
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from environment import ROOT, jupyter_folders

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
CELL_SECONDS = 120

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {  # without the version: it would change with every Python
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# Left in a cell's metadata by editors; they say something about a session, not about the course.
CHURN = ("ExecuteTime", "collapsed", "execution", "outputId", "scrolled", "trusted", "vscode")

# The first line of a cell whose result answers a question; the question stands above it.
ANSWERS = re.compile(r"\A# answers question (\d+\.\d+)$", re.MULTILINE)

Notebook = dict[str, Any]


class CellFailed(Exception):
    """A cell raised, or took too long; the message names the notebook and the cell."""


# ------------------------------------------------------------------ the stored form


def normalize(notebook: Notebook, name: str) -> Notebook:
    """The notebook without what differs from run to run and from machine to machine.

    `name` seeds the ids of its widgets. The argument is not changed.
    """
    new = copy.deepcopy(notebook)
    new.update(nbformat=4, nbformat_minor=5)
    new["metadata"] |= {"kernelspec": dict(KERNEL), "language_info": copy.deepcopy(LANGUAGE)}
    for number, cell in enumerate(new["cells"]):
        cell.setdefault("id", f"cell-{number:02d}")
        for key in CHURN:
            cell["metadata"].pop(key, None)
        if cell["cell_type"] == "code":
            if "solution" in cell["metadata"].get("tags", []):
                # Opening and saving a notebook can drop the flag.
                cell["metadata"].setdefault("jupyter", {})["source_hidden"] = True
            hide_answer(cell)
            cell["outputs"] = in_order(cell["outputs"])
    return rename_widgets(strip_places(new), name)


def hide_answer(cell: Notebook) -> None:
    """Let JupyterLab show "..." for the stored result that answers a question, and for no other."""
    shown_as = cell["metadata"].pop("jupyter", {})
    shown_as.pop("outputs_hidden", None)
    if ANSWERS.match("".join(cell["source"])):  # a file holds a list of lines
        shown_as["outputs_hidden"] = True
    if shown_as:
        cell["metadata"]["jupyter"] = shown_as


def in_order(outputs: list[Notebook]) -> list[Notebook]:
    """Streams between two displays as one stdout, then one stderr: a kernel may send each in
    several pieces, and cuts them by the clock."""
    ordered: list[Notebook] = []
    streams: dict[str, Notebook] = {}

    def flush() -> None:
        ordered.extend(streams[name] for name in sorted(streams, reverse=True))
        streams.clear()

    for output in outputs:
        if output["output_type"] != "stream":
            flush()
            ordered.append(output)
        elif output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
        else:
            streams[output["name"]] = output
    flush()
    return ordered


def strip_places(notebook: Notebook) -> Notebook:
    """Tracebacks name files: relative to the project, or to the installed packages."""
    separator = r"[\\/]"
    root = re.compile(re.escape(str(ROOT)) + separator)
    libraries = re.compile(r"[^\s\"']*" + separator + "site-packages" + separator)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                lines = [root.sub("", line) for line in output["traceback"]]
                output["traceback"] = [libraries.sub("site-packages/", line) for line in lines]
    return notebook


def rename_widgets(notebook: Notebook, name: str) -> Notebook:
    """Number the widgets in the order in which they were made, wherever their ids stand."""
    stored = notebook["metadata"].get("widgets", {}).get(WIDGET_STATE, {})
    models: dict[str, Notebook] = stored.get("state", {})
    if not models:
        notebook["metadata"].pop("widgets", None)
        return notebook
    # The number comes last, so that the file's sorted keys keep the order, and a second
    # normalization changes nothing.
    prefix = hashlib.sha256(name.encode()).hexdigest()[:24]
    names = {old: f"{prefix}{number:08x}" for number, old in enumerate(models)}
    ids = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

    def rename(text: str) -> str:
        return ids.sub(lambda found: names.get(found[0], found[0]), text)

    for model in models.values():
        if model["model_name"].endswith(("LayoutModel", "StyleModel")):
            # Some forty properties that are not set.
            model["state"] = {k: v for k, v in model["state"].items() if v is not None}
    notebook["metadata"]["widgets"] = map_text(notebook["metadata"]["widgets"], rename)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = map_text(cell["outputs"], rename)
    return notebook


def map_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same structure with `change` applied to each string in it, keys included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [map_text(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): map_text(item, change) for key, item in value.items()}
    return value


def to_text(notebook: Notebook) -> str:
    """The file's text, laid out as Jupyter does it: saving in JupyterLab changes little."""
    import nbformat

    return nbformat.writes(nbformat.from_dict(notebook)).rstrip("\n") + "\n"


# ------------------------------------------------------------------ running


def execute(notebook: Notebook, path: Path) -> Notebook:
    """The notebook with the outputs of a fresh kernel that runs in the notebook's folder.

    Raises CellFailed; cells tagged raises-exception may raise.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    fresh = nbformat.from_dict(copy.deepcopy(notebook))
    fresh.metadata.pop("widgets", None)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    at = 0

    def remember(cell: Any, cell_index: int) -> None:
        nonlocal at
        at = cell_index

    client = NotebookClient(
        fresh,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        on_cell_start=remember,
    )
    try:
        # The kernel's own log; what a cell writes to stderr arrives as an output.
        return plain(client.execute(stderr=subprocess.DEVNULL))
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        reason = f"took longer than {CELL_SECONDS} seconds"
    except DeadKernelError:
        reason = "ended the kernel"
    source = "".join(f"    {line}\n" for line in fresh.cells[at].source.splitlines())
    raise CellFailed(f"{path.name}, cell {at} (id {fresh.cells[at].get('id')}): {reason}\n{source}")


def plain(notebook: Any) -> Notebook:
    """Dictionaries and lists only, whatever the library used."""
    return json.loads(json.dumps(notebook))


def read(path: Path) -> Notebook:
    """The notebook as nbformat understands it (multi-line strings joined)."""
    import nbformat

    return plain(nbformat.read(path, as_version=4))


@contextmanager
def isolated() -> Iterator[str]:
    """Let kernels see no settings, kernels or progress of the person who runs this.

    The value is a folder that is removed at the end.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ.update(jupyter_folders(Path(folder)))
        os.environ["MINIGRAD_PROGRESS"] = str(Path(folder) / "progress.txt")
        os.environ["MINIGRAD_PYTORCH"] = "off"
        try:
            yield folder
        finally:
            os.environ.clear()
            os.environ.update(before)


# ------------------------------------------------------------------ comparing


def differences(old: Notebook, new: Notebook) -> Iterator[str]:
    """What a person would want to know about two versions of one notebook, a line each."""
    for number, (before, after) in enumerate(zip(old["cells"], new["cells"], strict=True)):
        if before == after:
            continue
        parts = sorted(key for key in before | after if before.get(key) != after.get(key))
        yield f"cell {number} (id {after['id']}): {', '.join(parts)} differ"
    for key in sorted(old["metadata"] | new["metadata"]):
        if old["metadata"].get(key) != new["metadata"].get(key):
            yield f"metadata: {key} differs"


def find(root: Path, names: Sequence[str] = ()) -> list[Path]:
    """The notebooks of the course in reading order; with `names`, those that start with one.

    SystemExit unless each name is the beginning of one notebook's name.
    """
    folder = root / "notebooks"
    found = sorted(p for p in folder.glob("*.ipynb") if not p.name.startswith("."))
    if not found:
        raise SystemExit(f"There is no notebook in {folder}.")
    for name in names:
        count = sum(path.name.startswith(name) for path in found)
        if not name or count != 1:
            told = f"Several notebooks have names that start with {name!r}."
            if not count:
                told = f"There is no notebook in {folder} whose name starts with {name}."
            stems = ", ".join(path.stem for path in found)
            raise SystemExit(f"{told} Write {found[0].name[:2]}, for example. There are {stems}.")
    return [path for path in found if not names or path.name.startswith(tuple(names))]


def main(arguments: Sequence[str]) -> int:
    """Exit code 1 when a cell failed, or with --check when a stored notebook would change."""
    parser = argparse.ArgumentParser(description="Run the notebooks and store their outputs.")
    parser.add_argument("names", nargs="*", help="first letters of the notebooks, such as 03")
    parser.add_argument("--check", action="store_true", help="write nothing, report differences")
    wanted = parser.parse_args(arguments)
    bad = 0
    with isolated() as folder:
        paths = find(ROOT, wanted.names)
        for number, path in enumerate(paths, 1):
            print(f"[{number}/{len(paths)}] {path.name} ...", end=" ", flush=True)
            # No notebook's stored widgets may show what another one has recorded.
            os.environ["MINIGRAD_PROGRESS"] = str(Path(folder) / f"{path.stem}.txt")
            begun, old, stored = time.monotonic(), read(path), path.read_text(encoding="utf-8")
            try:
                new = normalize(execute(old, path), path.stem)
            except CellFailed as failure:
                bad += 1
                print(f"failed\n{failure}")
                continue
            text = to_text(new)
            changed = text != stored
            if changed and not wanted.check:
                path.write_text(text, encoding="utf-8", newline="\n")
            word = "changed" if changed else "unchanged"
            print(f"{word} ({time.monotonic() - begun:.1f} s)")
            if changed and wanted.check:
                bad += 1
                for line in list(differences(old, new)) or ["only its layout differs"]:
                    print(f"    {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
