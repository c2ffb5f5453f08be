"""More Detail in JupyterLab: it runs, its pictures are drawn, its controls and questions answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.decode().then(() => image.naturalWidth > 50)"


def test_more_detail_runs_and_answers(open_notebook):
    notebook = open_notebook("04_pytorch_autograd_more_detail.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for picture in ("history-entry", "saved-freed-picture", "setting-frozen", "eval-recorded"):
        assert notebook.cell(picture).locator("img").evaluate(DRAWN), picture

    cell = notebook.cell("explore-eval")
    expect(cell.get_by_text("Dropout turns ones into [1.0]")).to_be_visible()
    cell.get_by_label("eval mode").uncheck()
    expect(cell.get_by_text("Dropout turns ones into [0.0, 2.0]")).to_be_visible()
    cell.get_by_label("recording").uncheck()
    expect(cell.get_by_text("There is no graph.", exact=True)).to_be_visible()

    cell = notebook.cell("question-4-9")
    field = cell.get_by_label("Your number:")
    field.fill("16")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text(re.compile("16 is the slope of"))).to_be_visible()

    notebook.set_source("exercise-4-4-answer", SOLVED)
    notebook.run_cell("exercise-4-4-answer")
    expect(notebook.cell("exercise-4-4-answer").get_by_text("passed.")).to_be_visible()
    assert notebook.complaints == []


SOLVED = """@exercise("4.4")
def train_part(net, part):
    net.requires_grad_(False)
    part.requires_grad_(True)
"""
