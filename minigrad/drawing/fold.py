"""Large graphs, folded until they can be read: what repeats becomes one box that says so.

Functions are taken in creation order and cut into stretches: a block that comes again and again
(`100 × MmBackward0, AddBackward0, ReluBackward0`), and what lies between. Where the names of leaves
say to which of a few modules they belong (`encoder.0.weight`), a stretch is what a module did.
Every stretch becomes one node. No cycle can arise, because all arrows go from earlier to later
stretches. Results and named tensors stay themselves; leaves that go to the same stretch share a
box. A fold that is opened and still too large to be read falls into smaller ones: fold 1 into 1.1,
1.2 and so on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import groupby

from minigrad.drawing.graph import FUNCTIONS, LEAVES, OUTSIDE, Edge, Graph, GraphNode, Kind

_LONGEST_BLOCK = 24
_FEWEST = 3  # fewer repetitions, or functions in a row, are drawn as they are
_MOST_NAMED = 40
_AT_ONCE = 150  # functions that an opened fold shows one by one
_PARTS = 10
_MOST_MODULES = 12


@dataclass(frozen=True, slots=True)
class Fold:
    """One folded stretch: the number to unfold it by (`1`, or `1.2` within fold 1), how many
    functions, and in words which."""

    number: str
    count: int
    words: str


@dataclass(slots=True)
class _Group:
    members: list[GraphNode]
    block: tuple[str, ...] = ()
    module: str = ""
    key: float = 0.0
    shown: GraphNode | None = None


def fold(graph: Graph, unfold: Collection[int | str] = ()) -> tuple[Graph, tuple[Fold, ...]]:
    """Return a smaller graph, and what was folded; those whose numbers are in `unfold` are not.
    To open fold 1.2 opens fold 1 as well.

    Raises ValueError for a number that no fold has.

    >>> import minigrad as mg
    >>> x = mg.tensor(1.0, requires_grad=True)
    >>> y = x
    >>> for _ in range(500):
    ...     y = y.sin() * x
    >>> small, folds = fold(mg.draw(y, limit=10_000).graph)
    >>> len(small.nodes), folds[0].words
    (3, '500 × SinBackward0, MulBackward0')
    """
    kept = {node.number for node in graph.of_kind(Kind.OUTPUT, Kind.RETAINED, Kind.FILLED)}
    named = graph.of_kind(Kind.INTERMEDIATE)
    if len(named) <= _MOST_NAMED:
        kept.update(node.number for node in named)
    apart = (*LEAVES, *OUTSIDE)
    modules = _modules(graph)
    groups: list[_Group] = []
    stretch: list[GraphNode] = []
    for node in graph.nodes:
        if node.kind in apart:
            continue
        if node.number in kept:
            groups += _cut_by(modules, stretch)
            groups.append(_Group([node], shown=node))
            stretch = []
        else:
            stretch.append(node)
    groups += _cut_by(modules, stretch)

    folds: list[Fold] = []
    whole: list[_Group] = []
    asked = {str(number) for number in unfold}
    for group in groups:
        if group.shown is not None or len(group.members) < _FEWEST:
            whole += [_Group([node], shown=node) for node in group.members]
        else:
            number = str(1 + sum("." not in fold.number for fold in folds))
            whole += _folded(group, number, asked, folds)
    if unknown := sorted(asked - {fold.number for fold in folds}):
        top = sum("." not in fold.number for fold in folds)
        raise ValueError(
            f"there is no fold {unknown[0]}; this graph has "
            + (f"folds 1 to {top}" if top else "none")
        )
    for group in whole:
        group.key = group.members[0].number
    return _contracted(graph, whole), tuple(folds)


def _folded(group: _Group, number: str, asked: set[str], folds: list[Fold]) -> list[_Group]:
    """Return the box of one fold, or what is in it where it was asked for."""
    functions = sum(node.kind in FUNCTIONS for node in group.members)
    folds.append(Fold(number, functions, _words(group)))
    if not any(each == number or each.startswith(f"{number}.") for each in asked):
        name = f"fold {number}: {functions:,} functions"
        group.shown = GraphNode(0, Kind.FOLDED, name, facts=tuple(_facts(group)))
        return [group]
    if len(group.members) <= _AT_ONCE:
        return [_Group([node], shown=node) for node in group.members]
    parts = _cut(group.members) if group.module else []
    if not 1 < len(parts) <= _MOST_NAMED:
        # Cut between repetitions of the block, so that each part is told as they are.
        block = len(group.block) or 1
        size = block * -(-len(group.members) // (block * _PARTS))
        starts = range(0, len(group.members), size)
        parts = [_Group(group.members[at : at + size], group.block) for at in starts]
    inside: list[_Group] = []
    for at, part in enumerate(parts, start=1):
        if len(part.members) < _FEWEST:
            inside += [_Group([node], shown=node) for node in part.members]
        else:
            inside += _folded(part, f"{number}.{at}", asked, folds)
    return inside


def _modules(graph: Graph) -> dict[int, str]:
    """Return the module of each function, where the leaves are the parameters of a few modules.

    A function belongs to the module whose parameter it takes, and one that takes none to the
    module of the function before it.
    """
    owner = {
        node.number: node.name.partition(".")[0]
        for node in graph.of_kind(*LEAVES)
        if "." in node.name
    }
    if not 2 <= len(set(owner.values())) <= _MOST_MODULES:
        return {}
    taken = {edge.target: owner[edge.source] for edge in graph.edges if edge.source in owner}
    found: dict[int, str] = {}
    module = ""
    for node in graph.nodes:
        found[node.number] = module = taken.get(node.number, module)
    return found


def _cut_by(modules: dict[int, str], stretch: list[GraphNode]) -> list[_Group]:
    """Cut a run of functions where their module changes; without modules, where blocks repeat."""
    runs = [
        _Group(list(members), module=module)
        for module, members in groupby(stretch, lambda node: modules.get(node.number, ""))
    ]
    if len(runs) > _MOST_NAMED:  # one module here, one there
        return _cut(stretch)
    return [part for run in runs for part in ([run] if run.module else _cut(run.members))]


def _cut(stretch: list[GraphNode]) -> list[_Group]:
    """Cut a run of functions into repeated blocks and what lies between them."""
    symbols = [node.name if node.kind in FUNCTIONS else "" for node in stretch]
    groups: list[_Group] = []
    rest: list[GraphNode] = []
    at, end = 0, len(stretch)
    while at < end:
        size, times = _repetition(symbols, at)
        if size * times <= size or times < _FEWEST:
            rest.append(stretch[at])
            at += 1
            continue
        if rest:
            groups.append(_Group(rest))
            rest = []
        block = tuple(symbols[at : at + size])
        groups.append(_Group(stretch[at : at + size * times], block))
        at += size * times
    return [*groups, _Group(rest)] if rest else groups


def _repetition(symbols: list[str], at: int) -> tuple[int, int]:
    """Return the length of the block that begins here and how often it comes: most covered wins."""
    best = (1, 1)
    end = len(symbols)
    first = symbols[at]
    for size in range(1, min(_LONGEST_BLOCK, (end - at) // 2) + 1):
        if symbols[at + size] != first:
            continue
        same = at
        while same + size < end and symbols[same] == symbols[same + size]:
            same += 1
        times = (same - at) // size + 1
        if times >= _FEWEST and size * times > best[0] * best[1]:
            best = (size, times)
            if same + size == end:
                break  # no other can reach further
    return best


def _words(group: _Group) -> str:
    return ", ".join(f"{key} {text}" for key, text in _facts(group))


def _facts(group: _Group) -> list[tuple[str, str]]:
    if group.module:
        return [("module", group.module), *_facts(_Group(group.members))]
    if group.block:
        shown = [name for name in group.block if name]
        more = ["…"] if len(shown) > 4 else []
        times = len(group.members) // len(group.block)
        return [(f"{times:,} ×", ", ".join(shown[:4] + more))]
    counted = Counter(node.name for node in group.members if node.kind in FUNCTIONS)
    frequent = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    facts = [(f"{times:,} ×", name) for name, times in frequent[:3]]
    if rest := sum(times for _, times in frequent[3:]):
        facts.append((f"{rest:,}", "other" if rest == 1 else "others"))
    return facts


def _contracted(graph: Graph, groups: list[_Group]) -> Graph:
    """Return the graph of the groups, with leaves beside them."""
    place: dict[int, int] = {}
    for index, group in enumerate(groups):
        for node in group.members:
            place[node.number] = index
    # A leaf belongs to the groups that use it; those that belong to one folded group share a box.
    users: dict[int, set[int]] = defaultdict(set)
    for edge in graph.edges:
        if edge.source not in place and edge.target in place:
            users[edge.source].add(place[edge.target])
    together: dict[object, _Group] = {}
    for node in graph.nodes:
        if node.number in place:
            continue
        used = users[node.number]
        only = min(used) if len(used) == 1 else None
        folded = (
            only is not None and groups[only].shown is not None and len(groups[only].members) > 1
        )
        key = (only, node.kind) if folded else node.number
        group = together.setdefault(key, _Group([], key=node.number))
        group.members.append(node)
        group.key = min([group.key, *(groups[index].key - 0.5 for index in used)])
    groups = groups + list(together.values())
    groups.sort(key=lambda group: group.key)
    nodes, place = [], {}
    for index, group in enumerate(groups, start=1):
        shown = group.shown or _leaves(group.members)
        nodes.append(replace(shown, number=index))
        for node in group.members:
            place[node.number] = index
    counted: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], Edge] = {}
    for edge in graph.edges:
        ends = (place[edge.source], place[edge.target])
        if ends[0] != ends[1]:
            counted[ends] += 1
            first.setdefault(ends, edge)
    edges = []
    size = [len(group.members) for group in groups]
    for ends, edge in sorted(first.items(), key=lambda item: (item[0][1], item[1].position)):
        many = counted[ends] > 1 and max(size[ends[0] - 1], size[ends[1] - 1]) > 1
        label = f"{counted[ends]:,} ×" if many else edge.label
        repeats = 1 if many else counted[ends]  # x*x outside a fold keeps its two arrows
        edges += [Edge(*ends, edge.position + more, edge.output, label) for more in range(repeats)]
    return Graph(tuple(nodes), tuple(edges))


def _leaves(members: list[GraphNode]) -> GraphNode:
    if len(members) == 1:
        return members[0]
    named = [node.name for node in members if node.name]
    facts = [("from", f"{named[0]} to {named[-1]}")] if len(named) > 1 else []
    word = "leaves" if members[0].kind in LEAVES else "inputs"
    return GraphNode(0, members[0].kind, f"{len(members):,} {word}", facts=tuple(facts))
