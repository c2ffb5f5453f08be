"""What every test run needs, the notebooks included: nothing of the person who runs it."""

from pathlib import Path

import pytest

from notebooks import isolated

HERE = Path(__file__).resolve().parent


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected; the kernels that nbval starts inherit the settings."""
    settings = isolated()
    settings.__enter__()
    config.add_cleanup(lambda: settings.__exit__(None, None, None))
    config.option.nbval_sanitize_with = str(HERE / "tests" / "notebooks" / "sanitize.txt")
