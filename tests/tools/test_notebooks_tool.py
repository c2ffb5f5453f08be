"""tools/notebooks.py: the same bytes twice, nothing of the machine, and failures with a place."""

import json
from pathlib import Path

import pytest

import notebooks

WIDGETS = """
import ipywidgets
box = ipywidgets.Checkbox(description="a requires grad")
ipywidgets.VBox([box, ipywidgets.HTML("<img alt='a leaf' src='x'>")])
"""
PIECES = """
import sys, time
print("one", flush=True)
print("aside", file=sys.stderr, flush=True)
time.sleep(0.3)
print("two")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A made-up project; `project(*cells)` stores its one notebook and returns the path."""
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    (tmp_path / "notebooks").mkdir()

    def store(*sources: str, name: str = "03_x.ipynb", **metadata) -> Path:
        cells = [
            {"cell_type": "code", "source": s.strip(), "id": f"c{i}", "metadata": {**metadata}}
            | {"outputs": [], "execution_count": None}
            for i, s in enumerate(sources)
        ]
        path = tmp_path / "notebooks" / name
        data = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return store


def test_two_runs_give_the_same_bytes(project, capsys):
    path = project(WIDGETS, PIECES)
    assert notebooks.main([]) == 0
    first = path.read_bytes()
    assert notebooks.main([]) == 0
    assert path.read_bytes() == first
    assert notebooks.main(["--check"]) == 0
    assert "unchanged" in capsys.readouterr().out.splitlines()[-1]

    stored = notebooks.read(path)
    state = stored["metadata"]["widgets"][notebooks.WIDGET_STATE]["state"]
    boxes = [key for key, model in state.items() if model["model_name"] == "VBoxModel"]
    shown = stored["cells"][0]["outputs"][0]["data"]["application/vnd.jupyter.widget-view+json"]
    assert [shown["model_id"]] == boxes
    children = state[boxes[0]]["state"]["children"]
    assert {child.removeprefix("IPY_MODEL_") for child in children} <= set(state)
    texts = [(o["name"], o["text"]) for o in stored["cells"][1]["outputs"]]
    assert texts == [("stdout", "one\ntwo\n"), ("stderr", "aside\n")]
    assert [cell["id"] for cell in stored["cells"]] == ["c0", "c1"]


def test_check_writes_nothing_and_names_the_cell(project, capsys):
    path = project("print(1)", "print(2)")
    before = path.read_bytes()
    assert notebooks.main(["--check"]) == 1
    assert path.read_bytes() == before
    assert "cell 1 (id c1): execution_count, outputs differ" in capsys.readouterr().out


def test_a_failing_cell_is_named_and_nothing_is_written(project, capsys):
    path = project("a = 1", "a.missing")
    before = path.read_bytes()
    project("print('well')", name="04_y.ipynb")
    assert notebooks.main([]) == 1
    told = capsys.readouterr().out
    assert "03_x.ipynb, cell 1 (id c1): AttributeError" in told
    assert "    a.missing" in told
    assert "04_y.ipynb ... changed" in told  # the others are still run
    assert path.read_bytes() == before


def test_a_cell_may_say_that_it_raises(project):
    path = project("raise ValueError('meant')", tags=["raises-exception"])
    assert notebooks.main([]) == 0
    assert notebooks.read(path)["cells"][0]["outputs"][0]["ename"] == "ValueError"


def test_an_endless_cell_is_stopped(project, capsys, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_SECONDS", 1)
    project("while True: pass")
    assert notebooks.main([]) == 1
    assert "took longer than 1 seconds" in capsys.readouterr().out


def test_solutions_are_collapsed_and_progress_goes_elsewhere(project, tmp_path):
    source = "# Solution\nimport os; print(os.environ['MINIGRAD_PROGRESS'][-8:])"
    path = project(source, tags=["solution"])
    assert notebooks.main([]) == 0
    cell = notebooks.read(path)["cells"][0]
    assert cell["metadata"]["jupyter"] == {"source_hidden": True}
    assert cell["outputs"][0]["text"] == "03_x.txt\n"


def test_what_answers_a_question_is_collapsed_and_nothing_else(project):
    path = project("# answers question 3.1\nprint(1)", "# answers question 3.x\nprint(2)", "3")
    stored = notebooks.read(path)
    for cell in stored["cells"]:
        cell["metadata"] |= {"collapsed": True, "jupyter": {"outputs_hidden": True}}
    stored["cells"][2]["metadata"]["jupyter"]["source_hidden"] = True
    path.write_text(notebooks.to_text(stored), encoding="utf-8", newline="\n")
    assert notebooks.main([]) == 0
    assert [cell["metadata"] for cell in notebooks.read(path)["cells"]] == [
        {"jupyter": {"outputs_hidden": True}},
        {},
        {"jupyter": {"source_hidden": True}},
    ]
    assert notebooks.main(["--check"]) == 0


def test_names_choose_and_nothing_found_is_an_error(project, capsys):
    project("1", name="03_x.ipynb")
    project("1", name="04_y.ipynb")
    assert notebooks.main(["04"]) == 0
    assert "03_x" not in capsys.readouterr().out
    for words in (["07"], ["03", "07"]):
        with pytest.raises(SystemExit, match=r"no notebook .* starts with 07.* 03_x, 04_y"):
            notebooks.main(words)
    for word in ("0", ""):
        with pytest.raises(SystemExit, match="Several notebooks"):
            notebooks.main([word])


def test_places_of_this_machine_are_stripped(project, tmp_path):
    lines = [
        f'File "{tmp_path}/minigrad/engine/backward.py", line 3',
        'File "/opt/x/lib/python3.12/site-packages/numpy/a.py"',
    ]
    cell = {"cell_type": "code", "source": "", "metadata": {}, "execution_count": 1}
    cell["outputs"] = [
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": lines},
    ]
    new = notebooks.normalize({"cells": [cell], "metadata": {}}, "x")
    assert new["cells"][0]["outputs"][0]["traceback"] == [
        'File "minigrad/engine/backward.py", line 3',
        'File "site-packages/numpy/a.py"',
    ]


def test_normalizing_twice_changes_nothing(project):
    path = project(WIDGETS)
    once = notebooks.normalize(notebooks.execute(notebooks.read(path), path), "03_x")
    assert notebooks.normalize(once, "03_x") == once
    # ... nor does the way through the file, where keys are sorted.
    path.write_text(notebooks.to_text(once), encoding="utf-8")
    assert notebooks.normalize(notebooks.read(path), "03_x") == once
