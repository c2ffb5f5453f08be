"""A learner is never alone: reload, restart, the next day, an error, a second tab."""

import json

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from minigrad.drawing.style import DEFAULT

pytestmark = pytest.mark.browser

NAME = "03_pytorch_autograd_basics.ipynb"
AGAIN = "Python was started again since this was shown."
BEFORE = "This is how it stood when the notebook was last used."
SAVED = "() => !jupyterapp.shell.currentWidget.context.model.dirty"
SET_UP = ("setup", "q", "question-3-1")


@pytest.fixture
def emptied(course):
    """The notebook without its outputs, as a learner gets it: what is run in it is trusted."""
    path = course.root / "notebooks" / NAME
    stored = path.read_text(encoding="utf-8")
    notebook = json.loads(stored)
    notebook["metadata"].pop("widgets")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    path.write_text(json.dumps(notebook), encoding="utf-8")
    yield path
    path.write_text(stored, encoding="utf-8")


def run(notebook, *cells):
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    for cell in cells:
        notebook.run_cell(cell)


def reload(notebook, name=NAME):
    notebook.page.on("dialog", lambda dialog: dialog.accept())
    notebook.page.reload()
    notebook.wait_for_notebook(name)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel is gone")


def restart(notebook):
    notebook.page.evaluate(
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start again")


def pick(question, number):
    question.get_by_role("radio").nth(number).check()


def checked(question):
    return question.get_by_role("radio").evaluate_all("all => all.map(one => one.checked)")


def test_a_page_loaded_again_has_the_running_kernels_widgets(open_notebook, emptied):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP)
    question = notebook.cell("question-3-1")
    pick(question, 2)
    notebook.page.wait_for_timeout(2000)
    notebook.page.wait_for_function(SAVED)
    reload(notebook)
    question = notebook.cell("question-3-1")
    expect(question.get_by_role("radio").nth(2)).to_be_checked()
    expect(question.get_by_role("radio").nth(2)).to_be_enabled()
    expect(question.get_by_text(BEFORE)).to_have_count(0)
    question.get_by_role("button", name="Predict").click()
    expect(question.get_by_role("alert")).to_contain_text("Right.")


def test_after_a_restart_a_widget_says_so_and_is_closed(open_notebook, emptied):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP, "explore-weights", "question-3-2", "graph-diamond-steps")
    run(notebook, "question-3-8", "progress")
    pick(notebook.cell("question-3-1"), 2)
    notebook.cell("question-3-2").get_by_role("button", name="Show me").click()
    expect(notebook.cell("question-3-2").get_by_role("alert")).to_contain_text("It is 36.")
    restart(notebook)
    for cell_id, role in (
        ("question-3-1", "radio"),
        ("question-3-1", "button"),
        ("explore-weights", "spinbutton"),
        ("question-3-8", "checkbox"),
        ("progress", "button"),
    ):
        cell = notebook.cell(cell_id).locator(".jp-OutputArea")
        expect(cell.get_by_role("status").filter(has_text=AGAIN)).to_be_visible()
        assert cell.get_by_role(role).count() > 0
        for control in cell.get_by_role(role).all():
            expect(control).to_be_disabled()
    nodes = notebook.cell("question-3-8").get_by_role("checkbox")
    nodes.first.click(force=True)
    expect(nodes.first).to_have_attribute("aria-checked", "false")
    # What is answered is words only, and stays true.
    answered = notebook.cell("question-3-2")
    expect(answered.get_by_role("alert")).to_contain_text("It is 36.")
    expect(answered.get_by_text(AGAIN)).to_have_count(0)
    # What needs no kernel goes on.
    stepper = notebook.cell("graph-diamond-steps")
    expect(stepper.get_by_text(AGAIN)).to_have_count(0)
    stepper.get_by_role("button", name="Next").click()
    expect(stepper.get_by_text("Frame 2 of")).to_be_visible()
    # The cell is run: it lives.
    run(notebook, *SET_UP)
    question = notebook.cell("question-3-1")
    expect(question.get_by_text(AGAIN)).to_have_count(0)
    pick(question, 0)
    pick(question, 2)
    expect(question.get_by_role("radio").nth(0)).not_to_be_checked()
    question.get_by_role("button", name="Predict").click()
    expect(question.get_by_role("alert")).to_contain_text("Right.")
    assert notebook.complaints == []


def test_the_next_day_a_widget_says_so(open_notebook, course, emptied):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP)
    question = notebook.cell("question-3-1")
    pick(question, 2)
    notebook.page.wait_for_timeout(2500)
    notebook.page.wait_for_function(SAVED)
    notebook.page.context.close()
    course.end_kernels()
    notebook = open_notebook(NAME)
    question = notebook.cell("question-3-1")
    expect(question.get_by_role("status").filter(has_text=BEFORE)).to_be_visible()
    assert checked(question) == [False, False, True, False]
    expect(question.get_by_role("radio").first).to_be_disabled()
    run(notebook, *SET_UP)
    expect(question.get_by_role("radio").first).to_be_enabled()


def test_a_kernel_that_died_leaves_no_widget_that_pretends(open_notebook, emptied):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP)
    notebook.set_source("q-print", "import os; os._exit(1)")
    notebook.cell("q-print")
    notebook.command("notebook:run-cell")
    notebook.page.locator(".jp-Dialog .jp-mod-accept").click(timeout=30_000)  # it has died
    question = notebook.cell("question-3-1")
    expect(question.get_by_text(AGAIN)).to_be_visible()
    expect(question.get_by_role("radio").first).to_be_disabled()


def saved(notebook):
    notebook.page.wait_for_timeout(2500)
    notebook.page.wait_for_function(SAVED)


def test_what_was_shown_stays_in_the_file_when_another_kernel_has_run(
    open_notebook, course, emptied
):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP)
    notebook.cell("question-3-1").get_by_role("button", name="Show me").click()
    expect(notebook.cell("question-3-1").get_by_role("alert")).to_contain_text("You asked to be")
    saved(notebook)
    for day in ("a restart", "another page", "the third day"):
        if day == "a restart":
            restart(notebook)
        else:
            notebook.page.context.close()
            course.end_kernels()
            notebook = open_notebook(NAME)
        expect(notebook.cell("question-3-1")).to_contain_text("You asked to be shown.")
        run(notebook, "setup", "explore-weights")
        saved(notebook)


def test_a_widget_of_which_nothing_was_kept_says_what_to_do(open_notebook, course, emptied):
    notebook = open_notebook(NAME)
    run(notebook, *SET_UP)
    saved(notebook)
    notebook.page.context.close()
    course.end_kernels()
    book = json.loads(emptied.read_text(encoding="utf-8"))
    book["metadata"]["widgets"] = {}
    emptied.write_text(json.dumps(book), encoding="utf-8")
    notary = NotebookNotary(data_dir=str(course.data))
    notary.sign(nbformat.read(emptied, as_version=4))
    notary.store.close()
    notebook = open_notebook(NAME)
    question = notebook.cell("question-3-1")
    expect(question.get_by_text("To see it again, run the cell.")).to_be_visible()
    expect(question.get_by_text("model not found")).to_have_count(0)


def test_two_tabs_on_one_notebook_do_not_fight(open_notebook, emptied):
    first, second = open_notebook(NAME), open_notebook(NAME)
    run(first, *SET_UP)
    first.page.wait_for_timeout(2500)
    first.page.wait_for_function(SAVED)
    saved = emptied.read_text(encoding="utf-8")
    second.command("docmanager:toggle-autosave")  # JupyterLab's own, which asks after 10 s
    second.set_source("q", "x = 1")
    run(second, "q")
    second.page.wait_for_timeout(2500)
    assert emptied.read_text(encoding="utf-8") == saved
    assert second.page.locator(".jp-Dialog").count() == 0
    assert not second.page.evaluate(SAVED)  # left to JupyterLab, which asks
    second.command("docmanager:toggle-autosave")
    # In the first tab, all is as ever.
    run(first, "q-print")
    first.page.wait_for_timeout(2500)
    first.page.wait_for_function(SAVED)


def test_a_notebook_that_is_not_the_courses_is_left_alone(open_notebook, course):
    plain = {
        "cells": [
            {"cell_type": "code", "id": "one", "metadata": {}, "source": "import ipywidgets\n"
             "ipywidgets.VBox([ipywidgets.Checkbox(description='on')])",
             "outputs": [], "execution_count": None},
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4, "nbformat_minor": 5,
    }  # fmt: skip
    path = course.root / "notebooks" / "my own.ipynb"
    path.write_text(json.dumps(plain), encoding="utf-8")
    notebook = open_notebook("my own.ipynb")
    run(notebook, "one")
    notebook.page.wait_for_timeout(2500)
    assert not notebook.page.evaluate(SAVED)
    assert json.loads(path.read_text(encoding="utf-8")) == plain


def test_text_of_a_page_that_was_closed_comes_back(open_notebook, emptied):
    notebook = open_notebook(NAME)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    notebook.set_source("q-print", "print('half of a thought')")
    notebook.set_source("q-compare", "print('a thought of mine')")
    # Nothing is saved while the page goes: as when the machine is switched off.
    notebook.page.evaluate("() => { jupyterapp.serviceManager.contents.save = async () => {} }")
    # And the file becomes another, by an update of the course or in another tab.
    new = json.loads(emptied.read_text(encoding="utf-8"))
    changed = next(cell for cell in new["cells"] if cell["id"] == "q-compare")
    changed["source"] = "print('new in the course')"
    new["cells"].insert(0, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "New"})
    emptied.write_text(json.dumps(new), encoding="utf-8")
    reload(notebook)
    expect(notebook.cell("q-print")).to_contain_text("half of a thought")
    expect(notebook.page.locator("[data-message=left-open]")).to_contain_text("here again")
    expect(notebook.cell("q-compare")).to_contain_text("new in the course")
    cells = notebook.page.evaluate(IDS)
    below = cells[cells.index("q-compare") + 1]
    expect(notebook.cell(below)).to_contain_text("a thought of mine")
    assert len(cells) == len(new["cells"]) + 1


IDS = "() => jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.id)"
FRESH = "() => jupyterapp.shell.currentWidget.content.widgets.map(c => c.model.executionCount)"


def test_the_first_page_is_alive(open_notebook):
    notebook = open_notebook("00_summary.ipynb")
    panel = notebook.cell("progress")
    expect(panel.get_by_role("button", name="Export")).to_be_enabled(timeout=30_000)
    notebook.page.wait_for_timeout(3000)
    counts = [count for count in notebook.page.evaluate(FRESH) if count]
    assert counts == [1, 2]
    reload(notebook, "00_summary.ipynb")
    expect(notebook.cell("progress").get_by_role("button", name="Export")).to_be_enabled()
    notebook.page.wait_for_timeout(3000)
    assert [count for count in notebook.page.evaluate(FRESH) if count] == counts


def test_the_list_of_files_is_folded_once(course, open_notebook, watch_page):
    notebook = open_notebook(NAME)
    folded = "() => jupyterapp.shell.leftCollapsed"
    notebook.page.wait_for_function(folded, timeout=10_000)
    notebook.page.evaluate("() => jupyterapp.shell.expandLeft()")
    notebook.page.wait_for_timeout(2000)  # until JupyterLab has noted it
    reload(notebook)
    notebook.page.wait_for_timeout(2000)
    assert not notebook.page.evaluate(folded)
    notebook.page.evaluate("() => jupyterapp.shell.collapseLeft()")
    notebook.page.wait_for_timeout(2000)
    second = watch_page(notebook.page.context.new_page())
    second.page.goto(course.url(f"lab/tree/notebooks/{NAME}"))
    second.wait_for_notebook(NAME)
    second.page.wait_for_function(folded, timeout=10_000)


EXPLAINING = """
from minigrad.course.aftererror import show_after_error
shell = get_ipython()
shell.events.register("post_run_cell", lambda result: show_after_error(shell, result))
"""


def test_a_name_without_a_value_runs_the_cells_above(open_notebook, emptied):
    notebook = open_notebook(NAME)
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    notebook.set_source("setup", EXPLAINING)
    notebook.set_source("requires-grad", "print(nowhere)")
    run(notebook, "setup", "requires-grad")
    cell = notebook.cell("requires-grad")
    expect(cell.get_by_text("has no value in this kernel.")).to_be_visible()
    # No cell above makes this name, so running them would not help.
    expect(cell.get_by_role("button", name="Run the cells above")).to_be_hidden()
    notebook.set_source("q", "Q = 5")
    run(notebook, "q-print")
    cell = notebook.cell("q-print")
    before = notebook.page.evaluate(TOP)
    cell.get_by_role("button", name="Run the cells above").click()
    expect(cell.get_by_text("has no value")).to_have_count(0)
    expect(cell.locator(".jp-OutputArea")).to_contain_text("5")
    notebook.wait_until("state.kernel === 'idle'", 30, "the cells did not end")
    counts = [count for count in notebook.page.evaluate(FRESH) if count]
    assert counts == [4, 5, 6, 2]
    assert notebook.page.evaluate(TOP) == before
    assert notebook.complaints == []


TOP = "() => document.querySelector('.jp-WindowedPanel-outer').scrollTop"
MAKES = """async ([source, name]) => {
  const place = document.querySelector('script[src*="minigrad-course"]').src;
  return (await import(new URL('above.js', place))).makes(source, name);
}"""


def test_what_makes_a_name(open_notebook):
    notebook = open_notebook("00_summary.ipynb")
    notebook.page.wait_for_selector("script[src*='minigrad-course']", state="attached")
    for source in (
        "net = small()",
        "x = 1\n    net = 2",
        "net: Module = 2",
        "net, other = two()",
        "other, net = two()",
        "(other, net) = two()",
        "def net(x):\n    return x",
        "class net:\n    pass",
        "import torch as net",
        "from networks import small, net",
        "from networks import (\n    small,\n    net,\n)",
        "for net in nets:\n    pass",
        "for i, net in enumerate(nets):\n    pass",
        "with open(f) as net:\n    pass",
        "print(net := 3)",
    ):
        assert notebook.page.evaluate(MAKES, [source, "net"]), source
    for source in (
        "print(net)",
        "nets = 3",
        "a.net = 3",
        "net == 3",
        "f(x)[net]",
        "# a net is made later",
        "my_net = 1",
        "def f():\n    return net",
    ):
        assert not notebook.page.evaluate(MAKES, [source, "net"]), source


# What a reader can't get to see: beyond the edge of what holds it, and nothing there scrolls.
CUT_OFF = """() => {
  const found = [];
  const edge = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect().right;
  for (const part of document.querySelectorAll('.jp-Notebook .jp-Cell *')) {
    const box = part.getBoundingClientRect();
    if (!box.width || part.closest('mjx-container, .cm-editor, svg, .jp-Toolbar')) continue;
    let holder = part.parentElement, right = edge;
    for (; holder && !holder.classList.contains('jp-Cell'); holder = holder.parentElement) {
      const flow = getComputedStyle(holder).overflowX;
      if (/auto|scroll/.test(flow)) { right = Infinity; break; }
      if (/hidden|clip/.test(flow)) right = Math.min(right, holder.getBoundingClientRect().right);
    }
    if (box.right > right + 1) {
      const name = typeof part.className === 'string' ? part.className : '';
      found.push(`${part.tagName}.${name} ${Math.round(box.right)} > ${Math.round(right)}: `
        + part.textContent.trim().slice(0, 50));
    }
  }
  return found;
}"""
OVERLAP = """() => {
  const found = [];
  for (const group of document.querySelectorAll('.jp-Notebook .widget-radio-box')) {
    for (const label of group.querySelectorAll('label')) {
      const box = label.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(label);
      const words = range.getBoundingClientRect();
      const outer = group.closest('.widget-radio').getBoundingClientRect();
      if (Math.max(words.bottom, box.bottom) > outer.bottom + 2 || words.bottom > box.bottom + 2
        || words.right > innerWidth)
        found.push(label.textContent);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("size", [(768, 1024), (640, 400)], ids=["tablet", "200 % zoom"])
@pytest.mark.parametrize(
    "name", ["02_a_simple_implementation", "03_pytorch_autograd_basics", "06_train_a_network"]
)
def test_a_narrow_page_cuts_nothing_off(open_notebook, name, size):
    notebook = open_notebook(f"{name}.ipynb")
    notebook.page.set_viewport_size({"width": size[0], "height": size[1]})
    assert notebook.errors(notebook.run_all(seconds=120)) == []
    # Tables that are closed at first, too.
    notebook.page.evaluate(
        "() => document.querySelectorAll('.jp-Notebook details')"
        ".forEach(part => { part.open = true })"
    )
    notebook.page.wait_for_timeout(500)
    assert notebook.page.evaluate(CUT_OFF) == []
    assert notebook.page.evaluate(OVERLAP) == []
    assert (
        notebook.page.evaluate(
            "() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .cm-scroller')]"
            ".filter(code => code.scrollWidth > code.clientWidth + 1).map(code => code.textContent)"
        )
        == []
    )


def theme(notebook, name, light):
    notebook.command("apputils:change-theme", f"{{theme: 'JupyterLab {name}'}}")
    notebook.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
    notebook.page.wait_for_timeout(1000)


TURNED = """() => [...document.querySelectorAll(
  '.jp-Notebook figure img, .minigrad-stepper img, .minigrad-nodes svg, .jp-RenderedMarkdown img')]
  .map(part => getComputedStyle(part).filter)"""
# What the browser makes of colors: the filter is applied to a patch of each.
SEEN = """([colors, filter]) => {
  const context = document.createElement('canvas').getContext('2d');
  return colors.map(color => {
    context.filter = filter;
    context.fillStyle = color;
    context.fillRect(0, 0, 9, 9);
    return [...context.getImageData(4, 4, 1, 1).data].slice(0, 3);
  });
}"""


def brightness(color):
    parts = [value / 255 for value in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([brightness(one), brightness(other)])
    return (high + 0.05) / (low + 0.05)


def test_pictures_are_dark_in_the_dark_theme(open_notebook):
    notebook = open_notebook(NAME)
    notebook.run_all(seconds=120)
    theme(notebook, "Dark", "false")
    turned = notebook.page.evaluate(TURNED)
    theme(notebook, "Light", "true")  # it is kept in JupyterLab's settings
    assert len(turned) > 10
    assert set(turned) == {"invert(1) hue-rotate(180deg)"}
    colors = sorted(
        {c for look in DEFAULT.looks.values() for c in (look.fill, look.border, look.text)}
        | {"#FFFFFF", DEFAULT.arrow, DEFAULT.quiet, DEFAULT.runs}
    )
    seen = dict(zip(colors, notebook.page.evaluate(SEEN, [colors, turned[0]]), strict=True))
    page = seen["#FFFFFF"]
    assert brightness(page) < 0.02
    for look in DEFAULT.looks.values():
        assert contrast(seen[look.text], seen[look.fill]) >= 4.5, look
        assert contrast(seen[look.border], page) >= 3 or contrast(seen[look.fill], page) >= 3, look
    for color in (DEFAULT.arrow, DEFAULT.runs):
        assert contrast(seen[color], page) >= 3, color
    assert contrast(seen[DEFAULT.quiet], page) >= 4.5
    # A blue leaf is blue.
    red, green, blue = seen[next(iter(DEFAULT.looks.values())).fill]
    assert blue > green > red
