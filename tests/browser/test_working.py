"""The working edition, as a student has it: the first page, and what a slip can't change."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NAME = "03_pytorch_autograd_basics.ipynb"
CELLS = """() => jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
  id: cell.model.id, type: cell.model.type, source: cell.model.sharedModel.getSource(),
  shown: cell.model.type === 'code' ? cell.model.outputs.length : 0,
  count: cell.model.type === 'code' ? cell.model.executionCount : null,
}))"""


def test_the_first_page_is_the_students_and_shows_its_picture_at_once(working, open_working):
    notebook = open_working("00_summary.ipynb", "")  # no page is named: it opens the first one
    picture = notebook.cell("first-picture").get_by_role("img", name="Computational graph of Q.")
    expect(picture).to_be_visible()
    expect(notebook.cell("progress")).to_contain_text("What there is to do:")
    title = notebook.cell("title")
    before = [(cell["id"], cell["source"]) for cell in notebook.page.evaluate(CELLS)]

    title.dblclick()  # would show the text's source
    expect(title.locator(".jp-MarkdownOutput")).to_be_visible()
    assert title.locator(".cm-content:visible").count() == 0
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("d")
    notebook.page.keyboard.press("d")
    notebook.page.wait_for_timeout(300)
    # Not what the cells show: this page runs by itself, sooner or later.
    after = [(cell["id"], cell["source"]) for cell in notebook.page.evaluate(CELLS)]
    assert after == before
    assert notebook.complaints == [] and notebook.outside_requests() == []


def test_nothing_is_answered_yet_and_questions_stay(working, open_working):
    notebook = open_working(NAME)
    cells = notebook.page.evaluate(CELLS)
    assert [cell for cell in cells if cell["shown"] or cell["count"] is not None] == []
    notebook.cell("question-3-2")
    notebook.page.keyboard.press("d")
    notebook.page.keyboard.press("d")
    notebook.page.wait_for_timeout(300)
    assert notebook.page.evaluate(CELLS) == cells
    assert notebook.cell("exercise-3-1-answer").locator(".cm-content").is_visible()

    stored = working.root / "notebooks" / NAME
    before = stored.read_bytes()
    assert notebook.errors(notebook.run_all(seconds=120)) == []
    notebook.command("docmanager:save")
    mine = working.work / "notebooks" / NAME
    notebook.page.wait_for_function(
        "() => !jupyterapp.shell.currentWidget.context.model.dirty", timeout=20_000
    )
    assert b'"execution_count": 1' in mine.read_bytes()
    assert stored.read_bytes() == before


def test_work_is_saved_every_ten_seconds(working, open_working):
    notebook = open_working(NAME)
    default = (
        "plugin => jupyterapp.serviceManager.settings.fetch(plugin)"
        ".then(found => found.schema.properties.autosaveInterval.default)"
    )
    assert notebook.page.evaluate(default, "@jupyterlab/docmanager-extension:plugin") == 10
