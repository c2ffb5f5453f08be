"""Dimensions put together, and taken apart."""

from __future__ import annotations

from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from .module import Module

Dtype = dtypes.dtype | None


class Flatten(Module):
    """Dimensions start_dim to end_dim made one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Any) -> Tensor:
        """The same elements in fewer dimensions."""
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension made several, of these sizes: `Flatten` undone."""

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        super().__init__()
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Any) -> Tensor:
        """The same elements in more dimensions."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
