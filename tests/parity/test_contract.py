"""Every rule of the contract has programs that hold it to account."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from .collection import every_program, families
from .contract import CONTRACT as FIRST
from .contract import Rule
from .contract_more import CONTRACT as MORE

CONTRACT = FIRST | MORE
PROGRAMS = set(every_program())
RULES = [(section, rule) for section, rules in CONTRACT.items() for rule in rules]


def found(pattern: str) -> set[str]:
    return {name for name in PROGRAMS if name == pattern or fnmatchcase(name, pattern)}


@pytest.mark.parametrize(("section", "rule"), RULES, ids=[f"{s}: {r.words}" for s, r in RULES])
def test_a_rule_has_its_programs(section: str, rule: Rule) -> None:
    missing = [name for name in rule.programs if not found(name)]
    assert rule.programs and not missing, f"{section}, {rule.words}: {missing}"
    for test in rule.tests:
        assert (Path(__file__).parent / test).exists(), test


def test_all_sections_are_there() -> None:
    assert [int(section.split()[0]) for section in CONTRACT] == list(range(17))


def test_no_file_of_programs_is_forgotten() -> None:
    named = {name.partition(".")[0] for _, rule in RULES for name in rule.programs}
    # These are about breadth, and (`seed_note`) about the note's own text.
    breadth = {"bad_input", "counting", "factors", "operations", "operations_errors", "seed_note"}
    assert set(families()) - named == breadth
