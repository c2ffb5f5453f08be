"""Three students predict in the browser edition: a careful, a hasty and a clumsy one."""

import json

import pytest
from playwright.sync_api import expect

import makesite
from website import contents, pages
from website.pages import opened

pytestmark = pytest.mark.browser

BASICS = opened("notebooks/03_pytorch_autograd_basics.ipynb")
QUESTION, BOUND = "question-3-1", "q-backward-bare"
WAITS = "Predict first: question 3.1 is open."
RESULT = "grad can be implicitly created only for scalar outputs"
SAID = 'You said "It fills a.grad and b.grad"'
FOLDED = "() => jupyterapp.shell.leftCollapsed"
SAVED = "() => !jupyterapp.shell.currentWidget.context.model.dirty"
DIRTY = "() => { jupyterapp.shell.currentWidget.context.model.dirty = true }"
PROGRESS = "print(open('progress.txt').read())"
RAN = "state.kernel === 'idle' && state.cells.every(c => c.count !== null)"
RESTART = "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"


def answer(notebook, which):
    """Predict the answer with this number to question 3.1."""
    question = notebook.cell(QUESTION)
    question.get_by_role("radio").nth(which).check()
    question.get_by_role("button", name="Predict").click()
    return question


def leave(notebook):
    """Go when all is saved."""
    notebook.page.wait_for_timeout(2000)
    notebook.page.wait_for_function(SAVED, timeout=20_000)
    notebook.page.close()


def run(notebook, *cells):
    notebook.wait_for_kernel()
    for cell in cells:
        notebook.run_cell(cell)


def test_a_careful_student_predicts_then_sees_and_finds_it_again(browser, visit, tmp_path):
    window = browser.start(tmp_path / "profile")
    notebook = visit(BASICS, window)
    run(notebook, "setup", "q", QUESTION)
    question = answer(notebook, 0)
    expect(question).to_contain_text(SAID)
    expect(question).to_contain_text("The next cell, # answers question")
    assert RESULT not in question.inner_text()
    run(notebook, BOUND)
    bound = notebook.cell(BOUND)
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text(f'{SAID}; it is "It raises an error".')
    notebook.picture("predicting-careful")
    leave(notebook)
    window.close()

    # The next days: another browser, another kernel.
    for day in (1, 2):
        window = browser.start(tmp_path / "profile")
        notebook = visit(BASICS, window)
        expect(notebook.cell(BOUND)).to_contain_text(RESULT)
        expect(notebook.cell(BOUND)).to_contain_text(SAID)
        expect(notebook.cell(QUESTION)).to_contain_text(SAID, timeout=60_000)
        notebook.picture(f"predicting-careful-day-{day}")
        if day == 1:
            notebook.wait_for_kernel()
            notebook.page.evaluate(DIRTY)
            notebook.command("docmanager:save")
            leave(notebook)
            window.close()
    assert '"question": "3.1"' in notebook.execute(PROGRESS)
    run(notebook, "setup", "q", QUESTION, BOUND)
    expect(notebook.cell(QUESTION)).to_contain_text("shows the result, and why")
    expect(notebook.cell(BOUND)).to_contain_text(f'{SAID}; it is "It raises an error".')
    assert notebook.complaints == []


def test_a_hasty_student_runs_all_then_answers_and_nothing_runs_twice(visit):
    notebook = visit(BASICS)
    notebook.run_all()
    bound = notebook.cell(BOUND)
    expect(bound).to_contain_text(WAITS)
    assert RESULT not in bound.inner_text()
    notebook.picture("predicting-hasty-waits")
    count = bound.locator(".jp-InputPrompt").first.inner_text()
    answer(notebook, 2)
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text('Right. You said "It raises an error".')
    expect(bound).not_to_contain_text(WAITS)
    assert bound.locator(".jp-InputPrompt").first.inner_text() == count, "it ran once"
    notebook.picture("predicting-hasty-answered")
    other = notebook.cell("question-3-2")
    bound = other.locator("xpath=following-sibling::*").locator("button", has_text="Show me").first
    bound.click()
    expect(other).to_contain_text("You asked to be shown.")
    leave(notebook)

    # What appeared is there the next day; what waited still waits.
    notebook = visit(BASICS)
    bound = notebook.cell(BOUND)
    expect(bound).to_contain_text(RESULT, timeout=60_000)
    expect(bound).to_contain_text('Right. You said "It raises an error".')
    notebook.picture("predicting-hasty-next-day")
    expect(notebook.cell("question-3-3")).to_contain_text("Question 3.3")
    notebook.picture("predicting-hasty-next-day-open")
    assert notebook.complaints == []


def test_a_clumsy_student_reloads_restarts_and_has_two_tabs(visit):
    notebook = visit(BASICS)
    run(notebook, QUESTION, BOUND)  # without the cells above
    bound = notebook.cell(BOUND)
    expect(bound).to_contain_text("Q has no value in this kernel.")
    bound.get_by_role("button", name="Run the cells above, then this one").click()
    expect(bound).to_contain_text(WAITS, timeout=30_000)
    notebook.picture("predicting-clumsy-above")

    # Loaded again at once: Python began anew, and the page does not pretend to know it.
    notebook.page.on("dialog", lambda dialog: dialog.accept())
    notebook.page.reload()
    notebook.wait_for_notebook("03_pytorch_autograd_basics.ipynb")
    notebook.wait_for_kernel()
    # (Whether what had been shown was saved in the moment that a closing page has is chance.)
    notebook.picture("predicting-clumsy-reloaded")
    assert RESULT not in notebook.cell(BOUND).inner_text()

    run(notebook, "setup", "q", QUESTION, BOUND)
    answer(notebook, 1)
    expect(notebook.cell(BOUND)).to_contain_text(RESULT)
    expect(notebook.cell(QUESTION).get_by_role("radio")).to_have_count(0)
    notebook.page.evaluate(RESTART)
    notebook.wait_for_kernel()
    notebook.page.wait_for_timeout(3000)
    expect(notebook.cell(BOUND)).to_contain_text(RESULT)
    notebook.picture("predicting-clumsy-restarted")

    second = visit(BASICS)
    run(second, "setup", "q", QUESTION, BOUND)
    expect(second.cell(QUESTION)).to_contain_text("You said")
    expect(second.cell(BOUND)).to_contain_text(RESULT)
    second.picture("predicting-clumsy-second-tab")
    second.page.wait_for_timeout(12_000)
    second.picture("predicting-clumsy-second-tab-later")
    notebook.picture("predicting-clumsy-first-tab-later")
    assert notebook.complaints == second.complaints == []


def changed(site, *paths):
    """The site with another text at the head of these notebooks."""
    new = dict(site)
    for path in paths:
        book = json.loads(site[f"files/{path}"])
        book["cells"][0]["source"] = "# Next term"
        new[f"files/{path}"] = contents.served(json.dumps(book).encode())
    return pages.seal(new)


def test_an_update_of_the_course_keeps_work_and_can_be_had(visit, own, site):
    first, basics = "notebooks/00_summary.ipynb", "notebooks/03_pytorch_autograd_basics.ipynb"
    notebook = visit(opened(first), server=own)
    notebook.wait_until(RAN, 120, "the first page did not run by itself")
    leave(notebook)
    notebook = visit(BASICS, server=own)
    notebook.wait_for_kernel()
    notebook.set_source("setup", "mine = 5")
    run(notebook, "setup")
    leave(notebook)
    makesite.write(changed(site, first, basics), own.folder)
    page = visit(server=own)
    page.message("updated")
    with page.page.expect_navigation():
        page.page.get_by_role("button", name="Reload now").click()

    notebook = visit(BASICS, server=own)
    said = notebook.message("new 03_pytorch_autograd_basics.ipynb")
    assert "Yours stays as it is" in said
    notebook.wait_for_kernel()
    expect(notebook.cell("setup")).to_contain_text("mine = 5")
    notebook.picture("predicting-update")
    notebook.page.get_by_role("button", name="Open the new version").click()
    notebook.wait_for_notebook("03_pytorch_autograd_basics.new.ipynb")
    expect(notebook.page.get_by_role("heading", name="Next term").last).to_be_visible()
    notebook.picture("predicting-update-beside")

    # The first page, which nobody has changed, is the new one by itself.
    notebook = visit(opened(first), server=own)
    expect(notebook.page.get_by_role("heading", name="Next term")).to_be_visible(timeout=30_000)
    notebook.wait_until(RAN, 120, "the first page did not run by itself")
    notebook.picture("predicting-update-first")
    assert notebook.messages() == []


def test_the_list_of_files_is_folded_until_the_learner_opens_it(visit):
    notebook = visit(opened("notebooks/00_summary.ipynb"))
    for _ in range(2):
        notebook.wait_for_kernel()
        notebook.page.wait_for_function(FOLDED)
        notebook.page.wait_for_timeout(5000)
        assert notebook.page.evaluate(FOLDED)
        notebook.page.reload()
        notebook.wait_for_notebook("00_summary.ipynb")
    notebook.page.wait_for_function(FOLDED)
    notebook.page.get_by_role("tab", name="File Browser").click()
    notebook.page.wait_for_timeout(1000)
    assert not notebook.page.evaluate(FOLDED)
    notebook.page.reload()
    notebook.wait_for_notebook("00_summary.ipynb")
    notebook.wait_for_kernel()
    assert not notebook.page.evaluate(FOLDED)
