"""What a node keeps of a tensor when it is not simply the tensor.

An ordinary operation keeps the tensors that its formula needs in the slots of its node. Two
kinds of nodes keep them wrapped: a custom Function, whose user decides what to save, and any node
recorded under `saved_tensors_hooks`, where a hook decides in what form.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from ..engine.complaints import SECOND_BACKWARD, described_origin, modified
from ..engine.hooks import call, in_mode
from ..engine.modes import is_grad_enabled
from ..engine.node import Node
from ..engine.placeholders import NOT_SAVED, RELEASED
from ..engine.readable import raw_views
from ..engine.tensor import Tensor, wrap
from ..ops.operands import Constant, Operand

Pack = Callable[[Tensor], Any]
Unpack = Callable[[Any], Tensor]


class SavedInput:
    """A tensor as it was saved, with its version."""

    def __init__(self, tensor: Tensor) -> None:
        self.tensor = tensor
        self.version = tensor._counter[0]

    def unpack(self, node: Any) -> Tensor:
        """The tensor itself; RuntimeError if it was modified since."""
        if self.tensor._version != self.version:
            origin = described_origin(self.tensor._edge)
            raise modified(self.tensor._array, origin, self.tensor._version, self.version)
        return self.tensor


class SavedOutput:
    """An output of the node that saves it: its memory only, for the tensor holds the node."""

    def __init__(self, tensor: Tensor) -> None:
        self.array = tensor._shared_array()
        self.counter = tensor._shared_counter()
        self.version = self.counter[0]
        self.index = tensor.output_nr
        self.whole = tensor._edge.as_edge()[0] is tensor._edge

    def unpack(self, node: Any) -> Tensor:
        """Another tensor on that memory, with the same place in the graph."""
        if self.counter[0] != self.version:
            origin = f", which is output {self.index} of {node.name().removesuffix('Backward')}"
            raise modified(self.array, origin, self.counter[0], self.version)
        tensor = wrap(self.array)
        tensor._counter = self.counter
        tensor._edge = node if self.whole else node.output(self.index)
        return tensor


class Packed:
    """A tensor in the form that a pack hook gave it."""

    # To the sum of versions this is a tensor that never changes: what a hook made of it is its
    # own business.
    _counter = (0,)
    _array = _edge = None

    def __init__(self, tensor: Tensor, edge: Any, pack: Pack, unpack: Unpack) -> None:
        version = tensor._counter[0]
        self.edge = edge
        self.kind = None  # the type for the operation, if it is not that of the tensor
        if isinstance(tensor, Operand):
            self.kind, tensor = tensor._array.dtype, tensor.source
        self.unpack_hook = unpack
        self.value = call(pack, False, tensor)
        if tensor._counter[0] != version:
            raise RuntimeError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as "
                "input to pack hook cannot be modified by in-place operations as this can lead to "
                "unexpected side-effects. Give the hook a clone to modify."
            )

    def unpack(self, node: Any) -> Tensor:
        """The tensor that the unpack hook makes, with the saved one's place in the graph."""
        tensor = call(self.unpack_hook, is_grad_enabled(), self.value)
        if not isinstance(tensor, Tensor):
            raise TypeError(
                "Output of saved tensor unpack_hook expected to be a Tensor but got result of type "
                f"{type(tensor).__name__}"
            )
        array = tensor._array
        fresh = wrap(array if self.kind is None else array.astype(self.kind))
        fresh._edge = self.edge
        return fresh


class PackedOutput(Packed):
    """The same for an output of the node that saves it."""

    def __init__(self, tensor: Tensor, index: int, whole: bool, pack: Pack, unpack: Unpack) -> None:
        super().__init__(tensor, None, pack, unpack)
        self.index = index
        self.whole = whole
        if self.value is tensor:
            tensor._edge = None  # or the node would own itself

    def unpack(self, node: Any) -> Tensor:
        tensor = super().unpack(node)
        tensor._edge = node if self.whole else node.output(self.index)
        return tensor


# ------------------------------------------------------------------ packing an operation's node


class _PackedNode:
    """Mixed into the class of a node whose saved tensors are packed: unpacks them to be used."""

    __slots__ = ()

    def apply(self: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        with in_mode(False), unpacked(self, _slots(self)):
            outgoing = super().apply(grad, True)  # type: ignore[misc]
        if not keep:
            self.free()
        return outgoing

    def apply_recorded(self: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        with unpacked(self, _slots(self)):
            outgoing = super().apply_recorded(grad, True)  # type: ignore[misc]
        if not keep:
            self.free()
        return outgoing

    def read_saved(self: Any, slot: str) -> Any:
        with unpacked(self, [slot] if slot in _slots(self) else []):
            return super().read_saved(slot)  # type: ignore[misc]


def _slots(node: Any) -> list[str]:
    return [*node.saved_inputs, *(["result"] * node.saved_result)]


@contextlib.contextmanager
def unpacked(node: Any, slots: list[str]) -> Iterator[None]:
    """Put tensors in the place of what is packed, and afterwards back."""
    packed = {slot: value for slot in slots if isinstance(value := getattr(node, slot), Packed)}
    expected = node.versions
    try:
        for slot, value in packed.items():
            tensor = value.unpack(node)
            if slot == "result":
                node.result, node.counter = tensor._array, tensor._counter
            else:
                setattr(node, slot, tensor)
            node.versions += tensor._counter[0]
        yield
    finally:
        node.versions = expected
        for slot, value in packed.items():
            setattr(node, slot, value)
            if slot == "result":
                node.counter = Packed._counter


_packed_classes: dict[type, type] = {}


def pack_slot(node: Any, slot: str, pack: Pack, unpack: Unpack) -> None:
    """Pack what one slot of a node holds, and let the node unpack it when it is needed."""
    if slot == "result":
        packed = PackedOutput(node.unpack_result(), 0, True, pack, unpack)
        node.versions -= node.counter[0]
        node.result, node.counter = packed, Packed._counter
    else:
        tensor = getattr(node, slot)
        node.versions -= tensor._counter[0]
        setattr(node, slot, Packed(tensor, tensor._edge, pack, unpack))
    cls = type(node)
    if not issubclass(cls, _PackedNode):
        body = {"__slots__": (), "__module__": cls.__module__}
        if cls not in _packed_classes:
            _packed_classes[cls] = type(cls.__name__, (_PackedNode, cls), body)
        node.__class__ = _packed_classes[cls]


def pack_node(node: Any, pack: Pack, unpack: Unpack) -> None:
    """Pack everything that a new node has saved, in the order of its inputs."""
    if hasattr(type(node), "pack"):  # a custom Function's
        node.pack(pack, unpack)
    for slot in _slots(node):
        value = getattr(node, slot)
        wanted = slot == "result" or (isinstance(value, Tensor) and not isinstance(value, Constant))
        if wanted:
            pack_slot(node, slot, pack, unpack)


class SavedTensor:
    """What `node._raw_saved_self` gives: a place to hang a pair of hooks on one saved tensor.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> y = x * x
    >>> y.grad_fn._raw_saved_self.register_hooks(lambda t: t.tolist(), mg.tensor)
    >>> y.sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """

    def __init__(self, node: Node, slot: str) -> None:
        self._node = node
        self._slot = slot

    def register_hooks(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        """Pack the tensor now, and unpack it whenever it is read."""
        value = getattr(self._node, self._slot)
        if value is RELEASED:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. "
                + SECOND_BACKWARD.partition("). ")[2]
            )
        if value is NOT_SAVED:
            raise RuntimeError("Calling register_hooks on a saved tensor with value None.")
        if isinstance(value, Packed):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: "
                "only one pair of hooks is allowed at a time."
            )
        pack_slot(self._node, self._slot, lambda t: pack_hook(t.detach()), unpack_hook)


raw_views.append(SavedTensor)
