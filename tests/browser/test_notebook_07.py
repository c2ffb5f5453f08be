"""Beyond First Order in JupyterLab: it runs, its charts and graphs are drawn, its checks answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.complete && image.naturalWidth > 50"
PICTURES = ("create-y-gradient", "create-count", "check-steps", "newton-chart", "penalty-wrong")


def test_beyond_first_order_runs_and_answers(open_notebook):
    notebook = open_notebook("07_beyond_first_order.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for picture in PICTURES:
        assert notebook.cell(picture).locator("img").first.evaluate(DRAWN), picture

    cell = notebook.cell("explore-penalty")
    expect(cell.get_by_text("is 108.")).to_be_visible()
    cell.get_by_label("create_graph").select_option("no")
    expect(cell.get_by_text("is -36.")).to_be_visible()

    cell = notebook.cell("question-7-6")
    field = cell.get_by_label("Your number:")
    field.fill("1000")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text(re.compile("So many for all rows"))).to_be_visible()
    expect(cell.get_by_text("You said 1,000; it is 2.")).to_be_visible()

    cell = notebook.cell("check-beside")
    expect(cell.get_by_text("On both engines the same.")).to_be_visible()

    notebook.set_source("exercise-7-3-answer", TABLE)
    notebook.run_cell("exercise-7-3-answer")
    cell = notebook.cell("exercise-7-3-answer")
    expect(cell.get_by_text(re.compile("there were 41 backward passes"))).to_be_visible()
    notebook.set_source("exercise-7-3-answer", SOLVED)
    notebook.run_cell("exercise-7-3-answer")
    expect(cell.get_by_text("passed.")).to_be_visible()
    assert notebook.complaints == []


TABLE = """@exercise("7.3")
def times_hessian(f, x, v):
    return torch.autograd.functional.hessian(f, x) @ v
"""
SOLVED = """@exercise("7.3")
def times_hessian(f, x, v):
    return torch.autograd.functional.hvp(f, x, v)[1]
"""
