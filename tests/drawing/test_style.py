import re
from itertools import combinations

import pytest

import minigrad as mg
from minigrad.drawing.graph import Graph, GraphNode, Kind
from minigrad.drawing.style import DEFAULT, Look, Theme, legend, lines
from minigrad.drawing.themes import HIGH_CONTRAST, PRINT, THEMES, theme_called

LOOKS = [
    pytest.param(look, theme, id=f"{name}-{kind.value}")
    for name, theme in THEMES.items()
    for kind, look in theme.looks.items()
]
EVERY_THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


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


@pytest.mark.parametrize(("look", "theme"), LOOKS)
def test_text_can_be_read_on_its_fill(look: Look, theme: Theme) -> None:
    assert contrast(look.text, look.fill) >= (7 if theme is HIGH_CONTRAST else 4.5)


@pytest.mark.parametrize(("look", "theme"), LOOKS)
def test_borders_stand_out_from_the_page(look: Look, theme: Theme) -> None:
    assert contrast(look.border, theme.page) >= (7 if theme is HIGH_CONTRAST else 3)


@EVERY_THEME
def test_arrows_and_the_legend_stand_out_from_the_page(theme: Theme) -> None:
    assert contrast(theme.arrow, theme.page) >= 3
    assert contrast(theme.quiet, theme.page) >= 4.5


@EVERY_THEME
def test_what_runs_and_what_changed_stand_out(theme: Theme) -> None:
    # White words stand on what runs now, in the flags.
    assert contrast(theme.runs, theme.page) >= (7 if theme is HIGH_CONTRAST else 4.5)
    for look in theme.changes.values():
        assert contrast(look.border, theme.page) >= (7 if theme is HIGH_CONTRAST else 3)
        assert contrast(look.text, look.fill) >= 4.5


@EVERY_THEME
def test_a_theme_keeps_the_words_and_borders(theme: Theme) -> None:
    for kind, look in theme.looks.items():
        usual = DEFAULT.looks[kind]
        assert (look.word, look.line, look.rounded, look.meaning) == (
            usual.word,
            usual.line,
            usual.rounded,
            usual.meaning,
        )


def test_print_has_no_color() -> None:
    colors = [c for look in PRINT.looks.values() for c in (look.fill, look.border, look.text)]
    colors += [look.border for look in PRINT.changes.values()]
    for color in [*colors, PRINT.page, PRINT.arrow, PRINT.quiet, PRINT.rule, PRINT.runs]:
        assert color[1:3] == color[3:5] == color[5:7]


def test_themes_are_called_by_name() -> None:
    assert theme_called("default") is DEFAULT
    with pytest.raises(ValueError, match="no theme 'dark'; choose one of 'default', 'high-con"):
        theme_called("dark")
    with pytest.raises(ValueError, match="there is no theme"):
        mg.draw(mg.ones(1, requires_grad=True) * 2, theme=3)


def test_leaves_are_the_blue_of_the_course() -> None:
    leaf = DEFAULT.looks[Kind.LEAF]
    assert (leaf.fill, leaf.text) == ("#0072B2", "#FFFFFF")


@EVERY_THEME
def test_no_two_kinds_differ_by_color_alone(theme: Theme) -> None:
    for one, other in combinations(theme.looks.values(), 2):
        assert (one.line, one.rounded, one.word) != (other.line, other.rounded, other.word)
        assert one.meaning != other.meaning
        in_grey = contrast(one.fill, other.fill) >= 3
        assert in_grey or (one.line, one.rounded) != (other.line, other.rounded)


@EVERY_THEME
def test_every_kind_has_a_look(theme: Theme) -> None:
    assert set(theme.looks) == set(Kind)


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
