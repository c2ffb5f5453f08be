"""What the changelog says in numbers."""

import re
from pathlib import Path

import minigrad as mg
from minigrad.ops.rows import FACES, TABLE

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def operations() -> int:
    """The functions on tensors: each once, without in-place forms and second names."""
    in_table = {id(TABLE[name]) for name in FACES if name[-1] != "_"}
    elsewhere = {*mg.nn.functional.__all__, *mg.linalg.__all__} - FACES.keys()
    return len(in_table) + len(elsewhere)


def test_the_number_of_operations() -> None:
    said = re.search(r"More than (\d+) operations", CHANGELOG.read_text(encoding="utf-8"))
    assert said is not None
    assert int(said[1]) < operations() < 1.1 * int(said[1]), operations()
