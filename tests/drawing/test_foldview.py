"""The widget whose folds open where one points: its model, without a browser."""

import xml.etree.ElementTree as ET

import pytest

import minigrad as mg
from minigrad.drawing import draw
from minigrad.drawing.foldview import FoldWidget


@pytest.fixture
def view() -> FoldWidget:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(1_000):
        y = y.sin() * x
    return draw(y).widget


def test_a_press_opens_and_a_press_closes(view: FoldWidget) -> None:
    assert view.closed == [[2, "1", "1,000 × SinBackward0, MulBackward0"]] and view.opened == []
    first, times = view.svg, view.shown
    view.pressed(view, {"open": "1"})
    assert [number for _, number, _ in view.closed] == [f"1.{at}" for at in range(1, 11)]
    assert view.opened == ["1"] and view.shown == times + 1 and view.svg != first
    view.pressed(view, {"open": "1.3"})
    assert view.opened == ["1", "1.3"] and len(view.closed) == 19
    view.pressed(view, {"close": "1"})
    assert view.opened == [] and view.svg == first


def test_the_boxes_that_open_are_the_folds(view: FoldWidget) -> None:
    view.pressed(view, {"open": "1"})
    boxes = {g.get("id"): g for g in ET.fromstring(view.svg).iter() if g.get("id")}
    for node, number, _ in view.closed:
        assert f"fold {number}:" in "".join(boxes[f"node{node}"].itertext())
    assert view.alt.startswith("Computational graph of y.")


def test_what_can_not_be_opened_stays_closed_and_says_why(view: FoldWidget) -> None:
    before = view.svg
    for odd in ({"open": "7"}, {"open": "<b>"}, {"open": None}):
        view.pressed(view, odd)
        assert "there is no fold" in view.said and view.opened == [] and view.svg == before
    view.pressed(view, {"open": "1"})
    opened = view.svg
    for _, number, _ in view.closed:  # one after the other, until the limit
        view.pressed(view, {"open": number})
    view.pressed(view, "nonsense")
    assert view.opened[0] == "1" and len(view.closed) >= 10 and view.svg != opened


def test_the_script_writes_no_markup(view: FoldWidget) -> None:
    assert "innerHTML" not in view._esm and "data-lm-suppress-shortcuts" in view._esm
