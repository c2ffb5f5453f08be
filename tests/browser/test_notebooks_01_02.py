"""What is Autodiff? and A Simple Implementation in JupyterLab: they run, and answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = "image => image.complete && image.naturalWidth > 50"


def test_autodiff_runs_and_its_sweeps_can_be_stepped(open_notebook):
    notebook = open_notebook("01_what_is_autodiff.ipynb")
    state = notebook.run_all(seconds=120)
    assert notebook.errors(state) == []
    assert notebook.cell("forward-picture").locator("img").evaluate(DRAWN)

    cell = notebook.cell("explore-reverse")
    row = cell.get_by_role("row", name=re.compile("^a 2"))
    expect(row).not_to_contain_text("21")
    field = cell.get_by_label("nodes done", exact=True)
    field.fill("5")
    field.press("Enter")
    expect(row).to_contain_text("21")

    cell = notebook.cell("question-1-2")
    field = cell.get_by_label("Your number:")
    field.fill("5")
    cell.get_by_role("button", name="Check").click()
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
