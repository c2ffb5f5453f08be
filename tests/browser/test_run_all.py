"""Run All in a kernel of the working edition: nothing is given away, and nothing stops.

No browser is needed for this one, but half a minute: each notebook runs once, with its questions
open. Then, in the same kernel, each is answered with "show me", and what was held back is read.
"""

import json
import os

import nbformat
import pytest
from nbclient import NotebookClient

from environment import ROOT
from minigrad.course.gate import BINDING
from minigrad.course.shelf import shelf

pytestmark = pytest.mark.browser
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-9]*.ipynb"))
SHOW_ME = """import json
from minigrad.course.predictions import Dialog
waiting = [held for each in Dialog.gate.held.values() for held in each]
for held in waiting:
    held.show_me()
print(json.dumps([[held.question.number, held.shown] for held in waiting]))"""


@pytest.fixture
def client(request, tmp_path, monkeypatch):
    """A kernel of the working edition, for the notebook of this path."""
    path = request.param
    monkeypatch.setenv("MINIGRAD_PROGRESS", str(tmp_path / "progress.txt"))
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=60, resources={"metadata": {"path": str(path.parent)}})
    client.create_kernel_manager()
    client.extra_arguments = ["--ext=minigrad.course.working"]
    client.start_new_kernel(env=dict(os.environ))
    client.start_new_kernel_client()
    with client.setup_kernel():
        yield client


def shown(outputs):
    """What a reader sees of these outputs, as text; of a picture its words."""
    text = ""
    for output in outputs:
        data = output.get("data", {})
        parts = [data.get("text/plain"), data.get("text/html"), output.get("evalue")]
        text += output.get("text", "") + "\n".join(part for part in parts if part)
    return text


def run(client, cell):
    """What a reader sees below this cell when it has run."""
    client.nb.cells.append(cell)
    client.execute_cell(cell, len(client.nb.cells) - 1)
    return shown(cell.outputs)


@pytest.mark.parametrize("client", NOTEBOOKS, ids=lambda path: path.stem[:2], indirect=True)
def test_nothing_is_given_away_before_and_all_is_there_after(client):
    cells = [cell for cell in client.nb.cells if cell.cell_type == "code"]
    bound = {m[1]: cell for cell in cells if (m := BINDING.match(cell.source))}
    asked = {
        question.number: question for question in shelf("questions", int(next(iter(bound))[0]))
    }
    assert bound.keys() == asked.keys()
    for number, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code":
            client.execute_cell(cell, number)
    for number, cell in bound.items():
        text = shown(cell.outputs)
        assert text.startswith(f"Predict first: question {number} was open"), text
        assert asked[number].shown not in text
        assert asked[number].explanation not in text

    opened = dict(json.loads(run(client, nbformat.v4.new_code_cell(SHOW_ME))))
    assert opened.keys() == bound.keys()
    for number, outputs in opened.items():
        assert asked[number].shown in shown(outputs)
        assert "You asked to be shown. It is" in shown(outputs)
    # Now that they are answered, they run as in any notebook, with the answer below. Some can't run
    # twice: a graph is used up.
    goes_on = {"tags": ["raises-exception"]}
    again = {
        number: run(client, nbformat.v4.new_code_cell(cell.source, metadata=goes_on))
        for number, cell in bound.items()
    }
    assert all("You asked to be shown. It is" in text for text in again.values())
    assert any(asked[number].shown in text for number, text in again.items())
