"""Collecting a class's work: what was passed, what was changed, and nothing lost or invented."""

import csv
import json
import shutil
from pathlib import Path

import pytest

import collect
from environment import ROOT
from minigrad.course import progressfile

BASICS = "03_pytorch_autograd_basics.ipynb"


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """Ana has passed an exercise and changed a cell; Ben has only opened the notebook."""
    for name in ("ana", "ben"):
        notebooks = tmp_path / "classroom" / "homes" / name / "minigrad" / "notebooks"
        notebooks.mkdir(parents=True)
        shutil.copyfile(ROOT / "notebooks" / BASICS, notebooks / BASICS)
    ana = tmp_path / "classroom" / "homes" / "ana" / "minigrad" / "notebooks"
    events = [
        {"at": "2026-01-02T10:00:00", "exercise": "3.1", "state": "failed", "mistake": "x"},
        {"at": "2026-01-03T10:00:00", "exercise": "3.1", "state": "passed"},
    ]
    lines = [progressfile.FIRST_LINE, *map(json.dumps, events)]
    (ana / "progress.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = json.loads((ana / BASICS).read_text(encoding="utf-8"))
    book["cells"][-1]["source"] = ["changed by ana"]
    (ana / BASICS).write_text(json.dumps(book), encoding="utf-8")
    return tmp_path / "classroom"


def overview(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "overview.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_what_was_passed_and_changed_is_collected(classroom, tmp_path, capsys) -> None:
    to = tmp_path / "collected"
    assert collect.main([str(classroom), "--to", str(to)]) == 0
    rows = overview(to)
    assert rows["ana"]["03 exercises"].startswith("1 of ")
    assert rows["ana"]["04 exercises"].startswith("0 of ")
    assert (rows["ana"]["tries"], rows["ana"]["hints"]) == ("2", "1")
    assert rows["ana"]["last day"] == "2026-01-03"
    assert rows["ana"]["changed notebooks"] == "1"
    assert rows["ben"]["remark"] == "nothing yet"
    assert "changed by ana" in (to / "ana" / BASICS).read_text(encoding="utf-8")
    assert not (to / "ben").exists()
    assert "03 exercises 1 of" in capsys.readouterr().out


def test_a_damaged_progress_file_is_remarked_and_left_alone(classroom, tmp_path) -> None:
    damaged = classroom / "homes" / "ben" / "minigrad" / "notebooks" / "progress.txt"
    damaged.write_bytes(b"\xff\xfe something else")
    assert collect.main([str(classroom), "--to", str(tmp_path / "out")]) == 0
    assert "damaged" in overview(tmp_path / "out")["ben"]["remark"]
    assert damaged.read_bytes() == b"\xff\xfe something else"


def test_nobody_is_told(tmp_path, capsys) -> None:
    (tmp_path / "empty").mkdir()
    assert collect.main([str(tmp_path)]) == 1
    assert "No student's work" in capsys.readouterr().err
    assert collect.main([str(tmp_path / "missing")]) == 1
    assert "not a folder" in capsys.readouterr().err
