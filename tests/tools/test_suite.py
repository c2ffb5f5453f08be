"""How the tests are run: files side by side, coverage where it sees something."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from environment import ROOT


@pytest.fixture
def suite(request):
    """The project's own conftest.py."""
    plugins = request.config.pluginmanager.get_plugins()
    (found,) = [
        each for each in plugins if getattr(each, "__file__", "") == str(ROOT / "conftest.py")
    ]
    return found


@pytest.mark.parametrize(
    ("asked", "done"),
    [("load", "loadfile"), ("worksteal", "loadfile"), ("loadgroup", "loadfile")]
    + [(same, same) for same in ("no", "each", "loadfile", "loadscope")],
)
def test_the_cells_of_a_notebook_stay_together(asked, done, suite):
    option = SimpleNamespace(dist=asked)
    config = SimpleNamespace(option=option, getoption=lambda name, default: option.dist)
    suite.keep_files_together(config)
    assert option.dist == done


def test_without_the_plugin_that_distributes_nothing_is_asked(suite):
    config = SimpleNamespace(option=SimpleNamespace(), getoption=lambda name, default: default)
    suite.keep_files_together(config)
    assert vars(config.option) == {}


@pytest.mark.parametrize(
    ("name", "marked", "seen"),
    [("test_x.py", False, True), ("test_x.py", True, False), ("03_x.ipynb", False, False)],
)
def test_coverage_looks_away_where_it_could_see_nothing_new(name, marked, seen, suite):
    item = SimpleNamespace(path=Path(name), get_closest_marker=lambda mark: marked)

    def looking(*_):
        return None

    before = sys.gettrace()
    running = suite.pytest_runtest_protocol(item)
    sys.settrace(looking)
    try:
        next(running)
        during = sys.gettrace()
        with pytest.raises(StopIteration):
            next(running)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert (during is looking) == seen
    assert after is looking
