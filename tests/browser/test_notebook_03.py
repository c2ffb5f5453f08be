"""PyTorch Autograd - Basics in JupyterLab, as a student works through it."""

import json
import re

import pytest
from playwright.sync_api import expect

from environment import ROOT

pytestmark = pytest.mark.browser

NAME = "03_pytorch_autograd_basics.ipynb"
STORED = json.loads((ROOT / "notebooks" / NAME).read_text(encoding="utf-8"))
CELLS = {cell["id"]: "".join(cell["source"]) for cell in STORED["cells"]}
SOLUTIONS = [c["id"] for c in STORED["cells"] if "solution" in c["metadata"].get("tags", [])]
DRAWN = "image => image.decode().then(() => image.naturalWidth > 50)"


def test_stored_pictures_show_before_anything_is_trusted_or_run(open_notebook):
    notebook = open_notebook(NAME)
    picture = notebook.cell("q-picture").locator("img")
    expect(picture).to_have_attribute("alt", starting("Computational graph of Q."))
    assert picture.evaluate(DRAWN)
    assert notebook.page.get_by_text("Cannot display an untrusted").count() == 0


def test_the_list_at_the_top_leads_to_an_exercise(open_notebook):
    notebook = open_notebook(NAME)
    notebook.cell("title").get_by_role("link", name="3.3 Train only some").click()
    task = notebook.page.locator("strong", has_text="Exercise 3.3: Train only some")
    expect(task).to_be_in_viewport(timeout=30_000)  # once JupyterLab has drawn what is above it
    box = task.bounding_box()
    assert box is not None and box["y"] < 300, "at the top of the page"


def test_it_runs_and_its_controls_change_the_pictures(open_notebook):
    notebook = open_notebook(NAME)
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    assert [cell["count"] for cell in state["cells"]] == list(range(1, len(state["cells"]) + 1))

    picture = notebook.cell("q-picture").locator("img")
    expect(picture).to_have_attribute("alt", starting("Computational graph of Q."))
    assert picture.evaluate(DRAWN)

    # Exclusion from the DAG: by keyboard. x enters the picture; without any there is none.
    cell = notebook.cell("explore-exclusion")
    picture = cell.locator("img")
    before = seen(picture)
    assert "x" not in before["alt"].split()
    cell.get_by_role("checkbox", name="x.requires_grad").focus()
    notebook.page.keyboard.press("Space")
    expect(picture).not_to_have_attribute("src", before["src"])
    after = seen(picture)
    assert "leaves x and z" in after["alt"]
    assert picture.evaluate(DRAWN)
    for name in ("x.requires_grad", "z.requires_grad"):
        cell.get_by_role("checkbox", name=name).click()
    expect(picture).to_have_count(0)
    shown = cell.locator(".jp-OutputArea")
    expect(shown.get_by_text("There is no DAG")).to_be_visible()

    # The Relevance of Leaf Nodes: by mouse.
    cell = notebook.cell("explore-leaves")
    picture = cell.locator("img")
    before = seen(picture)
    cell.get_by_role("checkbox", name="b.retain_grad()").click()
    expect(picture).not_to_have_attribute("src", before["src"])

    # Differentiation in Autograd: a number.
    cell = notebook.cell("explore-weights")
    expect(cell.get_by_text("[-12.0, 65.0]")).to_be_visible()
    field = cell.get_by_label("a[0]", exact=True)
    field.fill("3")
    field.press("Enter")
    expect(cell.get_by_text("[45.0, 65.0]")).to_be_visible()

    assert notebook.outside_requests() == []
    assert notebook.complaints == []


def test_a_question_answers(open_notebook):
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    cell = notebook.cell("question-3-1")
    said = cell.locator(".widget-html").last
    assert said.inner_text().strip() == ""
    cell.get_by_role("radio").first.check()
    cell.get_by_role("button", name="Predict").click()
    expect(said).not_to_have_text("")


def test_exercises_are_solved_in_their_cells(open_notebook):
    """The collapsed solution, typed into the answer's cell, passes the check there."""
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    assert len(SOLUTIONS) == 4
    for solution in SOLUTIONS:
        answer = solution.replace("-solution", "-answer")
        title = "Exercise " + solution.removeprefix("exercise-")[:3].replace("-", ".")
        cell = notebook.cell(answer)
        expect(cell.get_by_text(f"{title}: not attempted yet.")).to_be_visible()
        head = CELLS[answer].split("\n")[:2]  # the decorator and the def
        body = CELLS[solution].split("\n")[2:]  # without the label and the def
        notebook.set_source(answer, "\n".join([*head, *body]))
        notebook.run_cell(answer)
        expect(cell.get_by_text(f"{title}: passed.")).to_be_visible()


def test_solutions_are_collapsed(open_notebook):
    notebook = open_notebook(NAME)
    for solution in SOLUTIONS:
        cell = notebook.cell(solution)
        expect(cell.locator(".jp-Placeholder")).to_have_count(1)
        expect(cell.get_by_text("Solution: open this cell")).to_be_visible()
        expect(cell.get_by_text("def solution")).to_have_count(0)


def test_hints_open_with_a_click(open_notebook):
    notebook = open_notebook(NAME)
    index = list(CELLS).index("exercise-3-3-answer") + 1
    cell = notebook.cell(list(CELLS)[index])
    hint = cell.locator("details").first
    assert hint.get_attribute("open") is None
    hint.locator("summary").click()
    expect(hint.locator("code").first).to_be_visible()


def seen(picture) -> dict[str, str]:
    """What a person sees of a picture, and what is said of it."""
    return {name: picture.get_attribute(name) for name in ("src", "alt")}


def starting(words: str):
    """A pattern for text that starts so."""
    return re.compile("^" + re.escape(words))
