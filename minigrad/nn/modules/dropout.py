"""Dropout: elements left out at random while training."""

from __future__ import annotations

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from .. import functional as F
from .module import Module

Dtype = dtypes.dtype | None


class Dropout(Module):
    """In training, sets each element to 0 with probability p and scales the rest by 1 / (1 - p).

    In eval mode it gives its input back. Raises ValueError for p outside [0, 1].

    >>> import minigrad as mg
    >>> layer = mg.nn.Dropout(p=1.0)
    >>> layer(mg.ones(2)), layer.eval()(mg.ones(2))
    (tensor([0., 0.]), tensor([1., 1.]))
    """

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """The input with some elements dropped, in training."""
        return F.dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"p={self.p}, inplace={self.inplace}"
