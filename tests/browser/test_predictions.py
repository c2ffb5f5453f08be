"""Three students predict in the working edition: a careful, a hasty and a clumsy one."""

import json

import pytest
from playwright.sync_api import expect

from environment import ROOT
from minigrad.course.gate import BINDING
from minigrad.course.shelf import shelf

pytestmark = pytest.mark.browser

NAME = "03_pytorch_autograd_basics.ipynb"
WAITS = "Predict first: question 3.1 is open."
RESULT = "grad can be implicitly created only for scalar outputs"
SAVED = "() => !jupyterapp.shell.currentWidget.context.model.dirty"


def picture(notebook, name):
    """Kept, to be looked at."""
    folder = ROOT / "test-results" / "predictions"
    notebook.page.screenshot(path=folder / f"{name}.png")


def answer(notebook, which):
    """Predict the answer with this number to question 3.1."""
    question = notebook.cell("question-3-1")
    question.get_by_role("radio").nth(which).check()
    question.get_by_role("button", name="Predict").click()
    return question


def kept(working):
    """The events of the progress file."""
    lines = (working.root / "progress.txt").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_a_careful_student_predicts_then_sees_and_finds_it_again(working, open_working):
    notebook = open_working(NAME)
    for cell in ("setup", "q", "question-3-1"):
        notebook.run_cell(cell)
    question = answer(notebook, 0)
    expect(question).to_contain_text('You said "It fills a.grad and b.grad"')
    expect(question).to_contain_text("The next cell, # answers question")
    expect(question.get_by_role("radio")).to_have_count(0)
    assert RESULT not in question.inner_text()
    after = notebook.cell("q-weights").locator(".jp-MarkdownOutput")
    expect(after).to_contain_text("An error, and this is its message.")
    expect(after).to_be_hidden()  # the text below says the answer, too
    picture(notebook, "careful-said")

    notebook.run_cell("q-backward-bare")
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text(
        'You said "It fills a.grad and b.grad"; it is "It raises an error".'
    )
    expect(after).to_be_visible()
    picture(notebook, "careful-seen")
    assert [(e["question"], e["state"], e["said"]) for e in kept(working)] == [
        ("3.1", "wrong", "It fills `a.grad` and `b.grad`.")
    ]
    notebook.page.wait_for_function(SAVED, timeout=20_000)

    # The next day: another page, another kernel.
    working.end_kernels()
    notebook = open_working(NAME)
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text('You said "It fills a.grad and b.grad"')
    expect(notebook.cell("question-3-1")).to_contain_text('You said "It fills')
    picture(notebook, "careful-next-day")
    for cell in ("setup", "q", "question-3-1", "q-backward-bare"):
        notebook.run_cell(cell)
    expect(notebook.cell("question-3-1")).to_contain_text("shows the result, and why")
    expect(notebook.cell("q-backward-bare")).to_contain_text('it is "It raises an error".')


def test_a_hasty_student_runs_all_and_has_seen_nothing(working, open_working):
    notebook = open_working(NAME)
    notebook.run_all(seconds=120)
    seen = ""
    closed = {asked.number: asked.shown for asked in shelf("questions", 3)}
    for source, text in notebook.page.evaluate(CELLS):
        seen += text
        if (found := BINDING.match(source)) is not None:
            assert closed.pop(found[1]) not in seen, found[1]
    assert not closed
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text(WAITS)
    picture(notebook, "hasty-waits")
    count = bound.locator(".jp-InputPrompt").first.inner_text()

    answer(notebook, 2)
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text('Right. You said "It raises an error".')
    expect(bound).not_to_contain_text(WAITS)
    assert bound.locator(".jp-InputPrompt").first.inner_text() == count, "it ran once"
    picture(notebook, "hasty-answered")

    other = notebook.cell("question-3-2")
    bound = other.locator("xpath=following-sibling::*").locator("button", has_text="Show me").first
    bound.click()
    expect(other).to_contain_text("You asked to be shown.")
    notebook.page.wait_for_function(SAVED, timeout=20_000)

    # The next day the stored page shows it all; nothing has to run.
    working.end_kernels()
    notebook = open_working(NAME)
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text(RESULT)
    expect(bound).to_contain_text('Right. You said "It raises an error".')
    expect(notebook.cell("question-3-2")).to_contain_text("You asked to be shown.")
    picture(notebook, "hasty-next-day")


def test_an_answer_is_taken_as_typed_while_python_is_busy(working, open_working):
    """ipywidgets hold letters and ticks back until Python has time, but not the click behind."""
    notebook = open_working(NAME)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    for cell in ("question-3-2", "question-3-8"):
        notebook.run_cell(cell)
    box = notebook.cell("question-3-2").get_by_label("Your number:")
    notebook.page.evaluate(BUSY)
    box.click()
    notebook.page.keyboard.type("36", delay=50)
    notebook.page.keyboard.press("Enter")
    question = notebook.cell("question-3-8")
    for node in ("w", "q = w * p", "r = q + v"):
        question.get_by_role("checkbox", name=node, exact=True).click()
    question.get_by_role("button", name="Predict").click()
    expect(notebook.cell("question-3-2")).to_contain_text("You said 36.", timeout=20_000)
    expect(notebook.cell("question-3-8")).to_contain_text("You said", timeout=20_000)
    assert [(event["question"], event["state"]) for event in kept(working)] == [
        ("3.2", "right"),
        ("3.8", "right"),
    ]


def test_a_clumsy_student_reloads_restarts_and_begins_in_the_middle(working, open_working):
    notebook = open_working(NAME)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    notebook.run_cell("question-3-1")  # without the set-up
    notebook.run_cell("q-backward-bare")  # without Q
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text("`Q` has no value in this kernel.".replace("`", ""))
    bound.get_by_role("button", name="Run the cells above, then this one").click()
    expect(bound).to_contain_text(WAITS, timeout=30_000)
    picture(notebook, "clumsy-above")
    notebook.page.wait_for_function(SAVED, timeout=20_000)

    notebook.page.on("dialog", lambda dialog: dialog.accept())
    notebook.page.reload()
    notebook.wait_for_notebook(NAME)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel is gone")
    bound = notebook.cell("q-backward-bare")
    expect(bound).to_contain_text(WAITS)
    assert RESULT not in bound.inner_text()
    answer(notebook, 1)  # its result was shown in a page that is gone
    expect(notebook.cell("q-backward-bare")).to_contain_text(RESULT)
    picture(notebook, "clumsy-reloaded")

    notebook.page.evaluate(
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start again")
    expect(notebook.cell("q-backward-bare")).to_contain_text(RESULT)
    notebook.page.wait_for_timeout(6000)
    picture(notebook, "clumsy-restarted")


BUSY = """() => { void jupyterapp.shell.currentWidget.sessionContext.session.kernel
  .requestExecute({code: 'import time; time.sleep(5)', silent: true}) }"""
CELLS = """() => jupyterapp.shell.currentWidget.content.widgets
  .filter(cell => cell.model.type === 'code')
  .map(cell => [cell.model.sharedModel.getSource(), cell.outputArea.node.innerText])"""
