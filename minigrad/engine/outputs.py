"""Operations with several outputs: one node, and one more for each output, that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .modes import mode
from .node import Node


class Output(Node):
    """One of several outputs of an operation: hands its gradient on to the node they share.

    Each output is a node to the backward pass, so that its gradients are added up by themselves;
    a reader of the graph looks through it and sees (shared node, index).
    """

    __slots__ = ("index",)

    def __init__(self, owner: Node, index: int, shape: Any) -> None:
        super().__init__((owner,), shape)
        self.index = index

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
        total = Parts(self)
        for index, grad in other.items():
            total[index] = total[index] + grad if index in total else grad
        return total


def record(node: Node, result: Any) -> None:
    """Let the result of an operation come from `node`, and tell who watches the graph."""
    result._edge = node
    if mode.enabled is not True:
        mode.enabled.made(node)


def record_several(node: Node, results: Sequence[Any]) -> None:
    """The same for several results that share a node."""
    for index, result in enumerate(results):
        result._edge = Output(node, index, result._array.shape)
    if mode.enabled is not True:
        mode.enabled.made(node)
