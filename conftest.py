"""What every test run needs, the notebooks included: nothing of the person who runs it."""

import pytest

from notebooks import isolated


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected; the kernels that nbval starts inherit the settings."""
    settings = isolated()
    settings.__enter__()
    config.add_cleanup(lambda: settings.__exit__(None, None, None))
