"""What the functions insist on where the operators and NumPy's functions are generous.

`2 < x` is fine, `mg.lt(2, x)` is not; `np.maximum(x, 0)` is fine, `mg.maximum(x, 0)` is not. What
stands here replaces the functions of the table; the operators and NumPy keep those without checks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .operands import not_a_tensor
from .rows import TABLE, register

# Both must be tensors; the word is PyTorch's name of the second one.
BOTH_TENSORS = {
    "maximum": "other", "minimum": "other", "fmax": "other", "fmin": "other", "atan2": "other",
    "hypot": "other", "logaddexp": "other", "logaddexp2": "other", "logical_and": "other",
    "logical_or": "other", "logical_xor": "other", "isclose": "other", "allclose": "other",
    "equal": "other", "heaviside": "values", "dot": "tensor", "outer": "vec2", "mv": "vec",
    "mm": "mat2", "bmm": "mat2", "inner": "other", "kron": "other", "take": "index",
    "vdot": "other",
    "expand_as": "other", "view_as": "other", "reshape_as": "other",
    "is_same_size": "other",
}  # fmt: skip

# The first must be a tensor, the second may be a number.
TENSOR_FIRST = (
    "eq", "ne", "lt", "le", "gt", "ge", "fmod", "copysign", "clamp_min", "clamp_max",
)  # fmt: skip

# Either may be a number, but one must be a tensor.
ONE_TENSOR = (
    "add", "sub", "mul", "div", "remainder", "floor_divide", "xlogy",
    "bitwise_and", "bitwise_or", "bitwise_xor",
)  # fmt: skip

NUMERIC = (Tensor, bool, int, float, np.generic)


def invalid(name: str, *given: Any) -> TypeError:
    """PyTorch's words for arguments of types that fit none of a function's forms."""
    types = ", ".join(type(value).__name__ for value in given)
    return TypeError(
        f"{name}() received an invalid combination of arguments - got ({types}), "
        "but expected (Tensor input, Tensor or Number other)"
    )


def _both_tensors(name: str, second: str, op: Callable[..., Any]) -> Callable[..., Any]:
    def checked(input: Tensor, other: Tensor, *arguments: Any, **options: Any) -> Any:
        if not isinstance(input, Tensor):
            raise not_a_tensor(name, input)
        if not isinstance(other, Tensor):
            raise not_a_tensor(name, other, second, 2)
        return op(input, other, *arguments, **options)

    return checked


def _tensor_first(name: str, op: Callable[..., Any]) -> Callable[..., Any]:
    def checked(input: Tensor, *other: Any, **options: Any) -> Any:
        given = (input, *other, *options.values())
        if not isinstance(input, Tensor) or not all(isinstance(v, NUMERIC) for v in given):
            raise invalid(name, *given)
        return op(input, *other, **options)

    return checked


def _one_tensor(name: str, op: Callable[..., Any]) -> Callable[..., Any]:
    def checked(input: Any, other: Any, **options: Any) -> Any:
        if not isinstance(input, Tensor) and not isinstance(other, Tensor):
            raise invalid(name, input, other)
        if not isinstance(input, NUMERIC):
            raise not_a_tensor(name, input)
        if not isinstance(other, NUMERIC):
            raise not_a_tensor(name, other, "other", 2)
        return op(input, other, **options)

    return checked


def _power(op: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: Any, exponent: Any) -> Any:
        result = op(self, exponent)
        if result is NotImplemented:
            raise invalid("pow", self, exponent)
        return result

    return checked


def explained(name: str, op: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with PyTorch's error when it is called on something that is no tensor."""

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


def _replace(name: str, checked: Callable[..., Any]) -> None:
    register(name, functools.wraps(TABLE[name])(checked), doc=TABLE[name].__doc__ or "")


for _name, _second in BOTH_TENSORS.items():
    _replace(_name, _both_tensors(_name, _second, TABLE[_name]))
for _name in TENSOR_FIRST:
    _replace(_name, _tensor_first(_name, TABLE[_name]))
_replace("pow", _power(TABLE["pow"]))
for _name in ONE_TENSOR:
    _replace(_name, _one_tensor(_name, TABLE[_name]))
