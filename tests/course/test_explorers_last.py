"""A control works wherever the reader is: what later cells define does not break it."""

import contextlib
import io
import json

import pytest

from minigrad.course.explorers import Explorer
from notebooks import ROOT

NAMES = [path.name for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]


def explorers(sources):
    """Run the cells in one namespace; yield after each those explorers that were there before."""
    namespace = {"__name__": "__main__"}
    found = []
    original = Explorer.__init__

    def remember(self, function, controls):
        original(self, function, controls)
        found.append((self, self.show().text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Explorer, "__init__", remember)
        for source in sources:
            quiet = io.StringIO()
            with (
                contextlib.redirect_stdout(quiet),
                contextlib.redirect_stderr(quiet),
                contextlib.suppress(Exception),  # some cells must raise
            ):
                exec(compile(source, "a cell", "exec"), namespace)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_at_the_end_every_control_gives_what_it_gave_at_first(name):
    cells = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    found = explorers(sources)
    assert len(found) == sum("\nexplore(" in f"\n{source}" for source in sources)
    for explorer, at_first in found:
        assert explorer.show().text == at_first, explorer.function.__name__


def test_a_control_that_a_later_cell_breaks_would_be_found():
    cells = [
        "from minigrad.course import explore, switch\nfactor = 2",
        "def f(on):\n    return f'{factor}'\nexplore(f, on=switch('on'))",
        "factor = 3",
    ]
    ((explorer, at_first),) = explorers(cells)
    assert explorer.show().text != at_first
