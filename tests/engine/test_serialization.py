"""save and load in files: whole, cut off, foreign, hostile."""

import os
import pickle
import random
from pathlib import Path
from typing import Any

import pytest

import minigrad as mg


def test_a_path_and_an_open_file(tmp_path: Path) -> None:
    state = mg.nn.Linear(2, 1).state_dict()
    for place in (tmp_path / "a.pt", str(tmp_path / "b.pt")):
        mg.save(state, place)
        assert mg.equal(mg.load(place)["weight"], state["weight"])
    with (tmp_path / "c.pt").open("wb") as file:
        mg.save(state, file)
    with (tmp_path / "c.pt").open("rb") as file:
        assert list(mg.load(file)) == ["weight", "bias"]


def test_every_type_and_layout(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    for kind in (
        mg.float16,
        mg.float32,
        mg.float64,
        mg.int8,
        mg.int16,
        mg.int32,
        mg.uint8,
        mg.bool,
    ):
        for make in (lambda k: mg.ones(2, 3, dtype=k).t(), lambda k: mg.ones(4, dtype=k)[::2]):
            mg.save(make(kind), path)
            loaded = mg.load(path)
            assert loaded.dtype == kind and mg.equal(loaded, make(kind))
            loaded[0] = 0  # memory of its own, that may be written
    mg.save(mg.zeros(0, 3), path)
    assert mg.load(path).shape == (0, 3)
    mg.save(mg.ones(2, 3).shape, path)
    assert mg.load(path) == (2, 3)


def test_what_is_loaded_is_computed_with(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    mg.save(mg.nn.Parameter(mg.tensor([2.0, 3.0])), path)
    w = mg.load(path)
    (w * w).sum().backward()
    assert isinstance(w, mg.nn.Parameter) and w.grad.tolist() == [4.0, 6.0]
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        w.mul_(2)


class Command:
    def __reduce__(self) -> Any:
        return os.system, ("echo this must never run > ran.txt",)


def test_code_in_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.pt"
    for value in (Command(), {"a": [mg.ones(1), Command()]}, mg.nn.Linear(1, 1), eval, mg.Tensor):
        with path.open("wb") as file:
            pickle.dump(value, file)
        with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
            mg.load(path)
    assert not (tmp_path / "ran.txt").exists()


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    mg.save({"w": mg.ones(3), "n": [1, "two"]}, path)
    whole = path.read_bytes()
    chance = random.Random(0)
    damaged = [b"", b"text", *(whole[:n] for n in range(1, len(whole), 7))]
    for _ in range(300):
        at = chance.randrange(len(whole))
        damaged.append(whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])
    refused = 0
    for content in damaged:
        path.write_bytes(content)
        try:
            mg.load(path)
        except pickle.UnpicklingError:
            refused += 1
    assert refused > 50


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        mg.load(tmp_path / "nothing.pt")
