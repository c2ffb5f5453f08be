"""PNG, PDF, Mermaid, JSON: what is in the files, and that names stay names."""

import json
import re
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import minigrad as mg
from minigrad.drawing import (
    DrawingError,
    Picture,
    compare,
    draw,
    paper,
    snapshot,
)
from minigrad.drawing.markup import _PLAIN
from minigrad.drawing.render import RendererMissing

from .conftest import FUZZ
from .programs import PROGRAMS
from .test_hostile import NAMES, PIECES, pictured


@pytest.fixture
def picture() -> Picture:
    return PROGRAMS["everything_shown"](mg)


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + data)
        found.append((kind, data))
        at += 12 + length
    return found


def pixels(png: bytes) -> Any:
    image = pytest.importorskip("PIL.Image")
    import io

    return image.open(io.BytesIO(png)).convert("RGBA")


def test_a_png_carries_its_description(picture: Picture, tmp_path: Path) -> None:
    png = picture.save(tmp_path / "q.png").read_bytes()
    parts = chunks(png)
    assert parts[0][0] == b"IHDR" and parts[-1][0] == b"IEND"
    assert (b"iTXt", b"Software\0\0\0\0\0minigrad") in parts
    assert any(picture.alt.encode() in data for kind, data in parts if kind == b"iTXt")


def test_scale_and_transparency_of_a_png(picture: Picture, tmp_path: Path) -> None:
    usual = pixels(picture.save(tmp_path / "a.png").read_bytes())
    large = pixels(picture.save(tmp_path / "b.png", scale=4).read_bytes())
    clear = pixels(picture.save(tmp_path / "c.png", transparent=True).read_bytes())
    assert large.width == pytest.approx(2 * usual.width, abs=4)
    assert usual.getpixel((3, 3)) == (255, 255, 255, 255)
    assert clear.getpixel((3, 3))[3] == 0
    blue = (0, 0x72, 0xB2, 255)
    assert blue in [color for _, color in clear.getcolors(100_000)]


def test_a_transparent_svg_has_no_page(picture: Picture, tmp_path: Path) -> None:
    clear = picture.save(tmp_path / "c.svg", transparent=True).read_text(encoding="utf-8")
    assert '<rect width="100%"' in picture.svg and '<rect width="100%"' not in clear
    assert clear.count("<polygon") == picture.svg.count("<polygon") - 1
    with pytest.raises(ValueError, match=r"transparent=True is for \.svg and \.png"):
        picture.save(tmp_path / "c.pdf", transparent=True)


@pytest.mark.parametrize("scale", [0, -1, "2", None, True, float("nan")])
def test_a_bad_scale(picture: Picture, tmp_path: Path, scale: Any) -> None:
    with pytest.raises(ValueError, match="scale should be a positive number"):
        picture.save(tmp_path / "q.png", scale=scale)
    assert not list(tmp_path.iterdir())


def test_a_scale_that_takes_gigabytes(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"scale=1000 .* at most 16,000 on a side"):
        picture.save(tmp_path / "q.png", scale=1000)
    with pytest.raises(ValueError, match="scale=1e-09 makes a picture of less than a pixel"):
        picture.save(tmp_path / "q.png", scale=1e-9)


def test_a_pdf_has_its_font_and_is_the_same_each_time(picture: Picture, tmp_path: Path) -> None:
    pdf = picture.save(tmp_path / "q.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"/FontFile2" in pdf and b"minigrad" in pdf
    assert b"BitstreamVeraSans" in pdf
    assert picture.save(tmp_path / "again.pdf").read_bytes() == pdf


def test_every_stored_picture_can_be_a_pdf() -> None:
    for name, program in PROGRAMS.items():
        assert paper.to_pdf(program(mg).svg).startswith(b"%PDF"), name


def test_letters_that_the_font_lacks_are_painted() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    pdf = paper.to_pdf(draw(x * 2, names={"漢": x}).svg)
    assert b"/Subtype /Image" in pdf


@pytest.mark.parametrize("name", ["q.png", "q.pdf"])
def test_a_drawing_is_replaced_by_a_new_one(picture: Picture, tmp_path: Path, name: str) -> None:
    first = picture.save(tmp_path / name).read_bytes()
    other = PROGRAMS["seed"](mg).save(tmp_path / name).read_bytes()
    assert (tmp_path / name).read_bytes() == other != first


def test_what_was_there_stays_when_writing_fails(
    picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "q.svg"
    picture.save(target)
    before = target.read_bytes()
    write_bytes = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        write_bytes(path, data[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        picture.save(target)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]

    def refused(path: Path, data: bytes) -> int:
        if path.name.endswith(".part"):
            raise PermissionError(13, "Permission denied")
        return write_bytes(path, data)

    # A folder that takes no new files, and a file in it that may be written.
    monkeypatch.setattr(Path, "write_bytes", refused)
    target.write_bytes(b"")
    picture.save(target)
    assert target.read_bytes() == before


def test_a_link_stays_a_link(picture: Picture, tmp_path: Path) -> None:
    link = tmp_path / "link.svg"
    try:
        link.symlink_to(tmp_path / "real.svg")
    except OSError:
        pytest.skip("this system makes no links")
    picture.save(link)
    assert link.is_symlink() and (tmp_path / "real.svg").read_text("utf-8") == picture.svg


def test_an_image_of_someone_else_is_not_replaced(picture: Picture, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n of a cat")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        picture.save(photo)


@pytest.mark.parametrize(("suffix", "module"), [(".png", "resvg_py"), (".pdf", "reportlab")])
def test_a_missing_package_says_what_to_install(
    picture: Picture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    module: str,
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    package = module.replace("_", "-")
    with pytest.raises(RendererMissing, match=f"needs the package {package}.*pip install"):
        picture.save(tmp_path / f"q{suffix}")
    with pytest.raises(DrawingError):
        picture.save(tmp_path / f"q{suffix}")
    assert not list(tmp_path.iterdir())


def test_json_holds_the_whole_model(picture: Picture) -> None:
    model = json.loads(picture.json)
    assert model["format"] == "minigrad graph" and model["version"] == 1
    assert model["description"] == picture.alt
    assert [node["number"] for node in model["nodes"]] == [n.number for n in picture.graph.nodes]
    assert len(model["edges"]) == len(picture.graph.edges)
    (a,) = [node for node in model["nodes"] if node["name"] == "a"]
    assert a == {
        "number": 1,
        "kind": "leaf",
        "name": "a",
        "shape": [2],
        "dtype": "float32",
        "retains_grad": False,
        "facts": [["dtype", "float32"], ["value", "[2, 3]"], ["grad", "None"]],
    }


# -- hostile names ----------------------------------------------------------------------------

NODE = re.compile(r'  n\d+[\[(]"(.*)"[\])]:::\w+')
EDGE = re.compile(r'  n\d+ (-->|-\.->)(\|".*"\|)? n\d+')
CLASS = re.compile(r"  classDef \w+ fill:#[0-9A-F]{6},[\w:#,. -]+")


def check_mermaid(picture: Picture) -> None:
    first, *rest = picture.mermaid.rstrip("\n").split("\n")
    assert first == "flowchart TD"
    for line in rest:
        node = NODE.fullmatch(line)
        assert node or EDGE.fullmatch(line) or CLASS.fullmatch(line), line
        if node:
            text = re.sub(r"#\d+;", "", node[1].replace("<br/>", ""))
            assert all(c in _PLAIN or (c.isascii() and c.isalnum()) for c in text)


def check_json(picture: Picture) -> None:
    assert picture.json.isascii() and "<" not in picture.json
    names = [node.get("name", "") for node in json.loads(picture.json)["nodes"]]
    assert names == [node.name for node in picture.graph.nodes]


@FUZZ
@hypothesis.given(NAMES, NAMES, NAMES)
def test_any_name_is_text_in_mermaid_and_json(leaf: str, result: str, function: str) -> None:
    picture = pictured(leaf, result, function)
    check_mermaid(picture)
    check_json(picture)


@pytest.mark.parametrize(
    "piece", [*PIECES, "end", "subgraph", "click n1 href", "#quot;", "`**x**`"]
)
def test_each_piece_in_mermaid_and_json(piece: str) -> None:
    picture = pictured(piece, piece, piece)
    check_mermaid(picture)
    check_json(picture)


def test_hostile_names_in_png_and_pdf() -> None:
    for piece in PIECES:
        picture = pictured(piece, piece, piece)
        assert paper.to_pdf(picture.svg, piece.encode("utf-8", "replace").decode(), picture.alt)
    assert paper.to_png(picture.svg, picture.alt, scale=1)


def test_a_difference_is_painted_in_the_font_that_comes_along() -> None:
    x = mg.tensor(3.0, requires_grad=True)
    y = x * x
    before = snapshot(y)
    y.backward()
    svg = compare(before, snapshot(y)).svg
    assert "None → 6" in svg
    # Its arrow is no letter of the font: it becomes two signs that are.
    assert paper.to_png(svg) == paper.to_png(svg.replace("→", "-&gt;"))
    assert b"/Subtype /Image" not in paper.to_pdf(svg)
