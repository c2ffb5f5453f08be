"""The two sweeps of notebook 01 over one graph of Variables, one node at a time.

    sweep(y, forward=a)     from the leaves to y: the slope of each node with respect to a
    sweep(y)                from y to the leaves: the slope of y with respect to each node

Both are computed here from the local derivatives that the Variables hold, and shown by the
drawing's stepper: the same buttons and keys as for a backward pass.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from minigrad import draw
from minigrad.drawing.film import Film, Frame
from minigrad.drawing.graph import Edge
from minigrad.drawing.narration import Telling
from minigrad.drawing.picture import Picture
from minigrad.drawing.stepper import Stepper

NOW, DONE, PAPER = "#B34700", "#000000", "#FFFFFF"
_GROUP = re.compile(r'<g id="(node|edge)(\d+)" class="[^"]*">\n(.*?)\n</g>', re.DOTALL)
_POINTS = re.compile(r'<polygon[^>]*? points="([^"]*)"')
_LINE = re.compile(r' d="([^"]*)"')


@dataclass(frozen=True)
class Visit:
    """One node of a sweep: its slope, how it came about, and the arrows it came along."""

    number: int
    slope: float
    lines: tuple[str, ...]
    arrows: tuple[int, ...]


class Sweep(Stepper):
    """A sweep that a notebook shows with buttons, and `print` tells.

    Example:
        >>> from minigrad import Variable
        >>> a, b = Variable(2), Variable(3)
        >>> y = a * b
        >>> print(sweep(y, forward=a).tellings[-1].text)
        After the last step
          The slope of y with respect to a is 3.
    """

    def __init__(self, result: Any, forward: Any, picture: Picture) -> None:
        self.picture = picture
        self.graph = picture.graph
        self.variables = {len(self.graph.nodes): result}
        for edge in reversed(self.graph.edges):
            source, _ = self.variables[edge.target].local_gradients[edge.position]
            self.variables[edge.source] = source
        self.forward = next((n for n, v in self.variables.items() if v is forward), 0)
        if forward is not None and not self.forward:
            raise ValueError("forward: this Variable is not in the graph of the result")

    @property
    def title(self) -> str:
        """What is stepped through."""
        if self.forward:
            return f"Forward sweep for {self.name(self.forward)}"
        return f"Reverse sweep from {self.name(len(self.graph.nodes))}"

    def name(self, number: int) -> str:
        """What a node is called."""
        return self.graph.nodes[number - 1].name or f"node {number}"

    @cached_property
    def visits(self) -> list[Visit]:
        """The nodes in the order of the sweep, each with its slope."""
        return self._inside_out() if self.forward else self._outside_in()

    def _inside_out(self) -> list[Visit]:
        """Inputs before what is made of them: a node's slope is the sum over its inputs."""
        slopes: dict[int, float] = {}
        made = []
        for node in self.graph.nodes:
            arrows = [edge for edge in self.graph.edges if edge.target == node.number]
            parts = [
                (f"{self.name(e.source)} brings", slopes[e.source], self._local(e)) for e in arrows
            ]
            start = float(node.number == self.forward)
            why = "the sweep is for it" if start else "it does not depend on the input"
            slopes[node.number], lines = _added(parts, start, why)
            made.append(Visit(node.number, slopes[node.number], lines, self._numbers(arrows)))
        return made

    def _outside_in(self) -> list[Visit]:
        """Users before what they use: a node's adjoint is the sum over its users."""
        slopes: dict[int, float] = {}
        made = []
        for node in reversed(self.graph.nodes):
            arrows = [edge for edge in self.graph.edges if edge.source == node.number]
            parts = [
                (f"{self.name(e.target)} sends", slopes[e.target], self._local(e)) for e in arrows
            ]
            slopes[node.number], lines = _added(parts, 1.0, "the sweep begins here")
            made.append(Visit(node.number, slopes[node.number], lines, self._numbers(arrows)))
        return made

    def _local(self, edge: Edge) -> float:
        _, slope = self.variables[edge.target].local_gradients[edge.position]
        return float(getattr(slope, "value", slope))

    def _numbers(self, arrows: list[Edge]) -> tuple[int, ...]:
        return tuple(self.graph.edges.index(edge) + 1 for edge in arrows)

    @cached_property
    def tellings(self) -> list[Telling]:
        """The words of each frame."""
        what = "slope" if self.forward else "adjoint"
        told = [_telling("Before the first step", (self._first(),))]
        for place, visit in enumerate(self.visits, 1):
            title = f"Step {place} of {len(self.visits)}: the {what} of {self.name(visit.number)}"
            told.append(_telling(f"{title} is {visit.slope:g}", visit.lines))
        return [*told, _telling("After the last step", self._last())]

    def _first(self) -> str:
        if self.forward:
            words = "The inputs come first. Every node gets its slope with respect to"
            return f"{words} {self.name(self.forward)}."
        root = self.name(len(self.graph.nodes))
        return f"The result comes first. Every node gets its adjoint, the slope of {root}."

    def _last(self) -> tuple[str, ...]:
        root = self.name(len(self.graph.nodes))
        if self.forward:
            slope = self.visits[-1].slope
            return (f"The slope of {root} with respect to {self.name(self.forward)} is {slope:g}.",)
        leaves = [v for v in self.visits if not self.variables[v.number].local_gradients]
        return tuple(
            f"The slope of {root} with respect to {self.name(leaf.number)} is {leaf.slope:g}."
            for leaf in reversed(leaves)
        )

    @cached_property
    def film(self) -> Film:
        """The frames: one picture, and over it the slopes that are known so far."""
        svg = self.picture.svg
        groups = {(kind, int(n)): body for kind, n, body in _GROUP.findall(svg)}
        last = list(_GROUP.finditer(svg))[-1].end()
        frames = []
        for at, telling in enumerate(self.tellings):
            done = self.visits[: min(at, len(self.visits))]
            marks = "".join(
                _flag(groups["node", v.number], f"{v.slope:g}", v is done[-1] and at == len(done))
                for v in done
            )
            if done and at == len(done):
                for arrow in done[-1].arrows:
                    line = _LINE.search(groups["edge", arrow])
                    path = line[1] if line else ""
                    marks += f'<path d="{path}" fill="none" stroke="{NOW}" stroke-width="3"/>'
            frames.append(Frame(telling, f'<g class="marks">{marks}</g>'))
        return Film(svg[:last] + "\n", svg[last:], tuple(frames), PAPER)


def sweep(result: Any, forward: Any = None) -> Sweep:
    """Return a sweep over the graph of a Variable: forward for one input, or else in reverse.

    Raises ValueError when `forward` is no Variable of this graph.

    Example:
        >>> from minigrad import Variable
        >>> a, b = Variable(2), Variable(3)
        >>> y = a * b
        >>> [visit.slope for visit in sweep(y).visits]
        [1.0, 2.0, 3.0]
    """
    frame = sys._getframe(1)
    known = frame.f_globals | frame.f_locals
    names = {n: v for n, v in known.items() if not n.startswith("_") and _is_variable(v)}
    found = Sweep(result, forward, draw(result, names=names))
    if all(node.name for node in found.graph.nodes):
        return found
    # The words speak of "node 3", so that has to stand in the picture as well.
    called = {found.name(number): variable for number, variable in found.variables.items()}
    return Sweep(result, forward, draw(result, names=called))


def _is_variable(value: Any) -> bool:
    return not isinstance(value, type) and hasattr(value, "local_gradients")


def _added(
    parts: list[tuple[str, float, float]], start: float, why: str
) -> tuple[float, tuple[str, ...]]:
    """The sum of the products, and the calculation in words."""
    if not parts:
        return start, (f"It is {start:g}: {why}.",)
    lines = [f"{who} {slope:g} · {local:g} = {slope * local:g}." for who, slope, local in parts]
    total = sum(slope * local for _, slope, local in parts)
    if len(parts) > 1:
        lines.append(f"Added: {' + '.join(f'{s * d:g}' for _, s, d in parts)} = {total:g}.")
    return total, tuple(lines)


def _telling(title: str, lines: tuple[str, ...]) -> Telling:
    return Telling(title, lines, f"{title}. {' '.join(lines)}")


def _flag(body: str, word: str, now: bool) -> str:
    """A small box with the slope at the upper right corner of a node, and a border around it."""
    pairs = [pair.split(",") for found in _POINTS.findall(body) for pair in found.split()]
    xs, ys = [float(x) for x, _ in pairs], [float(y) for _, y in pairs]
    color = NOW if now else DONE
    width = 8 + 7 * len(word)
    left, top = max(xs) - width / 2, min(ys) - 9
    box = (
        f'<rect x="{min(xs) - 3:.2f}" y="{min(ys) - 3:.2f}" width="{max(xs) - min(xs) + 6:.2f}" '
        f'height="{max(ys) - min(ys) + 6:.2f}" rx="4" fill="none" stroke="{NOW}" '
        'stroke-width="3"/>'
    )
    return (
        f"{box if now else ''}"
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{width}" height="15" rx="3" '
        f'fill="{color if now else PAPER}" stroke="{color}"/>'
        f'<text x="{left + width / 2:.2f}" y="{top + 11:.2f}" text-anchor="middle" '
        f'font-size="10" font-weight="bold" fill="{PAPER if now else color}">{word}</text>'
    )
