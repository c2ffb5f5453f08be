import re
import xml.etree.ElementTree as ET

import pytest

from minigrad.drawing.dot import to_dot
from minigrad.drawing.graph import Graph, GraphNode, Kind
from minigrad.drawing.render import render
from minigrad.drawing.sheet import finish
from minigrad.drawing.style import DEFAULT, legend

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*kinds: Kind) -> tuple[str, ET.Element]:
    graph = Graph(tuple(GraphNode(i + 1, kind, f"name{i}") for i, kind in enumerate(kinds)), ())
    svg = finish(render(to_dot(graph)), "a <title> & more", legend(graph), DEFAULT)
    return svg, ET.fromstring(svg)


def test_the_page_is_opaque_and_covers_all() -> None:
    _, root = drawn(Kind.LEAF)
    page = root[1]
    assert (page.tag, page.attrib) == (
        f"{SVG}rect",
        {"width": "100%", "height": "100%", "fill": "#FFFFFF"},
    )


def test_a_screen_reader_gets_the_title() -> None:
    _, root = drawn(Kind.LEAF)
    assert root.get("role") == "img"
    assert [title.text for title in root.iter(f"{SVG}title")] == ["a <title> & more"]


def test_nothing_of_graphviz_own_notes_is_left() -> None:
    svg, _ = drawn(Kind.LEAF, Kind.FUNCTION)
    assert "<!" not in svg and "%3" not in svg and "n1" not in re.sub(r"<g id=[^>]*>", "", svg)


def test_one_font_list_for_all_text() -> None:
    svg, root = drawn(Kind.LEAF, Kind.UNTRACKED)
    assert svg.count("font-family") == 1 and "Verdana" in (root.get("font-family") or "")


def test_nothing_is_loaded_from_elsewhere() -> None:
    svg, _ = drawn(*Kind)
    assert "href" not in svg and "url(" not in svg and "style" not in svg
    assert svg.count("http") == 1  # the namespace


def test_the_legend_says_what_occurs_inside_the_page() -> None:
    for kinds in ([Kind.LEAF], [Kind.LEAF, Kind.OUTPUT], list(Kind)):
        _, root = drawn(*kinds)
        (group,) = [g for g in root.findall(f"{SVG}g") if g.get("class") == "legend"]
        words = [text.text for text in group.iter(f"{SVG}text")]
        assert words == [DEFAULT.looks[kind].meaning for kind in DEFAULT.looks if kind in kinds]
        _, _, width, height = map(float, (root.get("viewBox") or "").split())
        for text in group.iter(f"{SVG}text"):
            right = float(text.get("x") or 0) + len(text.text or "") * DEFAULT.legend_size * 0.58
            assert right <= width and float(text.get("y") or 0) <= height


def test_swatches_have_the_borders_of_their_kinds() -> None:
    def swatch(kind: Kind) -> list[dict[str, str]]:
        _, root = drawn(kind)
        return [rect.attrib for rect in root[-1].iter(f"{SVG}rect")]

    assert "rx" in swatch(Kind.FUNCTION)[0] and "rx" not in swatch(Kind.LEAF)[0]
    assert "stroke-dasharray" in swatch(Kind.UNTRACKED)[0]
    assert len(swatch(Kind.OUTPUT)) == 2
    assert swatch(Kind.RETAINED)[0]["stroke-width"] == "1.8"


def test_without_a_legend_the_page_ends_with_the_drawing() -> None:
    svg = render("digraph { a -> b }")
    height = re.search(r'height="(\d+)pt"', svg)
    assert height and f'height="{height[1]}pt"' in finish(svg, "t", [], DEFAULT)


def test_what_is_not_from_graphviz_is_refused() -> None:
    with pytest.raises(ValueError, match="not SVG as Graphviz writes it"):
        finish("<svg></svg>", "t", [], DEFAULT)
