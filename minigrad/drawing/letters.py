"""A graph drawn in letters, for terminals and for `print(draw(Q))`."""

from __future__ import annotations

from collections import Counter, deque

from minigrad.drawing.describe import fact_text, kind_word
from minigrad.drawing.graph import FUNCTIONS, LEAVES, Edge, Graph, Kind
from minigrad.drawing.labels import shape_text

_WIDTH = 80
_DEEPEST = 48


def draw_letters(graph: Graph) -> str:
    """Return each result of `graph`, and behind the arrows what flows into it.

    A run of nodes with one input each stays on one line; where inputs meet, they branch, in
    their order. A node that is used more than once has its number from the table before it, and
    what leads to it is drawn once. Before an input stands the local derivative, if it is known.

    >>> import minigrad as mg
    >>> a = mg.tensor(2.0, requires_grad=True)
    >>> b = mg.tensor(3.0, requires_grad=True)
    >>> c = a * b + b.exp()
    >>> print(draw_letters(mg.draw(c).graph))
    c: output () ← AddBackward0
    ├─ MulBackward0
    │  ├─ a: leaf ()
    │  └─ b: leaf ()
    └─ ExpBackward0 ← b: leaf ()
    """
    return "\n".join(_Tree(graph).lines())


class _Tree:
    def __init__(self, graph: Graph) -> None:
        self.nodes = {node.number: node for node in graph.nodes}
        self.arriving = graph.inputs()
        leaving = Counter(edge.source for edge in graph.edges)
        self.shared = {number for number, count in leaving.items() if count > 1}
        self.waiting = deque(number for number in self.nodes if not leaving[number])
        self.drawn: set[int] = set()

    def lines(self) -> list[str]:
        done: list[str] = []
        while self.waiting:
            number = self.waiting.popleft()
            if number not in self.drawn:
                self._draw(number, done)
        return done

    def _draw(self, number: int, done: list[str]) -> None:
        # What to draw, what stands before it on its line, and what on the lines under it.
        branches = [(number, "", "")]
        while branches:
            number, line, under = branches.pop()
            line += self._label(number)
            while len(inputs := self._not_yet_drawn(number)) == 1:
                number = inputs[0].source
                step = f" ← {_derivative(inputs[0])}{self._label(number)}"
                if len(line) + len(step) > _WIDTH:
                    done.append(line)
                    line = under + " "
                line += step
            if inputs and len(under) > _DEEPEST:
                # Too far to the right to go on: it gets a place of its own, further down.
                self.drawn.discard(number)
                self.shared.add(number)
                self.waiting.append(number)
                done.append(f"{line} ← … [{number}], below")
                continue
            done.append(line)
            for edge in reversed(inputs):
                corner, bar = ("└─ ", "   ") if edge is inputs[-1] else ("├─ ", "│  ")
                branches.append((edge.source, under + corner + _derivative(edge), under + bar))

    def _not_yet_drawn(self, number: int) -> list[Edge]:
        if number in self.drawn:
            return []
        self.drawn.add(number)
        return self.arriving[number]

    def _label(self, number: int) -> str:
        node = self.nodes[number]
        if node.kind in FUNCTIONS:
            label = f"{node.name} (freed)" if node.kind is Kind.FREED else node.name
        else:
            label = f"{kind_word(node)} {shape_text(node.shape)}".strip()
            label = f"{node.name}: {label}" if node.name else label
            if node.reason and node.reason != kind_word(node):
                label += f" ({node.reason})"
        if node.change:
            label += f" ({node.change})"
        if node.facts:
            label += f" {{{fact_text(node)}}}"
        # A leaf with a name is recognized by it; anything else that comes twice is numbered.
        if number in self.shared and not (node.kind in LEAVES and node.name):
            label = f"[{number}] {label}"
        return f"{label} (above)" if number in self.drawn and self.arriving[number] else label


def _derivative(edge: Edge) -> str:
    return f"(∂ {edge.derivative}) " if edge.derivative else ""
