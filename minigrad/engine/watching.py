"""The one place where something may look on while nodes are made and run: anomaly mode, and the
hooks for saved tensors. Recording asks whether anybody does when it asks whether it is on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Watcher:
    """Sees every node that is recorded while it is installed: how anomaly mode and saved-tensor
    hooks come in without costing an ordinary operation more than the test of a flag."""

    anomaly = False  # whether it looks for the operation that went wrong

    def made(self, node: Any) -> None:
        """Called right after `node` was recorded."""
        raise NotImplementedError

    def guard(self, node: Any, step: Callable[[Any, Any], Any], grad: Any) -> Any:
        """Called in the place of `step(node, grad)` when a backward pass comes to `node`."""
        return step(node, grad)
