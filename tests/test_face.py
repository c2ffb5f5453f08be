"""What stands on minigrad has PyTorch's names, but for a few of its own."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

import minigrad
import minigrad.func
import minigrad.linalg
import minigrad.nn
import minigrad.optim
import minigrad.utils.data

RECORDED = Path(__file__).parent / "parity" / "names.json"

# minigrad's own: the drawing, note 2's class, and the rooms that PyTorch has not.
OWN = {
    "draw", "step", "playground", "Variable", "variable",
    "engine", "ops", "drawing", "course", "cli", "missing",
}  # fmt: skip

FACES = {
    "": minigrad,
    "autograd": minigrad.autograd,
    "nn": minigrad.nn,
    "nn.functional": minigrad.nn.functional,
    "optim": minigrad.optim,
    "func": minigrad.func,
    "linalg": minigrad.linalg,
    "utils.data": minigrad.utils.data,
}


def shown(module: ModuleType) -> set[str]:
    """The names of a module that are there for its users."""
    listed = getattr(module, "__all__", None) or vars(module)
    return {name for name in listed if not name.startswith("_")}


@pytest.mark.parametrize("place", FACES)
def test_the_names_are_pytorchs(place: str) -> None:
    theirs = set(json.loads(RECORDED.read_text(encoding="utf-8"))[place])
    assert shown(FACES[place]) - theirs - (OWN if not place else set()) == set()


@pytest.mark.live
def test_the_record_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    for place, names in recorded.items():
        module = torch
        for part in filter(None, place.split(".")):
            module = getattr(module, part)
        assert set(names) <= set(dir(module)), place


@pytest.mark.parametrize("name", ["add_", "copy_", "t_", "Any", "annotations"])
def test_what_is_no_function_there_is_none_here(name: str) -> None:
    assert not hasattr(minigrad, name)
