"""Stored drawings, compared byte for byte: MINIGRAD_RENEW=1 python -m pytest tests/drawing."""

import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

GOLDEN = Path(__file__).parent / "golden"
RENEW = os.environ.get("MINIGRAD_RENEW") == "1"

# Continuous integration must not be a lottery; for a search: MINIGRAD_FUZZ=5000.
EXAMPLES = int(os.environ.get("MINIGRAD_FUZZ", "0"))
FUZZ = hypothesis.settings(
    derandomize=not EXAMPLES,
    max_examples=EXAMPLES or 60,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the stored file of that name, or store it when renewing."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if RENEW:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{name} is not stored; look at it, then MINIGRAD_RENEW=1"
        stored = path.read_bytes().decode("utf-8")
        assert text == stored, f"{name} is drawn differently; look at it, then MINIGRAD_RENEW=1"

    return compare


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch, where it is installed."""
    return pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
