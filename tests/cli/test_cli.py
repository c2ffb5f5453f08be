"""The command: what it writes, what it says, how it ends."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from minigrad.cli import EXAMPLES, main

Failed = Callable[..., str]
SEED = ["draw", "3*a**3 - b**2", "a=2,3", "b=6,4"]
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_pytorch_autograd_basics.ipynb"


def test_without_output_it_prints_letters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SEED, "--backward", "1,1", "--show", "values,grads"]) == 0
    out = capsys.readouterr().out
    assert "a: leaf {value [2, 3], grad [36, 81]}" in out
    assert "b: leaf {value [6, 4], grad [-12, -8]}" in out


def test_several_files_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["q.svg", "q.png", "q.pdf", "q.dot", "q.mmd", "q.json", "q.txt"]
    asked = [word for name in names for word in ("-o", name)]
    assert main([*SEED, *asked, "--theme", "slides", "--transparent", "--scale", "1"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert capsys.readouterr().err.count("written") == len(names)
    assert ET.parse("q.svg").getroot().tag.endswith("svg")
    assert json.loads(Path("q.json").read_text(encoding="utf-8"))["title"].endswith("of Q")


def test_values_may_come_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "a*b", "--show", "values", "a=2", "b=[[1,2],[3,4]]"]) == 0
    assert "[[1, 2], [3, 4]]" in capsys.readouterr().out


def test_constants_retained_results_and_several_lines(capsys: pytest.CaptureFixture[str]) -> None:
    line = "c = w*x; c**2"
    assert main(["draw", line, "w=2", "x=3", "--no-grad", "x", "--untracked"]) == 0
    assert "x: leaf, no grad () (requires_grad=False)" in capsys.readouterr().out
    asked = ["--no-grad", "x", "--retain", "c", "--backward", "--show", "grads"]
    assert main(["draw", line, "w=2", "x=3", *asked]) == 0
    out = capsys.readouterr().out
    assert "c: retains grad {grad 12}" in out and "w: leaf {grad 36}" in out


def test_what_is_outside_is_known_although_backward_has_freed_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = ["draw", "w*x + 1", "w=2", "x=3", "--no-grad", "x", "--untracked"]
    assert main([*line, "--backward"]) == 0
    freed = capsys.readouterr().out
    assert "x: leaf, no grad ()" in freed and "1: constant" in freed
    Path("lecture.py").write_text(
        "import minigrad as mg\nw, x = mg.ones(2, requires_grad=True), mg.ones(2)\nQ = w * x\n",
        encoding="utf-8",
    )
    assert main(["draw", "lecture.py:Q", "--untracked", "--backward"]) == 0
    assert "x: leaf, no grad (2,)" in capsys.readouterr().out


def test_a_program_and_its_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], failed: Failed
) -> None:
    Path("helper.py").write_text("SCALE = 3\n", encoding="utf-8")
    Path("lecture.py").write_text(
        "import minigrad as mg\nfrom helper import SCALE\nprint('working')\n"
        "x = mg.tensor(2.0, requires_grad=True)\nQ = SCALE * x\nn = 3\n",
        encoding="utf-8",
    )
    assert main(["draw", "lecture.py:Q"]) == 0
    captured = capsys.readouterr()
    assert "Q: output () ← MulBackward0 ← x: leaf ()" in captured.out
    assert "working" not in captured.out and "working" in captured.err
    sys.modules.pop("helper", None)
    Path("helper.py").write_text("SCALE = 3\n", encoding="utf-8")
    assert "has no R; the tensors there are: x, Q" in failed(["draw", "lecture.py:R"])
    assert "n in lecture.py is an int" in failed(["draw", "lecture.py:n"])
    assert "Write lecture.py:NAME" in failed(["draw", "lecture.py"])
    assert "go with an expression" in failed(["draw", "lecture.py:Q", "a=2"])
    sys.modules.pop("helper", None)


def test_the_pictures_of_a_notebook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], failed: Failed
) -> None:
    assert main(["draw", str(NOTEBOOK), "--all", "-o", "figures"]) == 0
    files = sorted((tmp_path / "figures").iterdir())
    assert files and all(ET.parse(path) for path in files)
    assert f"{len(files)} of {len(files)}: " in capsys.readouterr().err
    assert "needs one folder" in failed(["draw", str(NOTEBOOK), "--all"])
    assert "--all is for a notebook" in failed([*SEED, "--all", "-o", "x"])
    empty = Path("empty.ipynb")
    empty.write_text('{"cells": []}', encoding="utf-8")
    assert "no stored pictures" in failed(["draw", "empty.ipynb", "--all", "-o", "f"])
    empty.write_text("[]", encoding="utf-8")
    assert "not a notebook" in failed(["draw", "empty.ipynb", "--all", "-o", "f"])


def test_a_tensor_of_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Hello"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import minigrad as mg"]},
        {"cell_type": "code", "source": "x = mg.ones(2, requires_grad=True)\ny = x.exp()"},
    ]
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert main(["draw", "n.ipynb:y"]) == 0
    assert "y: output (2,) ← ExpBackward0 ← x: leaf (2,)" in capsys.readouterr().out


def test_interruption_is_code_130(monkeypatch: pytest.MonkeyPatch, failed: Failed) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minigrad.drawing.draw", interrupted)
    assert failed(SEED, 130) == "minigrad: interrupted\n"


def test_debug_shows_the_traceback() -> None:
    with pytest.raises(ValueError, match="no value"):
        main(["draw", "3*a", "--debug"])


@pytest.mark.parametrize("command", [[], ["draw"], ["animate"], ["figures"]])
def test_help_has_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    out = capsys.readouterr().out
    assert "examples:" in out and "  minigrad " in out


def test_the_examples_of_the_help_run(capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    Path("lecture.py").write_text(
        "import minigrad as mg\nQ = mg.ones(1, requires_grad=True) * 2\n", encoding="utf-8"
    )
    Path("notebook.ipynb").write_text(NOTEBOOK.read_text(encoding="utf-8"), encoding="utf-8")
    lines = [line for line in EXAMPLES.splitlines() if line.startswith("  minigrad")]
    assert len(lines) == 8
    for line in lines:
        assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err


def test_the_figures_are_up_to_date_and_elsewhere_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "--check"]) == 0
    assert main(["figures", "--folder", "there"]) == 0
    assert (tmp_path / "there" / "autograd_basics_dag.svg").is_file()
    assert main(["figures", "--folder", "nowhere", "--check"]) == 1


def test_an_installed_package_has_no_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failed: Failed
) -> None:
    monkeypatch.setattr("minigrad.drawing.figures.FOLDER", tmp_path / "none")
    assert "belong to a checkout" in failed(["figures", "--check"])


def test_as_a_module_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minigrad", "draw", "a*b", "a=2", "b=3"],
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0 and b"MulBackward0" in done.stdout and done.stderr == b""
    done = subprocess.run(
        [sys.executable, "-m", "minigrad", "draw", "a*"], capture_output=True, timeout=60
    )
    assert done.returncode == 1 and b"Traceback" not in done.stderr


# -- the animation ---------------------------------------------------------------------------


def test_an_animation_plays_and_rests(tmp_path: Path) -> None:
    assert main(["animate", "a*b + a", "a=2", "b=3", "-o", "pass.svg", "--seconds", "1"]) == 0
    svg = Path("pass.svg").read_text(encoding="utf-8")
    root = ET.fromstring(svg)
    groups = [g.get("class") or "" for g in root.iter("{http://www.w3.org/2000/svg}g")]
    steps = [name for name in groups if re.fullmatch(r"step s\d+", name)]
    assert len(steps) == len([name for name in groups if name.startswith("said")]) >= 5
    assert "prefers-reduced-motion:reduce" in svg and "<script" not in svg
    assert "MulBackward0 runs" in svg and "infinite" in svg
    assert main(["animate", "a*b + a", "a=2", "b=3", "-o", "pass.svg"]) == 0


def test_messages_name_the_options_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.svg").write_text("my own", encoding="utf-8")
    assert main(["draw", "a*b", "a=2", "b=3", "-o", "mine.svg"]) == 1
    assert "or pass --overwrite to replace it" in capsys.readouterr().err
    long = "; ".join(["a0 = a", *(f"a{n + 1} = a{n} * a" for n in range(19))])
    assert main(["animate", long, "a=1", "--limit", "10", "-o", "q.svg"]) == 1
    assert re.search(r"or pass --limit \d+ to do it all", capsys.readouterr().err)
