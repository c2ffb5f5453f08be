"""Parameters as one vector."""

from __future__ import annotations

from collections.abc import Iterable

from ...engine.tensor import Tensor
from ...ops.shapes.join import cat
from ...ops.shapes.views import reshape, view_as


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters one after the other, as one vector; gradients find their way back.

    >>> import minigrad as mg
    >>> mg.nn.utils.parameters_to_vector([mg.ones(1, 2), mg.zeros(1)])
    tensor([1., 1., 0.])
    """
    return cat([reshape(parameter, -1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give each parameter its part of a vector as its new values."""
    start = 0
    for parameter in parameters:
        part = vec[start : start + parameter.numel()]
        parameter.data = view_as(part, parameter).data
        start += parameter.numel()
