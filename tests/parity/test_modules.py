"""Each module of nn is made as PyTorch's is: the same names in the same order, and defaults."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from .modules import FILE, classes, signature

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))


def test_all_modules_are_recorded(minigrad: ModuleType) -> None:
    assert list(RECORDED) == list(classes(minigrad.nn)), "python -m tests.parity.modules"


@pytest.mark.parametrize("name", RECORDED)
def test_a_module_is_made_with_pytorchs_arguments(name: str, minigrad: ModuleType) -> None:
    assert [*map(list, signature(getattr(minigrad.nn, name)))] == RECORDED[name]


@pytest.mark.live
def test_the_record_is_pytorchs(torch: ModuleType) -> None:
    assert {name: signature(getattr(torch.nn, name)) for name in RECORDED} == RECORDED
