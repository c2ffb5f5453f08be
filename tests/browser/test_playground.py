"""The playground in JupyterLab: what is typed, slid and switched changes the picture."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SOURCE = """\
import minigrad as torch
torch.playground("c = 3*a**3; Q = c - b**2", a=[2, 3], b=[6, 4])"""
DRAWN = "image => image.complete && image.naturalWidth > 50"
# From the click on a switch to the new picture, kernel included, in the browser's own clock.
TIMED = """async () => {
  const cell = document.querySelector('.jp-OutputArea');
  const box = [...cell.querySelectorAll('label')]
    .find(label => label.textContent.includes('a.requires_grad')).querySelector('input');
  const before = cell.querySelector('img').src;
  const start = performance.now();
  box.click();
  while (true) {
    const image = cell.querySelector('img');
    if (image && image.src !== before) { await image.decode(); break; }
    await new Promise(go => setTimeout(go, 1));
  }
  return performance.now() - start;
}"""


@pytest.fixture
def playground(course, open_notebook):
    """A notebook with one playground, run."""
    cell = {"cell_type": "code", "id": "only", "source": SOURCE, "metadata": {}}
    cell |= {"execution_count": None, "outputs": []}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = course.root / "notebooks" / "94_playground.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8", newline="\n")
    page = open_notebook("94_playground.ipynb")
    assert page.errors(page.run_all()) == []
    yield page
    assert page.outside_requests() == []
    assert page.complaints == []


def test_boxes_switches_and_the_expression(playground):
    cell = playground.cell("only")
    row = cell.locator("table tr").filter(has=playground.page.get_by_role("rowheader", name="a"))
    picture = cell.get_by_role("img")
    assert picture.evaluate(DRAWN)
    expect(cell.get_by_role("row", name="a [2, 3] True leaf [36, 81]")).to_be_visible()
    cell.get_by_label("a =").fill("1, 3")
    expect(cell.get_by_role("row", name="a [1, 3] True leaf [9, 81]")).to_be_visible()
    # By keyboard: a switch.
    cell.get_by_label("c: under no_grad").focus()
    playground.page.keyboard.press("Space")
    expect(cell.get_by_text("None: no gradient arrives")).to_be_visible()
    cell.get_by_label("c: under no_grad").uncheck()
    cell.get_by_label("c.retain_grad()").check()
    expect(cell.get_by_role("row", name="c [3, 81] True MulBackward0 [1, 1]")).to_be_visible()
    cell.get_by_label("b.requires_grad").uncheck()
    expect(cell.get_by_text("None: it doesn't require grad")).to_be_visible()
    cell.get_by_label("Expression").fill("a.grad")
    expect(cell.get_by_text("a dot after a name")).to_be_visible()
    expect(picture).to_have_count(0)
    cell.get_by_label("Expression").fill("exp(a)")
    expect(picture).to_have_attribute("alt", re.compile("ExpBackward0"))
    assert row.count() == 1


def test_a_slider_moves_the_number(playground):
    cell = playground.cell("only")
    expect(cell.get_by_role("slider")).to_have_count(4)
    handle = cell.get_by_role("slider").first.bounding_box()
    mouse = playground.page.mouse
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y, steps=4)
    mouse.up()
    expect(cell.get_by_label("a =")).not_to_have_value("2, 3")
    # The kernel answers while the handle still moves: look until box and table agree.
    for _ in range(100):
        moved = cell.get_by_label("a =").input_value()
        if cell.get_by_role("row", name=f"a [{moved}] True").count():
            break
        playground.page.wait_for_timeout(100)
    else:
        pytest.fail(f"the table never showed {moved}")
    assert moved.endswith(", 3") and float(moved.split(",")[0]) > 2


def test_keys_stay_in_the_playground(playground):
    cell, keyboard = playground.cell("only"), playground.page.keyboard
    count = "jupyterapp.shell.currentWidget.content.widgets.length"
    before = playground.page.evaluate(count)
    switch = cell.get_by_label("a.requires_grad")
    handle = cell.get_by_role("slider", name="a[0]")
    for control in (switch, handle, cell.get_by_label("Expression"), cell.get_by_label("b =")):
        control.focus()
        for key in ("a", "b", "x", "d", "d", "Enter", "ArrowDown", "ArrowUp", "Escape"):
            keyboard.press(key)  # insert, cut, delete, edit, move: JupyterLab's, in command mode
        expect(control).to_be_focused()
    playground.page.wait_for_timeout(300)
    assert playground.page.evaluate(count) == before
    # With Ctrl, JupyterLab goes on working: Ctrl-S saves.
    switch.focus()
    playground.page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty = true")
    keyboard.press("Control+s")
    playground.page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")


def test_all_of_it_by_keyboard(playground):
    cell, keyboard = playground.cell("only"), playground.page.keyboard
    cell.get_by_role("slider", name="a[0]").focus()
    keyboard.press("ArrowRight")
    expect(cell.get_by_label("a =")).to_have_value("2.1, 3")
    keyboard.press("End")
    expect(cell.get_by_label("a =")).to_have_value("10, 3")
    keyboard.press("Tab")
    expect(cell.get_by_role("slider", name="a[1]")).to_be_focused()
    cell.get_by_label("a.requires_grad").focus()
    keyboard.press("Space")
    expect(cell.get_by_text("None: it doesn't require grad").first).to_be_visible()
    reached = []
    cell.get_by_label("Expression").focus()
    for _ in range(14):
        keyboard.press("Tab")
        reached.append(playground.page.evaluate("document.activeElement.className"))
    assert sum("noUi-handle" in name for name in reached) == 4


def test_every_control_has_a_name(playground):
    cell = playground.cell("only")
    expect(cell.get_by_role("slider", name="a[1]")).to_be_visible()
    roles = ("slider", "textbox", "checkbox", "button", "combobox", "spinbutton")
    lines = [
        line
        for line in cell.locator(".jp-OutputArea").first.aria_snapshot().splitlines()
        if line.strip(" -'").split(" ")[0].rstrip(":") in roles
    ]
    assert len(lines) == 14
    assert all('"' in line for line in lines), lines
    # A leaf that gets other numbers gets new sliders: they are named, too.
    cell.get_by_label("a =").fill("1, 2, 3")
    expect(cell.get_by_role("slider", name="a[2]")).to_be_visible()


def test_every_switch_brings_another_picture(playground):
    cell = playground.cell("only")
    alts = []
    for _ in range(4):
        assert playground.page.evaluate(TIMED) > 0  # returns when the picture has changed
        alts.append(cell.get_by_role("img").get_attribute("alt"))
    assert alts[0] == alts[2] != alts[1] == alts[3]
