"""What really happens in a backward pass, written down while the engine runs it.

Hooks on every node of the graph note what comes in and what goes out; nothing is computed a
second time. Hooks are the same in minigrad and in PyTorch, so the passes of both are recorded by
the same lines. An engine without hooks, such as a student's, is heard where it calls its nodes.
The pass keeps the graph, and every `.grad` is afterwards what it was before.
"""

from __future__ import annotations

import gc
import math
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any, ClassVar

import numpy as np

from minigrad.drawing.derivatives import labels
from minigrad.drawing.facts import plain
from minigrad.drawing.gradients import Value, has_hooks, starting, value_of, value_or_none
from minigrad.drawing.graph import LEAVES, Graph, Kind
from minigrad.drawing.names import Named, an, is_tensor
from minigrad.drawing.reading import function_name, is_leaf, read_numbered
from minigrad.drawing.trace import Arrival, Sent, Step, Trace

_MISSING = "there is no backward pass to step through yet: {} of this engine has no method {}"


def record(
    result: Any, gradient: Any = None, names: Named = (), *, create_graph: bool = False, limit: int
) -> Trace:
    """Run the backward pass of `result` and return what happened in it.

    gradient: what the pass starts with, a tensor, a number or a list; not needed for one number.
    create_graph: let the pass record itself, as for a second derivative.
    limit: ValueError for a graph of more nodes than this.
    Hooks of the user's own run too, as they do in every pass.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> [step.name for step in record(x * x + x, names=[("x", x)], limit=100).steps]
    ['AddBackward0', 'MulBackward0', 'AccumulateGrad']
    >>> x.grad is None
    True
    """
    if not isinstance(limit, int):
        raise TypeError(f"limit should be a number of nodes, but it is {an(limit)}")
    start = starting(result, gradient)
    graph, numbers = read_numbered([result], names)
    if len(graph.nodes) > limit:
        raise ValueError(
            f"this graph has {len(graph.nodes):,} nodes, too many to go through one by one; "
            f"step through an earlier result or a smaller example, or pass "
            f"limit={len(graph.nodes)} to do it all the same"
        )
    kind = _Recorder if has_hooks(result) else _Unhooked
    recorder = kind(graph, numbers, result, names, create_graph)
    recorder.run(result, start)
    return recorder.trace(result, value_of(start))


@dataclass
class _Recorder:
    """Carries what the hooks of one pass share."""

    hooked: ClassVar[bool] = True

    graph: Graph
    numbers: dict[object, int]
    result: Any
    names: Named
    create_graph: bool
    functions: list[Any] = field(default_factory=list)
    came: dict[int, tuple[Value | None, ...]] = field(default_factory=dict)
    before: dict[int, Value | None] = field(default_factory=dict)
    arrivals: dict[int, list[Arrival]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    filled: list[tuple[str, int, Value]] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)

    def run(self, result: Any, start: Any) -> None:
        self.discover(result)
        self.kept = self.leaves() + self.retaining()
        grads = [tensor.grad for tensor in self.kept]
        silence: list[Callable[[], Any]] = []
        try:
            for tensor, grad in zip(self.kept, grads, strict=True):
                # The engine may add to a gradient in place: let it have a copy.
                tensor.grad = None if grad is None else self.copied(grad)
            for function in self.functions:
                silence += self.listen(function)
            root = self.functions[0]
            self.arrivals[id(root)] = [Arrival(0, "", value_of(start))]
            self.go(result, start)
            self.note_filled()
        except RuntimeError as problem:
            if "second time" in str(problem):
                raise ValueError(
                    "this graph has been used up: a backward pass has freed what it had saved. "
                    "Compute the result anew, or pass retain_graph=True to that backward"
                ) from problem
            raise
        finally:
            for undo in silence:
                undo()
            for tensor, grad in zip(self.kept, grads, strict=True):
                tensor.grad = grad

    def discover(self, result: Any) -> None:
        if result.grad_fn is None:
            self.functions = [self.filling(result)]
            return
        seen: set[int] = set()
        waiting = [result.grad_fn]
        while waiting:
            function = waiting.pop()
            if id(function) not in seen:
                seen.add(id(function))
                self.functions.append(function)
                waiting += [source for source, _ in function.next_functions if source is not None]

    def filling(self, leaf: Any) -> Any:
        """The node that fills the .grad of a leaf alone."""
        return leaf.expand_as(leaf).grad_fn.next_functions[0][0]

    def copied(self, grad: Any) -> Any:
        return grad.detach().clone()

    def listen(self, function: Any) -> list[Callable[[], Any]]:
        """Note what comes to a node and what goes out, until what this returns is called."""
        before = function.register_prehook(self.noting_before(function))
        return [before.remove, function.register_hook(self.noting_after(function)).remove]

    def go(self, result: Any, start: Any) -> None:
        with warnings.catch_warnings():
            # PyTorch warns of create_graph because .grad would keep the graph; ours won't.
            warnings.simplefilter("ignore" if self.create_graph else "default")
            result.backward(gradient=start, retain_graph=True, create_graph=self.create_graph)

    def leaves(self) -> list[Any]:
        return [function.variable for function in self.functions if is_leaf(function)]

    def retaining(self) -> list[Any]:
        """Every tensor of this graph that retains its gradient, with a name here or without."""
        ours = {id(function) for function in self.functions}
        kinds: dict[type, bool] = {}
        found = []
        for thing in gc.get_objects():
            kind = type(thing)
            if kind not in kinds:
                kinds[kind] = is_tensor(thing)
            if not kinds[kind]:
                continue
            try:
                if id(thing.grad_fn) in ours and thing.retains_grad:
                    found.append(thing)
            except Exception:  # a tensor of somebody's own kind, and none of this graph
                continue
        return found

    # ------------------------------------------------------------------ the hooks

    def noting_before(self, function: Any) -> Any:
        def before(grad_outputs: Sequence[Any]) -> None:
            self.came[id(function)] = tuple(map(value_or_none, grad_outputs))
            if is_leaf(function):
                self.before[id(function)] = value_or_none(function.variable.grad)

        return before

    def noting_after(self, function: Any) -> Any:
        def after(grad_inputs: Sequence[Any], grad_outputs: Sequence[Any]) -> None:
            key = id(function)
            incoming = self.came.get(key, ())
            arrivals = tuple(self.arrivals.pop(key, ()))
            name = function_name(function)
            leaf = is_leaf(function)
            sent = () if leaf else self.outgoing(function, name, grad_inputs)
            number = self.numbers[id(function.variable) if leaf else key]
            self.steps.append(
                Step(
                    number,
                    name,
                    self.graph.nodes[number - 1].name if leaf else None,
                    incoming,
                    arrivals,
                    sent,
                    self.before.get(key),
                    value_or_none(function.variable.grad) if leaf else None,
                    _changed(arrivals, incoming),
                )
            )

        return after

    def outgoing(self, function: Any, name: str, grad_inputs: Sequence[Any]) -> tuple[Sent, ...]:
        factors = labels(function, name)
        number = self.numbers[id(function)]
        sent = []
        for position, (receiver, output) in enumerate(function.next_functions):
            grad = grad_inputs[position] if position < len(grad_inputs) else None
            value = value_or_none(grad) if receiver is not None else None
            factor = factors[position] if position < len(factors) else ""
            if receiver is None:
                sent.append(Sent(position, None, None, "", (), factor))
                continue
            if is_leaf(receiver):
                target = shown = self.numbers[id(receiver.variable)]
            else:
                target = self.numbers[id(receiver)]
                shown = self.numbers.get((id(receiver), output), target)
            edges = [(shown, number, position)]
            if shown != target:  # through the box of the tensor in between
                edges.append((target, shown, 0))
            if value is not None:
                arrival = Arrival(len(self.steps) + 1, name, value)
                self.arrivals.setdefault(id(receiver), []).append(arrival)
            called = self.graph.nodes[target - 1].name or function_name(receiver)
            sent.append(Sent(position, value, target, called, tuple(edges), factor))
        return tuple(sent)

    # ------------------------------------------------------------------ the end

    def note_filled(self) -> None:
        # By position, not by id(): the numbers of the drawing know tensors that have a box.
        for tensor in self.kept:
            number = self.number_of(tensor)
            if tensor.grad is not None and number is not None:
                name = self.graph.nodes[number - 1].name or "an unnamed tensor"
                self.filled.append((name, number, value_of(tensor.grad)))

    def number_of(self, tensor: Any) -> int | None:
        if tensor.grad_fn is None:
            return self.numbers.get(id(tensor))
        place = (id(tensor.grad_fn), getattr(tensor, "output_nr", 0))
        return self.numbers.get(place, self.numbers.get(id(tensor.grad_fn)))

    def trace(self, result: Any, start: Value) -> Trace:
        root = self.number_of(result)
        assert root is not None
        return Trace(
            self.graph,
            root,
            start,
            tuple(self.steps),
            tuple(sorted(self.filled, key=lambda entry: entry[1])),
            tuple(self.without_gradient()),
            self.create_graph,
            self.hooked,
        )

    def without_gradient(self) -> list[tuple[str, str]]:
        filled = {number for _, number, _ in self.filled}
        missing = []
        for node in self.graph.nodes:
            if node.kind in LEAVES and node.number not in filled:
                reason = "it is a leaf, but no gradient arrived"
            elif node.kind in (Kind.INTERMEDIATE, Kind.OUTPUT) and node.number not in filled:
                reason = "no leaf: an operation made it, and its gradient was passed on, not kept"
                if hasattr(self.result, "retain_grad"):
                    reason += "; retain_grad() would keep it"
            else:
                continue
            missing.append((node.name or "an unnamed result", reason))
        outside = sum(
            source is None for function in self.functions for source, _ in function.next_functions
        )
        if outside:
            one = outside == 1
            missing.append(
                (
                    "1 input outside the DAG" if one else f"{outside} inputs outside the DAG",
                    f"{'a number or a tensor' if one else 'numbers or tensors'} with "
                    "requires_grad False: no gradient is sent there",
                )
            )
        return missing


@dataclass
class _Unhooked(_Recorder):
    """Hears an engine without hooks: in place of a node's `backward` it calls one that notes.

    Nobody calls the node of a leaf: it has run once the leaf's `.grad` is another one.
    """

    hooked: ClassVar[bool] = False
    given: dict[int, Any] = field(default_factory=dict)
    sums: dict[int, Any] = field(default_factory=dict)

    def filling(self, leaf: Any) -> Any:
        if not hasattr(leaf, "accumulator"):
            raise ValueError("there is no node to step through: no operation made this tensor")
        return leaf.accumulator

    def copied(self, grad: Any) -> Any:
        return np.array(grad)

    def discover(self, result: Any) -> None:
        super().discover(result)
        names = {id(function): function_name(function) for function in self.functions}
        arrows = {id(f): [id(source) for source, _ in f.next_functions] for f in self.functions}
        try:
            TopologicalSorter(arrows).prepare()
        except CycleError as error:
            circle = " ← ".join(names[key] for key in error.args[1])
            raise ValueError(
                f"the next_functions lead in a circle, {circle}: each of these nodes would have to "
                "run before the others"
            ) from None

    def listen(self, function: Any) -> list[Callable[[], Any]]:
        key = id(function)
        if is_leaf(function):
            self.given[key] = function.variable.grad
            self.before[key] = value_or_none(function.variable.grad)
            return []
        backward = getattr(function, "backward", None)
        if backward is None:
            raise ValueError(_MISSING.format(an(function), "backward(grad)"))
        note_before, note_after = self.noting_before(function), self.noting_after(function)

        def heard(*given: Any, **named: Any) -> Any:
            self.note_leaves()
            came = [*given, *named.values()][:1]
            note_before(came)
            sent = backward(*given, **named)
            if isinstance(sent, Iterator):
                sent = list(sent)
            parts = sent if isinstance(sent, list | tuple) else [sent]
            for (receiver, _), part in zip(function.next_functions, parts, strict=False):
                if receiver is not None and is_leaf(receiver) and part is not None:
                    self.sums[id(receiver)] = self.sums.get(id(receiver), 0) + plain(part)
            note_after(parts, came)
            return sent

        own = "backward" in vars(function)
        function.backward = heard
        return [
            partial(setattr, function, "backward", backward)
            if own
            else partial(delattr, function, "backward")
        ]

    def go(self, result: Any, start: Any) -> None:
        if not hasattr(result, "backward"):
            raise ValueError(_MISSING.format(an(result), "backward(gradient)"))
        if self.create_graph:
            raise ValueError("create_graph: this engine has no pass that records itself")
        self.sums[id(self.functions[0])] = plain(start)
        result.backward(start)
        self.note_leaves(ended=True)
        if not self.steps:
            raise ValueError(
                "there is no backward pass to step through: none was heard, for the backward of "
                f"{an(result)} called no node's backward(grad)"
            )

    def note_leaves(self, ended: bool = False) -> None:
        for function in filter(is_leaf, self.functions):
            key, grad = id(function), function.variable.grad
            before = self.before[key]
            same = grad is self.given[key] and (before is None or before == value_of(grad))
            if key in self.arrivals and (ended or not same):
                self.came[key] = (value_of(self.sums.pop(key)),)
                self.noting_after(function)((), ())
                self.given[key], self.before[key] = grad, value_or_none(grad)


def _changed(arrivals: Sequence[Arrival], incoming: Sequence[Value | None]) -> bool:
    """Whether a hook of the user's has put something else in the place of what arrived."""
    if len(incoming) != 1 or incoming[0] is None or incoming[0].numbers is None or not arrivals:
        return False
    given = [arrival.value.numbers for arrival in arrivals]
    if any(numbers is None or len(numbers) != len(incoming[0].numbers) for numbers in given):
        return False
    sums = [sum(column) for column in zip(*given, strict=True)]
    return not all(
        math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-5) or not math.isfinite(a)
        for a, b in zip(sums, incoming[0].numbers, strict=True)
    )
