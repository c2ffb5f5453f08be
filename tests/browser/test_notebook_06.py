"""Train a Network in JupyterLab: it runs, its charts are drawn, its controls and checks answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.complete && image.naturalWidth > 50"


def test_a_network_is_trained_in_the_notebook(open_notebook):
    notebook = open_notebook("06_train_a_network.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for picture in ("moons-data", "moons-draw", "loop-regions", "flow-bars", "real-digits"):
        image = notebook.cell(picture).locator("img")
        assert image.evaluate(DRAWN), picture
        assert len(image.get_attribute("alt")) > 40

    # A chart's numbers are there as a table, too.
    cell = notebook.cell("loop-train")
    cell.get_by_text("The chart as a table").click()
    expect(cell.get_by_role("rowheader", name="299")).to_be_visible()

    # Set a rate that is too large: the words and the curve follow.
    cell = notebook.cell("explore-loop")
    expect(cell.get_by_text("The accuracy is 0.950 after 100 steps.")).to_be_visible()
    cell.get_by_label("rate").select_option("30")
    # (With steps that large the last digits of a sum decide, and they are the machine's.)
    expect(cell.get_by_text("The accuracy is 0.950 after 100 steps.")).to_have_count(0)
    expect(cell.get_by_text(re.compile(r"The accuracy is 0\.9\d\d after 100"))).to_be_visible()
    expect(cell.locator("img").first).to_have_attribute("alt", re.compile("^Rate 30. Line chart"))

    # A wrong number has its feedback, a wrong answer its hint, and a right one passes.
    cell = notebook.cell("question-6-2")
    cell.get_by_label("Your number:").fill("0.6")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text("That is the place after the first step")).to_be_visible()

    notebook.set_source("exercise-6-2-answer", WRONG)
    notebook.run_cell("exercise-6-2-answer")
    expect(
        notebook.cell("exercise-6-2-answer").get_by_text("The parameter is right")
    ).to_be_visible()
    notebook.set_source("exercise-6-2-answer", WRONG.replace("v = m * v + p.grad", RIGHT))
    notebook.run_cell("exercise-6-2-answer")
    expect(notebook.cell("exercise-6-2-answer").get_by_text("passed.")).to_be_visible()
    assert notebook.complaints == []


WRONG = """@exercise("6.2")
def momentum_step(parameters, velocities, rate, m):
    with torch.no_grad():
        for p, v in zip(parameters, velocities):
            v = m * v + p.grad
            p -= rate * v
"""
RIGHT = """v *= m
            v += p.grad"""
