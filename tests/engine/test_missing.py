"""Names that minigrad does not have: the error says why, or what to write instead."""

import importlib
from typing import Any

import pytest

import minigrad as mg
from minigrad.missing import INSTEAD, REASONS, ROOMS
from minigrad.ops.absent import METHODS
from minigrad.ops.rows import TABLE

LISTED = sorted({*INSTEAD, *(name for names in REASONS.values() for name in names.split())})


def refused(owner: Any, name: str) -> str:
    with pytest.raises(AttributeError) as caught:
        getattr(owner, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("room", "name", "words"),
    [
        ("", "conv3d", "module 'minigrad' has no attribute 'conv3d'. minigrad does not offer it: "),
        ("", "vmap", "reverse mode is the subject"),
        ("", "relu6", "It is minigrad.nn.functional.relu6."),
        ("", "Linear", "It is minigrad.nn.Linear."),
        ("", "zeross", "Did you mean zeros"),
        ("", "frobnicate", "docs/differences.md"),
        ("nn", "Liner", "Did you mean Linear?"),
        ("nn.functional", "interpolate", "repeat_interleave enlarges"),
        ("linalg", "lstsq", "linalg.pinv(A) @ b"),
        ("optim", "Adamax", "Adam is of that kind"),
        ("optim.lr_scheduler", "OneCycleLR", "LinearLR and CosineAnnealingLR"),
        ("func", "jacfwd", "no forward mode"),
        ("autograd", "forward_ad", "no forward mode"),
        ("autograd", "grd", "Did you mean grad?"),
        ("utils", "rnn", "docs/differences.md"),
    ],
)
def test_modules_say_what_to_do(room: str, name: str, words: str) -> None:
    owner = importlib.import_module(f"minigrad.{room}".rstrip("."))
    message = refused(owner, name)
    assert f"module {owner.__name__!r} has no attribute {name!r}. " in message
    assert words in message


def test_tensors_say_what_to_do() -> None:
    message = refused(mg.ones(2), "cuda")
    assert message.startswith("'Tensor' object has no attribute 'cuda'. ")
    assert "no device but the CPU" in message
    assert "write linalg.qr" in refused(mg.ones(2, 2), "qr")
    assert not hasattr(mg.Tensor, "cuda")


def test_private_names_are_not_explained() -> None:
    assert refused(mg, "_nothing") == "module 'minigrad' has no attribute '_nothing'"


@pytest.mark.parametrize("name", LISTED)
def test_what_is_listed_is_not_there(name: str) -> None:
    """In the rooms where PyTorch has it (linalg.qr is there, torch.qr is not)."""
    assert not hasattr(mg, name)
    for room in ("nn", "nn.functional", "optim", "optim.lr_scheduler", "func", "autograd"):
        assert not hasattr(importlib.import_module(f"minigrad.{room}"), name)


def test_no_operation_is_hidden_by_an_explanation() -> None:
    assert not set(METHODS.split()) & set(TABLE)
    assert set(METHODS.split()) <= set(LISTED)


@pytest.mark.live
@pytest.mark.parametrize("name", LISTED)
def test_what_is_listed_is_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    importlib.import_module("torch.func")
    rooms = [importlib.import_module(f"torch.{room}".rstrip(".")) for room in ROOMS]
    places = [*rooms, torch.Tensor, torch.nn.utils]
    assert any(hasattr(place, name) for place in places), name
    assert (name in METHODS.split()) <= hasattr(torch.Tensor, name)
