import base64
import io
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import minigrad as mg
import minigrad.drawing.render as room
from minigrad.drawing import DrawingError, Picture, draw


@pytest.fixture
def picture() -> Picture:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = x.exp()
    return draw(y)


@pytest.fixture
def large() -> Picture:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(400):
        y = y * 1.0
    return draw(y, unfold=True)


class Tags(HTMLParser):
    """The elements of a piece of HTML, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def only(self, tag: str) -> dict[str, str | None]:
        (attributes,) = [attrs for found, attrs in self.found if found == tag]
        return attributes


def test_a_notebook_gets_a_figure_its_words_and_the_svg(picture: Picture) -> None:
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/svg+xml"}
    assert bundle["text/plain"] == picture.text
    assert bundle["image/svg+xml"] == picture.svg


def test_the_figure(picture: Picture) -> None:
    tags = Tags(picture.html)
    image = tags.only("img")
    assert image["alt"] == picture.alt and image["style"] == "max-width:100%"
    kind, _, data = (image["src"] or "").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode("utf-8") == picture.svg
    order = [tag for tag, _ in tags.found if tag in ("figure", "img", "figcaption", "details")]
    assert order == ["figure", "img", "figcaption", "details"]
    assert [tag for tag, _ in tags.found].count("tr") == 1 + len(picture.graph.nodes)
    assert "Computational graph of y" in tags.words


def test_the_figure_survives_an_untrusted_notebook(picture: Picture) -> None:
    allowed = {"figure", "img", "figcaption", "details", "summary", "table", "thead", "tbody", "tr"}
    tags = Tags(picture.html)
    assert {tag for tag, _ in tags.found} <= allowed | {"caption", "th", "td"}
    assert {name for _, attrs in tags.found for name in attrs} <= {"alt", "src", "style", "scope"}


def test_it_prints_as_words(picture: Picture, capsys: pytest.CaptureFixture[str]) -> None:
    print(picture)
    assert capsys.readouterr().out == picture.text + "\n"
    assert repr(picture) == picture.text


def test_a_terminal_without_the_letters_gets_plain_ones(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = mg.tensor(1.0, requires_grad=True)
    named = draw(x * x, names={"é漢": x})
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    assert "<- ExpBackward0 <-" in str(picture)
    assert "|- é\\u6f22: leaf ()" in str(named) and "`- é" in str(named)
    str(named).encode("cp1252")


def test_the_words_have_no_addresses(picture: Picture) -> None:
    assert not re.search("0x[0-9a-f]{4}", picture.text + picture.html + picture.dot)


def test_a_picture_is_a_snapshot() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x.exp()
    picture = draw(y)
    y.retain_grad()
    y = y.sin()
    assert "SinBackward0" not in picture.svg and "retains" not in picture.svg


# -- what can't be drawn ---------------------------------------------------------------------


def test_a_large_graph_is_summed_up(large: Picture) -> None:
    assert "402 nodes" in large.text and "400 MulBackward0" in large.text
    assert "limit=402" in large.text
    bundle = large._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert Tags(bundle["text/html"]).words.count("402 nodes") == 2
    with pytest.raises(DrawingError, match="This graph has 402 nodes"):
        _ = large.svg


def test_a_larger_limit_draws_it(large: Picture) -> None:
    assert "</svg>" in Picture(large.graph, limit=402).svg


def test_without_a_renderer_the_words_remain(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(dot: str, seconds: float) -> str:
        raise room.RendererMissing("run: pip install -r <requirements>")

    monkeypatch.setitem(room.RENDERERS, "embedded", missing)
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    words = Tags(bundle["text/html"]).words
    assert "pip install -r <requirements>" in words and picture.text in words


# -- saving ----------------------------------------------------------------------------------


FORMS = [
    (".svg", "svg"),
    (".DOT", "dot"),
    (".txt", "text"),
    (".mmd", "mermaid"),
    (".json", "json"),
]


@pytest.mark.parametrize(("suffix", "form"), FORMS)
def test_the_suffix_says_what_is_saved(
    picture: Picture, tmp_path: Path, suffix: str, form: str
) -> None:
    path = tmp_path / f"graph{suffix}"
    assert picture.save(str(path)) == path
    stored = path.read_bytes().decode("utf-8")
    assert stored.rstrip("\n") == getattr(picture, form).rstrip("\n")
    assert stored.endswith("\n") and "\r" not in stored


def test_saving_again_replaces_a_drawing(picture: Picture, tmp_path: Path) -> None:
    for name in ("a.svg", "a.dot", "a.txt", "a.mmd", "a.json"):
        picture.save(tmp_path / name)
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:60])
        picture.save(tmp_path / name)
    assert ET.parse(tmp_path / "a.svg")
    (tmp_path / "empty.txt").touch()
    picture.save(tmp_path / "empty.txt")


def test_something_else_is_not_overwritten(picture: Picture, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        picture.save(notes)
    assert notes.read_text(encoding="utf-8") == "mine"
    picture.save(notes, overwrite=True)
    assert notes.read_text(encoding="utf-8") == picture.text + "\n"


@pytest.mark.parametrize("name", ["q.bmp", "q", "q.svg.gz", ".svg"])
def test_an_unknown_suffix_lists_the_known(picture: Picture, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"\.svg .*\.dot .*\.txt"):
        picture.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_folders_are_neither_made_nor_replaced(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        picture.save(tmp_path / "new" / "q.svg")
    (tmp_path / "q.svg").mkdir()
    with pytest.raises(FileExistsError, match="not a plain file"):
        picture.save(tmp_path / "q.svg", overwrite=True)


def test_nothing_is_written_when_the_picture_fails(large: Picture, tmp_path: Path) -> None:
    with pytest.raises(DrawingError):
        large.save(tmp_path / "q.svg")
    assert not list(tmp_path.iterdir())
