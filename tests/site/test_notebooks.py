"""Every notebook of the course in the browser edition: it runs, and shows what is stored."""

import pytest

from environment import ROOT
from website.pages import opened

pytestmark = pytest.mark.browser

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
# What a browser shows otherwise: the notebook, the cell, and why.
DIFFERENCES = {
    # Where no alarm rings, the time limit looks at the clock before each step, some twenty times
    # slower: fifty steps of training do not end within two seconds.
    ("06", "explore-flow"),
}


def test_there_are_notebooks():
    assert "03_pytorch_autograd_basics.ipynb" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_shows_what_is_stored(name, visit, stored):
    notebook = visit(opened(f"notebooks/{name}"))
    state = notebook.run_all()
    notebook.picture(f"notebook-{name[:2]}")
    assert notebook.errors(state) == []
    found = notebook.differences(stored(name))
    for notebook_number, cell in DIFFERENCES:
        if notebook_number == name[:2]:
            found.pop(cell, None)
    assert found == {}, "\n".join(found.values())
    assert notebook.messages() == []
    assert notebook.complaints == []
