"""Handing out the course: what a student changed is never lost."""

from pathlib import Path

import pytest

from hub.handout import RECORD, course_files, hand_out, main


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small course."""
    root = tmp_path / "course"
    (root / "notebooks" / ".ipynb_checkpoints").mkdir(parents=True)
    (root / "notebooks" / "03.ipynb").write_text("first", encoding="utf-8")
    (root / "notebooks" / "progress.txt").write_text("somebody's", encoding="utf-8")
    (root / "notebooks" / ".ipynb_checkpoints" / "03.ipynb").write_text("old", encoding="utf-8")
    (root / "README.md").write_text("read me", encoding="utf-8")
    return root


def test_the_real_course_is_handed_out_whole() -> None:
    names = {path.as_posix() for path in course_files()}
    assert {"README.md", "notebooks/03_pytorch_autograd_basics.ipynb"} <= names
    assert any(name.startswith("_attachments/") for name in names)
    assert not any("checkpoint" in name or name.endswith("progress.txt") for name in names)


def test_a_new_student_gets_everything_and_nobody_elses_progress(source, tmp_path) -> None:
    home = tmp_path / "home"
    assert hand_out(home, source) == []
    given = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert given == {"README.md", "notebooks/03.ipynb", RECORD}


def test_what_is_unchanged_is_renewed(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (source / "notebooks" / "03.ipynb").write_text("second", encoding="utf-8")
    assert hand_out(home, source) == []
    assert (home / "notebooks" / "03.ipynb").read_text(encoding="utf-8") == "second"


def test_what_the_student_changed_stays_and_the_new_one_lies_beside_it(source, tmp_path) -> None:
    home = tmp_path / "home"
    mine = home / "notebooks" / "03.ipynb"
    hand_out(home, source)
    mine.write_text("my answers", encoding="utf-8")
    assert hand_out(home, source) == []  # nothing new, nothing to say
    (source / "notebooks" / "03.ipynb").write_text("second", encoding="utf-8")
    (told,) = hand_out(home, source)
    assert told.startswith("notebooks/03.ipynb was changed by you and stays")
    assert mine.read_text(encoding="utf-8") == "my answers"
    assert (home / "notebooks" / "03.new.ipynb").read_text(encoding="utf-8") == "second"
    assert hand_out(home, source) == []  # told once


def test_without_a_record_everything_counts_as_changed(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (home / RECORD).write_bytes(b"\xff\xfe not a record")
    (home / "README.md").write_text("mine", encoding="utf-8")
    assert [told.split(" ")[0] for told in hand_out(home, source)] == ["README.md"]
    assert (home / "README.md").read_text(encoding="utf-8") == "mine"


def test_what_was_deleted_comes_back(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (home / "README.md").unlink()
    hand_out(home, source)
    assert (home / "README.md").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert main([str(tmp_path / "file")]) == 1
    assert "could not be copied" in capsys.readouterr().err
