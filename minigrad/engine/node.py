"""The graph: a Node is one backward function, and its edges lead towards the leaves.

Every recorded operation makes one Node. It knows where its gradients go (`next`), what its
formula needs (saved values), and when it was made (`order`). Because a node can only point at
nodes made before it, *creation order is a topological order*: the backward pass never has to
search for one, and a cycle cannot arise.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .callbacks import Hooks
from .complaints import wrong_versions
from .placeholders import RELEASED
from .readable import Readable

# Numbers count down, so that the newest node is the smallest: what a heap hands out first.
new_order = itertools.count(-1, -1).__next__


class Node(Readable):
    """One backward function: turns the gradient of an output into the gradients of the inputs.

    next: for each differentiable input the node that its gradient goes to, or None.
    shape: the shape of the output, so of the gradient that comes in.
    versions: the sum of the saved tensors' versions at the time they were saved.
    hooks: None for almost every node.

    >>> import minigrad as mg
    >>> a = mg.tensor([2., 3.], requires_grad=True)
    >>> node = (a * a).grad_fn
    >>> node.name()
    'MulBackward0'
    >>> [(function.name(), index) for function, index in node.next_functions]
    [('torch::autograd::AccumulateGrad', 0), ('torch::autograd::AccumulateGrad', 0)]
    """

    __slots__ = ("__weakref__", "hooks", "next", "order", "shape", "versions")

    next: tuple[Node | None, ...]
    order: int
    shape: Any
    versions: int
    hooks: Hooks | None
    if TYPE_CHECKING:  # slots of the classes that save their result
        result: Any
        counter: Any

    def __init__(self, next: tuple[Node | None, ...], shape: Any) -> None:
        # (The nodes of rows are filled in by the text of their operation: ops/written.py.)
        self.order = new_order()
        self.next = next
        self.shape = shape
        self.versions = 0
        self.hooks = None

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        """The gradients of the inputs, computed on arrays; frees what was saved, unless `keep`."""
        raise NotImplementedError

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        """The same on Tensors, so that it is recorded in turn (`create_graph=True`)."""
        raise NotImplementedError

    def free(self) -> None:
        """Let go of the saved tensors. Reading one afterwards is the second-backward error."""
        for name in self.saved_inputs:
            setattr(self, name, RELEASED)
        if self.saved_result:
            self.result = RELEASED
            self.counter = RELEASED._counter

    def check_versions(self) -> None:
        """Raise RuntimeError when a saved tensor was freed, or modified since it was saved."""
        now = self.counter[0] if self.saved_result else 0
        for name in self.saved_inputs:
            now += getattr(self, name)._counter[0]
        if now != self.versions:
            self.complain()

    def complain(self) -> None:
        """Raise the error for saved versions that do not add up to `versions`."""
        raise wrong_versions(self)


class AccumulateGrad(Node):
    """The end of an edge: adds the gradient that arrives to its leaf's `.grad`."""

    __slots__ = ("variable",)

    variable: Any

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        self.variable._accumulate(grad)
        return ()

    apply_recorded = apply

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def _sequence_nr(self) -> int:
        return 2**64 - 1


class Leaf:
    """What a leaf that requires grad holds in place of a Node.

    The leaf must not own its AccumulateGrad, because that one owns the leaf: it is made when
    the first operation asks for it, and lives as long as some graph leads to it.
    """

    __slots__ = ("_alive", "hooks")

    def __init__(self) -> None:
        self._alive: Callable[[], AccumulateGrad | None] = _nothing
        self.hooks: Hooks | None = None

    def accumulator(self, variable: Any) -> AccumulateGrad:
        """The one AccumulateGrad of `variable`, the tensor that holds this Leaf."""
        alive = self._alive
        node = alive()
        while node is None:
            node = object.__new__(AccumulateGrad)  # (a call of its constructor takes twice as long)
            node.variable = variable
            node.order = new_order()
            node.next = ()
            node.shape = variable._array.shape
            node.hooks = self.hooks
            reference = weakref.ref(node)
            # Two threads must get the same one. Python changes threads at calls and at the end of
            # a loop's turn, so never between this test and the assignment; a lock would be slow.
            if self._alive is alive:
                self._alive = reference
            else:
                alive = self._alive
                node = alive()
        return node


def _nothing() -> None:
    return None
