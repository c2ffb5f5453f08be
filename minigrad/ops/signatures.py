"""What the functions of layers and losses say of an argument that should be a tensor."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..engine.tensor import Tensor
from .operands import not_a_tensor


def explained(
    name: str, op: Callable[..., Any], home: str = "minigrad.nn.functional"
) -> Callable[..., Any]:
    """The function, with PyTorch's error when it is called on something that is no tensor.

    home: the module where users, and pickle, find it.
    """

    @functools.wraps(op)
    def function(*arguments: Any, **options: Any) -> Any:
        try:
            return op(*arguments, **options)
        except (AttributeError, TypeError) as error:
            said = "invalid combination" in str(error)  # in PyTorch's words already
            wrong: Any = None if said else _no_tensor(op, arguments, options)
            if wrong is None and isinstance(error, AttributeError):
                wrong = next(((v,) for v in arguments[:1] if not isinstance(v, Tensor)), None)
            if wrong is None:
                raise
            raise not_a_tensor(name, *wrong) from None

    function.__module__, function.__qualname__ = home, op.__name__
    return function


def _no_tensor(
    op: Callable[..., Any], arguments: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, str, int] | None:
    """What stands where a tensor belongs: it, the parameter's name, its place; None if nothing."""
    import inspect  # slow to import, and only needed here

    names: tuple[str, ...] = getattr(op, "tensors", ())
    kinds = dict.fromkeys(names, "Tensor")
    if not names:
        parameters = inspect.signature(op).parameters.values()
        names = tuple(parameter.name for parameter in parameters)
        kinds = {parameter.name: str(parameter.annotation) for parameter in parameters}
    given = dict(zip(names, arguments, strict=False)) | options
    for place, parameter_name in enumerate(names, start=1):
        value = given.get(parameter_name, _MISSING)
        kind = kinds[parameter_name]
        if value is _MISSING or isinstance(value, Tensor) or not kind.startswith("Tensor"):
            continue
        if value is not None or kind == "Tensor":
            return value, "input" if parameter_name == "self" else parameter_name, place
    return None


_MISSING = object()
