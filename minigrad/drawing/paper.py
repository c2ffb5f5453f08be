"""SVG to PNG and PDF, for slides and for print.

resvg paints the PNG, ReportLab writes the PDF. Both use Bitstream Vera Sans, which comes with
ReportLab and has the widths of the font that Graphviz measures with; its letters are painted or
embedded, so a file looks the same everywhere.
"""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from minigrad.drawing.render import DrawingError, RendererMissing

FONT = "Bitstream Vera Sans"
LARGEST = 16_000  # pixels on a side: more is a mistake, or takes gigabytes

_PAGE = re.compile(r'<rect width="100%" height="100%" fill="[^"]*"/>\n?')
_GRAPHVIZ_PAGE = re.compile(
    r'<polygon fill="[^"]*" stroke="(?:none|transparent)" points="[^"]*"/>\n?'
)
_FAMILY = re.compile(r'(<svg [^>]*)font-family="[^"]*"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")
_SVG = "{http://www.w3.org/2000/svg}"


# What the font lacks and the pictures use: a difference says `None → 3`.
_SIGNS = {"→": "-&gt;"}


def _with_signs(svg: str) -> str:
    for sign, instead in _SIGNS.items():
        svg = svg.replace(sign, instead)
    return svg


def without_page(svg: str) -> str:
    """Return `svg` without its page: transparent where nothing is drawn."""
    return _GRAPHVIZ_PAGE.sub("", _PAGE.sub("", svg, count=1), count=1)


def to_png(svg: str, alt: str = "", *, scale: float = 2.0, transparent: bool = False) -> bytes:
    """Return the picture as PNG, `scale` times as large as on a page (96 dots an inch).

    Raises ValueError where the scale is no sensible one, RendererMissing without resvg-py.
    """
    pixels(svg, scale)
    resvg = needed("resvg_py", "resvg-py", "PNG")
    font, known = _font("PNG")
    svg = _with_signs(svg)
    alone = _letters(svg) <= known
    # For other letters this machine's fonts: those two have the same widths, and most letters.
    family = FONT if alone else f"Verdana, 'DejaVu Sans', '{FONT}'"
    painted = resvg.svg_to_bytes(
        svg_string=_FAMILY.sub(rf'\1font-family="{family}"', without_page(svg)),
        background=None if transparent else _page_color(svg),
        font_files=[str(font), str(font.with_name("VeraBd.ttf"))],
        skip_system_fonts=alone,
        sans_serif_family=FONT,
        dpi=96.0,
        zoom=1.0 if scale == 1 else float(scale),
    )
    return _described(bytes(painted), alt)


def pixels(svg: str, scale: float) -> tuple[float, float]:
    """Return width and height of the painted picture; ValueError where the scale is no sensible
    one."""
    if not isinstance(scale, (int, float)) or isinstance(scale, bool) or not scale > 0:
        raise ValueError(f"scale should be a positive number, such as 2, but it is {scale!r}")
    width, height = (side * scale * 4 / 3 for side in page_size(svg))
    if max(width, height) > LARGEST:
        raise ValueError(
            f"scale={scale:g} makes a picture of {width:,.0f} × {height:,.0f} pixels; at most "
            f"{LARGEST:,} on a side can be drawn"
        )
    if min(width, height) < 1:
        raise ValueError(f"scale={scale:g} makes a picture of less than a pixel")
    return width, height


def _described(png: bytes, alt: str) -> bytes:
    """Put the description, and who drew it, into the PNG itself."""
    end_of_header = 8 + 25
    chunks = b""
    for key, text in (("Software", "minigrad"), ("Description", alt)):
        data = b"iTXt" + key.encode("ascii") + b"\0\0\0\0\0" + text.encode("utf-8", "replace")
        chunks += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:end_of_header] + chunks + png[end_of_header:]


def to_pdf(svg: str, title: str = "", alt: str = "") -> bytes:
    """Return the picture as PDF: lines and letters, sharp at any size.

    Where the font lacks a letter (漢), the page holds the painted picture instead.
    Raises RendererMissing without ReportLab.
    """
    needed("reportlab", "reportlab", "PDF")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    font, known = _font("PDF")
    pdfmetrics.registerFont(TTFont(FONT, str(font)))
    width, height = page_size(svg)
    svg = _with_signs(svg)
    file = io.BytesIO()
    # invariant: no date and no random number, so the same picture is the same file.
    canvas = Canvas(file, pagesize=(width, height), invariant=1)
    canvas.setCreator("minigrad")
    canvas.setTitle(title)
    canvas.setSubject(alt)
    if _letters(svg) <= known:
        canvas.translate(0, height)
        canvas.scale(1, -1)  # SVG counts from the top
        _Writer(canvas).draw(ET.fromstring(svg), {"fill": "#000000", "stroke": "none"})
    else:
        from reportlab.lib.utils import ImageReader

        painted = to_png(svg, scale=min(4.0, LARGEST / max(width, height) / 1.34))
        canvas.drawImage(ImageReader(io.BytesIO(painted)), 0, 0, width, height)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class _Writer:
    """Draws the few elements of SVG that Graphviz and `sheet` write."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def draw(self, element: ET.Element, around: dict[str, str]) -> None:
        given = {**around, **element.attrib}
        tag = element.tag.removeprefix(_SVG)
        self.canvas.saveState()
        if tag == "g":
            self.transform(element.get("transform", ""))
        if tag in ("svg", "g"):
            for child in element:
                self.draw(child, given)
        elif tag == "text":
            self.text(given, "".join(element.itertext()))
        elif tag != "title":
            self.shape(tag, given)
        self.canvas.restoreState()

    def transform(self, text: str) -> None:
        for word, inside in re.findall(r"(\w+)\(([^)]*)\)", text):
            numbers = [float(n) for n in _NUMBER.findall(inside)]
            if word == "translate":
                self.canvas.translate(*numbers, *[0.0] * (2 - len(numbers)))
            elif word == "scale":
                self.canvas.scale(numbers[0], numbers[-1])
            elif word == "rotate":
                self.canvas.rotate(numbers[0])

    def shape(self, tag: str, given: dict[str, str]) -> None:
        from reportlab.lib.colors import HexColor

        fill, line = given["fill"], given["stroke"]
        filled, drawn = fill not in ("none", "transparent"), line not in ("none", "transparent")
        # Graphviz writes "black", "white" for colors that nobody named.
        names = {"black": "#000000", "white": "#FFFFFF"}
        if filled:
            self.canvas.setFillColor(HexColor(names.get(fill, fill)))
        if drawn:
            self.canvas.setStrokeColor(HexColor(names.get(line, line)))
            self.canvas.setLineWidth(float(given.get("stroke-width", "1")))
            if dashes := given.get("stroke-dasharray"):
                self.canvas.setDash([float(n) for n in _NUMBER.findall(dashes)])
        path = self.canvas.beginPath()
        if tag == "rect":
            self.rectangle(path, given)
        elif tag in ("polygon", "polyline"):
            _line(path, [float(n) for n in _NUMBER.findall(given["points"])])
        elif tag == "path":
            _curve(path, given["d"])
        else:
            raise DrawingError(f"this part of the picture can't be written as PDF: <{tag}>")
        self.canvas.drawPath(path, stroke=int(drawn), fill=int(filled))

    def rectangle(self, path: Any, given: dict[str, str]) -> None:
        if given["width"].endswith("%"):
            path.rect(0, 0, *self.canvas._pagesize)
            return
        box = [float(given[key]) for key in ("x", "y", "width", "height")]
        if radius := float(given.get("rx", "0")):
            path.roundRect(*box, radius)
        else:
            path.rect(*box)

    def text(self, given: dict[str, str], words: str) -> None:
        from reportlab.lib.colors import HexColor

        fill = given["fill"] if given["fill"].startswith("#") else "#000000"
        self.canvas.setFillColor(HexColor(fill))
        self.canvas.setFont(FONT, float(given["font-size"]))
        self.canvas.translate(float(given["x"]), float(given["y"]))
        self.canvas.scale(1, -1)
        middle = given.get("text-anchor") == "middle"
        (self.canvas.drawCentredString if middle else self.canvas.drawString)(
            0, 0, words.replace("\xa0", " ")
        )


def _line(path: Any, numbers: list[float]) -> None:
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if points[0] == points[-1]:
        path.close()


def _curve(path: Any, d: str) -> None:
    at = (0.0, 0.0)
    for command, inside in re.findall(r"([MCLHZ])([^MCLHZ]*)", d):
        n = [float(number) for number in _NUMBER.findall(inside)]
        if command == "M":
            path.moveTo(n[0], n[1])
        elif command == "C":
            for start in range(0, len(n), 6):
                path.curveTo(*n[start : start + 6])
        elif command == "L":
            for start in range(0, len(n), 2):
                path.lineTo(*n[start : start + 2])
        elif command == "H":
            path.lineTo(n[0], at[1])
        else:
            path.close()
        at = (n[-2], n[-1]) if len(n) > 1 else at


def _letters(svg: str) -> frozenset[int]:
    """Return the code points of all text in the picture."""
    texts = ET.fromstring(svg).iter(f"{_SVG}text")
    return frozenset(ord(char) for text in texts for char in "".join(text.itertext()))


def page_size(svg: str) -> tuple[float, float]:
    """Return width and height of a picture, in points."""
    view = ET.fromstring(svg).get("viewBox", "0 0 0 0").split()
    return float(view[2]), float(view[3])


def _page_color(svg: str) -> str:
    found = re.search(r'<rect width="100%" height="100%" fill="([^"]*)"/>', svg)
    return found[1] if found else "#FFFFFF"


def needed(module: str, package: str, form: str) -> Any:
    """Import a module, or raise RendererMissing that says how to install it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as missing:
        raise RendererMissing(
            f"saving a {form} needs the package {package}, which is not installed here; run: "
            f"pip install {package}  (.svg needs nothing more)"
        ) from missing


@cache
def _vera() -> tuple[Path, frozenset[int]]:
    import reportlab
    from reportlab.pdfbase.ttfonts import TTFont

    path = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    return path, frozenset(TTFont(FONT, str(path)).face.charToGlyph)


def _font(form: str) -> tuple[Path, frozenset[int]]:
    """Return the font's file, and the characters it has."""
    needed("reportlab", "reportlab", form)
    return _vera()
