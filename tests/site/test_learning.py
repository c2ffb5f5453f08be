"""A learner in the browser edition: controls, checks, questions, and progress that stays."""

import pytest
from playwright.sync_api import expect

from website.pages import opened

pytestmark = pytest.mark.browser

BASICS = "03_pytorch_autograd_basics.ipynb"
DRAWN = "image => image.complete && image.naturalWidth > 50"
ENDLESS = """\
@exercise("3.1")
def slope(f, x):
    while True:
        try:
            pass
        except Exception:
            pass"""
SOLVED = """\
@exercise("3.1")
def slope(f, x):
    t = torch.tensor(x, requires_grad=True)
    f(t).backward()
    return t.grad"""
PLAYGROUND = """\
from minigrad import playground
playground("c = 3*a**3; Q = c - b**2", a=[2, 3], b=[6, 4])"""
WHAT_A_BROWSER_HAS_NOT = """\
try:
    draw(Q, renderer="system").svg
except Exception as error:
    print(f"{type(error).__name__}: {error}")"""
PROGRESS = """\
from minigrad.course import progress
progress("3")"""


def test_a_learner_works_and_comes_back(visit):
    notebook = visit(opened(f"notebooks/{BASICS}"))
    notebook.wait_for_kernel()
    for cell in ("setup", "q"):
        notebook.run_cell(cell)

    # Something to change: by keyboard.
    notebook.run_cell("explore-exclusion")
    cell = notebook.cell("explore-exclusion")
    picture = cell.locator("img")
    before = picture.get_attribute("src")
    cell.get_by_role("checkbox", name="x.requires_grad").focus()
    notebook.page.keyboard.press("Space")
    expect(picture).not_to_have_attribute("src", before)
    assert "leaves x and z" in picture.get_attribute("alt")
    assert picture.evaluate(DRAWN)
    notebook.picture("explore")

    # The stepper.
    notebook.run_cell("graph-diamond-steps")
    cell = notebook.cell("graph-diamond-steps")
    title = cell.get_by_text("Before the first step")
    expect(title.first).to_be_visible()
    cell.get_by_role("button", name="Next").click()
    expect(title).to_have_count(0)
    notebook.picture("stepper")

    # An exercise: an endless loop is stopped, the answer passes.
    cell = notebook.cell("exercise-3-1-answer")
    notebook.set_source("exercise-3-1-answer", ENDLESS)
    notebook.run_cell("exercise-3-1-answer", seconds=60)
    expect(cell.get_by_text("stopped, because it ran too long")).to_be_visible()
    notebook.set_source("exercise-3-1-answer", SOLVED)
    notebook.run_cell("exercise-3-1-answer")
    expect(cell.get_by_text("Exercise 3.1: passed.")).to_be_visible()
    notebook.picture("exercise")

    # A question.
    notebook.run_cell("question-3-1")
    cell = notebook.cell("question-3-1")
    cell.get_by_role("radio").first.check()
    cell.get_by_role("button", name="Predict").click()
    expect(cell.locator(".widget-html").last).not_to_have_text("")

    # The playground.
    notebook.set_source("graph-square", PLAYGROUND)
    notebook.run_cell("graph-square")
    cell = notebook.cell("graph-square")
    assert cell.get_by_role("img").evaluate(DRAWN)
    cell.get_by_label("a =").fill("1, 3")
    expect(cell.get_by_role("row", name="a [1, 3] True leaf [9, 81]")).to_be_visible()
    notebook.picture("playground")

    # What a browser has not is said in one line.
    notebook.set_source("graph-square", WHAT_A_BROWSER_HAS_NOT)
    notebook.run_cell("graph-square")
    (said,) = notebook.outputs("graph-square")
    assert said["text"].startswith("RendererMissing: renderer='system' needs a command")

    # Saved, closed, opened again: in a new kernel, all is there.
    notebook.command("docmanager:save")
    notebook.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.page.close(run_before_unload=False)
    again = visit(opened(f"notebooks/{BASICS}"))
    again.wait_for_kernel()
    assert (
        again.page.evaluate(
            "() => jupyterapp.shell.currentWidget.content.widgets"
            ".find(cell => cell.model.id === 'exercise-3-1-answer').model.sharedModel.getSource()"
        )
        == SOLVED
    )
    again.set_source("setup", PROGRESS)
    again.run_cell("setup")
    row = again.cell("setup").get_by_role("row").filter(has_text="Exercise 3.1")
    expect(row.get_by_role("cell", name="passed")).to_be_visible()
    again.picture("progress")

    # The first page names the copies, and can give the course's version back.
    first = visit()
    mine = first.page.locator("#copies")
    expect(mine.get_by_text(f"notebooks/{BASICS}")).to_be_visible()
    expect(mine.get_by_text("progress.txt")).to_be_visible()
    first.picture("first-page-with-copies", full_page=True)
    with first.page.expect_download() as download:
        mine.get_by_role("button", name="Download notebooks/progress.txt").click()
    assert '"3.1"' in download.value.path().read_text(encoding="utf-8")
    first.page.on("dialog", lambda dialog: dialog.accept())
    mine.get_by_role("button", name=f"Take the course's version: notebooks/{BASICS}").click()
    expect(mine.get_by_text(f"notebooks/{BASICS}").locator("css=code")).to_have_count(0)
    expect(mine.get_by_text("progress.txt")).to_be_visible()
    assert first.complaints == []
