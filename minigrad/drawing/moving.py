"""The backward pass as one file that plays by itself: in slides, in a README, in a browser.

The frames are the stepper's. In the SVG, CSS shows one after the other, so it needs no script and
plays as an `<img>` too; who has asked their system for less motion sees the end of the pass,
still. A GIF (flipbook.py) plays where SVG does not, and nothing can stop it.
"""

from __future__ import annotations

import re
import sys
import textwrap
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad.drawing.film import Film, film
from minigrad.drawing.names import from_caller
from minigrad.drawing.narration import Telling
from minigrad.drawing.recording import record
from minigrad.drawing.saving import check_target, write
from minigrad.drawing.themes import theme_called

LIMIT = 60
_LETTER = 0.62  # em, wide for running text
_ACROSS, _ROWS = 66, 9  # of the words under the picture
_HEAD = re.compile(
    r'<svg xmlns="[^"]*" width="[\d.]+pt" height="[\d.]+pt" viewBox="0 0 ([\d.]+) ([\d.]+)"'
)
# What no line may break: a list of numbers, a product with its factors.
_WHOLE = re.compile(r"\[[^\[\]]*\]|[-−\w.]+ · [-−\w.]+ = [-−\w.]+")
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


class Animation:
    """A backward pass that plays: `svg` is the moving picture, `pages` its frames one by one.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> moving = animate(x * x)
    >>> len(moving.pages), moving.svg.count("<g class=\\"step ")
    (4, 4)
    """

    def __init__(self, film: Film, seconds: float, theme: str) -> None:
        self.film = film
        self.seconds = seconds
        self.theme = theme_called(theme)

    @cached_property
    def tellings(self) -> list[Telling]:
        """The words of each frame."""
        return [frame.telling for frame in self.film.frames]

    @property
    def story(self) -> str:
        """All steps in one text, for those who don't see them."""
        return " ".join(f"{telling.title}." for telling in self.tellings)

    @cached_property
    def svg(self) -> str:
        """The moving picture."""
        frames = self.film.frames
        body = [self._opening(self.story, _style(len(frames), self.seconds))]
        body += [f'<g class="step s{at}">{each.marks}</g>' for at, each in enumerate(frames)]
        body.append(self._closing())
        for at in range(len(frames)):
            body.append(f'<g class="said s{at}">{self._said(at)}</g>')
        return "\n".join([*body, "</svg>", ""])

    @cached_property
    def pages(self) -> list[str]:
        """Each frame as a picture of its own, its words under it."""
        return [
            "\n".join(
                [
                    self._opening(frame.telling.alt),
                    frame.marks,
                    self._closing(),
                    self._said(at),
                    "</svg>",
                    "",
                ]
            )
            for at, frame in enumerate(self.film.frames)
        ]

    def save(
        self,
        path: str | PathLike[str],
        *,
        overwrite: bool = False,
        scale: float = 2.0,
        rounds: int = 0,
    ) -> Path:
        """Write the animation to a .svg or .gif, under the rules of `Picture.save`.

        Of a GIF, `scale` is the size, as a multiple of 96 dots an inch, and `rounds` says how
        often it plays (0: without end). Raises ValueError for another suffix or a bad option,
        FileExistsError, FileNotFoundError, and DrawingError where a GIF's packages are missing.
        """
        target = Path(path)
        suffix = check_moving(target)
        check_target(target, suffix, overwrite)
        if suffix == ".gif":
            from minigrad.drawing.flipbook import to_gif

            content = to_gif(
                self.pages, self.story, seconds=self.seconds, scale=scale, rounds=rounds
            )
        else:
            content = self.svg.encode("utf-8")
        write(target, content)
        return target

    def __repr__(self) -> str:
        return self.story

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        import base64

        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        image = (
            f'<img alt="{escape(self.story)}" src="data:image/svg+xml;base64,{data}" '
            'style="max-width:100%">'
        )
        return {"text/html": image, "text/plain": self.story}

    # ------------------------------------------------------------------ the pieces

    @cached_property
    def _head(self) -> re.Match[str]:
        head = _HEAD.search(self.film.head)
        if head is None:
            raise ValueError("the picture of the graph has no size")
        return head

    @property
    def _size(self) -> tuple[float, float, float]:
        """Width and height of the graph, and the width of the page with its words."""
        width, height = float(self._head[1]), float(self._head[2])
        longest = max(len(line) for told in self._words for line in told)
        return width, height, max(width, longest * _LETTER * self._type + 22)

    @cached_property
    def _words(self) -> list[list[str]]:
        return [_wrapped(telling) for telling in self.tellings]

    @property
    def _type(self) -> float:
        return 0.9 * self.theme.size

    def _opening(self, title: str, style: str = "") -> str:
        drawn, height, width = self._size
        rows = max(map(len, self._words))
        tall = height + (0.8 + 1.45 * rows) * self._type
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" '
            f'height="{tall:.0f}pt" viewBox="0 0 {width:.2f} {tall:.2f}"'
        )
        head, text = self._head, self.film.head
        start = text[: head.start()] + opening + text[head.end() :]
        told = f"<title>{escape(title)}</title>\n{style}".rstrip("\n")
        start = _TITLE.sub(lambda _: told, start, count=1)
        page = f'<rect width="100%" height="100%" fill="{self.film.page}"/>'
        shift = (width - drawn) / 2
        return start.replace(page, f'{page}\n<g transform="translate({shift:.2f} 0)">', 1)

    def _closing(self) -> str:
        return self.film.tail.rpartition("</svg>")[0] + "</g>"

    def _said(self, at: int) -> str:
        _, top, width = self._size
        return "".join(
            f'<text x="{width / 2:.2f}" y="{top + (1.2 + 1.45 * row) * self._type:.2f}" '
            f'text-anchor="middle" font-size="{self._type:g}" '
            f'font-weight="{"normal" if row else "bold"}" fill="#000000">{escape(line)}</text>'
            for row, line in enumerate(self._words[at])
        )


def animate(
    result: Any,
    gradient: Any = None,
    *,
    names: Any = None,
    seconds: float = 2.5,
    limit: int = LIMIT,
    theme: str = "default",
    renderer: str = "embedded",
) -> Animation:
    """Return the backward pass of `result` as an animation, each step `seconds` long.

    `gradient` is what the pass starts with, `names` and `theme` are those of `draw`; the pass
    keeps the graph and every `.grad`. Raises ValueError for seconds out of range, an unknown theme
    and graphs of more than `limit` nodes, DrawingError where the graph can't be laid out, and
    what `step` raises where there is no pass to run.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> print(animate(x * x, names={"x": x}).story)
    Before the first step. Step 1 of 2: MulBackward0 runs. Step 2 of 2: AccumulateGrad of x runs. \
After the last step.
    """
    if not isinstance(seconds, (int, float)) or not 0.2 <= seconds <= 60:
        raise ValueError(f"seconds should be a number from 0.2 to 60, but it is {seconds!r}")
    theme_called(theme)  # before the pass runs
    found = from_caller(names, sys._getframe(1))
    return Animation(
        film(record(result, gradient, found, limit=limit), renderer, theme), seconds, theme
    )


def check_moving(target: Path) -> str:
    """Return the suffix of a file for an animation, or raise ValueError for another."""
    suffix = target.suffix.lower()
    if suffix not in (".svg", ".gif"):
        raise ValueError(f"can't save {target.name!r}: an animation is saved as .svg or .gif")
    return suffix


def _wrapped(telling: Telling) -> list[str]:
    """Return the words of a frame in lines: its title, and as much as has room."""
    whole = (
        _WHOLE.sub(lambda found: found[0].replace(" ", "\xa0"), line) for line in telling.lines
    )
    lines = [piece for line in whole for piece in textwrap.wrap(line, _ACROSS)]
    lines = [line.replace("\xa0", " ") for line in lines]
    title = textwrap.shorten(telling.title, _ACROSS, placeholder=" …")
    return [title, *lines[: _ROWS - 1], *(["…"] if len(lines) >= _ROWS else [])]


def _style(count: int, seconds: float) -> str:
    """Return the style sheet that shows one frame after the other, the last one twice as long."""
    beats = count + 1
    part = 100 / beats
    rules = [
        "<style>",
        f".step,.said{{opacity:0;animation:one {beats * seconds:g}s step-end infinite}}",
        f"@keyframes one{{0%{{opacity:1}}{part:.4f}%{{opacity:0}}100%{{opacity:0}}}}",
        f"@keyframes end{{0%{{opacity:1}}{2 * part:.4f}%{{opacity:0}}100%{{opacity:0}}}}",
    ]
    for at in range(count):
        name = ";animation-name:end" if at == count - 1 else ""
        # A negative delay: every frame is somewhere in its round from the start.
        rules.append(f".s{at}{{animation-delay:{(at - beats) * seconds if at else 0:g}s{name}}}")
    last = f".s{count - 1}"
    rules += [
        "@media (prefers-reduced-motion:reduce){.step,.said{animation:none;opacity:0}",
        f"{last}{{animation:none;opacity:1}}}}",
        # Paper doesn't move either.
        f"@media print{{.step,.said{{animation:none;opacity:0}}{last}{{opacity:1}}}}",
        "</style>",
    ]
    return "\n".join(rules)
