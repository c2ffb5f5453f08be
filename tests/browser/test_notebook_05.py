"""Build It Yourself in JupyterLab: as shipped, with a wrong answer, and with all parts written."""

import json
import re

import pytest
from playwright.sync_api import expect

from environment import ROOT

pytestmark = pytest.mark.browser

NAME = "05_build_it_yourself.ipynb"
STORED = json.loads((ROOT / "notebooks" / NAME).read_text(encoding="utf-8"))
CELLS = {cell["id"]: "".join(cell["source"]) for cell in STORED["cells"]}
SOLUTIONS = [c["id"] for c in STORED["cells"] if "solution" in c["metadata"].get("tags", [])]
DRAWN = "image => image.complete && image.naturalWidth > 50"

EQUALS_FOR_PLUS = """@exercise("5.4")
def run(order, gradient):
    waiting = {order[0]: gradient}
    for node in order:
        if node.name() == "AccumulateGrad":
            node.variable.grad = waiting[node]
        else:
            for (following, _), one in zip(node.next_functions, node.backward(waiting[node])):
                if following is not None:
                    waiting[following] = one
"""


def test_as_shipped_it_runs_on_prepared_parts_and_draws_their_graph(open_notebook):
    notebook = open_notebook(NAME)
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []

    cell = notebook.cell("exercise-5-7-part")
    expect(cell.get_by_text("Of the 7 parts none is yours yet.")).to_be_visible()
    picture = notebook.cell("whole-picture").locator("img")
    expect(picture).to_have_attribute("alt", re.compile(r"^Computational graph of Q\."))
    assert picture.evaluate(DRAWN)

    cell = notebook.cell("explore-orders")
    expect(cell.get_by_text("The order: result, 2*y, y, x, 5*y.")).to_be_visible()
    cell.get_by_label("order", exact=True).select_option("users first")
    expect(cell.get_by_text("In x.grad: 21.")).to_be_visible()
    assert notebook.outside_requests() == []
    assert notebook.complaints == []


def test_a_question_a_wrong_part_and_its_hint(open_notebook):
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    cell = notebook.cell("question-5-3")
    field = cell.get_by_label("Your number:")
    field.fill("21")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text("21 is the true derivative.")).to_be_visible()

    notebook.set_source("exercise-5-4-answer", EQUALS_FOR_PLUS)
    notebook.run_cell("exercise-5-4-answer")
    cell = notebook.cell("exercise-5-4-answer")
    expect(cell.get_by_text("Only one of the ways has counted.")).to_be_visible()
    notebook.run_cell("exercise-5-4-part")
    cell = notebook.cell("exercise-5-4-part")
    expect(cell.get_by_text("using the prepared run until yours passes")).to_be_visible()


def test_with_all_parts_written_the_engine_is_the_students(open_notebook):
    """The collapsed solutions, typed into the cells of the answers."""
    notebook = open_notebook(NAME)
    assert len(SOLUTIONS) == 7
    for solution in SOLUTIONS:
        answer = solution.replace("-solution", "-answer")
        head = CELLS[answer].split("\n")[:2]  # the decorator and the def
        body = CELLS[solution].split("\n")[2:]  # without the label and the def
        notebook.set_source(answer, "\n".join([*head, *body]))
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for solution in SOLUTIONS:
        number = solution.removeprefix("exercise-")[:3].replace("-", ".")
        cell = notebook.cell(solution.replace("-solution", "-answer"))
        expect(cell.get_by_text(f"Exercise {number}: passed.")).to_be_visible()
        cell = notebook.cell(solution.replace("-solution", "-part"))
        expect(cell.get_by_text(f"{number}: using your ")).to_be_visible()

    expect(notebook.cell("exercise-5-7-part").get_by_text("All 7 parts are yours.")).to_be_visible()
    cell = notebook.cell("whole-table")
    row = cell.get_by_role("row", name=re.compile("^seed_example a.grad"))
    expect(row).to_have_text(re.compile(r"\[36, 81\].*\[36, 81\].*\[36, 81\].*the same"))
    expect(cell.get_by_text("All that yours gave is the same as minigrad's.")).to_be_visible()
    assert notebook.complaints == []
