"""Names from outside can't become anything but text: not in DOT, SVG, HTML or a terminal."""

import xml.etree.ElementTree as ET
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

import minigrad as mg
from minigrad.drawing import Picture, draw
from minigrad.drawing.labels import LONGEST, printable
from minigrad.drawing.moving import animate

from .conftest import FUZZ
from .test_picture import Tags

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {f"{SVG}{tag}" for tag in ("svg", "title", "rect", "g", "polygon", "path", "text")}
ATTRIBUTES = {
    *("class", "d", "fill", "font-family", "font-size", "height", "id", "points", "role", "rx"),
    *("stroke", "stroke-dasharray", "stroke-width", "text-anchor", "transform", "viewBox"),
    *("width", "x", "y", "{http://www.w3.org/XML/1998/namespace}space"),
}
PIECES = [
    *(
        '"',
        "'",
        "\\",
        "<",
        ">",
        "&",
        ";",
        "[",
        "]",
        "{",
        "}",
        "|",
        ":",
        "%",
        "\0",
        "\n",
        "\r",
        "\t",
    ),
    *(
        "\\N",
        "\\G",
        "\\l",
        "\\r",
        "\\n",
        "\\E",
        "\\T",
        "\\L",
        "\\\\",
        '\\"',
        "&lt;",
        "&#60;",
        "&amp;",
    ),
    *("<b>", "</text>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "<![CDATA[", "//", "/*"),
    *('" onload="x', "' onload='x", "];evil[", "->", "javascript:", "</td>", "</pre>", "<br/>"),
    *(
        "\u202e",
        "\u200f",
        "\u2066",
        "\ufeff",
        "\u2028",
        "\x1b[31m",
        "\x85",
        "\xa0",
        "\xad",
        "\ud800",
    ),
    *("שלום", "مرحبا", "漢字", "é", "e\u0301", "🙂", "👩\u200d🔬", "x" * 200, " ", "  "),
]
NAMES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=0, max_size=8).map("".join)


def pictured(leaf: str, result: str, function: str) -> Picture:
    x = mg.tensor(1.0, requires_grad=True)
    y = x * 2
    evil = type(function.replace("\0", "0").replace("\ud800", "?") or "F", (Node,), {})
    return draw(y, evil(y.grad_fn), names={f"leaf {leaf}": x, result: y})


class Node:
    """A backward function of some engine."""

    def __init__(self, *inputs: Any) -> None:
        self.next_functions = tuple((source, 0) for source in inputs)


def check(leaf: str, result: str, function: str) -> None:
    picture = pictured(leaf, result, function)
    shown = [node.name for node in picture.graph.nodes]
    assert all(len(name) <= LONGEST and name.isprintable() for name in shown)

    root = ET.fromstring(picture.svg)
    assert {element.tag for element in root.iter()} <= TAGS
    assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
    boxes = [
        "".join(next(iter(group.iter(f"{SVG}text"))).itertext())
        for group in root.iter(f"{SVG}g")
        if (group.get("class") or "").startswith("node")
    ]
    assert sorted(text.replace("\xa0", " ") for text in boxes) == sorted(shown)
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "edge"]) == 3
    (title,) = root.iter(f"{SVG}title")
    assert title.text == picture.alt

    tags = Tags(picture.html)
    assert [tag for tag, _ in tags.found if tag not in ("td", "th", "tr")] == [
        *("figure", "img", "figcaption", "details", "summary", "table", "caption"),
        *("thead", "tbody"),
    ]
    assert [tag for tag, _ in tags.found].count("td") == 4 * len(shown)
    assert [tag for tag, _ in tags.found].count("th") == 5 + len(shown)
    assert tags.only("img")["alt"] == picture.alt
    assert all(name in tags.words for name in shown)
    assert all(line.isprintable() for line in picture.text.splitlines())


@pytest.mark.uncounted
@FUZZ
@hypothesis.given(NAMES, NAMES, NAMES)
def test_any_name_is_text_and_nothing_else(leaf: str, result: str, function: str) -> None:
    check(leaf, result, function)


@pytest.mark.uncounted
@pytest.mark.parametrize("piece", [*PIECES, "x" * 10_000, "\n" * 10_000, "", "node", "strict", "1"])
def test_each_piece_by_itself(piece: str) -> None:
    check(piece, piece, piece)


def test_a_name_of_ten_thousand_characters_is_shortened_everywhere() -> None:
    name = "first" + "-" * 10_000 + "last"
    picture = pictured(name, name, name)
    assert len(picture.html) < 20_000
    for form in (picture.dot, picture.svg, picture.html, picture.text):
        assert printable(name) in form and "-" * 50 not in form


@pytest.mark.uncounted
@pytest.mark.parametrize("piece", [*PIECES, "x" * 10_000])
def test_hostile_names_with_everything_shown(piece: str) -> None:
    class Module:
        def named_parameters(self) -> Any:
            return [(piece, x)]

    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    cut = x.detach()
    z = y * cut * 3.0
    z.sum().backward(retain_graph=True)
    for given in (Module(), {piece: x, f"{piece} z": z, f"cut {piece}": cut}):
        picture = draw(z, names=given, show="all", untracked=True, theme="print")
        root = ET.fromstring(picture.svg)
        assert {element.tag for element in root.iter()} <= TAGS
        assert {name for element in root.iter() for name in element.attrib} <= ATTRIBUTES
        tags = {tag for tag, _ in Tags(picture.html).found}
        assert tags <= {
            *("figure", "img", "figcaption", "details", "summary", "table", "caption"),
            *("thead", "tbody", "tr", "td", "th"),
        }
        assert all(line.isprintable() for line in picture.text.splitlines())
    assert any("detached from" in node.reason for node in picture.graph.nodes)


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_names_in_a_moving_picture(piece: str) -> None:
    x = mg.tensor(1.0, requires_grad=True)
    svg = animate(x * 2, names={piece: x}).svg
    root = ET.fromstring(svg)
    extra = {f"{SVG}{tag}" for tag in ("style", "defs", "use")}
    assert {element.tag for element in root.iter()} <= TAGS | extra
    links = [value for e in root.iter() for key, value in e.attrib.items() if key.endswith("href")]
    assert all(link.startswith("#") for link in links)
    assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)


def check_steps(leaf: str, result: str) -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x * 2
    names = {f"leaf {leaf}": x, result: y}
    told = mg.step(y, names=names)
    extra = {f"{SVG}{tag}" for tag in ("defs", "use")}
    for at in range(len(told.film.frames)):
        root = ET.fromstring(told.film.svg(at))
        assert {element.tag for element in root.iter()} <= TAGS | extra
        assert {name for e in root.iter() for name in e.attrib} <= ATTRIBUTES | {"href"}
        assert all(e.get("href", "#").startswith("#") for e in root.iter())
    tags = {tag for tag, _ in Tags(told.html).found}
    assert tags == {"details", "summary", "div", "figure", "img", "figcaption", "b", "ul", "li"}
    assert all(line.isprintable() for line in told.text.splitlines())
    # The widget gets the same pieces; its script sets all words as text.
    assert told.widget.frames[0]["alt"] == told.tellings[0].alt

    moving = animate(y, names=names)
    for svg in (moving.svg, *moving.pages):
        root = ET.fromstring(svg)
        assert {element.tag for element in root.iter()} <= TAGS | extra | {f"{SVG}style"}
        assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
    tags = Tags(moving._repr_mimebundle_()["text/html"])
    assert [tag for tag, _ in tags.found] == ["img"] and tags.only("img")["alt"] == moving.story


@pytest.mark.uncounted
@FUZZ
@hypothesis.given(NAMES, NAMES)
def test_any_name_in_the_steps_is_text(leaf: str, result: str) -> None:
    check_steps(leaf, result)


@pytest.mark.uncounted
@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_in_the_steps(piece: str) -> None:
    check_steps(piece, piece)
