"""What a workload is.

A workload is prepared once for a module and then called again and again; each call is a forward
and a backward pass on leaves whose gradients were cleared, and returns those gradients. The same
code runs on minigrad and on PyTorch: they answer to one name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Run = Callable[[], list[Any]]


@dataclass(frozen=True)
class Workload:
    """Its name on the command line, what it is, how to prepare it, and what is aimed at.

    others: how to prepare it for other engines, by the name of the module to be imported.
    """

    name: str
    what: str
    prepare: Callable[[Any], Run]
    by_hand: Callable[[], Run]
    target_pytorch: float | None = None
    target_numpy: float | None = None
    others: dict[str, Callable[[], Run]] = field(default_factory=dict)


def numbers(*shape: int, seed: int, dtype: str = "float32") -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def gradients_of(leaves: list[Any], forward: Callable[[], Any]) -> Run:
    """Clear, forward, backward (the seed of ones is made once), and hand out the gradients."""

    def run() -> list[Any]:
        for leaf in leaves:
            leaf.grad = None
        forward().backward()
        return [leaf.grad for leaf in leaves]

    return run
