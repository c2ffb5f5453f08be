"""Every notebook of the course in the browser edition: it runs, and shows what is stored."""

import re
from typing import Any

import pytest

from environment import ROOT
from website.pages import opened

pytestmark = pytest.mark.browser

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
# Compared by the widgets' own tests: its ids are made anew by each kernel.
WIDGET = "application/vnd.jupyter.widget-view+json"

# What a browser shows otherwise: the notebook, the cell, and why.
DIFFERENCES = {
    # Where no alarm rings, the time limit looks at the clock before each step, some twenty times
    # slower: fifty steps of training do not end within two seconds.
    ("06", "explore-flow"),
}


def seen(outputs: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """What a reader sees of a cell's outputs: each stream in one piece, the rest in its order.

    How a stream is cut into pieces, and so whether a warning stands before or after what is printed
    next to it, is not the same in every kernel; what each stream says is.
    """
    streams: dict[str, str] = {}
    found: list[tuple[str, Any]] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + joined(output["text"])
        elif kind == "error":
            # Pyodide's kernel names the class as Python prints it: <class 'RuntimeError'>.
            name = re.findall(r"\w+", output["ename"])[-1]
            found.append((kind, f"{name}: {output['evalue']}"))
        else:
            found += [(m, joined(d)) for m, d in sorted(output["data"].items()) if m != WIDGET]
    return [*sorted(streams.items()), *found]


def apart(stored: str, found: str) -> str:
    """Where two outputs part."""
    at = next((n for n, pair in enumerate(zip(stored, found, strict=False)) if len({*pair}) > 1), 0)
    at = max(at - 100, 0)
    return f"\n  stored ...{stored[at : at + 300]}\n  found  ...{found[at : at + 300]}"


def joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) else text


def test_there_are_notebooks():
    assert "03_pytorch_autograd_basics.ipynb" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_shows_what_is_stored(name, visit, stored):
    notebook = visit(opened(f"notebooks/{name}"))
    state = notebook.run_all()
    notebook.picture(f"notebook-{name[:2]}")
    assert notebook.errors(state) == []
    different = []
    for cell in stored(name)["cells"]:
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip():
            wanted = seen(cell["outputs"])
            found = seen(notebook.outputs(cell["id"]))
            if wanted != found and (name[:2], cell["id"]) not in DIFFERENCES:
                different.append(f"{cell['id']}: {apart(str(wanted), str(found))}")
    assert not different, "\n".join(different)
    assert notebook.messages() == []
    assert notebook.complaints == []
