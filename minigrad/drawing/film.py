"""The frames of a backward pass: one layout, and over it what each step marks.

The graph is laid out once. A frame is that picture with marks on top: borders, thick arrows and
words, so that it reads in gray too. The static strip of all frames is what a page shows where
no kernel runs.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from minigrad.drawing.narration import Telling, tell, waiting_after
from minigrad.drawing.picture import Picture
from minigrad.drawing.style import Theme
from minigrad.drawing.themes import theme_called
from minigrad.drawing.trace import Step, Trace

# Over what is there: the theme's own color for what runs now, black for the rest.
MARK = "#000000"
_GROUP = re.compile(r'<g id="(node|edge)(\d+)" class="[^"]*">\n(.*?)\n</g>', re.DOTALL)
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_OUTLINE = re.compile(r'<(?:polygon|path|ellipse)[^>]*? (?:points|d)="([^"]*)"')
_ROOT_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_MOST_OPEN = 40  # frames; longer strips are folded, and a fold is not printed
_MOST_PICTURES = 500_000  # characters of pictures in a page; the words go on


@dataclass(frozen=True, slots=True)
class Frame:
    """One step to show: its words and the marks over the picture."""

    telling: Telling
    marks: str


@dataclass(frozen=True, slots=True)
class Film:
    """The picture as two pieces of SVG, and the frames whose marks go between them."""

    head: str
    tail: str
    frames: tuple[Frame, ...]
    page: str

    def svg(self, at: int) -> str:
        """Return the whole picture of one frame, its alt text as the title."""
        frame = self.frames[at]
        title = f"<title>{escape(frame.telling.alt)}</title>"
        return _ROOT_TITLE.sub(lambda _: title, self.head, count=1) + frame.marks + self.tail


def film(trace: Trace, renderer: str = "embedded", theme: str = "default") -> Film:
    """Draw the frames of a trace: the start, each step, the end.

    Raises DrawingError where the graph can't be laid out, ValueError for an unknown theme.
    """
    look = theme_called(theme)
    picture = Picture(trace.graph, limit=len(trace.graph.nodes), renderer=renderer, theme=theme)
    svg = picture.svg
    groups = {(kind, int(number)): body for kind, number, body in _GROUP.findall(svg)}
    last = list(_GROUP.finditer(svg))[-1].end()
    boxes = {
        node.number: _box(groups["node", at]) for at, node in enumerate(trace.graph.nodes, start=1)
    }
    paths = {
        (edge.source, edge.target, edge.position): groups["edge", at]
        for at, edge in enumerate(trace.graph.edges, start=1)
    }
    stage = _Stage(boxes, paths, look)
    frames = [Frame(telling, stage.marks(trace, at)) for at, telling in enumerate(tell(trace))]
    # What every later frame repeats is written once.
    once = f'<defs><g id="done">{stage.flag("done", 0, 0, MARK, look.page)}</g></defs>'
    return Film(f"{svg[:last]}\n{once}\n", svg[last:], tuple(frames), look.page)


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the nodes stand and the arrows run, and how marks look."""

    boxes: dict[int, Box]
    paths: dict[tuple[int, int, int], str]
    theme: Theme

    @property
    def type(self) -> float:
        """The size of the letters on the flags."""
        return self.theme.legend_size

    def marks(self, trace: Trace, at: int) -> str:
        parts: list[str] = []
        if at == 0:
            parts += self.framed(trace.root, self.theme.runs, "starts here", 3)
        elif at <= len(trace.steps):
            step = trace.steps[at - 1]
            parts += self.arrows(step)
            for earlier in trace.steps[: at - 1]:
                parts.append(self.done(earlier.number))
            for number in waiting_after(trace, at):
                parts += self.framed(number, MARK, "waits", 1.8, ' stroke-dasharray="4,2"')
            word = "runs now" if step.leaf is None else ".grad +=" if step.before else ".grad ="
            parts += self.framed(step.number, self.theme.runs, word, 3)
        else:
            for _, number, _ in trace.filled:
                parts += self.framed(number, self.theme.runs, "has .grad", 3)
        return f'<g class="marks">{"".join(parts)}</g>' if parts else ""

    def arrows(self, step: Step) -> list[str]:
        parts: list[str] = []
        for sent in step.sent:
            for edge in sent.edges if sent.value is not None else ():
                if (body := self.paths.get(edge)) and (found := re.search(r' d="([^"]*)"', body)):
                    color, wide = self.theme.runs, 3.5 * self.theme.line
                    path = found[1] + self.forward_head(body, found[1], parts)
                    line = f'd="{path}" fill="none"'
                    parts.append(f'<path {line} stroke="{color}" stroke-width="{wide:g}"/>')
                    parts.append(_arrowhead(path, color, self.theme.room))
        return parts

    def forward_head(self, body: str, path: str, parts: list[str]) -> str:
        """Cover the head of the forward arrow, and return how the path goes on to its tip: a
        gradient goes one way, and with two heads it would seem to go both."""
        if not (head := re.search(r'<polygon[^>]* points="([^"]*)"', body)):
            return ""
        page = self.theme.page
        parts.append(f'<polygon points="{head[1]}" fill="{page}" stroke="{page}"/>')
        end_x, end_y = map(float, _PAIR.findall(path)[-1])
        corners = [(float(x), float(y)) for x, y in _PAIR.findall(head[1])]
        x, y = max(corners, key=lambda at: math.hypot(at[0] - end_x, at[1] - end_y))
        return f"L{x:g},{y:g}"

    def framed(self, number: int, color: str, word: str, wide: float, dash: str = "") -> list[str]:
        """A border around a box, and a word on a flag at its upper right corner."""
        left, top, right, bottom = self.boxes[number]
        parts: list[str] = []
        if wide:
            wide *= self.theme.line
            parts.append(
                f'<rect x="{left - 3:.2f}" y="{top - 3:.2f}" width="{right - left + 6:.2f}" '
                f'height="{bottom - top + 6:.2f}" rx="5" fill="none" stroke="{color}" '
                f'stroke-width="{wide:g}"{dash}/>'
            )
        filled = wide and not dash
        at = self.flag_at(number, word)
        paper = self.theme.page
        parts.append(self.flag(word, *at, *((paper, color) if filled else (color, paper))))
        return parts

    def done(self, number: int) -> str:
        """The flag of a node that has run."""
        x, y = self.flag_at(number, "done")
        return f'<use href="#done" x="{x:.2f}" y="{y:.2f}"/>'

    def flag_at(self, number: int, word: str) -> tuple[float, float]:
        """Where a flag stands: over the upper right corner, and not beyond the page."""
        _, top, right, _ = self.boxes[number]
        farthest = min(box[0] for box in self.boxes.values()) - 7
        return max(right + 7 - self.width(word), farthest), top - 1.25 * self.type

    def width(self, word: str) -> float:
        """How wide a flag is."""
        # 0.66 em is wide for a letter of Verdana, the widest of the fonts.
        return len(word) * self.type * 0.66 + 6

    def flag(self, word: str, x: float, y: float, ink: str, paper: str) -> str:
        """A small box with a word; its border is the darker of its two colors."""
        border = ink if paper == self.theme.page else paper
        width, height = self.width(word), 1.5 * self.type
        return (
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:g}" rx="2" '
            f'fill="{paper}" stroke="{border}" stroke-width="0.8"/>'
            f'<text x="{x + width / 2:.2f}" y="{y + self.type * 1.125:.2f}" text-anchor="middle" '
            f'font-size="{self.type:g}" fill="{ink}">{escape(word)}</text>'
        )


def _arrowhead(path: str, color: str, by: float) -> str:
    """A head at the beginning of a path: gradients go against the direction of the arrow."""
    (x, y), *others = [(float(x), float(y)) for x, y in _PAIR.findall(path)]
    # The next point of the curve may be the same one.
    fx, fy = next((p for p in others if p != (x, y)), (x, y + 1))
    length = math.hypot(x - fx, y - fy)
    ux, uy = (x - fx) / length, (y - fy) / length
    back_x, back_y = x - 9 * by * ux, y - 9 * by * uy
    side_x, side_y = 5 * by * uy, 5 * by * ux
    corners = [(x, y), (back_x - side_x, back_y + side_y), (back_x + side_x, back_y - side_y)]
    points = " ".join(f"{a:.2f},{b:.2f}" for a, b in corners)
    return f'<polygon points="{points}" fill="{color}"/>'


def _box(body: str) -> Box:
    """How far the outlines of a node reach: left, top, right, bottom."""
    pairs = [pair for outline in _OUTLINE.findall(body) for pair in _PAIR.findall(outline)]
    xs, ys = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    return min(xs), min(ys), max(xs), max(ys)


# ------------------------------------------------------------------ the static strip


def strip(film: Film, title: str) -> str:
    """Return the frames side by side as HTML, for a page without a kernel, and for print."""
    figures = []
    spent = 0
    for at, frame in enumerate(film.frames):
        data = base64.b64encode(film.svg(at).encode("utf-8")).decode("ascii")
        spent += len(data)
        figures.append(_figure(frame.telling, film.page, data if spent <= _MOST_PICTURES else ""))
    shown = "\n".join(figures)
    if spent > _MOST_PICTURES:
        shown += "\n<p>The later steps are told without pictures, to keep this page small.</p>"
    return (
        f"<details{' open' if len(figures) <= _MOST_OPEN else ''}><summary>{escape(title)}: "
        f"all {len(figures) - 2} steps</summary>\n"
        f'<div style="display:flex;flex-wrap:wrap;gap:1em;align-items:flex-start">\n{shown}\n'
        "</div>\n</details>"
    )


def words(tellings: Sequence[Telling]) -> str:
    """Return the whole pass as text."""
    return "\n".join(telling.text for telling in tellings)


def lines_html(lines: Sequence[str]) -> str:
    """Return the lines of a step as a list in HTML."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _figure(telling: Telling, page: str, data: str) -> str:
    image = ""
    if data:
        image = (
            f'<img alt="{escape(telling.alt)}" src="data:image/svg+xml;base64,{data}" '
            f'style="max-width:100%;background:{page}">\n'
        )
    return (
        '<figure style="margin:0;width:19em;break-inside:avoid">\n'
        f"{image}<figcaption><b>{escape(telling.title)}</b>\n{lines_html(telling.lines)}"
        "</figcaption>\n</figure>"
    )
