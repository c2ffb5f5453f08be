"""A student's way through one notebook, and what is left of it after a reload."""

import pytest
from playwright.sync_api import expect

import minigrad
from minigrad.course.exercises import check
from minigrad.course.shelf import take
from notebooks import normalize, to_text

pytestmark = pytest.mark.browser

NAME = "03_pytorch_autograd_basics.ipynb"
WRONG = """@exercise("3.1")
def slope(f, x):
    t = torch.tensor(x, requires_grad=True)
    return f(t)
"""
RIGHT = """@exercise("3.1")
def slope(f, x):
    t = torch.tensor(x, requires_grad=True)
    f(t).backward()
    return t.grad
"""


def cells(notebook):
    return notebook.page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length")


def test_question_exercise_progress_reload(open_notebook, course):
    progress = course.root / "progress.txt"
    notebook = open_notebook(NAME)
    assert notebook.errors(notebook.run_all(seconds=120)) == []

    # A question: a wrong answer, what is so, and why.
    question = notebook.cell("question-3-2")
    box = question.get_by_label("Your number:")
    box.fill("24")
    box.press("Enter")
    alert = question.get_by_role("alert")
    expect(alert).to_contain_text("You said 24; it is 36.")
    expect(alert).to_contain_text("24 is the value of 3a³ at 2.")

    # An exercise: nothing yet, a typical mistake with its hint, the staged hint, the solution.
    expect(notebook.cell("exercise-3-1-answer")).to_contain_text("not attempted yet")
    notebook.set_source("exercise-3-1-answer", WRONG)
    notebook.run_cell("exercise-3-1-answer")
    answer = notebook.cell("exercise-3-1-answer")
    expect(answer).to_contain_text("Exercise 3.1: not right yet.")
    hints = notebook.cell("exercise-3-1-hints")
    hint = hints.locator("details").first
    expect(hint).not_to_have_attribute("open", "")
    hint.locator("summary").click()
    expect(hint.get_by_text("Give it a tensor")).to_be_visible()
    notebook.set_source("exercise-3-1-answer", RIGHT)
    notebook.run_cell("exercise-3-1-answer")
    expect(notebook.cell("exercise-3-1-answer")).to_contain_text("Exercise 3.1: passed.")

    # What only who has passed is told: folded, and open at a click.
    told = answer.locator("details")
    expect(told.locator("summary")).to_have_text(
        ["The model solution", "Other right forms", "What often goes wrong here"]
    )
    expect(told.nth(0).get_by_text("Your function is the model solution.")).not_to_be_visible()
    told.nth(0).locator("summary").click()
    expect(told.nth(0).get_by_text("Your function is the model solution.")).to_be_visible()
    told.nth(1).locator("summary").click()
    expect(told.nth(1).locator("pre").first).to_contain_text("    return torch.autograd.grad(")

    # The panel has followed by itself.
    panel = notebook.cell("progress")
    expect(panel).to_contain_text("exercises passed: 1 of 4; questions answered: 1 of")
    row = panel.get_by_role("row").filter(has_text="Exercise 3.1")
    expect(row.get_by_role("cell")).to_have_text(["passed", "2", "2"])

    # A reload and a new kernel: it is still there, here and on the Summary page.
    again = open_notebook(NAME)
    assert again.errors(again.run_all(seconds=120)) == []
    expect(again.cell("progress")).to_contain_text("exercises passed: 1 of 4")
    summary = open_notebook("00_summary.ipynb")
    summary.run_all(seconds=60)
    row = (
        summary.cell("progress").get_by_role("row").filter(has_text="03 PyTorch Autograd - Basics")
    )
    expect(row.get_by_role("cell").first).to_have_text("1 of 4")
    assert "3.1" in progress.read_text(encoding="utf-8")
    for page in (notebook, again, summary):
        assert page.outside_requests() == []
        assert page.complaints == []


def test_the_panel_is_reset_and_exported(open_notebook, course):
    notebook = open_notebook("01_what_is_autodiff.ipynb")
    notebook.run_all(seconds=120)
    panel = notebook.cell("progress")
    panel.get_by_role("button", name="Export").click()
    expect(panel.get_by_role("alert")).to_contain_text("written to my-progress.csv")
    table = (course.root / "notebooks" / "my-progress.csv").read_text(encoding="utf-8")
    assert table.startswith("kind,number,title,state,tries,hints\n")
    panel.get_by_role("button", name="Reset").click()
    sure = panel.get_by_role("button", name="Yes, reset all notebooks")
    expect(sure).to_be_visible()
    sure.click()
    expect(panel.get_by_role("alert")).to_contain_text("All counts begin at zero.")
    expect(sure).to_be_hidden()


def test_nodes_are_clicked_and_reached_by_keyboard(open_notebook):
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    question = notebook.cell("question-3-8")
    nodes = question.get_by_role("checkbox")
    expect(nodes).to_have_count(6)
    nodes.nth(0).click()
    expect(nodes.nth(0)).to_have_attribute("aria-checked", "true")
    notebook.page.keyboard.press("Tab")
    expect(nodes.nth(1)).to_be_focused()
    nodes.nth(0).focus()
    notebook.page.keyboard.press("Space")
    expect(nodes.nth(0)).to_have_attribute("aria-checked", "false")
    for name in ("w", "q = w * p", "r = q + v"):
        question.get_by_role("checkbox", name=name, exact=True).focus()
        notebook.page.keyboard.press("Enter")
    question.get_by_role("button", name="Predict").click()
    expect(question.get_by_role("alert")).to_contain_text("Right.")


def test_keys_in_the_widgets_do_not_reach_the_notebook(open_notebook):
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    before = cells(notebook)
    question = notebook.cell("question-3-1")
    for part in (
        question.get_by_role("radio").first,
        question.get_by_role("button", name="Predict"),
    ):
        part.focus()
        for key in ("b", "a", "x", "d", "d"):
            notebook.page.keyboard.press(key)
    explore = notebook.cell("explore-exclusion")
    explore.get_by_role("checkbox").first.focus()
    notebook.page.keyboard.press("b")
    panel = notebook.cell("progress")
    panel.get_by_role("button", name="Read again").focus()
    notebook.page.keyboard.press("b")
    node = notebook.cell("question-3-8").get_by_role("checkbox").first
    node.focus()
    notebook.page.keyboard.press("b")
    assert cells(notebook) == before
    # Enter presses a button, as everywhere.
    check = notebook.cell("question-3-1").get_by_role("button", name="Predict")
    check.focus()
    notebook.page.keyboard.press("Enter")
    expect(notebook.cell("question-3-1").get_by_role("alert")).to_be_visible()


def test_what_is_told_after_passing_survives_an_untrusted_notebook(open_notebook, course):
    """JupyterLab cleans the page of a result whose notebook it does not know."""
    task = take("exercises", "3.1")
    exec(task.solution, names := {"torch": minigrad})
    passed = check(task, names["slope"])
    bundle = {"text/html": passed._repr_html_(), "text/plain": repr(passed)}
    output = {"output_type": "display_data", "metadata": {}, "data": bundle}
    cell = {"cell_type": "code", "id": "only", "source": "1", "outputs": [output]}
    cell |= {"metadata": {}, "execution_count": 1}
    path = course.root / "notebooks" / "95_passed.ipynb"
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(to_text(normalize(notebook, path.stem)), encoding="utf-8", newline="\n")
    told = open_notebook("95_passed.ipynb").cell("only").locator("details")
    expect(told).to_have_count(3)
    for part in told.all():
        part.locator("summary").click()
    expect(told.nth(0).locator("pre")).to_have_text(task.solution.strip())
    expect(told.nth(1).locator("pre")).to_have_count(len(task.others))
    expect(told.nth(2).locator("li")).to_have_count(len(task.hints))
