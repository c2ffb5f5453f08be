"""The stepper in JupyterLab, by mouse and by keyboard; and what remains without a kernel."""

import json
import re

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from notebooks import execute, normalize, to_text

pytestmark = pytest.mark.browser

SOURCE = """\
import minigrad as torch
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3*a**3 - b**2
torch.step(Q, gradient=[1, 1])"""
DRAWN = "image => image.complete && image.naturalWidth > 50"


@pytest.fixture
def stepper(course, open_notebook):
    """A notebook with one stepper, run."""
    write(course, "92_stepper.ipynb", SOURCE)
    notebook = open_notebook("92_stepper.ipynb")
    state = notebook.run_all()
    assert notebook.errors(state) == []
    notebook.cell("only").locator(".minigrad-stepper").wait_for()
    yield notebook
    assert notebook.outside_requests() == []
    assert notebook.complaints == []


def write(course, name, source, outputs=()):
    cell = {
        "cell_type": "code",
        "id": "only",
        "source": source,
        "metadata": {},
        "execution_count": 1 if outputs else None,
        "outputs": list(outputs),
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = course.root / "notebooks" / name
    path.write_text(json.dumps(notebook), encoding="utf-8", newline="\n")


def cells(notebook):
    return notebook.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")


def test_by_mouse(stepper):
    cell = stepper.cell("only")
    picture, said = cell.get_by_role("img").first, cell.locator(".minigrad-stepper [aria-live]")
    expect(picture).to_have_attribute("alt", re.compile("before its backward pass"))
    assert picture.evaluate(DRAWN)
    first = picture.get_attribute("src")
    cell.get_by_role("button", name="Next").click()
    expect(said).to_contain_text("Step 1 of 6: SubBackward0 runs")
    expect(picture).to_have_attribute("alt", re.compile("^Step 1 of 6: SubBackward0 runs and"))
    assert picture.get_attribute("src") != first
    assert picture.evaluate(DRAWN)
    cell.get_by_role("button", name="Last").click()
    expect(said).to_contain_text("a.grad is [36, 81].")
    cell.get_by_role("button", name="Back").click()
    expect(said).to_contain_text("Step 6 of 6: AccumulateGrad of a runs")
    cell.get_by_role("button", name="First").click()
    expect(said).to_contain_text("Before the first step")
    assert picture.get_attribute("src") == first
    assert cell.get_by_role("img").count() == 1  # the widget, not the strip beside it


def test_it_plays_and_pauses(stepper):
    cell = stepper.cell("only")
    said = cell.locator(".minigrad-stepper [aria-live]")
    cell.get_by_label("Speed").select_option("fast")
    cell.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("Step 2 of 6", timeout=4_000)
    cell.get_by_role("button", name="Pause").click()
    place = cell.locator(".place").inner_text()
    stepper.page.wait_for_timeout(1_000)
    assert cell.locator(".place").inner_text() == place
    cell.get_by_role("button", name="Play").click()
    expect(said).to_contain_text("After the last step", timeout=8_000)
    expect(cell.get_by_role("button", name="Play")).to_be_visible()


def test_by_keyboard_and_jupyterlab_hears_nothing(stepper):
    cell, keyboard = stepper.cell("only"), stepper.page.keyboard
    said = cell.locator(".minigrad-stepper [aria-live]")
    before = cells(stepper)
    cell.get_by_role("button", name="Next").focus()
    keyboard.press("Space")  # on a button, space presses it
    expect(said).to_contain_text("Step 1 of 6")
    keyboard.press("ArrowRight")
    expect(said).to_contain_text("Step 2 of 6")
    keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Step 1 of 6")
    keyboard.press("End")
    expect(said).to_contain_text("After the last step")
    expect(cell.get_by_role("button", name="Next")).to_be_focused()
    keyboard.press("Home")
    expect(said).to_contain_text("Before the first step")
    # Insert above, below, cut, delete, edit: JupyterLab's, in command mode.
    for key in ("a", "b", "x", "d", "d", "Escape"):
        keyboard.press(key)
    stepper.page.wait_for_timeout(300)
    assert cells(stepper) == before
    expect(said).to_contain_text("Before the first step")
    for name in ("First", "Back", "Play", "Next", "Last"):
        button = cell.get_by_role("button", name=name)
        expect(button).to_have_count(1)
    keyboard.press("Tab")  # keys that are not ours go on working
    expect(cell.get_by_role("button", name="Last")).to_be_focused()


def test_shortcuts_are_jupyterlabs_again_when_the_stepper_is_gone(stepper):
    stepper.command("notebook:clear-all-cell-outputs")
    expect(stepper.page.locator(".minigrad-stepper")).to_have_count(0)
    before = cells(stepper)
    stepper.page.locator(".jp-Notebook").focus()
    stepper.command("notebook:enter-command-mode")
    stepper.page.keyboard.press("b")
    stepper.page.wait_for_function(
        f"() => jupyterapp.shell.currentWidget.content.widgets.length === {before + 1}"
    )


def test_a_trusted_notebook_steps_without_its_kernel(course, open_notebook):
    write(course, "96_trusted.ipynb", SOURCE)
    path = course.root / "notebooks" / "96_trusted.ipynb"
    stored = execute(json.loads(path.read_text(encoding="utf-8")), path)
    path.write_text(to_text(normalize(stored, path.stem)), encoding="utf-8", newline="\n")
    notary = NotebookNotary(data_dir=str(course.data))
    notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
    notebook = open_notebook("96_trusted.ipynb")
    cell = notebook.cell("only")  # nothing was run
    cell.get_by_role("button", name="Next").click()
    expect(cell.get_by_role("img")).to_have_attribute("alt", re.compile("^Step 1 of 6"))
    assert cell.get_by_role("img").evaluate(DRAWN)


def test_a_notebook_that_was_saved_steps_on_when_it_is_opened_again(course, stepper, open_notebook):
    stepper.command("docmanager:save")
    stepper.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    course.end_kernels()
    again = open_notebook("92_stepper.ipynb")
    cell = again.cell("only")  # nothing was run
    cell.get_by_role("button", name="Next").click()
    expect(cell.get_by_role("img")).to_have_attribute("alt", re.compile("^Step 1 of 6"))
    assert again.page.get_by_text("model not found").count() == 0


def test_a_plain_lab_of_the_environment_saves_the_steps_too(course, plain_lab):
    write(course, "97_plain.ipynb", SOURCE)
    lab, open_ = plain_lab
    notebook = open_("97_plain.ipynb")
    assert notebook.errors(notebook.run_all()) == []
    notebook.cell("only").locator(".minigrad-stepper").wait_for()
    notebook.command("docmanager:save")
    notebook.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.page.close()
    lab.end_kernels()
    cell = open_("97_plain.ipynb").cell("only")  # nothing was run
    cell.get_by_role("button", name="Next").click()
    expect(cell.get_by_role("img")).to_have_attribute("alt", re.compile("^Step 1 of 6"))


def test_an_untrusted_notebook_shows_the_strip(course, open_notebook):
    import minigrad as torch

    a = torch.tensor([2.0, 3.0], requires_grad=True)
    stepper = torch.step((3 * a**3).sum(), names={"a": a})
    bundle = {"text/html": stepper.html, "text/plain": stepper.text}
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": bundle}
    write(course, "93_stored.ipynb", "torch.step(Q)", [output])
    notebook = open_notebook("93_stored.ipynb")
    pictures = notebook.cell("only").get_by_role("img")
    expect(pictures).to_have_count(len(stepper.tellings))
    assert pictures.nth(1).get_attribute("alt") == stepper.tellings[1].alt
    assert pictures.nth(1).evaluate(DRAWN)
    assert notebook.page.get_by_text("Cannot display an untrusted").count() == 0
