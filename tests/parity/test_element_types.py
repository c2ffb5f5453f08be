"""Every operation gives the element type, or the error, that PyTorch gives, for all operands."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from .element_types import (
    FILE,
    FIRST,
    OF_ONE,
    OF_TWO,
    SECOND,
    called,
    letter,
    letters,
    made,
    operands,
)

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))["calls"]
TOLERANCE = {"torch.float16": 4e-3, "torch.float32": 1e-5, "torch.float64": 1e-9}


def test_all_calls_are_recorded() -> None:
    assert list(RECORDED) == [*OF_ONE, *OF_TWO], "python -m tests.parity.element_types"


@pytest.mark.parametrize("code", [*OF_ONE, *OF_TWO])
def test_the_types_are_those_recorded(code: str, minigrad: ModuleType) -> None:
    found = letters(minigrad, code)
    wrong = [
        f"{a}, {b}: {mine} for {theirs}"
        for (a, b), theirs, mine in zip(operands(code), RECORDED[code], found, strict=True)
        if mine != theirs
    ]
    assert not wrong


@pytest.mark.live
@pytest.mark.parametrize("code", [*OF_ONE, *OF_TWO])
def test_the_record_and_the_values_are_pytorchs(
    code: str, minigrad: ModuleType, torch: ModuleType
) -> None:
    assert letters(torch, code) == RECORDED[code]
    for a, b in operands(code):
        theirs, mine = (
            called(module, code, made(module, a, FIRST), made(module, b, SECOND))
            for module in (torch, minigrad)
        )
        if not isinstance(theirs, Exception):
            same(theirs, mine, f"{code} of {a}, {b}")


def same(theirs: Any, mine: Any, where: str) -> None:
    expected, got = (np.array(t.tolist(), np.float64) for t in (theirs, mine))
    tolerance = TOLERANCE.get(str(theirs.dtype), 0)
    np.testing.assert_allclose(got, expected, tolerance, tolerance, err_msg=where)


@pytest.mark.parametrize("code", [*OF_ONE, *OF_TWO])
def test_a_gradient_has_the_type_of_its_leaf(code: str, minigrad: ModuleType) -> None:
    """However the operation promoted it: PyTorch's rule, and so without a record."""
    if "_(" in code.replace("t.tensor(", ""):
        pytest.skip("a leaf is not written to")
    for a, b in operands(code):
        leaves = [made(minigrad, o, v, True) for o, v in ((a, FIRST), (b, SECOND))]
        result = called(minigrad, code, *leaves)
        if isinstance(result, Exception) or not result.requires_grad:
            continue
        if type(result.grad_fn).__name__ != "NotImplemented":
            with np.errstate(all="ignore"):
                result.sum().backward()
            for leaf in leaves:
                if isinstance(leaf, minigrad.Tensor) and leaf.grad is not None:
                    assert leaf.grad.dtype == leaf.dtype, (a, b)
                    assert letter(leaf.grad) == letter(leaf)
