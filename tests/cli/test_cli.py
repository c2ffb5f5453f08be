"""The command: what it writes, what it says, how it ends."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from minigrad.cli import EXAMPLES, main

SEED = ["draw", "3*a**3 - b**2", "a=2,3", "b=6,4"]
NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "03_pytorch_autograd_basics.ipynb"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def failed(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    """Run a command that must fail, and return its one message."""
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == "" and "Traceback" not in captured.err
    return captured.err


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


def test_a_program_and_its_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
    assert "has no R; the tensors there are: x, Q" in failed(["draw", "lecture.py:R"], capsys)
    assert "n in lecture.py is an int" in failed(["draw", "lecture.py:n"], capsys)
    assert "Write lecture.py:NAME" in failed(["draw", "lecture.py"], capsys)
    assert "go with an expression" in failed(["draw", "lecture.py:Q", "a=2"], capsys)
    sys.modules.pop("helper", None)


def test_the_pictures_of_a_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", str(NOTEBOOK), "--all", "-o", "figures"]) == 0
    files = sorted((tmp_path / "figures").iterdir())
    assert files and all(ET.parse(path) for path in files)
    assert f"{len(files)} of {len(files)}: " in capsys.readouterr().err
    assert "needs one folder" in failed(["draw", str(NOTEBOOK), "--all"], capsys)
    assert "--all is for a notebook" in failed([*SEED, "--all", "-o", "x"], capsys)
    empty = Path("empty.ipynb")
    empty.write_text('{"cells": []}', encoding="utf-8")
    assert "no stored pictures" in failed(["draw", "empty.ipynb", "--all", "-o", "f"], capsys)
    empty.write_text("[]", encoding="utf-8")
    assert "not a notebook" in failed(["draw", "empty.ipynb", "--all", "-o", "f"], capsys)


def test_a_tensor_of_a_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Hello"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import minigrad as mg"]},
        {"cell_type": "code", "source": "x = mg.ones(2, requires_grad=True)\ny = x.exp()"},
    ]
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert main(["draw", "n.ipynb:y"]) == 0
    assert "y: output (2,) ← ExpBackward0 ← x: leaf (2,)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["draw", "3*a"], "a has no value; give one after the expression, such as a=2,3"),
        (["draw", "3*a", "a=2", "c=3"], "c doesn't occur in the expression, which has a"),
        (["draw", "3*a", "a=two"], "two is no number or list of numbers"),
        (["draw", "3*a", "a=[[1,2],[3]]"], "the rows differ in length"),
        (["draw", "3*a", "a="], "a: '' is no number"),
        (["draw", "3*a", "a=True"], "a: True is no number"),
        (["draw", "3*a", "a=2", "a=3"], "a is given twice"),
        (["draw", "a*a", "a=2", "--limit", "0"], "limit should be a number of nodes from 1"),
        (["draw", "a*a", "a=2", "--unfold", "x"], "unfold should be a number or numbers"),
        (["draw", "a*a", "a=2", "--transparent", "-o", "q.pdf"], "--transparent is for .svg"),
        (["figures", "--folder", "none", "--check"], "there is no folder none"),
        (["draw", "3*a", "2"], "2 should be a name and its value, such as a=2,3"),
        (["draw", "a.grad", "a=2"], "a dot after a name"),
        (["draw", "__import__('os')"], "__import__"),
        (["draw", "a*a", "a=2", "--no-grad", "z"], "z doesn't occur"),
        (["draw", "a*a", "a=2", "--no-grad", "a"], "no graph to draw"),
        (["draw", "a*a", "a=2", "--show", "colors"], "show has no 'colors'"),
        (["draw", "a*a", "a=2", "--theme", "dark"], "there is no theme 'dark'"),
        (["draw", "a*a", "a=2,3", "--backward", "1,2,3"], "Mismatch in shape"),
        (["draw", "a*a", "a=2", "-o", "q.gif"], "a .gif moves"),
        (["draw", "a*a", "a=2", "-o", "q.bmp"], "the suffix says the format"),
        (["draw", "a*a", "a=2", "-o", "none/q.svg"], "there is no folder none"),
        (["draw", "missing.py:Q"], "there is no file missing.py"),
        (["animate", "a*a", "a=2", "-o", "q.png"], "an animation is saved as .svg or .gif"),
        (["animate", "a*a", "a=2", "-o", "q.svg", "--seconds", "0"], "from 0.2 to 60"),
    ],
)
def test_what_goes_wrong_is_told_in_words(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = failed(arguments, capsys)
    assert told.startswith(("minigrad: ", "the figures could not be drawn")) and words in told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("x = 1\ny = 1/0\n", "p.py failed in line 2: ZeroDivisionError: division by zero"),
        ("x = (\n", "p.py failed in line 1: SyntaxError"),
        ("x = '\0'", "p.py failed: SyntaxError: source code string cannot contain null bytes"),
        ("import sys\nsys.exit(3)\n", "p.py ended itself with exit(3)"),
    ],
)
def test_a_program_that_fails(program: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("p.py").write_text(program, encoding="utf-8")
    assert words in failed(["draw", "p.py:x"], capsys)


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"cells": 3}', '{"cells": [3]}'])
def test_a_file_that_is_no_notebook(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("n.ipynb").write_text(content, encoding="utf-8")
    for more in (["n.ipynb:Q"], ["n.ipynb", "--all", "-o", "figures"]):
        told = failed(["draw", *more], capsys)
        assert told == "minigrad: n.ipynb is not a notebook, or is damaged\n"


def test_a_notebook_that_fails_says_in_which_cell(capsys: pytest.CaptureFixture[str]) -> None:
    sources = ["%%bash\necho 'hi", "x = 1  # why?\nx?\n!ls", "y = x\n1 / 0"]
    cells = [{"cell_type": "code", "source": source, "outputs": None} for source in sources]
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    told = failed(["draw", "n.ipynb:x"], capsys)
    assert "n.ipynb failed in cell 3, line 2: ZeroDivisionError: division by zero" in told
    told = failed(["draw", "n.ipynb", "--all", "-o", "figures"], capsys)
    assert "the outputs of code cell 1 are damaged" in told


def test_the_pictures_of_a_notebook_are_all_written_or_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}
    cells = [{"cell_type": "code", "source": "", "outputs": [output]}] * 2
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    Path("figures").mkdir()
    Path("figures/n_cell02.svg").write_text("my own", encoding="utf-8")
    assert "--overwrite" in failed(["draw", "n.ipynb", "--all", "-o", "figures"], capsys)
    assert [path.name for path in Path("figures").iterdir()] == ["n_cell02.svg"]
    told = failed(["draw", "n.ipynb", "--all", "-o", "n.ipynb"], capsys)
    assert "n.ipynb is a file" in told


def test_numbers_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "a*b", "a=nan,-inf,+inf", "b=1", "--show", "values"]) == 0
    assert "a: leaf {value [nan, -inf, inf]}" in capsys.readouterr().out


def test_a_variable_has_no_backward_pass(capsys: pytest.CaptureFixture[str]) -> None:
    Path("v.py").write_text(
        "from minigrad import Variable\na, b = Variable(4), Variable(3)\nQ = a * b\n",
        encoding="utf-8",
    )
    for asked in (["draw", "v.py:Q", "--backward"], ["animate", "v.py:Q", "-o", "v.svg"]):
        assert "a Variable has no backward pass to run" in failed(asked, capsys)
    assert main(["draw", "v.py:Q"]) == 0
    assert "of Q 3 (a) and 4 (b)" in capsys.readouterr().out


def test_a_program_with_pytorch(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    Path("t.py").write_text(
        "import torch\na = torch.ones(2, requires_grad=True)\nQ = a * 3\n", encoding="utf-8"
    )
    assert main(["draw", "t.py:Q", "--backward", "2", "--show", "grads", "--untracked"]) == 0
    out = capsys.readouterr().out
    assert "a: leaf {grad [6, 6]}" in out and "3: constant" in out
    assert main(["animate", "t.py:Q", "-o", "t.svg"]) == 0


def test_what_is_left_out_and_what_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["draw", "c = a*a; c**2", "a=2"]
    assert main(line) == 0 and "c: intermediate" in capsys.readouterr().out
    assert main([*line, "--no-intermediates"]) == 0
    assert "intermediate" not in capsys.readouterr().out
    long = ["draw", "; ".join(["c = a*a", *["c = c*a"] * 15, "c"]), "a=1", "--limit", "9"]
    assert main(long) == 0
    folded = capsys.readouterr().out
    assert "--unfold 1 opens fold 1" in folded
    for opened in ("1", "all"):  # which makes 18 nodes of 3
        assert main([*long, "--unfold", opened]) == 0
        assert "pass --limit 18 to draw it all the same" in capsys.readouterr().out


def test_wrong_use_is_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert "required" in failed([], capsys, 2)
    assert "invalid choice" in failed(["paint"], capsys, 2)
    assert "what is --colour?" in failed([*SEED, "--colour"], capsys, 2)


def test_files_of_others_are_safe_before_any_work(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.txt").write_text("my notes", encoding="utf-8")
    assert "overwrite" in failed([*SEED, "-o", "q.svg", "-o", "q.txt"], capsys)
    assert not Path("q.svg").exists()
    assert main([*SEED, "-o", "q.txt", "--overwrite"]) == 0
    assert Path("q.txt").read_text(encoding="utf-8").startswith("Computational graph of Q")


def test_interruption_is_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minigrad.drawing.draw", interrupted)
    assert failed(SEED, capsys, 130) == "minigrad: interrupted\n"


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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("minigrad.drawing.figures.FOLDER", tmp_path / "none")
    assert "belong to a checkout" in failed(["figures", "--check"], capsys)


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
