"""A fresh Python, for what can only be seen at the start of a process."""

import subprocess
import sys
from collections.abc import Callable

import pytest


@pytest.fixture(scope="session")
def run_python() -> Callable[..., str]:
    """Run lines of code in another process; returns what it printed, fails when it fails."""

    def run(*lines: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
