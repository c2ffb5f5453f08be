"""The working edition: what is emptied and locked; how a student's copy is brought up to date."""

import json
from pathlib import Path

import nbformat
import pytest

import edition
from edition import merged, read, was_used, working
from environment import ROOT

STORED = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIRST = "00_summary.ipynb"


def code(name, source, **changes):
    """A code cell that was run."""
    said = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    made = {"cell_type": "code", "id": name, "source": source.splitlines(True), "metadata": {}}
    return made | {"outputs": [said], "execution_count": 1} | changes


def text(name, source, **changes):
    return {"cell_type": "markdown", "id": name, "source": source, "metadata": {}} | changes


def book(*cells, **metadata):
    made = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made).encode()


def cells_of(data):
    return {cell["id"]: cell for cell in read(data)["cells"]}


# ------------------------------------------------------------------ making it


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_each_notebook_has_a_working_edition(path) -> None:
    stored = path.read_bytes()
    made = working(stored, path.name)
    assert made == working(stored, path.name) == working(made, path.name)
    nbformat.validate(nbformat.reads(made.decode(), as_version=nbformat.NO_CONVERT))
    cells = [cell for cell in read(made)["cells"] if cell["cell_type"] == "code"]
    empty = [not cell["outputs"] and cell["execution_count"] is None for cell in cells]
    assert not any(empty) if path.name == FIRST else all(empty)
    assert ("widgets" in read(made)["metadata"]) == (path.name == FIRST)
    sources = [edition.work(cell) for cell in read(stored)["cells"]]
    assert [edition.work(cell) for cell in read(made)["cells"]] == sources
    assert not was_used(read(made)) and not was_used(read(stored))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_what_a_slip_of_the_hand_can_still_change(path) -> None:
    for cell in read(working(path.read_bytes(), path.name))["cells"]:
        source = "".join(cell["source"])
        editable = cell["metadata"].get("editable", True)
        deletable = cell["metadata"].get("deletable", True)
        if cell["cell_type"] == "markdown" or source.startswith("predict("):
            assert (editable, deletable) == (False, False)
        elif source.startswith(("@exercise(", "# Solution", "# answers")):
            assert (editable, deletable) == (True, False)
        else:
            assert (editable, deletable) == (True, True)
        if source.startswith("# Solution"):
            assert cell["metadata"]["jupyter"] == {"source_hidden": True}


@pytest.mark.parametrize(
    ("source", "locked"),
    [
        ('predict("3.1")', True),
        ("\npredict( '3.12' )\n", True),
        ('x = predict("3.1")', False),
        ('predict("3.1")\ny.grad', False),
        ('print("predict")', False),
    ],
)
def test_only_a_cell_that_is_nothing_but_a_question_is_locked(source, locked) -> None:
    (cell,) = read(working(book(code("a", source))))["cells"]
    assert (cell["metadata"].get("editable") is False) == locked


def test_folds_are_opened_and_other_metadata_stays() -> None:
    flags = {"jupyter": {"outputs_hidden": True, "source_hidden": True}, "collapsed": True}
    alone = {"jupyter": {"outputs_hidden": True}, "tags": ["x"]}
    made = cells_of(working(book(code("a", "1", metadata=flags), code("b", "1", metadata=alone))))
    assert made["a"]["metadata"] == {"jupyter": {"source_hidden": True}}
    assert made["b"]["metadata"] == {"tags": ["x"]}


def test_cells_get_ids_where_the_format_had_none() -> None:
    old = json.loads(book(text("a", "words"), code("b", "1")))
    old["nbformat_minor"] = 4
    for cell in old["cells"]:
        del cell["id"]
    made = working(json.dumps(old).encode())
    assert list(cells_of(made)) == ["cell-00", "cell-01"]
    assert read(made)["nbformat_minor"] == 5


NOT_NOTEBOOKS = {
    "no JSON": b"first",
    "no text": b"\xff\xfe\x00",
    "a list": b"[]",
    "no cells": b"{}",
    "too deep": b"[" * 100_000,
    "another format": book().replace(b'"nbformat": 4', b'"nbformat": 3'),
    "an odd minor format": book().replace(b'"nbformat_minor": 5', b'"nbformat_minor": null'),
    "cells of another kind": book().replace(b"[]", b"[1]"),
    "no metadata": book().replace(b'"metadata": {}', b'"metadata": 1'),
    "no source": book(text("a", "words")).replace(b'"source"', b'"input"'),
}


@pytest.mark.parametrize("data", NOT_NOTEBOOKS.values(), ids=NOT_NOTEBOOKS)
def test_what_is_no_notebook_is_told(data) -> None:
    with pytest.raises(ValueError, match="not a notebook of format 4"):
        working(data)


@pytest.mark.parametrize("tags", [None, 5, "solution", [["solution"]], {"solution": 1}])
def test_odd_tags_lock_nothing(tags) -> None:
    made = cells_of(working(book(code("a", "x", metadata={"tags": tags}))))
    assert made["a"]["metadata"] == {"tags": tags}


def test_one_that_jupyter_has_saved_is_known() -> None:
    language = {"name": "python"}
    assert not was_used(read(book(language_info=language)))
    assert was_used(read(book(language_info=language | {"version": "3.11.7"})))


# ------------------------------------------------------------------ a student's copy

BEFORE = book(
    text("t", "words"), code("a", "a = 1"), code("b", "b = 2"), code("c", "c = 3"), title="given"
)
MINE = code("own", "my = 1")


def changed(data, *, drop=(), after=(), **sources):
    """The notebook with other sources, without some cells, and with new ones behind others."""
    content = json.loads(data)
    found = []
    for cell in content["cells"]:
        if cell["id"] in sources:
            cell = cell | {"source": sources[cell["id"]]}
        if cell["id"] not in drop:
            found.append(cell)
        found += [new for name, new in after if name == cell["id"]]
    return json.dumps(content | {"cells": found}).encode()


def sources(data):
    return {name: "".join(cell["source"]) for name, cell in cells_of(data).items()}


GIVEN = working(BEFORE)
RUN = BEFORE  # with outputs and counts, as after Run All


def test_while_the_course_stays_a_copy_stays_to_the_byte() -> None:
    moved = book(*reversed(json.loads(RUN)["cells"]))
    for mine in (RUN, changed(RUN, a="a = 7"), changed(RUN, drop="b", after=[("t", MINE)]), moved):
        assert merged(GIVEN, GIVEN, mine) == mine


def test_who_only_ran_gets_what_is_new_and_keeps_the_other_outputs() -> None:
    new = working(changed(BEFORE, b="b = 20", drop="c", after=[("a", code("n", "n = 4"))]))
    got = merged(GIVEN, new, RUN)
    assert list(sources(got).items()) == [
        *[("t", "words"), ("a", "a = 1"), ("n", "n = 4"), ("b", "b = 20")],
    ]
    counts = {name: bool(cell.get("outputs")) for name, cell in cells_of(got).items()}
    assert counts == {"t": False, "a": True, "n": False, "b": False}
    assert read(got)["metadata"] == read(RUN)["metadata"]
    assert merged(new, new, got) == got


def test_a_students_cells_stay_where_they_were() -> None:
    mine = changed(RUN, a="a = 7", after=[("t", MINE), ("b", code("two", "2")), ("two", MINE)])
    got = merged(GIVEN, working(changed(BEFORE, c="c = 30")), mine)
    assert list(sources(got)) == ["t", "own", "a", "b", "two", "c"]
    assert (sources(got)["a"], sources(got)["c"]) == ("a = 7", "c = 30")
    first = json.loads(mine)
    first["cells"].insert(0, code("zero", "0"))
    got = merged(GIVEN, working(changed(BEFORE, c="c = 30")), json.dumps(first).encode())
    assert next(iter(sources(got))) == "zero"


def test_a_cell_that_the_course_gave_up_stays_if_the_student_changed_it() -> None:
    new = working(changed(BEFORE, drop="ab"))
    assert list(sources(merged(GIVEN, new, changed(RUN, b="mine")))) == ["t", "b", "c"]


def test_a_cell_that_the_student_removed_stays_away() -> None:
    got = merged(GIVEN, working(changed(BEFORE, c="c = 30")), changed(RUN, drop="a"))
    assert list(sources(got)) == ["t", "b", "c"]


def test_the_same_change_on_both_sides_is_none() -> None:
    got = merged(GIVEN, working(changed(BEFORE, a="a = 9", b="b = 9")), changed(RUN, a="a = 9"))
    assert cells_of(got)["a"]["outputs"] and not cells_of(got)["b"]["outputs"]


def test_metadata_of_the_course_comes_without_touching_work() -> None:
    marked = json.loads(BEFORE)
    marked["cells"][1]["metadata"] = {"tags": ["new"]}
    got = cells_of(merged(GIVEN, working(json.dumps(marked).encode()), changed(RUN, a="a = 7")))
    assert got["a"]["metadata"] == {"tags": ["new"]} and got["a"]["outputs"]
    assert got["a"]["source"] == "a = 7"


CONFLICTS = {
    "both changed": (changed(BEFORE, a="a = 10"), changed(RUN, a="a = 7")),
    "removed and changed": (changed(BEFORE, a="a = 10"), changed(RUN, drop="a")),
    "moved": (changed(BEFORE, a="a = 10"), book(*reversed(json.loads(RUN)["cells"]))),
    "the course's new cell has the id of mine": (
        changed(BEFORE, after=[("a", code("own", "other"))]),
        changed(RUN, after=[("a", MINE)]),
    ),
    "two cells of one id": (
        changed(BEFORE, a="a = 10"),
        changed(RUN, after=[("a", code("a", ""))]),
    ),
    "cells without ids": (changed(BEFORE, a="a = 10"), RUN.replace(b'"id"', b'"no"')),
    "half a letter": (changed(BEFORE, a="a = 10"), changed(RUN, b="'\ud800'")),
} | {name: (changed(BEFORE, a="a = 10"), data) for name, data in NOT_NOTEBOOKS.items()}


@pytest.mark.parametrize(("new", "mine"), CONFLICTS.values(), ids=CONFLICTS)
def test_what_could_lose_something_is_not_merged(new, mine) -> None:
    assert merged(GIVEN, working(new), mine) is None


def test_without_the_original_only_what_is_equal_is_brought_up_to_date() -> None:
    """As after an update from the first form of the hand-out, which kept no originals."""
    got = merged(None, GIVEN, changed(RUN, after=[("a", MINE)]))
    assert list(sources(got)) == ["t", "a", "own", "b", "c"]
    assert cells_of(got)["t"]["metadata"] == {"editable": False, "deletable": False}
    assert cells_of(got)["a"]["outputs"]
    assert merged(None, GIVEN, changed(RUN, a="a = 7")) is None
    assert merged(None, GIVEN, book(*reversed(json.loads(RUN)["cells"]))) is None


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_a_real_notebook_that_was_run_takes_a_change(path: Path) -> None:
    stored = path.read_bytes()
    content = json.loads(stored)
    content["cells"][-1]["source"] = "print('new')"
    new = working(json.dumps(content).encode(), path.name)
    got = read(merged(working(stored, path.name), new, stored))
    assert got["cells"][-1]["source"] == "print('new')"
    before = read(stored)["cells"][:-1]
    outputs = [cell.get("outputs") for cell in got["cells"][:-1]]
    assert outputs == [cell.get("outputs") for cell in before]
