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

from .modes import mode

_new = object.__new__

# Numbers count down, so that the newest node is the smallest: what a heap hands out first.
new_order = itertools.count(-1, -1).__next__

# The version of a tensor that nothing has modified and that shares its memory with nobody. Such
# a tensor needs no counter of its own: one is made when somebody shares, modifies or saves it.
UNSHARED: Any = (0,)


class _Absent:
    """Stands in a node where a saved tensor could be, so that the hot path needs no test."""

    __slots__ = ("_counter",)
    _array = None

    def __init__(self, version: int) -> None:
        self._counter = (version,)


NOT_SAVED: Any = _Absent(0)  # no formula that will be run needs this tensor
RELEASED: Any = _Absent(-1)  # freed by a backward pass: no saved versions ever add up to this

SECOND_BACKWARD = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling backward."
)


class Node:
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

    # What a row of the operations table says of all its nodes.
    saved_inputs: tuple[str, ...] = ()
    saved_result = False
    saved_values: tuple[str, ...] = ()
    also_saved: dict[str, Any] = {}  # what PyTorch shows as saved and no formula here needs
    shown_as: dict[str, str] = {}  # PyTorch's name of what a slot holds, where it is another

    next: tuple[Node | None, ...]
    order: int
    shape: Any
    versions: int
    hooks: Hooks | None
    if TYPE_CHECKING:  # slots of the classes that save their result
        result: Any
        counter: Any

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        """The gradients of the inputs, computed on arrays; frees what was saved, unless `keep`."""
        raise NotImplementedError

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        """The same on Tensors, so that it is recorded in turn (`create_graph=True`)."""
        raise NotImplementedError

    def name(self) -> str:
        """The name that PyTorch prints for this function, as 'MulBackward0'."""
        return type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """A (node, index) pair for each input; (None, 0) where no gradient is needed."""
        return tuple((None, 0) if node is None else node.as_edge() for node in self.next)

    def as_edge(self) -> tuple[Node, int]:
        """How a reader of the graph sees an edge to this node: itself, and which output it is."""
        return self, 0

    def output_count(self) -> int:
        """How many outputs the operation had."""
        return 1

    def _sequence_nr(self) -> int:
        return -self.order

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
        saved = [(name, getattr(self, name)) for name in self.saved_inputs]
        if any(value is RELEASED for _, value in saved) or (
            self.saved_result and self.result is RELEASED
        ):
            raise RuntimeError(SECOND_BACKWARD)
        suspects = [
            (value._counter, value._array, described_origin(value._edge))
            for _, value in saved
            if value is not NOT_SAVED
        ]
        if self.saved_result:
            suspects.append((self.counter, self.result, described_origin(self)))
        too_many = sum(counter[0] for counter, _, _ in suspects) - self.versions

        def changes(counter: Any) -> int:  # what was saved twice counts twice
            return too_many // sum(other is counter for other, _, _ in suspects)

        counter, array, origin = next(
            (s for s in suspects if 0 < changes(s[0]) <= s[0][0]), suspects[0]
        )
        raise modified(array, origin, counter[0], counter[0] - changes(counter))

    def __init_subclass__(cls) -> None:
        # A property for each saved value. (A __getattr__ would be shorter, but with one in the
        # class Python looks up every attribute of a node the slow way.)
        names = [*cls.saved_inputs, *cls.saved_values, *cls.also_saved]
        for slot in names + ["result"] * cls.saved_result:
            shown = cls.shown_as.get(slot, slot)
            setattr(cls, f"_saved_{shown}", _saved_property(slot))
        for slot in [*cls.saved_inputs, *["result"] * cls.saved_result]:
            setattr(cls, f"_raw_saved_{cls.shown_as.get(slot, slot)}", _raw_property(slot))

    def read_saved(self, slot: str) -> Any:
        """What a reader of the graph sees as `_saved_*`; RuntimeError once it has been freed."""
        if slot in self.also_saved:
            return self.also_saved[slot]
        if slot in self.saved_values:
            return self.unpack_value(slot)
        value = getattr(self, slot)
        if value is RELEASED:
            raise RuntimeError(SECOND_BACKWARD)
        self.check_versions()
        if slot == "result":
            return self.unpack_result()
        return None if value is NOT_SAVED else value._as_saved()

    def unpack_result(self) -> Any:
        """The saved output as a Tensor: another object, on the same memory, with this node."""
        raise NotImplementedError

    def unpack_value(self, field: str) -> Any:
        """A saved value that is no differentiable tensor, as PyTorch shows it."""
        return getattr(self, field)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"


def _saved_property(slot: str) -> property:
    return property(lambda node: node.read_saved(slot))


def _raw_property(slot: str) -> property:
    def raw(node: Node) -> Any:
        from .saved import SavedTensor

        return SavedTensor(node, slot)

    return property(raw)


def described_origin(edge: Any) -> str:
    """How the error about a modified tensor says where that tensor came from."""
    if not isinstance(edge, Node):
        return ""
    node, index = edge.as_edge()
    return f", which is output {index} of {type(node).__name__.partition('Backward')[0]}"


def modified(array: Any, origin: str, version: int, expected: int) -> RuntimeError:
    """The error for a saved tensor that was modified before backward came to use it."""
    from .dtypes import of_numpy

    hint = (
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    if mode.watcher is not None and mode.watcher.anomaly:
        hint = (
            "the backtrace further above shows the operation that failed to compute its gradient. "
            "The variable in question was changed in there or anywhere later. Good luck!"
        )
    what = f"[torch.{of_numpy(array.dtype).tensor_type}Tensor {list(array.shape)}]"
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: {what}{origin and origin + ','} is at version {version}; "
        f"expected version {expected} instead. Hint: {hint}"
    )


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
        node = self._alive()
        if node is None:
            node = _new(AccumulateGrad)
            node.variable = variable
            node.order = new_order()
            node.next = ()
            node.shape = variable._array.shape
            node.hooks = self.hooks
            self._alive = weakref.ref(node)
        return node


def _nothing() -> None:
    return None


class Output(Node):
    """One of several outputs of an operation: hands its gradient on to the node they share.

    Each output is a node to the backward pass, so that its gradients are added up by themselves;
    a reader of the graph looks through it and sees (shared node, index).
    """

    __slots__ = ("index",)

    def __init__(self, owner: Node, index: int, shape: Any) -> None:
        self.next = (owner,)
        self.index = index
        self.shape = shape
        self.order = new_order()
        self.versions = 0
        self.hooks = None

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (Parts({self.index: grad}),)

    apply_recorded = apply

    def as_edge(self) -> tuple[Node, int]:
        owner = self.next[0]
        assert owner is not None
        return owner, self.index


class Parts(dict[int, Any]):
    """The gradients that have arrived at a node with several outputs, by output."""

    shape = None  # like the `shape` of such a node: there is not one shape to compare

    def __add__(self, other: Parts) -> Parts:
        return Parts({**self, **other})


class Hooks:
    """What the user asked to be called when a node is reached: None at almost every node.

    on_grad: each takes the gradient and returns the one to go on with (hooks of a tensor).
    retain: stores it in the `.grad` of a tensor that is no leaf.
    before, after: called around the node itself (hooks of the node).
    accumulated: called when a leaf's `.grad` has been updated.
    metadata: what `node.metadata` shows.
    """

    __slots__ = ("__weakref__", "accumulated", "after", "before", "metadata", "on_grad", "retain")

    def __init__(self) -> None:
        self.on_grad: dict[int, Callable[[Any], Any]] = {}
        self.retain: Callable[[Any], None] | None = None
        self.before: dict[int, Callable[[Any], Any]] = {}
        self.after: dict[int, Callable[[Any, Any], Any]] = {}
        self.accumulated: dict[int, Callable[[bool], None]] = {}
        self.metadata: dict[str, Any] = {}

    def run(self, grad: Any) -> Any:
        for hook in tuple(self.on_grad.values()):
            grad = hook(grad)
        if self.retain is not None:
            self.retain(grad)
        return grad
