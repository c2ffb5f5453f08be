"""torch.autograd.graph: what a reader of the graph needs by name."""

from .node import Node

__all__ = ["Node"]
