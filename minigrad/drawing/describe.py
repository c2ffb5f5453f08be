"""A graph in words: a title, a few sentences for screen readers, a summary, a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from minigrad.drawing.graph import FUNCTIONS, LEAVES, OUTSIDE, Graph, GraphNode, Kind
from minigrad.drawing.labels import listed, shape_text
from minigrad.drawing.style import DEFAULT

COLUMNS = (
    "#",
    "name",
    "kind",
    "shape",
    "inputs",
    "why",
    "change",
    "shows",
    "local derivatives",
)


def kind_word(node: GraphNode) -> str:
    """Return the words for a node's kind: `leaf`, `output, retains grad`."""
    if node.kind in FUNCTIONS:
        if node.kind is Kind.FOLDED:
            return "backward functions, folded"
        return "backward function" if node.kind is Kind.FUNCTION else "backward function, freed"
    if node.reason == "constant":
        return node.reason
    word = DEFAULT.looks[node.kind].word
    extra = node.retains_grad and node.kind is not Kind.RETAINED
    return f"{word}, {DEFAULT.looks[Kind.RETAINED].word}" if extra else word


def title(graph: Graph) -> str:
    """Return what the picture is of: `Computational graph of Q`."""
    alone = () if graph.of_kind(*FUNCTIONS) else graph.of_kind(*LEAVES)
    named = _names(graph.of_kind(Kind.OUTPUT)) or _names(alone)
    return f"Computational graph of {listed(named)}" if named else "Computational graph"


def alt(graph: Graph) -> str:
    """Return what flows into what, in sentences that can be read out.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> y = x.exp()
    >>> mg.draw(y).alt.partition(". ")[2]
    'The leaf x flows through 1 backward function (ExpBackward0) into the output y.'
    """
    leaves = graph.of_kind(*LEAVES)
    functions = graph.of_kind(*FUNCTIONS)
    outputs = graph.of_kind(Kind.OUTPUT)
    said = [title(graph), f"{_who(leaves, 'leaf', 'leaves')} "]
    if functions:
        said[-1] += (
            f"{'flow' if len(leaves) > 1 else 'flows'} through {len(functions):,} "
            f"backward function{'' if len(functions) == 1 else 's'} ({_tally(functions)})"
        )
        if outputs:
            said[-1] += f" into {_who(outputs, 'output', 'outputs')}"
    elif graph.edges:  # Variables, which point at each other
        made = len(graph.nodes) - len(leaves)
        steps = f"{made:,} step{'' if made == 1 else 's'}"
        lead = "lead" if len(leaves) > 1 else "leads"
        said[-1] += f"{lead} in {steps} to {_who(outputs, 'output', 'outputs')}"
    else:
        them = "it" if len(leaves) == 1 else "them"
        said[-1] += f"{_is(leaves)} here alone: no operation made {them}"
    if retaining := [node for node in graph.nodes if node.retains_grad]:
        keeps = "retains its gradient" if len(retaining) == 1 else "retain their gradients"
        said.append(f"{_who(retaining, 'tensor', 'tensors')} {keeps}")
    outside = graph.of_kind(*OUTSIDE)
    for group, one in (
        ([node for node in outside if node.dtype], "tensor"),
        ([node for node in outside if node.reason == "constant"], "constant"),
        ([node for node in outside if not node.dtype and node.reason != "constant"], "input"),
    ):
        if group:
            who = _who(group, one, f"{one}s")
            said.append(f"{who} {_is(group)} not tracked, outside the DAG")
    said += [
        f"{_who([node], 'tensor', 'tensors')} is {node.reason}"
        for node in graph.of_kind(Kind.DETACHED)
        if node.reason
    ]
    if freed := graph.of_kind(Kind.FREED):
        said.append(f"{_who(freed, 'function', 'functions')} {_have(freed)} freed what was saved")
    said += _numbers(graph) + _derivatives(graph)
    return " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in said)


def summary(graph: Graph, most: int = 12) -> str:
    """Return how many nodes of which sort there are: what can be said of a graph of any size."""
    leaves = graph.of_kind(*LEAVES)
    functions = graph.of_kind(*FUNCTIONS)
    named = listed(_names(leaves), most) or "none with a name"
    lines = [
        f"{title(graph)}: {len(graph.nodes):,} nodes, {len(graph.edges):,} edges",
        f"{len(leaves):>9,} {'leaf' if len(leaves) == 1 else 'leaves'}: {named}",
        f"{len(functions):>9,} backward functions, of which",
    ]
    # Most frequent first, then by name: the same graph gives the same lines.
    counted = Counter(node.name for node in functions)
    frequent = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    lines += [f"{count:>9,} {name}" for name, count in frequent[:most]]
    if rest := len(functions) - sum(count for _, count in frequent[:most]):
        lines.append(f"{rest:>9,} others")
    return "\n".join(lines)


def fact_text(node: GraphNode) -> str:
    """Return what `show` asked for of a node, on one line: `value [2, 3], grad [36, 81]`."""
    return ", ".join(f"{key} {text}" for key, text in node.facts)


def _numbers(graph: Graph, most: int = 8) -> list[str]:
    """Say the values and gradients of the tensors that have names."""
    told = [
        # The second note's Variable has no dtype.
        f"the {'tensor' if node.dtype else 'Variable'} {node.name} has {fact_text(node)}"
        for node in graph.nodes
        if node.name and node.facts and node.kind not in FUNCTIONS
    ]
    return told[:most] + ([f"{len(told) - most} more are in the table"] if len(told) > most else [])


def _derivatives(graph: Graph, most: int = 6) -> list[str]:
    """Say the local derivatives, result by result: `of d 7 (a) and 4 (c)`."""
    if not any(edge.derivative for edge in graph.edges):
        return []
    by_number = {node.number: node for node in graph.nodes}
    told = []
    for number, edges in graph.inputs().items():
        labels = [
            f"{edge.derivative} ({_called(by_number[edge.source])})"
            for edge in edges
            if edge.derivative
        ]
        if labels:
            told.append(f"of {_called(by_number[number])} {listed(labels)}")
    more = f"; {len(told) - most} more are in the table" if len(told) > most else ""
    return [f"Local derivatives: {'; '.join(told[:most])}{more}"]


def columns(graph: Graph) -> tuple[str, ...]:
    """Return the headings of the table: what is empty for every node has no column."""
    wanted = {
        "#": True,
        "name": any(node.name for node in graph.nodes),
        "kind": True,
        "shape": any(node.shape is not None for node in graph.nodes),
        "inputs": bool(graph.edges),
        "why": any(node.reason for node in graph.nodes),
        "change": any(node.change for node in graph.nodes),
        "shows": any(node.facts for node in graph.nodes),
        "local derivatives": any(edge.derivative for edge in graph.edges),
    }
    return tuple(name for name in COLUMNS if wanted[name])


def table(graph: Graph) -> list[tuple[str, ...]]:
    """Return a row for each node, under the headings in `columns`."""
    headings = columns(graph)
    by_number = {node.number: node for node in graph.nodes}
    arriving = graph.inputs()
    rows = []
    for node in graph.nodes:
        edges = arriving[node.number]
        cells = {
            "#": str(node.number),
            "name": node.name,
            "kind": kind_word(node),
            "shape": shape_text(node.shape),
            "inputs": ", ".join(_short(by_number[edge.source]) for edge in edges),
            "why": node.reason,
            "change": node.change,
            "shows": fact_text(node),
            "local derivatives": "; ".join(edge.derivative for edge in edges if edge.derivative),
        }
        rows.append(tuple(cells[name] for name in headings))
    return rows


def html_table(graph: Graph) -> str:
    """Return the table as HTML, in which each cell knows its column and its node."""
    # Jupyter aligns tables of numbers to the right; this one is words.
    left = 'style="text-align:left"'
    headings = columns(graph)
    head = "".join(f'<th scope="col" {left}>{escape(name)}</th>' for name in headings)

    def row(cells: Sequence[str]) -> str:
        # A tensor without a name goes by its number.
        heading = 1 if headings[1] == "name" and cells[1] else 0
        return "".join(
            f'<th scope="row" {left}>{escape(cell)}</th>'
            if place == heading
            else f"<td {left}>{escape(cell)}</td>"
            for place, cell in enumerate(cells)
        )

    body = "\n".join(f"<tr>{row(cells)}</tr>" for cells in table(graph))
    return (
        f"<table>\n<caption {left}>{escape(_caption(graph))}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def _caption(graph: Graph) -> str:
    """Two drawings below each other must not have two tables of one name."""
    of = title(graph).partition(" of ")[2]
    return f"Nodes of the graph of {of}" if of else "Nodes of the graph"


def _short(node: GraphNode) -> str:
    return f"{node.number} {node.name or kind_word(node)}"


def _called(node: GraphNode) -> str:
    return node.name or f"number {node.number}"


def _names(nodes: Sequence[GraphNode]) -> list[str]:
    return [node.name for node in nodes if node.name]


def _is(nodes: list[GraphNode]) -> str:
    return "is" if len(nodes) == 1 else "are"


def _have(nodes: list[GraphNode]) -> str:
    return "has" if len(nodes) == 1 else "have"


def _who(nodes: list[GraphNode], one: str, many: str) -> str:
    """Say which nodes are meant: by name where they have one, by number where they don't."""
    named = _names(nodes)
    nameless = len(nodes) - len(named)
    if not nodes:
        return f"no {one}"
    if not named:
        return f"one unnamed {one}" if nameless == 1 else f"{nameless:,} unnamed {many}"
    if nameless:
        return f"the {many} {listed([*named[:6], f'{len(nodes) - len(named[:6]):,} more'])}"
    return f"the {one if len(nodes) == 1 else many} {listed(named)}"


def _tally(functions: list[GraphNode], most: int = 5) -> str:
    counted = Counter(node.name for node in functions)
    times = {1: "", 2: " twice"}
    return listed([f"{name}{times.get(n, f' {n:,} times')}" for name, n in counted.items()], most)
