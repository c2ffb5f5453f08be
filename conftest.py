"""What every test run needs, the notebooks included: nothing of the person who runs it."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest

from environment import MY_COURSE
from notebooks import isolated

# What a student works on is not the course's to test; the other is for the type checker.
collect_ignore = [MY_COURSE.name, "tests/typed_program.py"]


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected; the kernels that nbval starts inherit the settings."""
    settings = isolated()
    settings.__enter__()
    config.add_cleanup(lambda: settings.__exit__(None, None, None))
    # Tests read what other processes print as UTF-8; on Windows these would write cp1252.
    os.environ["PYTHONIOENCODING"] = "utf-8"
    keep_files_together(config)
    count_whole_runs_only(config)


def keep_files_together(config: pytest.Config) -> None:
    """Side by side (`-n 2`) run files, not single tests: a notebook's cells need their order."""
    if config.getoption("dist", "no") not in ("no", "each", "loadfile", "loadscope"):
        config.option.dist = "loadfile"


def count_whole_runs_only(config: pytest.Config) -> None:
    """Some tests can't reach what all of them reach: `make test ARGS="-k leaf"` need not be red."""
    chosen = config.args_source is config.ArgsSource.ARGS
    option, counter = config.option, config.pluginmanager.get_plugin("_cov")
    if counter and (chosen or option.keyword or option.deselect or getattr(option, "lf", False)):
        counter.options.cov_fail_under = 0


def pytest_collection_finish() -> None:
    """Seven thousand tests are a million objects, and live to the end: the garbage collector, and
    the stepper, which asks it for all tensors, need not look at them each time.
    """
    gc.collect()
    gc.freeze()
    watching = sys.modules.get("coverage.collector")
    if watching is not None and watching.__file__:
        from minigrad.course import timelimit  # not before: coverage is to see how it is loaded

        timelimit.NEVER_INSIDE.add(watching.__file__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let coverage look away where it could see nothing new, since its looking takes time."""
    # A notebook's cells run in a kernel, out of its sight.
    if item.path.suffix != ".ipynb" and not item.get_closest_marker("uncounted"):
        return (yield)
    looking = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(looking)
