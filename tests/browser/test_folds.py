"""A large picture in JupyterLab: folds open where one points, by mouse and by key."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SOURCE = """\
import minigrad as torch
y = x = torch.tensor(1.0, requires_grad=True)
for _ in range(1000):
    y = y.sin()
torch.draw(y).widget"""


def test_folds_open_and_close(course, open_notebook):
    cell = {"cell_type": "code", "id": "only", "source": SOURCE, "metadata": {}}
    cell |= {"execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = course.root / "notebooks" / "97_folds.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8", newline="\n")
    page = open_notebook("97_folds.ipynb")
    assert page.errors(page.run_all()) == []
    shown, keyboard = page.cell("only").locator(".minigrad-folds"), page.page.keyboard
    shown.get_by_role("button", name="Open fold 1: 1,000 × SinBackward0").focus()
    keyboard.press("Enter")
    expect(shown.get_by_role("button", name="Open fold 1.10:")).to_be_visible()
    expect(shown.get_by_role("button", name="Open fold 1.1:")).to_be_focused()
    for key in ("a", "b", "d", "d"):  # JupyterLab's
        keyboard.press(key)
    assert page.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == 1
    shown.get_by_role("button", name="Open fold 1.2:").click()
    expect(shown.get_by_role("button", name="Close fold 1.2")).to_be_visible()
    expect(shown.get_by_text("SinBackward0", exact=True)).to_have_count(100)
    shown.get_by_role("button", name="Close fold 1", exact=True).click()
    expect(shown.get_by_role("button", name="Open fold 1: 1,000")).to_be_focused()
    assert page.outside_requests() == [] and page.complaints == []
