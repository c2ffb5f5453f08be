"""Calls made from the signatures give what they give in PyTorch, or fail in the same words."""

from __future__ import annotations

from types import ModuleType

import pytest

from .calls import calls, outcome

pytestmark = pytest.mark.live


@pytest.mark.parametrize("seed", range(4))
def test_calls_made_from_the_signatures(seed: int, minigrad: ModuleType, torch: ModuleType) -> None:
    made = list(calls(seed, 6))
    off = []
    for call in made:
        there, here = outcome(call, torch), outcome(call, minigrad)
        if there != here and (there[0] != here[0] or there[0] == "gives"):
            off.append((call, there, here))
    assert len(made) > 4000
    listed = "\n".join(f"{call}\n    PyTorch: {t}\n    here: {h}" for call, t, h in off)
    assert len(off) <= 0.015 * len(made), f"{len(off)} of {len(made)}:\n{listed}"
