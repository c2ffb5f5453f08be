"""What turns a row into an operation with several outputs, as the factors of a matrix.

The outputs share one node, and one derivative: a formula of the gradients of all outputs, in their
order (None for an output that got none), and of the outputs. All are arrays, or all Tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.complaints import SECOND_BACKWARD, modified
from ..engine.modes import mode
from ..engine.node import Node
from ..engine.outputs import Output, Parts, record_several
from ..engine.placeholders import RELEASED
from ..engine.tensor import Tensor, edge_of, wrap


class Several(Node):
    """The node of an operation with several outputs, all of which its derivative may need."""

    __slots__ = ("arrays", "counters")
    arrays: tuple[Any, ...]
    counters: tuple[Any, ...]
    derivative: Callable[..., Any]

    def output_count(self) -> int:
        return len(self.arrays)

    def free(self) -> None:
        self.arrays = (RELEASED,) * len(self.arrays)

    def _check(self) -> None:
        if self.arrays[0] is RELEASED:
            raise RuntimeError(SECOND_BACKWARD)
        for index, (array, counter) in enumerate(zip(self.arrays, self.counters, strict=True)):
            if counter[0]:
                origin = f", which is output {index} of {self.name().partition('Backward')[0]},"
                raise modified(array, origin, counter[0], 0)

    def apply(self, grad: Parts, keep: bool) -> tuple[Any, ...]:
        self._check()
        arrays = self.arrays
        if not keep:
            self.free()
        grads = [grad.get(i) for i in range(len(arrays))]
        return (type(self).derivative(*grads, *arrays),)

    def apply_recorded(self, grad: Parts, keep: bool) -> tuple[Any, ...]:
        self._check()
        outputs = []
        for index, (array, counter) in enumerate(zip(self.arrays, self.counters, strict=True)):
            output = wrap(array)
            output._edge = Output(self, index, array.shape)
            output._counter = counter
            outputs.append(output)
        grads = [grad.get(i) for i in range(len(self.arrays))]
        answer = type(self).derivative(*grads, *outputs)
        if not keep:
            self.free()
        return (answer,)


def several(node: str, forward: Callable[..., Any], derivative: Callable[..., Any]) -> Any:
    """An operation of one tensor, whose outputs are those of `forward`.

    node: the name of the node, as PyTorch prints it.
    derivative: of the gradients of all outputs, then of the outputs.
    """
    body = {"__slots__": (), "__module__": "minigrad.autograd.nodes"}
    cls = type(node, (Several,), body | {"derivative": staticmethod(derivative)})

    def op(self: Tensor, *arguments: Any) -> tuple[Tensor, ...]:
        outputs = tuple(wrap(np.asarray(array)) for array in forward(self._array, *arguments))
        if mode.enabled and self._edge is not None:
            made = cls((edge_of(self),), None)
            made.arrays = tuple(out._array for out in outputs)
            made.counters = tuple(out._shared_counter() for out in outputs)
            record_several(made, outputs)
        return outputs

    return op
