"""tools/spelling.py reads prose, and finds what is misspelled or British in it."""

import json

import pytest

import spelling


def notebook(folder, *sources):
    cells = [{"cell_type": "markdown", "source": source} for source in sources]
    cells.append({"cell_type": "code", "source": "colour = 1"})
    path = folder / "x.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


@pytest.fixture
def checker():
    pytest.importorskip("codespell_lib")


def test_misspelled_and_british_words_are_found(tmp_path, checker, capsys):
    path = notebook(tmp_path, "# Title\n\nTeh gradient has a colour.", "All is well.")
    found = [line.partition(": ")[2] for line in spelling.mistakes([path])]
    assert found == ["Teh ==> The", "colour ==> color"]
    assert spelling.main([str(path)]) == 1
    assert "1 files, 2 doubtful words" in capsys.readouterr().out


def test_code_and_formulas_are_not_read(tmp_path, checker):
    path = notebook(tmp_path, "`colour` and $colour$\n\n```\nteh\n```\n\n$$\nteh\n$$")
    assert list(spelling.mistakes([path])) == []


def test_lines_of_other_files_are_named(tmp_path, checker):
    path = tmp_path / "y.md"
    path.write_text("good\nteh\n", encoding="utf-8")
    assert [line.endswith("y.md:2: teh ==> the") for line in spelling.mistakes([path])] == [True]


def test_the_notebooks_are_among_what_is_checked():
    names = [path.name for path in spelling.files()]
    assert "00_summary.ipynb" in names and "README.md" in names and "notebook_03.py" in names
