"""JSON goes both ways: a graph comes back as it was, and what is no graph is refused."""

import pytest

import minigrad as mg
from minigrad.drawing import Picture, from_json

from .programs import PROGRAMS
from .test_hostile import PIECES, pictured


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_graph_comes_back_from_json_as_it_was(name: str) -> None:
    before = PROGRAMS[name](mg)
    graph = from_json(before.json)
    assert graph == before.graph
    if name == "everything_shown":
        assert Picture(graph).dot == draw_again(before)


def draw_again(picture: Picture) -> str:
    return Picture(picture.graph).dot


@pytest.mark.parametrize("name", [*PIECES, "x" * 500])
def test_hostile_names_come_back_from_json(name: str) -> None:
    graph = pictured(name, name, name).graph
    assert from_json(Picture(graph).json) == graph


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "1",
        "[" * 100_000,
        '{"format": "minigrad graph", "version": 2, "nodes": [], "edges": []}',
        '{"format": "minigrad graph", "version": 1, "nodes": [{}], "edges": []}',
        '{"format": "minigrad graph", "version": 1, "nodes": [{"number": 1, "kind": "evil"}], '
        '"edges": []}',
        '{"format": "minigrad graph", "version": 1, "nodes": [{"number": 1, "kind": "leaf", '
        '"name": 3}], "edges": []}',
        '{"format": "minigrad graph", "version": 1, "nodes": [], "edges": [{"source": 1, '
        '"target": 2, "position": 0}]}',
    ],
)
def test_other_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="this is not the JSON of a graph"):
        from_json(text)


def test_json_that_lacks_something_says_what() -> None:
    with pytest.raises(ValueError, match="'format' is missing"):
        from_json("{}")


def test_what_json_brings_is_made_printable() -> None:
    graph = pictured("x", "y", "F").graph
    text = Picture(graph).json.replace("leaf x", "a\\nb\\u202e" + "z" * 300)
    name = next(node.name for node in from_json(text).nodes if node.name.startswith("a"))
    assert name.isprintable() and len(name) <= 100
