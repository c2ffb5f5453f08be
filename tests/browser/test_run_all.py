"""Run All in a kernel of the working edition: nothing is given away, and nothing stops.

No browser is needed for this one, but a minute: each notebook runs twice, before and after its
questions are answered.
"""

import json
import os

import nbformat
import pytest
from nbclient import NotebookClient

from environment import ROOT
from minigrad.course.gate import BINDING
from minigrad.course.progressfile import FIRST_LINE
from minigrad.course.shelf import shelf

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-9]*.ipynb"))


def run_all(path, progress, monkeypatch):
    """The notebook's code cells after Run All, each with the text of its outputs."""
    monkeypatch.setenv("MINIGRAD_PROGRESS", str(progress))
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=60, resources={"metadata": {"path": str(path.parent)}})
    client.create_kernel_manager()
    client.extra_arguments = ["--ext=minigrad.course.working"]
    client.start_new_kernel(env=dict(os.environ))
    client.start_new_kernel_client()
    with client.setup_kernel():
        for number, cell in enumerate(book.cells):
            client.execute_cell(cell, number)
    return [(cell, shown(cell)) for cell in book.cells if cell.cell_type == "code"]


def shown(cell):
    """What a reader sees below a cell, as text; of a picture its words."""
    text = ""
    for output in cell.outputs:
        data = output.get("data", {})
        parts = [data.get("text/plain"), data.get("text/html"), output.get("evalue")]
        text += output.get("text", "") + "\n".join(part for part in parts if part)
    return text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem[:2])
def test_nothing_is_given_away_before_and_all_is_there_after(path, tmp_path, monkeypatch):
    asked = {question.number: question for question in shelf("questions", int(path.stem[:2]))}
    progress = tmp_path / "progress.txt"
    bound = set()
    for cell, text in run_all(path, progress, monkeypatch):
        if (found := BINDING.match(cell.source)) is not None:
            bound.add(found[1])
            assert text.startswith(f"Predict first: question {found[1]} is open."), text
            assert asked[found[1]].shown not in text
            assert asked[found[1]].explanation not in text
    assert bound == asked.keys()
    lines = [json.dumps({"question": number, "state": "shown"}) for number in asked]
    progress.write_text("\n".join([FIRST_LINE, *lines, ""]), encoding="utf-8")
    for cell, text in run_all(path, progress, monkeypatch):
        if (found := BINDING.match(cell.source)) is not None:
            assert asked[found[1]].shown in text
            assert "You asked to be shown. It is" in text
