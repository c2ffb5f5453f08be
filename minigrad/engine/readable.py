"""What a reader of the graph sees of a node: PyTorch's names for it, its edges, its saved values.

The backward pass needs none of this. Pictures do, and whoever types `Q.grad_fn._saved_self`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .complaints import SECOND_BACKWARD
from .placeholders import NOT_SAVED, RELEASED

if TYPE_CHECKING:
    from .node import Node


class Readable:
    """The part of Node that only looks."""

    __slots__ = ()

    # What a row of the operations table says of all its nodes.
    saved_inputs: tuple[str, ...] = ()
    saved_result = False
    saved_values: tuple[str, ...] = ()
    also_saved: dict[str, Any] = {}  # what PyTorch shows as saved and no formula here needs
    shown_as: dict[str, str] = {}  # PyTorch's name of what a slot holds, where it is another
    if TYPE_CHECKING:  # what Node adds
        next: tuple[Node | None, ...]
        order: int

        def check_versions(self) -> None: ...

    def name(self) -> str:
        """The name that PyTorch prints for this function, as 'MulBackward0'."""
        return type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """A (node, index) pair for each input; (None, 0) where no gradient is needed."""
        return tuple((None, 0) if node is None else node.as_edge() for node in self.next)

    def as_edge(self) -> tuple[Any, int]:
        """How a reader of the graph sees an edge to this node: itself, and which output it is."""
        return self, 0

    def output_count(self) -> int:
        """How many outputs the operation had."""
        return 1

    def _sequence_nr(self) -> int:
        return -self.order

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


# What `_raw_saved_self` shows a saved tensor as: the class stands in autograd/saved_tensors.py.
raw_views: list[Any] = []


def _raw_property(slot: str) -> property:
    def raw(node: Node) -> Any:
        return raw_views[0](node, slot)

    return property(raw)
