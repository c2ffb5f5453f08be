"""Every function does with no elements, and with no dimensions, what PyTorch does with them."""

from __future__ import annotations

import os
from types import ModuleType

import pytest

from .small_inputs import KINDS, calls, compared, functions, outcome, same

pytestmark = pytest.mark.live
# One call in so many; MINIGRAD_FUZZ=1 makes them all, which takes a minute.
STRIDE = 1 if os.environ.get("MINIGRAD_FUZZ") else 5


def test_small_inputs(minigrad: ModuleType, torch: ModuleType) -> None:
    """99 calls in 100 agree; the others are two mistakes at once, or in docs/differences.md."""
    count, wrong = 0, []
    for function in functions(torch, minigrad):
        all_calls = [(call, kind) for call in calls(function) for kind in KINDS]
        for (arguments, x, y), kind in all_calls[::STRIDE]:
            theirs = outcome(torch, function, arguments, x, y, kind)
            if isinstance(theirs, TypeError):
                continue
            ours = outcome(minigrad, function, arguments, x, y, kind)
            if compared(theirs, ours):
                count += 1
                if not same(theirs, ours, kind, arguments):
                    wrong.append(f"{function}({arguments}), x {x}, y {y}, {kind}")
    assert len(wrong) <= count / 100, "\n".join([f"{len(wrong)} of {count}", *wrong])


@pytest.mark.parametrize("function", ["t.cat", "t.einsum", "t.where", "t.flip", "t.movedim",
    "t.hstack", "t.vstack", "t.dstack", "t.stack", "t.roll", "t.scatter", "t.gather", "t.sum",
    "t.add", "t.mul", "t.pow", "t.meshgrid", "t.squeeze", "t.norm", "F.mse_loss",
])  # fmt: skip
def test_these_agree_everywhere(function: str, minigrad: ModuleType, torch: ModuleType) -> None:
    for arguments, x, y in calls(function):
        theirs = outcome(torch, function, arguments, x, y, "float32")
        if not isinstance(theirs, TypeError):
            ours = outcome(minigrad, function, arguments, x, y, "float32")
            where = f"{function}({arguments}), x {x}, y {y}: {theirs}, {ours}"
            assert not compared(theirs, ours) or same(theirs, ours, "float32", arguments), where
