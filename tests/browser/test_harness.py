"""The harness itself, on a small made-up notebook: it sees errors, pictures and moved controls."""

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from notebooks import execute, normalize, to_text

pytestmark = pytest.mark.browser

SOURCES = {
    "setup": "import ipywidgets as w",
    "wait": "import time; time.sleep(1); print('waited')",
    "switch": """
box = w.Checkbox(description='a requires grad')
picture = w.HTML()
def redraw(change=None):
    word = 'a leaf' if box.value else 'nothing'
    picture.value = f'<img alt="{word}" src="data:image/svg+xml,<svg/>#{word}">'
redraw()
box.observe(redraw, 'value')
w.VBox([box, picture])
""",
    "raises": "1 / 0",
    "solution": "# Solution: open this cell\nsecret = 1",
}


def store(course, name, **changes):
    """The notebook, executed and stored as tools/notebooks.py does it."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Made up"}]
    for cell_id, source in (SOURCES | changes).items():
        tags = {"raises": ["raises-exception"], "solution": ["solution"]}.get(cell_id, [])
        cells.append(
            {"cell_type": "code", "id": cell_id, "source": source.strip(), "outputs": []}
            | {"metadata": {"tags": tags} if tags else {}, "execution_count": None}
        )
    path = course.root / "notebooks" / name
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    if not changes:
        notebook = execute(notebook, path)
    path.write_text(to_text(normalize(notebook, path.stem)), encoding="utf-8", newline="\n")
    return path


def test_a_control_changes_the_picture(course, open_notebook):
    store(course, "90_made_up.ipynb")
    notebook = open_notebook("90_made_up.ipynb")
    state = notebook.run_all()
    assert notebook.errors(state) == []
    assert [cell["count"] for cell in state["cells"]] == [1, 2, 3, 4, 5]
    assert [cell["errors"] for cell in state["cells"] if cell["may_raise"]] == [
        ["ZeroDivisionError: division by zero"]
    ]

    cell = notebook.cell("switch")
    picture = cell.locator("img")
    expect(picture).to_have_attribute("alt", "nothing")
    cell.get_by_role("checkbox").focus()
    notebook.page.keyboard.press("Space")
    expect(picture).to_have_attribute("alt", "a leaf")
    cell.get_by_role("checkbox").click()
    expect(picture).to_have_attribute("alt", "nothing")
    assert notebook.outside_requests() == []
    assert notebook.complaints == []


def test_solutions_are_collapsed(course, open_notebook):
    store(course, "91_solution.ipynb")
    notebook = open_notebook("91_solution.ipynb")
    solution = notebook.cell("solution")
    assert solution.locator(".jp-Placeholder").count() == 1
    assert solution.get_by_text("secret").count() == 0


def test_stored_widgets_show_before_anything_runs(course, open_notebook):
    """The ids that tools/notebooks.py gives them must fit together."""
    path = store(course, "92_stored.ipynb")
    # JupyterLab shows the stored widgets of a notebook only if it is trusted.
    notary = NotebookNotary(data_dir=str(course.data))
    notary.sign(nbformat.read(path, as_version=4))
    notary.store.close()
    notebook = open_notebook("92_stored.ipynb")
    notebook.wait_until("state.kernel === 'idle'", 30, "the kernel did not start")
    cell = notebook.cell("switch")
    expect(cell.locator("img")).to_have_attribute("alt", "nothing")
    assert notebook.page.get_by_text("model not found").count() == 0


def test_an_error_is_seen(course, open_notebook):
    store(course, "93_broken.ipynb", wait="undefined_name")
    notebook = open_notebook("93_broken.ipynb")
    errors = notebook.errors(notebook.run_all())
    assert errors[0].startswith("wait: NameError")
    assert "switch: not run" in errors


def test_a_cell_that_never_ends_is_seen(course, open_notebook):
    store(course, "94_endless.ipynb", wait="while True: pass")
    notebook = open_notebook("94_endless.ipynb")
    with pytest.raises(AssertionError, match=r"the cells did not all run within 3 s"):
        notebook.run_all(seconds=3)
