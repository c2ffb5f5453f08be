"""Every notebook of the course in the browser edition: it runs, and shows what is stored."""

import pytest

from environment import ROOT
from website.pages import opened

pytestmark = pytest.mark.browser

NAMES = sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))


def test_there_are_notebooks():
    assert "03_pytorch_autograd_basics.ipynb" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_shows_what_is_stored(name, visit, stored):
    notebook = visit(opened(f"notebooks/{name}"))
    state = notebook.run_all()
    notebook.picture(f"notebook-{name[:2]}")
    assert notebook.errors(state) == []
    found = notebook.differences(stored(name))
    assert found == {}, "\n".join(found.values())
    assert notebook.messages() == []
    assert notebook.complaints == []
