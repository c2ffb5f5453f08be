"""The backward pass as one SVG file that plays by itself: in slides, in a README, in a browser.

The frames are the stepper's. CSS shows one after the other, so the file needs no script and plays
as an `<img>` too. Who has asked their system for less motion sees the end of the pass, still.
"""

from __future__ import annotations

import re
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any

from minigrad.drawing.film import film
from minigrad.drawing.names import Named
from minigrad.drawing.recording import record
from minigrad.drawing.saving import check_target
from minigrad.drawing.style import DEFAULT

_ROOM = 34  # for the words under the picture
_LETTER = 0.62  # em, wide for running text
_SIZE = 9
_HEAD = re.compile(
    r'<svg xmlns="[^"]*" width="[\d.]+pt" height="[\d.]+pt" viewBox="0 0 ([\d.]+) ([\d.]+)"'
)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


def animate(
    result: Any,
    gradient: Any = None,
    names: Named = (),
    *,
    seconds: float = 1.5,
    limit: int = 60,
    renderer: str = "embedded",
) -> str:
    """Return the backward pass of `result` as an animated SVG, each step `seconds` long.

    `gradient` is what the pass starts with; the pass keeps the graph and every `.grad`. Raises
    ValueError for seconds out of range and graphs of more than `limit` nodes, DrawingError where
    the graph can't be laid out.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> animate(x * x, names=[("x", x)]).count("<g class=\\"step ")
    4
    """
    if not isinstance(seconds, (int, float)) or not 0.2 <= seconds <= 60:
        raise ValueError(f"seconds should be a number from 0.2 to 60, but it is {seconds!r}")
    frames = film(record(result, gradient, names, limit=limit), renderer)
    tellings = [frame.telling for frame in frames.frames]
    head = _HEAD.search(frames.head)
    if head is None:
        raise ValueError("the picture of the graph has no size")
    longest = max(len(line) for telling in tellings for line in _words(telling))
    width = max(float(head[1]), longest * _LETTER * _SIZE + 22)
    height = float(head[2])
    shift = (width - float(head[1])) / 2
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}pt" '
        f'height="{height + _ROOM:.0f}pt" viewBox="0 0 {width:.2f} {height + _ROOM:.2f}"'
    )
    story = " ".join(f"{telling.title}." for telling in tellings)
    start = frames.head[: head.start()] + opening + frames.head[head.end() :]
    told = f"<title>{escape(story)}</title>\n{_style(len(tellings), seconds)}"
    start = _TITLE.sub(lambda _: told, start, count=1)
    page = f'<rect width="100%" height="100%" fill="{DEFAULT.page}"/>'
    start = start.replace(page, f'{page}\n<g transform="translate({shift:.2f} 0)">', 1)
    body = [start]
    for at, frame in enumerate(frames.frames):
        body.append(f'<g class="step s{at}">{frame.marks}</g>')
    body.append(frames.tail.rpartition("</svg>")[0] + "</g>")
    for at, telling in enumerate(tellings):
        body.append(f'<g class="said s{at}">{_said(_words(telling), width, height)}</g>')
    return "\n".join([*body, "</svg>", ""])


def _words(telling: Any) -> list[str]:
    told = [telling.title, *telling.lines[:1]]
    return [line if len(line) <= 90 else f"{line[:89]}…" for line in told]


def _said(lines: list[str], width: float, top: float) -> str:
    return "".join(
        f'<text x="{width / 2:.2f}" y="{top + 11 + 13 * at:.2f}" text-anchor="middle" '
        f'font-size="{_SIZE}" font-weight="{"normal" if at else "bold"}" fill="#000000">'
        f"{escape(line)}</text>"
        for at, line in enumerate(lines)
    )


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


def save_animation(svg: str, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
    """Write an animated SVG, under the rules of `Picture.save`; only .svg can play."""
    target = Path(path)
    if target.suffix.lower() != ".svg":
        raise ValueError(f"can't save {target.name!r}: an animation is saved as .svg")
    check_target(target, ".svg", overwrite)
    target.write_text(svg, encoding="utf-8", newline="\n")
    return target
