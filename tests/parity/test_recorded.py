"""minigrad shows what PyTorch showed when the programs were recorded. Needs no PyTorch."""

from types import ModuleType

import pytest

from .collection import RECORDED, every_program, families, programs_of, read_recorded
from .describe import differences, observe

PROGRAMS = every_program()


def check(identity: str, expected: dict, module: ModuleType) -> None:
    """Run one program and compare; a program marked `later` must still fail."""
    program = PROGRAMS[identity]
    later = getattr(program, "later", None)
    try:
        found = differences(expected, observe(program, module))
    except Exception as error:
        if later:
            pytest.xfail(later)
        raise AssertionError(f"{program.__doc__}\nThe program stopped: {error!r}") from error
    if later and found:
        pytest.xfail(later)
    assert not later, f"{identity} holds now: remove its @later mark ({later})"
    assert not found, f"{program.__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize("identity", PROGRAMS)
def test_minigrad_does_what_pytorch_did(identity: str, minigrad: ModuleType) -> None:
    family, _, name = identity.partition(".")
    recorded = read_recorded(family)["programs"]
    assert name in recorded, f"{identity} is not recorded: python -m tests.parity.record {family}"
    check(identity, recorded[name], minigrad)


def test_recorded_results_and_programs_match() -> None:
    """No recorded result without its program, no file without its programs."""
    assert sorted(path.stem for path in RECORDED.glob("*.json")) == families()
    for family in families():
        assert list(read_recorded(family)["programs"]) == list(programs_of(family)), family


def test_every_program_states_its_claim() -> None:
    assert not [identity for identity, program in PROGRAMS.items() if not program.__doc__]


def test_every_program_observes_something() -> None:
    empty = [
        f"{family}.{name}"
        for family in families()
        for name, seen in read_recorded(family)["programs"].items()
        if not seen
    ]
    assert not empty
