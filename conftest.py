"""What every test run needs, the notebooks included: nothing of the person who runs it."""

import os
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected. The kernels that nbval starts inherit these settings."""
    folder = Path(tempfile.mkdtemp(prefix="minigrad-tests-"))
    config.add_cleanup(lambda: remove(folder))
    # Exercises that were solved on this machine must not change what a notebook prints.
    os.environ["MINIGRAD_PROGRESS"] = str(folder / "progress.txt")
    # Nor may kernels, settings and start-up files of Jupyter and IPython.
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        os.environ[name] = str(folder / name.lower())
    config.option.nbval_sanitize_with = str(HERE / "tests" / "notebooks" / "sanitize.txt")


def remove(folder: Path) -> None:
    """Empty and remove a folder; on Windows a kernel that still ends may hold a file in it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
