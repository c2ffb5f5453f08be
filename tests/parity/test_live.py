"""minigrad shows what the installed PyTorch shows, and so do the recorded results."""

from types import ModuleType

import pytest

from .collection import read_recorded
from .describe import differences, observe
from .test_recorded import PROGRAMS, check

pytestmark = pytest.mark.live


@pytest.mark.parametrize("identity", PROGRAMS)
def test_minigrad_does_what_pytorch_does(
    identity: str, minigrad: ModuleType, torch: ModuleType
) -> None:
    check(identity, observe(PROGRAMS[identity], torch), minigrad)


@pytest.mark.parametrize("identity", PROGRAMS)
def test_the_record_is_what_pytorch_does(identity: str, torch: ModuleType) -> None:
    family, _, name = identity.partition(".")
    recorded = read_recorded(family)
    found = differences(recorded["programs"].get(name, {}), observe(PROGRAMS[identity], torch))
    assert not found, (
        f"Recorded with PyTorch {recorded['torch']}, here is {torch.__version__}. If PyTorch is "
        f"right: python -m tests.parity.record {family}\n" + "\n".join(found)
    )
