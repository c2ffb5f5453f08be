"""Error Gallery in JupyterLab: every marked cell raises, Run All goes on, a link leads there."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.complete && image.naturalWidth > 50"


def test_error_gallery_raises_all_its_errors_and_goes_on(open_notebook):
    notebook = open_notebook("09_error_gallery.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    marked = [cell for cell in state["cells"] if cell["may_raise"]]
    assert len(marked) > 40
    assert [cell["id"] for cell in marked if len(cell["errors"]) != 1] == []

    cell = notebook.cell("calling-second-error")
    expect(cell.get_by_text("line 6: second.backward()")).to_be_visible()
    expect(cell.get_by_text(re.compile("Trying to backward through the graph"))).to_be_visible()
    for picture in ("calling-second-picture", "leaving-cut", "shapes-accident-silent"):
        assert notebook.cell(picture).locator("img").first.evaluate(DRAWN), picture

    cell = notebook.cell("explore-leaving")
    cell.get_by_label("door").select_option("y.tolist()")
    expect(cell.get_by_text("list: [1.0, 4.0]")).to_be_visible()

    cell = notebook.cell("question-9-4")
    cell.get_by_label("y += 1: y must not be changed.").check()
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text(re.compile("is a result and no leaf"))).to_be_visible()

    notebook.set_source("exercise-9-3-answer", SILENCED)
    notebook.run_cell("exercise-9-3-answer")
    cell = notebook.cell("exercise-9-3-answer")
    expect(cell.get_by_text(re.compile("The check was got round"))).to_be_visible()
    notebook.set_source("exercise-9-3-answer", SOLVED)
    notebook.run_cell("exercise-9-3-answer")
    expect(cell.get_by_text("passed.")).to_be_visible()

    notebook.cell("index").get_by_role("link", name="An expanded tensor").click()
    expect(notebook.page.get_by_role("heading", name="An expanded tensor")).to_be_in_viewport()
    assert notebook.complaints == []


SILENCED = """@exercise("9.3")
def softplus(x):
    y = x.exp()
    y.data += 1
    return y.log()
"""
SOLVED = """@exercise("9.3")
def softplus(x):
    return (x.exp() + 1).log()
"""
