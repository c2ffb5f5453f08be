"""What Python and the page tell each other, in both kinds of site: None is null, and back."""

import json

import pytest
from playwright.sync_api import expect

from website.pages import opened

pytestmark = pytest.mark.browser

BASICS = "notebooks/03_pytorch_autograd_basics.ipynb"
VALUES = {"plain": None, "row": [None, 1, [None]], "rows": [{"deep": None, "more": [{"x": None}]}]}
# Shows what it was sent, and sends it back.
ECHO = """\
import anywidget, traitlets
class Echo(anywidget.AnyWidget):
    _esm = '''
    const words = (_, value) => value === undefined ? "undefined" : value;
    export default { render({ model, el }) {
      const said = {};
      const show = more => { el.textContent = JSON.stringify(Object.assign(said, more), words); };
      const read = () => {
        const [alone, inside] = [model.get("alone"), model.get("inside")];
        show({ alone, inside, python: model.get("python") });
        model.set({ back: { alone, inside } });
        model.save_changes();
      };
      model.on("change", read);
      model.on("msg:custom", message => show({ message }));
      read();
    } };
    '''
    alone = traitlets.Any(1).tag(sync=True)
    inside = traitlets.Any(1).tag(sync=True)
    python = traitlets.Any(1).tag(sync=True)
    back = traitlets.Any(1).tag(sync=True)
    @traitlets.observe("back")
    def _hear(self, change):
        self.python = repr(change["new"])
"""
SHOWN = "echo = Echo({}); echo"
SENT = "echo.alone, echo.inside = None, {0}; echo.send({0})"
PROGRESS = """\
from minigrad.course import progress
progress("3")"""


@pytest.fixture(params=["served", "hosted"])
def notebook(request, visit):
    """Notebook 03 in a kernel that knows the course, in each kind of site."""
    found = visit(opened(BASICS), server=request.getfixturevalue(request.param))
    found.wait_for_kernel()
    found.run_cell("setup")
    yield found
    assert found.complaints == []


def marked(options):
    """The numbers of the options that a reader sees marked."""
    return [n for n, option in enumerate(options.all(), 1) if option.is_checked()]


def test_of_several_options_the_last_one_picked_is_marked(notebook, request):
    notebook.run_cell("question-3-1")
    cell = notebook.cell("question-3-1")
    options = cell.get_by_role("radio")
    expect(options).to_have_count(4)
    for number in (1, 3, 4, 1):
        options.nth(number - 1).click()
        expect(cell.get_by_role("radio", checked=True)).to_have_count(1)
        assert marked(options) == [number]
    for number, keys in ((3, ["Tab", "Tab"]), (4, ["Tab"]), (2, ["Shift+Tab", "Shift+Tab"])):
        for key in [*keys, "Space"]:
            notebook.page.keyboard.press(key)
        expect(cell.get_by_role("radio", checked=True)).to_have_count(1)
        assert marked(options) == [number]
    notebook.picture(f"question-{request.node.callspec.id}")


def test_what_was_hidden_and_is_shown_again_is_seen(notebook):
    notebook.set_source("question-3-1", PROGRESS)
    notebook.run_cell("question-3-1")
    cell = notebook.cell("question-3-1")
    sure = cell.get_by_role("button", name="Yes, reset all notebooks")
    reset = cell.get_by_role("button", name="Reset", exact=True)
    for _ in range(2):
        reset.click()
        expect(sure).to_be_visible()
        sure.click()
        expect(sure).to_be_hidden()


@pytest.mark.parametrize("first", ["", f"alone=None, inside={VALUES}"], ids=["later", "at-first"])
def test_none_arrives_as_null_and_comes_back_as_none(first, notebook):
    notebook.set_source("q", ECHO + SHOWN.format(first))
    notebook.run_cell("q")
    sent = {"alone": None, "inside": VALUES}
    python = f'"python":{json.dumps(repr(sent))}'
    if first:
        expect(notebook.cell("q").get_by_text(python)).to_be_visible()
    notebook.set_source("graph-square", SENT.format(VALUES))
    notebook.run_cell("graph-square")
    shown = notebook.cell("q").get_by_text(python).filter(has_text='"message"')
    assert json.loads(shown.inner_text()) == {**sent, "message": VALUES, "python": repr(sent)}
