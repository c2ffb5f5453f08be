"""Charts: the same bytes for the same numbers, words that say what is seen, clear refusals."""

import base64
import html
import math
import re
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

import minigrad as mg
from minigrad.course import chart
from minigrad.course.charts.axes import linear, logarithmic
from minigrad.course.charts.data import tell
from minigrad.course.charts.paper import INK, PAGE, PENS, QUIET, text_width

MOONS = {"class 0": [[0.0, 1.0], [0.5, 0.9], [1.0, 0.2]], "class 1": [[0.2, -0.4], [1.5, -0.5]]}
TEXT = "{http://www.w3.org/2000/svg}text"
HOSTILE = "<b>\"&'\x00\n\ud800\u202e</b>" + "x" * 200


def drawn(figure):
    """The parsed SVG: it must be well formed."""
    return ElementTree.fromstring(figure.svg)


def texts(figure):
    return [node.text for node in drawn(figure).iter(TEXT)]


def luminance(color):
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear_ = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear_[0] + 0.7152 * linear_[1] + 0.0722 * linear_[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# --- what is seen -------------------------------------------------------------------------------


@pytest.mark.parametrize("pen", PENS, ids=lambda pen: pen.mark)
def test_lines_and_marks_stand_out_from_the_page_and_from_every_region(pen):
    assert contrast(pen.color, PAGE) >= 4.5
    assert all(contrast(pen.color, other.tint) >= 3 for other in PENS)


def test_text_can_be_read():
    assert contrast(INK, PAGE) >= 7
    assert contrast(QUIET, PAGE) >= 4.5


def test_series_differ_by_dashes_and_by_marks_not_by_color_alone():
    for one, other in combinations(PENS, 2):
        assert one.dashes != other.dashes
        assert one.mark != other.mark
        assert one.color != other.color


def test_a_line_lies_where_its_numbers_say():
    svg = chart.lines({"a": [0, 10, 5]}, x=[0, 1, 2]).svg
    path = re.search(
        r'<path d="M(\S+) (\S+)L(\S+) (\S+)L(\S+) (\S+)" fill="none" stroke="#0072', svg
    )
    x0, y0, x1, y1, x2, y2 = map(float, path.groups())
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.5)
    assert (y2 - y0) == pytest.approx((y1 - y0) / 2, abs=0.5)
    assert y1 < y2 < y0, "up is less"


def test_regions_have_a_border_where_they_meet():
    halves = chart.points(MOONS, regions=lambda xy: xy[:, 1] < 0.25)
    border = re.search(
        rf'<path d="([^"]+)" fill="none" stroke="{INK}" stroke-width="2"', halves.svg
    )
    heights = {float(y) for y in re.findall(r"[ML]\S+ (\S+?)(?=[ML]|$)", border[1])}
    assert max(heights) - min(heights) <= 0.5, "a level border"
    whole = chart.points(MOONS, regions=lambda xy: np.zeros(len(xy)))
    assert f'stroke="{INK}"' not in whole.svg
    assert "class 0 has 100 %" in whole.alt


def test_regions_as_a_grid_begin_at_the_bottom():
    figure = chart.points(MOONS, regions=[[1, 1], [0, 0]])
    assert "class 0 2 of 3, class 1 2 of 2" in figure.alt
    upside_down = chart.points(MOONS, regions=[[0, 0], [1, 1]])
    assert "class 0 1 of 3, class 1 0 of 2" in upside_down.alt


def test_bars_are_as_long_as_their_numbers_say():
    svg = chart.bars({"one": 10, "two": 5, "three": -5}).svg
    ends = [tuple(map(float, e)) for e in re.findall(r'd="M(\S+) \S+H(\S+?)v16', svg)]
    (a0, a1), (b0, b1), (c0, c1) = ends
    assert a0 == b0 == c1
    assert b1 - b0 == pytest.approx((a1 - a0) / 2, abs=0.5)
    assert c1 - c0 == pytest.approx(b1 - b0, abs=0.5)


def test_logarithmic_bars_differ_by_the_same_length_for_the_same_factor():
    figure = chart.bars({"one": 1, "ten": 10, "hundred": 100, "none": 0}, log=True)
    ends = [float(e) for e in re.findall(r'd="M\S+ \S+H(\S+?)v16', figure.svg)]
    assert len(ends) == 3
    assert ends[2] - ends[1] == pytest.approx(ends[1] - ends[0], abs=0.5)
    assert "The lengths are logarithms." in texts(figure)


def test_bars_in_groups():
    figure = chart.bars({"relu": {"layer 1": 1}, "tanh": {"layer 1": 2}})
    assert figure.alt == "Bar chart. relu, layer 1: 1. tanh, layer 1: 2."
    assert figure.table.text.splitlines()[1:] == [
        "group  name     value",
        "relu   layer 1  1",
        "tanh   layer 1  2",
    ]
    with pytest.raises(TypeError, match="either every value is a number, or every one a mapping"):
        chart.bars({"relu": {"layer 1": 1}, "tanh": 2})


def test_small_pictures_are_dark_where_the_number_is_large():
    figure = chart.pixels({"a": [[0, 16], [8, 16]]}, title="Two by two")
    assert figure.table.text == "a\n.@\n+@"
    assert 'fill="#000000" shape-rendering' in figure.svg
    assert figure.alt.startswith("Two by two. 1 small gray picture")
    assert chart.pixels({"flat": [[0, 0]]}).table.text == "flat\n.."
    assert chart.pixels({"a": [[-5, 50]]}, low=0, high=10).table.text == "a\n.@"


# --- what is said -------------------------------------------------------------------------------


def test_the_words_tell_the_course_of_a_line():
    alt = chart.lines({"loss": [3, 1, 2]}, title="Training", x_label="step").alt
    assert alt == (
        "Training. Line chart. step goes from 0 to 2. loss: from 3 to 2, lowest 1 at step 1."
    )


def test_a_long_table_is_a_sample_that_has_both_ends():
    table = chart.lines({"loss": range(500)}).table.text.splitlines()
    assert table[0] == "Line chart (11 of 500 places)"
    assert table[2].split() == ["0", "0"]
    assert table[-1].split() == ["499", "499"]


def test_series_of_different_lengths_share_the_numbering():
    figure = chart.lines({"long": [1, 2, 3], "short": [5]})
    assert "short: 5." in figure.alt
    assert figure.table.text.splitlines()[-1].split() == ["2", "3"]


def test_a_gap_is_said_and_seen():
    figure = chart.lines({"loss": [1, 2, math.nan, math.inf, 3, 4]})
    assert "2 values are nan, infinite or too large and are not drawn." in figure.alt
    assert "2 values are nan, infinite or too large and are not drawn." in texts(figure)
    line = re.findall(r'<path d="(M[^"]*)" fill="none" stroke="#0072B2"', figure.svg)[-1]
    assert line.count("M") == 2
    assert "loss: from 1 to 4" in figure.alt
    nothing = chart.lines({"a": [1, 2], "b": [math.nan, math.nan]}).alt
    assert "b: nothing that can be drawn." in nothing


def test_points_and_bars_without_a_place_are_said():
    figure = chart.points({"a": [[0, 1], [math.nan, 2]], "b": []})
    assert figure.alt.endswith(
        "b: no points. 1 value is nan, infinite or too large and is not drawn."
    )
    assert chart.bars({"a": math.inf, "b": math.nan}).alt == "Bar chart. a: inf. b: nan."


@pytest.mark.parametrize(
    "figure",
    [
        chart.lines({"a": [1, 2]}, title="T"),
        chart.points(MOONS, regions=[[0, 1]], title="T"),
        chart.bars({"a": 1}, title="T"),
        chart.pixels({"a": [[1]]}, title="T"),
    ],
)
def test_all_faces_say_the_same(figure):
    bundle = figure._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/svg+xml"}
    assert bundle["text/plain"] == f"{figure.alt}\n\n{figure.table.text}"
    alt = re.search(r'<img alt="([^"]+)"', bundle["text/html"])[1]
    assert html.unescape(alt) == figure.alt
    data = re.search(r"base64,([^\"]+)", bundle["text/html"])[1]
    assert base64.b64decode(data).decode() == bundle["image/svg+xml"] == figure.svg
    assert bundle["text/plain"] == figure.text == repr(figure)
    assert "<details>" in bundle["text/html"]
    assert "T" in texts(figure)
    assert drawn(figure)[0].text == figure.alt
    assert "<script" not in bundle["text/html"]


def test_numbers_in_words():
    assert [tell(v) for v in (-0.0, 3.0, 0.5, 999999.0, 1e7, 1234.5)] == [
        "0",
        "3",
        "0.5",
        "999,999",
        "1e+07",
        "1,234",
    ]


# --- the same on every machine ------------------------------------------------------------------


def test_last_digits_change_nothing():
    xs = np.linspace(0, 1, 200)
    shaken = np.random.RandomState(0).uniform(-1e-13, 1e-13, 200)
    one, other = (chart.lines({"a": np.sin(9 * v)}, x=xs) for v in (xs, xs + shaken))
    assert one == other


def test_another_process_draws_the_same_bytes():
    program = "from minigrad.course import chart; print(chart.lines({'a': [.1, .7, .2]}).html)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == chart.lines({"a": [0.1, 0.7, 0.2]}).html + "\n"


def test_charts_are_small():
    assert len(chart.points(MOONS, regions=lambda xy: xy[:, 0] > xy[:, 1]).svg) < 30_000
    assert len(chart.lines({"a": np.arange(10_000)}).svg) < 30_000


# --- what is taken ------------------------------------------------------------------------------


def test_tensors_arrays_and_lists_are_the_same():
    values = [1.0, 2.0, 4.0]
    grown = mg.tensor(values, requires_grad=True)
    all_forms = [values, tuple(values), np.array(values), grown, [v * 1 for v in grown]]
    assert len({chart.lines({"a": form}).html for form in all_forms}) == 1
    assert chart.bars({"a": grown.sum()}) == chart.bars({"a": 7})
    points = mg.tensor(MOONS["class 0"])
    asked = chart.points({"a": points}, regions=lambda xy: mg.zeros(len(xy)))
    assert asked == chart.points({"a": points.numpy()}, regions=lambda xy: [[0.0]] * len(xy))


def test_hostile_names_are_shown_and_do_no_harm():
    for figure in (
        chart.lines({HOSTILE: [1, 2]}, title=HOSTILE, x_label=HOSTILE, y_label=HOSTILE),
        chart.points({HOSTILE: [[1, 2]]}, title=HOSTILE),
        chart.bars({HOSTILE: 1, "other": 2}, unit=HOSTILE),
        chart.bars({HOSTILE: {HOSTILE: 1}}),
        chart.pixels({HOSTILE: [[1]]}, title=HOSTILE),
    ):
        assert any("<b>" in (text or "") for text in texts(figure))
        assert "<b>" not in figure.html
        figure.html.encode("utf-8")


def test_everything_stays_on_the_page():
    """However long the names are, and whatever marks they get."""
    long = {f"{n} {'W' * 60}": n for n in range(6)}
    for figure in (
        chart.lines({n: [v, 2, 3] for n, v in long.items()}, title="W" * 300, x_label="W" * 90),
        chart.points({n: [[v, 1], [0, 0]] for n, v in long.items()}, y_label="W" * 90),
        chart.bars({n: -v for n, v in long.items()}, unit="W" * 90, title="a word " * 40),
        chart.bars({"nothing": 0, "either": 0}),
        chart.pixels({n: [[v]] for n, v in long.items()}),
        chart.pixels({n: [[1, 2]] for n in "abcdefgh"}),
    ):
        width = float(drawn(figure).get("width"))
        for node in drawn(figure).iter(TEXT):
            room = text_width(node.text, float(node.get("font-size")))
            left = (
                float(node.get("x"))
                - {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor")] * room
            )
            assert left >= 0, node.text
            assert left + room <= width, node.text


@pytest.mark.parametrize(
    ("draw", "error", "words"),
    [
        (
            lambda: chart.lines([1, 2]),
            TypeError,
            'series are given with their names, as in {"name"',
        ),
        (lambda: chart.lines({}), ValueError, "nothing to draw: pass series"),
        (lambda: chart.lines({"a": []}), ValueError, "nothing to draw. The series have no values"),
        (lambda: chart.lines({"a": [math.nan]}), ValueError, "nothing to draw. 1 value is nan"),
        (lambda: chart.lines({"a": [0]}, log_y=True), ValueError, "or not above 0"),
        (lambda: chart.lines({"a": "abc"}), TypeError, "a: a list of numbers is needed, not 'abc'"),
        (lambda: chart.lines({"a": 3}), TypeError, "a: a list of numbers is needed, not 3"),
        (lambda: chart.lines({"a": [[1]]}), TypeError, r"a: \[1\] is not a real number"),
        (lambda: chart.lines({"a": [1j]}), TypeError, "a: 1j is not a real number"),
        (lambda: chart.lines({"a": [None]}), TypeError, "a: None is not a real number"),
        (lambda: chart.lines({"a": [1]}, x=[1, 2]), ValueError, "a has 1 values, x has 2"),
        (lambda: chart.lines({str(n): [1] for n in range(7)}), ValueError, "up to 6 series"),
        (
            lambda: chart.lines({1: [1], "1": [1]}),
            ValueError,
            "the names of the series must differ",
        ),
        (lambda: chart.points({"a": []}), ValueError, "nothing to draw. There are no points"),
        (lambda: chart.points({"a": [[1, 2, 3]]}), ValueError, "a point has 2 numbers"),
        (lambda: chart.points({"a": [[1, 2], [1]]}), ValueError, "the rows have different lengths"),
        (lambda: chart.points({"a": 3}), TypeError, "a: rows of numbers are needed, not 3"),
        (lambda: chart.points(MOONS, regions=lambda xy: [1]), ValueError, "points and gave 1 num"),
        (
            lambda: chart.points(MOONS, regions=lambda xy: xy[:, 0]),
            ValueError,
            "number of a class, 0 to 1",
        ),
        (lambda: chart.points(MOONS, regions=[]), ValueError, "this one is empty"),
        (lambda: chart.bars({"a": "3"}), TypeError, "a: '3' is not a real number"),
        (lambda: chart.bars({}), ValueError, "nothing to draw"),
        (lambda: chart.pixels({"a": [1]}), TypeError, "a: a list of numbers is needed, not 1"),
        (lambda: chart.pixels({"a": []}), ValueError, "a picture has 1 to 64 rows"),
        (lambda: chart.pixels({"a": [[math.nan]]}), ValueError, "finite numbers only"),
        (lambda: chart.pixels({"a": [[1]]}, high=math.inf), ValueError, "low and high"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(draw, error, words):
    with pytest.raises(error, match=words):
        draw()


@pytest.mark.parametrize(
    "values",
    [
        [5, 5, 5],
        [0, 0],
        [1e-300, 2e-300],
        [1e149, -1e149],
        [10**400, 1],
        [1e15, 1e15 + 1],
        [-3],
        [1e-12, 3e-12],
    ],
)
def test_every_range_has_an_axis(values):
    assert drawn(chart.lines({"a": values})) is not None


def test_axes_have_round_numbers():
    assert [word for _, word in linear([0, 7], 0, 1).ticks] == ["0", "2", "4", "6", "8"]
    assert [word for _, word in linear([1, 4], 0, 1, count=8).ticks] == ["1", "2", "3", "4"]
    assert next(word for _, word in linear([0.2, 0.31], 0, 1).ticks) == "0.20"
    assert [word for _, word in linear([0, 5e6], 0, 1).ticks][-1] == "5e+06"
    assert len(logarithmic([1e-30, 1], 0, 1).ticks) <= 9
    assert logarithmic([10, 10], 0, 1).high == 100
