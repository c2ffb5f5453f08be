"""docs/reading-the-engine.md says what the engine is: its examples run, its quotes are there."""

import re

import pytest

from minigrad.ops.rows import TABLE

from . import pages

PAGE = "reading-the-engine.md"
LINKED = re.compile(r"\]\(([\w-]+\.md)\)")


def test_the_examples_run_and_print_what_the_page_says():
    count, trouble = pages.run(PAGE)
    assert count >= 8
    assert trouble == ""


def test_every_quoted_line_is_in_the_code_where_the_page_says():
    assert len(pages.quotes(pages.text(PAGE))) >= 15
    assert pages.complaints(pages.text(PAGE)) == []


@pytest.mark.parametrize(
    ("quote", "complaint"),
    [
        ("# minigrad/engine/backward.py: run\n        order = heappop(oldest)", "has no line"),
        ("# minigrad/engine/backward.py: walk\n        order = heappop(newest)", "has no walk"),
        ("# minigrad/motor.py\nimport numpy as np", "no file minigrad/motor.py"),
        (
            "# minigrad/engine/backward.py: run\n        grad = waiting.pop(order)\n"
            "        order = heappop(newest)",
            "has no line",
        ),
        (
            "# minigrad/engine/broadcasting.py: sum_to\n        order = heappop(newest)",
            "has no line",
        ),
    ],
)
def test_a_quote_that_is_wrong_is_found(quote, complaint):
    """A line that does not exist, a function, a file, a wrong order, a wrong place."""
    (said,) = pages.complaints(f"```python\n{quote}\n```\n")
    assert complaint in said


def test_the_walk_passes_through_the_files_of_the_core():
    files = {quote.file.rpartition("/")[2] for quote in pages.quotes(pages.text(PAGE))}
    core = {"modes.py", "node.py", "backward.py", "tensor.py", "starting.py", "written.py"}
    assert core <= files


def test_what_the_page_sends_a_reader_to_is_one_sitting():
    """The functions that it names, whole, with their comments: at most about 700 lines."""
    named = {(q.file, q.function) for q in pages.quotes(pages.text(PAGE)) if q.function}
    lines = sum(len(pages.source(*place)) for place in named)
    assert 200 < lines <= 700


def test_the_core_that_it_lists_is_one_sitting_too():
    core = re.findall(r"^\| `(minigrad/[\w/]+\.py)` \|", pages.text(PAGE), re.MULTILINE)
    assert len(core) == 5
    assert sum(len(pages.source(file)) for file in core) <= 850


def test_the_formulas_beside_the_textbook_are_rows_of_the_table():
    table = re.findall(r"^\| `(\w+)` \| ∂", pages.text(PAGE), re.MULTILINE)
    rows = "\n".join(pages.source("minigrad/ops/elementwise/pointwise.py"))
    assert table == ["sub", "mul", "pow_number"]
    assert all(f'"{name}",' in rows for name in table)
    assert {"sub", "mul", "pow"} <= TABLE.keys()


@pytest.mark.parametrize("name", [PAGE, "adding-an-operation.md"])
def test_links_lead_to_pages(name):
    for link in LINKED.findall(pages.text(name)):
        assert (pages.ROOT / "docs" / link).is_file()
