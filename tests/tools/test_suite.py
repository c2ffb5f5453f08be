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
    ("change", "demanded"),
    [
        ({}, 95),
        ({"keyword": "leaf"}, 0),
        ({"lf": True}, 0),
        ({"deselect": ["tests/x.py::test"]}, 0),
        ({"args_source": pytest.Config.ArgsSource.ARGS}, 0),
    ],
    ids=str,
)
def test_coverage_is_demanded_of_the_whole_run_only(change, demanded, suite):
    counter = SimpleNamespace(options=SimpleNamespace(cov_fail_under=95))
    config = SimpleNamespace(
        option=SimpleNamespace(**{"keyword": "", "deselect": None, "lf": False} | change),
        pluginmanager=SimpleNamespace(get_plugin=lambda name: counter),
        args_source=change.get("args_source", pytest.Config.ArgsSource.TESTPATHS),
        ArgsSource=pytest.Config.ArgsSource,
    )
    suite.count_whole_runs_only(config)
    assert counter.options.cov_fail_under == demanded
    config.pluginmanager.get_plugin = lambda name: None  # as without pytest-cov
    suite.count_whole_runs_only(config)


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
