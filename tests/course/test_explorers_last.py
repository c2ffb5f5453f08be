"""A control works wherever the reader is: what later cells define does not break it."""

import contextlib
import io
import json
import re

import pytest

from minigrad.course.explorers import Explorer, Pick, Switch
from notebooks import ROOT

NAMES = [path.name for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]


def settings(explorer):
    """The first values, and each other value that a control can have, one at a time."""
    yield {}
    for name, control in explorer.controls.items():
        if isinstance(control, Switch):
            others = [not control.value]
        elif isinstance(control, Pick):
            others = control.options
        else:
            others = [control.low, control.high]
        yield from ({name: other} for other in others if other != control.value)


def shown(explorer, values):
    """What the control says; a measured time is another one each time."""
    return re.sub(r"[\d.,]+ ms\b", "some ms", explorer.show(**values).text)


def answers(explorer):
    return {str(values): shown(explorer, values) for values in settings(explorer)}


def run(sources):
    """Run the cells in one namespace; return the controls, and what went wrong with them.

    After each cell every control above it is shown with its first values, and at the end with all
    others: a reader may scroll back at any time, and does so after Run All.
    """
    namespace = {"__name__": "__main__"}
    found, wrong = [], []
    original = Explorer.__init__

    def remember(self, function, controls):
        original(self, function, controls)
        found.append((self, answers(self)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("minigrad.course.explorers.SECONDS", 60.0)  # a busy machine is no mistake
        patch.setattr(Explorer, "__init__", remember)
        for number, source in enumerate(sources):
            above = list(found)
            quiet = io.StringIO()
            with (
                contextlib.redirect_stdout(quiet),
                contextlib.redirect_stderr(quiet),
                contextlib.suppress(Exception),  # some cells must raise
            ):
                exec(compile(source, "a cell", "exec"), namespace)
            for explorer, at_first in above:
                if (now := shown(explorer, {})) != at_first["{}"]:
                    wrong.append((explorer.function.__name__, f"after code cell {number}", now))
        for explorer, at_first in found:
            for values, now in answers(explorer).items():
                if now != at_first[values]:
                    wrong.append((explorer.function.__name__, f"at the end, with {values}", now))
    return found, wrong


@pytest.mark.uncounted
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
def test_after_every_later_cell_a_control_gives_what_it_gave_at_first(name):
    cells = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    found, wrong = run(sources)
    assert len(found) == sum("\nexplore(" in f"\n{source}" for source in sources)
    assert wrong == []


USES_A_NAME = """\
from minigrad.course import explore, switch
factor, other = 2, 3
def f(on):
    return f"{other if on else factor}"
explore(f, on=switch("on"))"""


@pytest.mark.parametrize(
    ("later", "seen"),
    [
        (["factor = 3"], [("f", "after code cell 1", "3"), ("f", "at the end, with {}", "3")]),
        (["factor = 3", "factor = 2"], [("f", "after code cell 1", "3")]),
        (["other = 4"], [("f", "at the end, with {'on': True}", "4")]),
        (["more = 1"], []),
    ],
    ids=["to the end", "for a while", "another value", "not at all"],
)
def test_a_control_that_a_later_cell_breaks_is_found(later, seen):
    found, wrong = run([USES_A_NAME, *later])
    assert len(found) == 1
    assert wrong == seen
