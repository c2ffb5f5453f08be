"""From live tensors to the model of their graph.

`read` walks back from results through `grad_fn`, `next_functions` and `AccumulateGrad.variable`
and asks for nothing else that an engine keeps private, so it reads a PyTorch tensor just as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from minigrad.drawing import derivatives, excluded, seen
from minigrad.drawing.facts import (
    DEFAULT_SHOW,
    Fact,
    Show,
    number_text,
    parse_show,
    saved_facts,
    tensor_facts,
)
from minigrad.drawing.graph import Edge, Graph, GraphNode, Kind
from minigrad.drawing.labels import printable
from minigrad.drawing.names import Named, is_tensor
from minigrad.drawing.ordering import in_order


def read(
    roots: Sequence[Any],
    names: Named = (),
    *,
    untracked: bool = False,
    intermediates: bool = True,
    show: Show | None = None,
    told: excluded.Told | None = None,
) -> Graph:
    """Return the graph that leads to `roots`, which are tensors or backward functions.

    `names` pairs names with tensors. With `untracked`, inputs that are not tracked become nodes;
    without `intermediates`, only leaves and roots are drawn as tensors. `show` says what is read of
    each node beside its name, `told` what the caller knows of untracked inputs.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> [node.name for node in read([x * x], [("x", x)]).nodes]
    ['x', 'MulBackward0', '']
    """
    if show is None:
        show = parse_show(DEFAULT_SHOW)
    return _Reader(roots, names, untracked, intermediates, show, told).graph()


def read_numbered(
    roots: Sequence[Any], names: Named = (), *, untracked: bool = False, intermediates: bool = True
) -> tuple[Graph, dict[object, int]]:
    """Return what `read` does, and the number of each live object in it.

    A function and a leaf are found under their `id()`, another tensor under the pair of its
    function's `id()` and its place among that function's outputs.
    """
    reader = _Reader(roots, names, untracked, intermediates, parse_show(DEFAULT_SHOW))
    return reader.graph(), reader.numbers


class _Reader:
    """Carries what the steps of one reading share."""

    def __init__(
        self,
        roots: Sequence[Any],
        names: Named,
        untracked: bool,
        intermediates: bool,
        show: Show,
        told: excluded.Told | None = None,
    ) -> None:
        self.told = told or excluded.Told()
        self.show_untracked = untracked
        self.show = show
        self.named = names
        self.called: dict[type, str] = {}
        self.sequence: dict[int, int] = {}
        self.nodes: list[GraphNode] = []
        self.edges: list[Edge] = []
        self.numbers: dict[object, int] = {}
        self.names: dict[int, str] = {}
        for name, tensor in names:
            self.names.setdefault(id(tensor), name)
        # Nodes and tensors are told apart by id(); holding them keeps an id from being used twice.
        self.inputs: dict[int, tuple[Any, Any]] = {}
        self.used: set[tuple[int, int]] = set()
        self.held: list[Any] = []
        self.lone: list[Any] = []
        # The tensors that are known, under the node and the output of it that made them.
        self.made: dict[int, dict[int, tuple[Kind, Any]]] = {}

        functions = []
        for root in roots:
            function = root.grad_fn if is_tensor(root) else root
            if function is None or is_leaf(function):
                self.lone.append(root if function is None else function.variable)
                continue
            functions.append(function)
            if is_tensor(root):
                self._known(function, Kind.OUTPUT, root)
        self._discover(functions)
        for _, tensor in names if intermediates else ():
            function = tensor.grad_fn
            # Elsewhere in the program it may be important; here only what is used is drawn.
            if (id(function), getattr(tensor, "output_nr", 0)) in self.used:
                retained = getattr(tensor, "retains_grad", False)
                self._known(function, Kind.RETAINED if retained else Kind.INTERMEDIATE, tensor)

    def _known(self, function: Any, kind: Kind, tensor: Any) -> None:
        outputs = self.made.setdefault(id(function), {})
        outputs.setdefault(getattr(tensor, "output_nr", 0), (kind, tensor))

    def _discover(self, functions: list[Any]) -> None:
        """Collect every node that leads to `functions`, with a loop: graphs can be deep."""
        waiting = functions[::-1]
        while waiting:
            function = waiting.pop()
            if id(function) in self.inputs:
                continue
            inputs = function.next_functions
            self.inputs[id(function)] = (function, inputs)
            for source, output in reversed(inputs):
                if source is not None:
                    self.used.add((id(source), output))
                    waiting.append(source)

    def _in_creation_order(self) -> list[int]:
        """Order the functions by sequence number, and never a function before its inputs.

        The number alone would do in one thread. Where several threads, each with its own
        count, or a view that was renewed break the rule, the order is still one that could
        have happened.
        """
        functions = {key: pair for key, pair in self.inputs.items() if not is_leaf(pair[0])}
        rank, sources = {}, {}
        for found, (key, (function, inputs)) in enumerate(functions.items()):
            sources[key] = [id(source) for source, _ in inputs if id(source) in functions]
            number = getattr(function, "_sequence_nr", None)
            self.sequence[key] = number() if number is not None else seen.number_of(function)
            rank[key] = (self.sequence[key] if number is not None else 0, found)
        return in_order(rank, sources)

    def graph(self) -> Graph:
        """Emit leaves when first used, functions, and after each the tensors it made."""
        for tensor in self.lone:
            self._lone_tensor(tensor)
        for key in self._in_creation_order():
            self._function(*self.inputs[key])
        return Graph(tuple(self.nodes), tuple(self.edges))

    def _function(self, function: Any, inputs: tuple[tuple[Any, int], ...]) -> None:
        sources: list[tuple[int, int, int]] = []
        known: dict[int, Any] = {}
        freed = False
        if self.show_untracked and any(source is None for source, _ in inputs):
            known, freed = excluded.saved_inputs(function)
            known |= self.told.inputs(function)
        for position, (source, output) in enumerate(inputs):
            if source is None:
                if self.show_untracked:
                    number = self._outside(function, position, known.get(position), freed)
                    sources.append((number, position, 0))
            elif is_leaf(source):
                sources.append((self._leaf(source.variable), position, 0))
            elif output in self.made.get(id(source), ()):
                sources.append((self.numbers[id(source), output], position, 0))
            else:
                sources.append((self.numbers[id(source)], position, output))
        name = self.called.get(type(function)) or function_name(function)
        if name and type(function).__name__ != "CppFunction":
            self.called[type(function)] = name
        kind = Kind.FUNCTION
        facts: tuple[Fact, ...] = ()
        labels: tuple[str, ...] = ()
        if "saved" in self.show:
            facts, freed = saved_facts(function)
            kind = Kind.FREED if freed else kind
        if "derivatives" in self.show:
            labels = derivatives.labels(function, name)
        made_at = self.sequence.get(id(function), 0)
        number = self._add(id(function), kind, name, facts=facts, identity=(made_at,))
        for source, position, output in sources:
            tracked = inputs[position][0] is not None
            label = labels[position] if tracked and position < len(labels) else ""
            self.edges.append(Edge(source, number, position, output, label))
        known_outputs = self.made.get(id(function), {})
        for output in sorted(known_outputs) if known_outputs else ():
            kind, tensor = known_outputs[output]
            identity = (made_at, output)
            made = self._tensor((id(function), output), kind, tensor, identity=identity)
            self.edges.append(Edge(number, made, 0, output))

    def _lone_tensor(self, tensor: Any) -> None:
        if tensor.requires_grad:
            self._leaf(tensor)
        elif id(tensor) not in self.numbers:
            _, cut = excluded.reason(tensor, self.named)
            self._tensor(id(tensor), Kind.DETACHED if cut else Kind.DATA, tensor)

    def _outside(self, function: Any, position: int, tensor: Any, freed: bool) -> int:
        """Add an input that is not in the DAG; what is not known now may have been seen before."""
        identity = (self.sequence.get(id(function), 0), -1 - position)
        before = seen.recall(function).get(position)
        if before and tensor is None and (tensor := before.alive()) is None:
            return self._seen_before(before, identity)
        number = self._excluded(tensor, freed, identity)
        if tensor is not None:
            seen.remember(function, position, tensor, self.nodes[number - 1])
        return number

    def _seen_before(self, before: seen.Seen, identity: tuple[int, ...]) -> int:
        """Add an input that nobody holds any more, as it was drawn when it was there."""
        key: object = identity if before.tensor is None else id(before.tensor)
        if key not in self.numbers:
            self.held.append(before.tensor)
            number = self.numbers[key] = len(self.nodes) + 1
            node = before.drawn("shapes" in self.show)
            self.nodes.append(replace(node, number=number, identity=identity))
        return self.numbers[key]

    def _excluded(self, tensor: Any, freed: bool, identity: tuple[int, ...]) -> int:
        """Add an input that is not in the DAG; `tensor` is what is known of it, or None."""
        if tensor is None:
            why = excluded.FREED if freed else ""
            return self._add(None, Kind.UNTRACKED, reason=why, identity=identity)
        if id(tensor) in self.numbers:
            return self.numbers[id(tensor)]
        if id(tensor) in self.told.reasons:
            why, cut = self.told.reasons[id(tensor)], True
        elif is_tensor(tensor):
            why, cut = excluded.reason(tensor, self.named)
        else:
            why, cut = "", False
        if not cut and id(tensor) not in self.names and not tuple(getattr(tensor, "shape", ())):
            # Nobody holds it: a number in the formula, as the 3 of 3*a.
            number = number_text(tensor.item() if is_tensor(tensor) else tensor)
            return self._add(None, Kind.UNTRACKED, number, reason="constant", identity=identity)
        kind = Kind.DETACHED if cut else Kind.DATA
        return self._tensor(id(tensor), kind, tensor, why, identity)

    def _leaf(self, variable: Any) -> int:
        known = self.numbers.get(id(variable))
        return self._tensor(id(variable), Kind.LEAF, variable) if known is None else known

    def _tensor(
        self,
        key: object,
        kind: Kind,
        tensor: Any,
        reason: str = "",
        identity: tuple[int, ...] = (),
    ) -> int:
        self.held.append(tensor)
        retains = kind is not Kind.LEAF and bool(getattr(tensor, "retains_grad", False))
        facts = tensor_facts(tensor, self.show, keeps_grad=kind is Kind.LEAF or retains)
        if kind is Kind.LEAF and "grads" in self.show and tensor.grad is not None:
            kind = Kind.FILLED
        return self._add(
            key,
            kind,
            self.names.get(id(tensor), ""),
            tuple(tensor.shape) if "shapes" in self.show else None,
            str(tensor.dtype).rpartition(".")[2],
            retains,
            facts=facts,
            reason=reason,
            identity=identity,
        )

    def _add(self, key: object, kind: Kind, *what: Any, **more: Any) -> int:
        number = len(self.nodes) + 1
        self.nodes.append(GraphNode(number, kind, *what, **more))
        if key is not None:
            self.numbers[key] = number
        return number


def is_leaf(function: Any) -> bool:
    """Tell the node that fills a leaf's `.grad` from all others."""
    # By name, not by `variable`: a user's own Function may keep something under that word.
    return type(function).__name__ == "AccumulateGrad"


def function_name(function: Any) -> str:
    """Return the name of a backward function as a reader knows it: `MulBackward0`."""
    name = type(function).__name__
    if name == "CppFunction":  # PyTorch's class for nodes that have no class of their own
        name = function.name().rpartition("::")[2]
    return printable(name)
