"""torch.autograd.Variable: what a tensor that requires grad was called before 2018."""

from __future__ import annotations

from typing import Any

from ..engine.tensor import Tensor


class _IsTensor(type):
    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, Tensor)


class Variable(metaclass=_IsTensor):
    """A tensor of its own with the data of another: old programs wrap their data in it.

    >>> import minigrad as mg
    >>> mg.autograd.Variable(mg.tensor([1.]), requires_grad=True)
    tensor([1.], requires_grad=True)
    """

    def __new__(cls, data: Any, requires_grad: bool = False) -> Any:
        return data.detach().requires_grad_(requires_grad)
