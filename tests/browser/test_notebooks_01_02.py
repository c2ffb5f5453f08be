"""What is Autodiff? and A Simple Implementation in JupyterLab: they run, and answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.decode().then(() => image.naturalWidth > 50)"


def test_autodiff_runs_and_its_sweeps_can_be_stepped(open_notebook):
    notebook = open_notebook("01_what_is_autodiff.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    assert notebook.cell("forward-picture").locator("img").evaluate(DRAWN)

    # Both sweeps go over the same graph, one by the arrow keys and one by the button.
    cell = notebook.cell("forward-sweep-steps")
    cell.get_by_role("button", name="Next").focus()
    for _ in range(3):
        notebook.page.keyboard.press("ArrowRight")
    expect(cell.get_by_text("Step 3 of 5: the slope of p is 3")).to_be_visible()
    expect(cell.locator("img")).to_have_attribute("alt", re.compile("a brings 1 · 3 = 3"))
    cell = notebook.cell("reverse-sweep-steps")
    for _ in range(5):
        cell.get_by_role("button", name="Next").click()
    expect(cell.get_by_text("Step 5 of 5: the adjoint of a is 21")).to_be_visible()

    cell = notebook.cell("explore-reverse")
    row = cell.get_by_role("row", name=re.compile("^b"))
    expect(row).to_contain_text("16")
    field = cell.get_by_label("a", exact=True)
    field.fill("3")
    field.press("Enter")
    expect(row).to_contain_text("27")

    cell = notebook.cell("question-1-2")
    field = cell.get_by_label("Your number:")
    field.fill("5")
    cell.get_by_role("button", name="Predict").click()
    expect(cell.get_by_text("5 lets both inputs change")).to_be_visible()
    assert notebook.complaints == []


def test_implementation_runs_and_counts_paths(open_notebook):
    notebook = open_notebook("02_a_simple_implementation.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    for picture in ("autodiff-picture", "example-unfolded", "nth-graph"):
        assert notebook.cell(picture).locator("img").evaluate(DRAWN), picture

    cell = notebook.cell("explore-visits")
    expect(cell.get_by_role("row", name="every path 31")).to_be_visible()
    field = cell.get_by_label("doublings", exact=True)
    field.fill("10")
    field.press("Enter")
    expect(cell.get_by_role("row", name="every path 2,047")).to_be_visible()
    assert notebook.complaints == []
