import re
from itertools import combinations

import pytest

from minigrad.drawing.graph import Graph, GraphNode, Kind
from minigrad.drawing.style import DEFAULT, Look, legend, lines

LOOKS = [pytest.param(look, id=kind.value) for kind, look in DEFAULT.looks.items()]


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    assert re.fullmatch("#[0-9A-F]{6}", color)
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("look", LOOKS)
def test_text_can_be_read_on_its_fill(look: Look) -> None:
    assert contrast(look.text, look.fill) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_borders_stand_out_from_the_page(look: Look) -> None:
    assert contrast(look.border, DEFAULT.page) >= 3


def test_arrows_and_the_legend_stand_out_from_the_page() -> None:
    assert contrast(DEFAULT.arrow, DEFAULT.page) >= 3
    assert contrast(DEFAULT.quiet, DEFAULT.page) >= 4.5


def test_leaves_are_the_blue_of_the_course() -> None:
    leaf = DEFAULT.looks[Kind.LEAF]
    assert (leaf.fill, leaf.text) == ("#0072B2", "#FFFFFF")


def test_no_two_kinds_differ_by_color_alone() -> None:
    for one, other in combinations(DEFAULT.looks.values(), 2):
        assert (one.line, one.rounded, one.word) != (other.line, other.rounded, other.word)
        assert one.meaning != other.meaning
        in_grey = contrast(one.fill, other.fill) >= 3
        assert in_grey or (one.line, one.rounded) != (other.line, other.rounded)


def test_every_kind_has_a_look() -> None:
    assert set(DEFAULT.looks) == set(Kind)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (GraphNode(1, Kind.LEAF, "a", (2,)), ["a", "leaf (2,)"]),
        (GraphNode(1, Kind.LEAF, "", (2,)), ["leaf (2,)"]),
        (GraphNode(1, Kind.FUNCTION, "AddBackward0"), ["AddBackward0"]),
        (GraphNode(1, Kind.RETAINED, "b", (), "float32", True), ["b", "retains grad ()"]),
        (GraphNode(1, Kind.OUTPUT, "c", (), "float32", True), ["c", "output, retains grad ()"]),
        (GraphNode(1, Kind.UNTRACKED), ["not tracked"]),
    ],
)
def test_every_box_says_its_kind_in_words(node: GraphNode, text: list[str]) -> None:
    assert lines(node) == text


def test_the_legend_lists_what_occurs_and_nothing_else() -> None:
    graph = Graph((GraphNode(1, Kind.OUTPUT), GraphNode(2, Kind.LEAF), GraphNode(3, Kind.LEAF)), ())
    assert legend(graph) == [DEFAULT.looks[Kind.LEAF], DEFAULT.looks[Kind.OUTPUT]]
