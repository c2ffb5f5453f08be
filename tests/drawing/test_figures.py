from pathlib import Path

import pytest

from minigrad.drawing import figures
from minigrad.drawing.figures import FOLDER, drawn, main, out_of_date


def test_the_stored_figures_are_what_is_drawn() -> None:
    assert out_of_date(FOLDER) == [], "run: make figures"


def test_the_seeds_figure_is_there() -> None:
    words = (FOLDER / "autograd_basics_dag.txt").read_text(encoding="utf-8")
    assert "├─ MulBackward0 ← PowBackward0 ← a: leaf (2,)" in words
    assert (FOLDER / "autograd_basics_dag.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_check_finds_what_was_changed_what_is_missing_and_what_is_strange(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "figures"
    arguments = ["--folder", str(folder)]
    assert main([*arguments, "--check"]) == 1
    assert not folder.exists()
    assert main(arguments) == 0
    assert {path.name for path in folder.iterdir()} == set(drawn())
    assert main([*arguments, "--check"]) == 0
    capsys.readouterr()

    name = "autograd_basics_dag.svg"
    (folder / name).write_bytes((folder / name).read_bytes().replace(b"\n", b"\r\n"))
    (folder / "autograd_basics_dag.txt").unlink()
    (folder / "drawn_by_hand.png").touch()
    assert main([*arguments, "--check"]) == 1
    told = capsys.readouterr().err
    assert all(word in told for word in (name, "autograd_basics_dag.txt", "drawn_by_hand.png"))
    assert "make figures" in told

    assert main(arguments) == 0
    assert out_of_date(folder) == ["drawn_by_hand.png"]
    assert "no program draws it" in capsys.readouterr().out


def test_a_failure_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> dict[str, str]:
        raise figures.DrawingError("no renderer")

    monkeypatch.setattr(figures, "drawn", broken)
    assert main(["--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "the figures could not be drawn: no renderer\n"
