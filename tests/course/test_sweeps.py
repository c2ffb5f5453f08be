"""The two sweeps of notebook 01: the slopes, their words, their pictures."""

import pytest

from minigrad import Variable
from minigrad.course.sweeps import sweep
from minigrad.variable import get_gradients

a, b = Variable(2), Variable(3)
p, q = a * b, a + b
y = p * q


def test_the_reverse_sweep_gives_what_get_gradients_gives():
    slopes = {s.number: s.slope for s in sweep(y).visits}
    found = sweep(y)
    for number, variable in found.variables.items():
        assert slopes[number] == get_gradients(y)[variable].value


@pytest.mark.parametrize(("chosen", "slope"), [("a", 21), ("b", 16)])
def test_a_forward_sweep_gives_the_slope_for_one_input(chosen, slope):
    found = sweep(y, forward={"a": a, "b": b}[chosen])
    assert found.visits[-1].slope == slope
    assert found.title == f"Forward sweep for {chosen}"
    assert found.tellings[-1].lines == (f"The slope of y with respect to {chosen} is {slope}.",)


def test_a_square_has_two_arrows_and_both_count():
    x = Variable(5)
    y = x * x
    assert [visit.slope for visit in sweep(y).visits] == [1, 10]
    assert [visit.slope for visit in sweep(y, forward=x).visits] == [1, 10]
    assert sweep(y).visits[-1].lines == (
        "y sends 1 · 5 = 5.",
        "y sends 1 · 5 = 5.",
        "Added: 5 + 5 = 10.",
    )


def test_a_node_waits_for_all_that_use_it():
    x = Variable(2)
    middle = x * Variable(3)
    c = middle * Variable(2) + middle * Variable(5)
    found = sweep(c)
    order = [found.name(visit.number) for visit in found.visits]
    assert order.index("c") == 0 < order.index("middle") < order.index("x")
    assert found.visits[order.index("x")].slope == 21


def test_every_frame_is_a_picture_with_the_slopes_known_so_far():
    found = sweep(y)
    frames = found.film.frames
    assert len(frames) == len(found.tellings) == 7
    assert [frame.marks.count("<text") for frame in frames] == [0, 1, 2, 3, 4, 5, 5]
    assert ">21</text>" in frames[5].marks and ">21</text>" not in frames[4].marks
    assert frames[5].marks.count("<path") == 2, "the two arrows that lead to a"
    assert "Step 5 of 5: the adjoint of a is 21." in found.film.svg(5)


def test_a_notebook_gets_the_buttons_and_the_strip():
    bundle = sweep(y)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"].count("<img ") == 7
    assert bundle["text/plain"] == repr(sweep(y))


def test_a_variable_outside_of_the_graph():
    with pytest.raises(ValueError, match="not in the graph"):
        sweep(y, forward=Variable(2))


def test_a_name_that_the_words_use_stands_in_the_picture():
    x = Variable(1)
    for _ in range(3):
        x = x + x
    found = sweep(x)
    assert "node 3 sends 2 · 1 = 2." in found.tellings[3].lines
    assert [node.name for node in found.graph.nodes] == ["node 1", "node 2", "node 3", "x"]
    assert ">node 3<" in found.picture.svg
