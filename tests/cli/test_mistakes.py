"""What the command says when something is wrong, and that nothing is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from minigrad.cli import main

Failed = Callable[..., str]
SEED = ["draw", "3*a**3 - b**2", "a=2,3", "b=6,4"]


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
    arguments: list[str], words: str, failed: Failed, tmp_path: Path
) -> None:
    told = failed(arguments)
    assert told.startswith(("minigrad: ", "the figures could not be drawn")) and words in told
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("x = 1\ny = 1/0\n", "p.py failed in line 2: ZeroDivisionError: division by zero"),
        ("x = (\n", "p.py failed in line 1: SyntaxError"),
        # A ValueError before Python 3.11.4.
        ("x = '\0'", "Error: source code string cannot contain null bytes"),
        ("import sys\nsys.exit(3)\n", "p.py ended itself with exit(3)"),
    ],
)
def test_a_program_that_fails(program: str, words: str, failed: Failed) -> None:
    Path("p.py").write_text(program, encoding="utf-8")
    assert words in failed(["draw", "p.py:x"])


@pytest.mark.parametrize("content", ["no JSON", "[]", '{"cells": 3}', '{"cells": [3]}'])
def test_a_file_that_is_no_notebook(content: str, failed: Failed) -> None:
    Path("n.ipynb").write_text(content, encoding="utf-8")
    for more in (["n.ipynb:Q"], ["n.ipynb", "--all", "-o", "figures"]):
        told = failed(["draw", *more])
        assert told == "minigrad: n.ipynb is not a notebook, or is damaged\n"


def test_a_notebook_that_fails_says_in_which_cell(failed: Failed) -> None:
    sources = ["%%bash\necho 'hi", "x = 1  # why?\nx?\n!ls", "y = x\n1 / 0"]
    cells = [{"cell_type": "code", "source": source, "outputs": None} for source in sources]
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    told = failed(["draw", "n.ipynb:x"])
    assert "n.ipynb failed in cell 3, line 2: ZeroDivisionError: division by zero" in told
    told = failed(["draw", "n.ipynb", "--all", "-o", "figures"])
    assert "the outputs of code cell 1 are damaged" in told


def test_the_pictures_of_a_notebook_are_all_written_or_none(
    failed: Failed,
) -> None:
    output = {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}
    cells = [{"cell_type": "code", "source": "", "outputs": [output]}] * 2
    Path("n.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    Path("figures").mkdir()
    Path("figures/n_cell02.svg").write_text("my own", encoding="utf-8")
    assert "--overwrite" in failed(["draw", "n.ipynb", "--all", "-o", "figures"])
    assert [path.name for path in Path("figures").iterdir()] == ["n_cell02.svg"]
    told = failed(["draw", "n.ipynb", "--all", "-o", "n.ipynb"])
    assert "n.ipynb is a file" in told


def test_numbers_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "a*b", "a=nan,-inf,+inf", "b=1", "--show", "values"]) == 0
    assert "a: leaf {value [nan, -inf, inf]}" in capsys.readouterr().out


def test_a_variable_has_no_backward_pass(
    capsys: pytest.CaptureFixture[str], failed: Failed
) -> None:
    Path("v.py").write_text(
        "from minigrad import Variable\na, b = Variable(4), Variable(3)\nQ = a * b\n",
        encoding="utf-8",
    )
    for asked in (["draw", "v.py:Q", "--backward"], ["animate", "v.py:Q", "-o", "v.svg"]):
        assert "a Variable has no backward pass to run" in failed(asked)
    assert main(["draw", "v.py:Q"]) == 0
    assert "of Q 3 (a) and 4 (b)" in capsys.readouterr().out


@pytest.mark.live
def test_a_program_with_pytorch(capsys: pytest.CaptureFixture[str]) -> None:
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


def test_wrong_use_is_code_2(failed: Failed) -> None:
    assert "required" in failed([], 2)
    assert "invalid choice" in failed(["paint"], 2)
    assert "what is --colour?" in failed([*SEED, "--colour"], 2)


def test_files_of_others_are_safe_before_any_work(failed: Failed) -> None:
    Path("q.txt").write_text("my notes", encoding="utf-8")
    assert "overwrite" in failed([*SEED, "-o", "q.svg", "-o", "q.txt"])
    assert not Path("q.svg").exists()
    assert main([*SEED, "-o", "q.txt", "--overwrite"]) == 0
    assert Path("q.txt").read_text(encoding="utf-8").startswith("Computational graph of Q")
