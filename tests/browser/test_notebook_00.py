"""The first page, as a student meets it after `make lab`."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_it_is_the_page_that_opens(course, chromium, open_notebook):
    """Without a name in the address JupyterLab opens the course's first page."""
    notebook = open_notebook("00_summary.ipynb", path="")
    expect(notebook.page.get_by_role("heading", name="Summary")).to_be_visible()
    expect(notebook.cell("first-picture").locator("img")).to_have_attribute("alt", WORDS)


def test_it_runs_and_its_links_open_the_next_notebook(course, open_notebook):
    notebook = open_notebook("00_summary.ipynb")
    assert notebook.errors(notebook.run_all()) == []
    notebook.page.get_by_role("link", name="PyTorch Autograd - Basics").first.click()
    notebook.wait_for_notebook("03_pytorch_autograd_basics.ipynb")
    expect(notebook.page.get_by_role("heading", name="Differentiation in Autograd")).to_be_visible()
    assert notebook.outside_requests() == []


WORDS = (
    "Computational graph of Q. The leaves a and b flow through 4 backward functions "
    "(PowBackward0 twice, MulBackward0 and SubBackward0) into the output Q."
)
