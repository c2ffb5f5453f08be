"""One derivative of torch.func: its inputs, and what of its results the caller may see.

The inputs are copies that nobody else has. A result that depends on tensors of the caller keeps
its graph, so that it can be differentiated further; one that only depends on those copies has none.

Derivatives stand inside one another. What is a copy to one is the caller's tensor to another that
is made further inside; so each copy has a number, and each derivative knows which are its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from ..autograd import grad
from ..autograd.grad_mode import inference_mode
from ..autograd.trees import leaves, mapped
from ..engine.modes import mode
from ..engine.node import AccumulateGrad, Node
from ..engine.placeholders import UNSHARED
from ..engine.tensor import Tensor, edge_of
from ..ops.creation import zeros_like

# The number of each copy, by its AccumulateGrad.
COPIES: WeakKeyDictionary[Node, int] = WeakKeyDictionary()
_number = count()


@contextmanager
def recorded() -> Iterator[None]:
    """Record what a derivative computes, whatever the mode outside: in inference mode too, and
    what was made there may be saved, for the graph is gone before anybody could modify it."""
    before, mode.transforming = mode.transforming, True
    try:
        with inference_mode(False):
            yield
    finally:
        mode.transforming = before


class Level:
    """The inputs of one derivative; entered, to record what is computed with them.

    tree: the copies, in the form of the arguments; xs: one after the other.
    """

    def __init__(self, watched: Any) -> None:
        self.recording = bool(mode.enabled)  # may the results have a graph at all?
        self.first = next(_number)
        self.last: float = float("inf")
        self.nodes: list[Any] = []
        self.tree = mapped(self._watch, watched)
        self.xs: list[Tensor] = leaves(self.tree)

    def __enter__(self) -> Level:
        self._switch = recorded()
        self._switch.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._switch.__exit__(*error)
        self.last = next(_number)

    def _watch(self, value: Any) -> Any:
        if not isinstance(value, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(value)}")
        copy = value.detach()
        if copy.is_inference():
            copy._counter = UNSHARED
        elif value.requires_grad and self.recording:  # its history is the caller's affair
            return value.view_as(value)
        return self.own(copy)

    def own(self, tensor: Tensor) -> Tensor:
        """Make a new tensor a leaf of which the caller must not notice anything."""
        node: Any = edge_of(tensor.requires_grad_())
        COPIES[node] = next(_number)
        self.nodes.append(node)
        return tensor

    def gradients(self, outputs: list[Tensor], weights: list[Any], by: Any = None) -> list[Tensor]:
        """The gradients of the inputs (or of `by`); zeros where nothing depends on one."""
        xs = self.xs if by is None else by
        pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o.requires_grad]
        found: Any = [None] * len(xs)
        if pairs and xs:
            outs, seeds = zip(*pairs, strict=True)
            found = grad(outs, xs, seeds, retain_graph=True, create_graph=True, allow_unused=True)
        return [zeros_like(x) if g is None else g for g, x in zip(found, xs, strict=True)]

    def shown(self, tree: Any) -> Any:
        """Results as the caller sees them: with a graph, if it leads to tensors of the caller."""
        return mapped(lambda t: t if self._reaches_out(t) else t.detach(), tree)

    def _reaches_out(self, tensor: Any) -> bool:
        if not isinstance(tensor, Tensor):
            raise RuntimeError(f"Expected tensors, got unsupported type {type(tensor)}")
        if not (self.recording and tensor.requires_grad):
            return False
        waiting: list[Any] = [edge_of(tensor)]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            if isinstance(node, AccumulateGrad):
                if not self.first <= COPIES.get(node, -1) <= self.last:
                    return True
            else:
                new = {edge for edge, _ in node.next_functions if edge is not None} - seen
                seen |= new
                waiting += new
        return False
