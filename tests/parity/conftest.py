"""How many random programs there are, and the two modules that are compared."""

import importlib
import os
from types import ModuleType

import hypothesis
import pytest

# Continuous integration must not be a lottery: the examples follow from the tests alone. For a
# search beyond them: MINIGRAD_FUZZ=2000 python -m pytest tests/parity/test_random.py
EXAMPLES = int(os.environ.get("MINIGRAD_FUZZ", "0"))
hypothesis.settings.register_profile(
    "minigrad",
    derandomize=not EXAMPLES,
    max_examples=EXAMPLES or 100,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("minigrad")


@pytest.fixture(scope="session")
def minigrad() -> ModuleType:
    """The module under test."""
    return importlib.import_module("minigrad")


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch, where it is installed."""
    found = pytest.importorskip(
        "torch",
        reason="PyTorch is not installed (pip install torch); the recorded results stand in",
    )
    found.set_warn_always(True)
    return found
