"""What happened in a backward pass, as plain data: strings and numbers, no tensor.

`recording` writes it down while the engine runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from minigrad.drawing.gradients import Value
from minigrad.drawing.graph import Graph


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes out to one input: to which node of the picture, along which of its edges."""

    position: int
    value: Value | None
    receiver: int | None
    receiver_name: str
    edges: tuple[tuple[int, int, int], ...]
    derivative: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One of the gradients that were added up before a node ran: from which step, along which
    input; step 0 is the gradient that the pass started with."""

    step: int
    sender: str
    value: Value


@dataclass(frozen=True, slots=True)
class Step:
    """One node has run. `number` is its number in the picture; a leaf stands for its
    AccumulateGrad, and then `before` and `after` are its `.grad`."""

    number: int
    name: str
    leaf: str | None
    incoming: tuple[Value | None, ...]
    arrivals: tuple[Arrival, ...]
    sent: tuple[Sent, ...]
    before: Value | None = None
    after: Value | None = None
    changed_by_hook: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole pass: the graph, its steps, and what has a `.grad` at the end and what has not;
    `hooked` tells an engine with hooks from one without."""

    graph: Graph
    root: int
    start: Value
    steps: tuple[Step, ...]
    filled: tuple[tuple[str, int, Value], ...]
    never: tuple[tuple[str, str], ...]
    recorded: bool
    hooked: bool
