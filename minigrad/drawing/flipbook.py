"""Pages to one GIF, for places that play no SVG: slides, chats, some README viewers.

resvg paints the pages and Pillow, which ReportLab brings along, writes the file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from minigrad.drawing.paper import needed, pixels, to_png

_COLORS = 64  # some ten of a theme, and the shades between them where letters have edges
_MOST_PIXELS = 150_000_000  # all pages together; each takes 4 bytes while it is painted


def to_gif(
    pages: Sequence[str],
    story: str = "",
    *,
    seconds: float = 2.5,
    scale: float = 2.0,
    rounds: int = 0,
) -> bytes:
    """Return the pages (SVG, all of one size) as an animated GIF, each `seconds` long.

    The last page stays twice as long; `rounds` says how often it plays (0: without end); `story`
    becomes the file's comment. Raises ValueError for a bad option, RendererMissing where Pillow
    or resvg-py is not installed.
    """
    if not isinstance(rounds, int) or isinstance(rounds, bool) or not 0 <= rounds <= 1_000:
        raise ValueError(f"rounds should be a whole number from 0 to 1000, but it is {rounds!r}")
    needed("PIL", "pillow", "GIF")
    from PIL import Image

    width, height = pixels(pages[0], scale)
    together = width * height * len(pages)
    if together > _MOST_PIXELS:
        raise ValueError(
            f"{len(pages)} pages at scale={scale:g} are {together / 1e6:,.0f} million pixels; at "
            f"most {_MOST_PIXELS / 1e6:,.0f} million can be written. Choose a smaller scale"
        )
    painted = [Image.open(io.BytesIO(to_png(page, scale=scale))).convert("RGB") for page in pages]
    # The colors of three pages serve all: the first, one in the middle, the last.
    some = [painted[0], painted[len(painted) // 2], painted[-1]]
    sample = Image.new("RGB", (some[0].width, 3 * some[0].height))
    for at, page in enumerate(some):
        sample.paste(page, (0, at * page.height))
    palette = sample.quantize(_COLORS, dither=Image.Dither.NONE)
    drawn = [page.quantize(palette=palette, dither=Image.Dither.NONE) for page in painted]
    # In hundredths of a second: a GIF knows no finer ones, and 655 s is its longest.
    beat = round(seconds * 100) * 10
    # A GIF counts repetitions, not rounds, and plays once where it has no count.
    again = {"loop": rounds - 1 if rounds else 0} if rounds != 1 else {}
    file = io.BytesIO()
    drawn[0].save(
        file,
        format="GIF",
        save_all=True,
        append_images=drawn[1:],
        duration=[beat] * (len(drawn) - 1) + [2 * beat],
        comment=f"minigrad: {story}".encode("ascii", "replace")[:5_000],
        optimize=False,
        **again,
    )
    return file.getvalue()
