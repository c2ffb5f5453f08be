"""Time and Memory in JupyterLab: it runs, its pictures are drawn, counts and checks answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.complete && image.naturalWidth > 50"
PATIENCE = 20_000  # milliseconds: a kernel on a loaded machine answers late
PICTURES = ("saved-two-picture", "work-ratio", "hooks-order", "batches-chart", "checkpoint-chart")


def test_time_and_memory_runs_and_answers(open_notebook):
    notebook = open_notebook("08_time_and_memory.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for picture in PICTURES:
        assert notebook.cell(picture).locator("img").first.evaluate(DRAWN), picture

    cell = notebook.cell("explore-alive")
    expect(cell.get_by_text("After 10 steps: 51 nodes, 0 bytes saved.")).to_be_visible(
        timeout=PATIENCE
    )
    cell.get_by_label("backward").uncheck()
    expect(cell.get_by_text("After 10 steps: 51 nodes, 480 bytes saved.")).to_be_visible(
        timeout=PATIENCE
    )
    cell.get_by_label("kept").select_option("loss.item()")
    expect(cell.get_by_text("After 10 steps: 0 nodes, 0 bytes saved.")).to_be_visible(
        timeout=PATIENCE
    )

    cell = notebook.cell("explore-work")
    expect(cell.get_by_text(re.compile("^Counted: 12,288 forward, 20,480"))).to_be_visible(
        timeout=PATIENCE
    )
    cell.get_by_label("measure on this machine").check()
    expect(cell.get_by_text(re.compile(r"^Measured here: \d"))).to_be_visible(timeout=PATIENCE)

    cell = notebook.cell("question-8-15")
    field = cell.get_by_label("Your number:")
    field.fill("32")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text(re.compile("32 \\+ 2 = 34"))).to_be_visible(timeout=PATIENCE)
    expect(cell.get_by_text("You said 32; it is 8.")).to_be_visible(timeout=PATIENCE)

    notebook.set_source("exercise-8-5-answer", EVEN)
    notebook.run_cell("exercise-8-5-answer")
    cell = notebook.cell("exercise-8-5-answer")
    expect(cell.get_by_text(re.compile("if all batches were of the same length"))).to_be_visible(
        timeout=PATIENCE
    )
    notebook.set_source("exercise-8-5-answer", SOLVED)
    notebook.run_cell("exercise-8-5-answer")
    expect(cell.get_by_text("passed.")).to_be_visible(timeout=PATIENCE)
    assert notebook.complaints == []


EVEN = """@exercise("8.5")
def accumulate(mean_loss, batches):
    for batch in batches:
        (mean_loss(batch) / len(batches)).backward()
"""
SOLVED = """@exercise("8.5")
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        (mean_loss(batch) * len(batch) / total).backward()
"""
