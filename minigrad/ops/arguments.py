"""PyTorch's signatures, and a call read by them as PyTorch's argument parser reads it.

A form is one line of a row, as "(Tensor input, int? dim=None, bool keepdim=False)". `bound` finds
which of an operation's forms a call means: each argument by its place or by its name, names such as
`axis` for `dim`, 0-d tensors and NumPy's numbers in place of Python's. What does not fit is refused
in PyTorch's sentences.

The rules: torch/csrc/utils/python_arg_parser.cpp in PyTorch 2.13.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import dtypes
from ..engine.tensor import Tensor, wrap


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()

# What PyTorch calls the kinds of parameters in its sentences.
WORDS = {
    "Scalar": "Number", "int[]": "tuple of ints", "float[]": "tuple of floats",
    "Tensor[]": "tuple of Tensors", "ScalarType": "torch.dtype", "Generator": "torch.Generator",
    "Device": "torch.device", "MemoryFormat": "torch.memory_format", "Layout": "torch.layout",
}  # fmt: skip

# The names that are taken beside PyTorch's own, as NumPy spells them.
SPELLINGS = {
    "dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",),
}  # fmt: skip

# Where a number may stand for any tensor.
TAKES_NUMBERS = frozenset(
    f"{name}{end}"
    for name in (
        "add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide",
        "floor_divide", "copy",
    )
    for end in ("", "_")
)  # fmt: skip

# What is taken and has no meaning here: there is one device and one memory layout; hints of speed.
IGNORED = frozenset(
    ("memory_format", "non_blocking", "layout", "pin_memory", "device", "generator")
    + ("assume_unique", "implicit")
)

_TYPES = {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_}


class Parameter(NamedTuple):
    """One parameter of a form: `int[1]? dim=None`."""

    kind: str
    length: int | None  # the N of int[N], where one int stands for N
    name: str
    default: Any
    nullable: bool
    keyword: bool

    def __str__(self) -> str:
        text = f"{WORDS.get(self.kind, self.kind)} {self.name}"
        return text if self.default is MISSING else f"{text} = {self.default}"


class Form(NamedTuple):
    """One of the ways in which an operation is called."""

    parameters: tuple[Parameter, ...]
    deprecated: bool = False
    function: Form | None = None  # of a method's form: the function's

    @property
    def positional(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if not p.keyword)

    def bare(self) -> Form:
        """Without what is given by name alone, and left out in most calls."""
        left = [p for p in self.parameters if not p.keyword or p.default is MISSING]
        return Form(tuple(left), function=self.function and self.function.bare())

    def as_method(self) -> Form:
        """Without `out`, and without the tensor that the method belongs to."""
        left = [p for p in self.parameters if p.name not in ("input", "out")]
        return Form(tuple(left), self.deprecated, self)

    def __str__(self) -> str:
        parts, star = [], False
        for parameter in self.parameters:
            if parameter.keyword and not star:
                parts.append("*")
                star = True
            parts.append(str(parameter))
        return f"({', '.join(parts)})"


def read(text: str) -> Form:
    """A form from its line in the row.

    >>> print(read("(Tensor input, int[1]? dim, bool keepdim=False)"))
    (Tensor input, tuple of ints dim, bool keepdim = False)
    """
    inside, _, end = text.removeprefix("(").rpartition(")")
    parameters, keyword = [], False
    for part in filter(None, inside.split(", ")):
        if part == "*":
            keyword = True
            continue
        kind, _, name = part.partition(" ")
        name, _, default = name.partition("=")
        nullable = kind.endswith("?") or default == "None"
        kind, _, length = kind.removesuffix("?").partition("[")
        length = length.removesuffix("]")
        kind += "[]" * ("[" in part.partition(" ")[0])
        parameters.append(
            Parameter(
                kind, int(length) if length else None, name, _default(default), nullable, keyword
            )
        )
    return Form(tuple(parameters), end == "|deprecated")


def _default(text: str) -> Any:
    if not text:
        return MISSING
    known = {"None": None, "True": True, "False": False, "contiguous_format": None}
    if text in known:
        return known[text]
    if text.startswith(('"', "'")):
        return text[1:-1]
    if text.startswith("{"):
        return tuple(int(number) for number in text[1:-1].split(",") if number)
    return float(text) if "." in text or "e" in text else int(text)


# ------------------------------------------------------------------ does a value fit?


def _integer(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value._array.ndim == 0 and value._array.dtype.kind in "iu" and value._edge is None
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _listed(value: Any) -> bool:
    """Whether this is an int where several are expected: a tensor of one element, too."""
    if isinstance(value, Tensor):
        array = value._array
        return array.size == 1 and array.dtype.kind in "biu" and value._edge is None
    return _integer(value)


def _number(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value._array.ndim == 0 and value._edge is None
    return isinstance(value, (int, float, np.number, np.bool_))


def fits(parameter: Parameter, value: Any, numbers: bool) -> bool:
    """Whether PyTorch's parser takes `value` for this parameter."""
    kind = parameter.kind
    if value is None:
        return parameter.nullable
    if kind == "Tensor":
        return isinstance(value, Tensor) or (numbers and _number(value))
    if kind == "int":
        return _integer(value)
    if kind == "Scalar":
        return _number(value)
    if kind == "float":
        return _number(value) and not isinstance(value, (bool, np.bool_))
    if kind == "bool":
        return isinstance(value, (bool, np.bool_))
    if kind == "int[]":
        if isinstance(value, (tuple, list)):
            return not value or _listed(value[0])
        return parameter.length is not None and _listed(value)
    if kind == "Tensor[]":
        return isinstance(value, (tuple, list))
    if kind == "float[]":
        return isinstance(value, (tuple, list))
    if kind == "ScalarType":
        return isinstance(value, dtypes.dtype) or value in _TYPES
    return isinstance(value, str) if kind in ("str", "Device") else True


def _plain(name: str, parameter: Parameter, value: Any) -> Any:
    """The value as operations take it: Python's numbers, tuples of them, element types."""
    kind = parameter.kind
    if value is None:
        return None
    if kind == "int":
        return _as_int(value)
    if kind == "int[]":
        if not isinstance(value, (tuple, list)):
            return (_as_int(value),) if isinstance(value, Tensor) else operator.index(value)
        for place, entry in enumerate(value, start=1):
            if not _listed(entry):
                raise TypeError(
                    f"{name}(): argument '{parameter.name}' failed to unpack the object at pos "
                    f'{place} with error "type must be tuple of ints,but got {type_name(entry)}"'
                )
        return tuple(_as_int(entry) for entry in value)
    if kind == "Tensor[]":
        for place, entry in enumerate(value):
            if not isinstance(entry, Tensor):
                raise TypeError(
                    f"expected Tensor as element {place} in argument 0, but got {type_name(entry)}"
                )
        return value
    if kind == "Device" and str(value).partition(":")[0] != "cpu":
        raise RuntimeError(f"minigrad computes on the CPU alone: there is no device {value!r}")
    if kind in ("Scalar", "float") and type(value) is not int:
        return value.item() if isinstance(value, (Tensor, np.generic)) else value
    if kind == "bool":
        return bool(value)
    return _TYPES[value] if kind == "ScalarType" and value in _TYPES else value


def _as_int(value: Any) -> int:
    return int(value.item()) if isinstance(value, Tensor) else operator.index(value)


def as_tensor(number: Any) -> Tensor:
    """A number alone, as the tensor of its default type."""
    kind = np.asarray(number).dtype
    return wrap(np.asarray(number, dtypes.get_default_dtype().numpy if kind.kind == "f" else kind))


def type_name(value: Any) -> str:
    """What PyTorch calls the type of a value: NumPy's with its module."""
    kind = type(value)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


# ------------------------------------------------------------------ a call, read slowly


def bind(
    name: str, form: Form, args: Sequence[Any], kwargs: dict[str, Any]
) -> dict[str, Any] | TypeError:
    """The values of a form's parameters that were given, or what PyTorch says if they don't fit."""
    positional = form.positional
    alone = len(positional) == 1 and positional[0].kind == "int[]" and not positional[0].length
    if alone and args and _listed(args[0]):
        args = (tuple(args),)  # permute(0, 1)
    if len(args) > len(positional):
        return _too_many(name, positional, len(args))
    numbers = name in TAKES_NUMBERS
    left, values = dict(kwargs), {}
    for place, parameter in enumerate(form.parameters):
        where = ""
        if place < len(args) and not parameter.keyword:
            value, where = args[place], f" (position {place + 1})"
        else:
            names = (parameter.name, *SPELLINGS.get(parameter.name, ()))
            found = next((n for n in names if n in left), None)
            if found is None:
                if parameter.default is MISSING:
                    return _lacking(name, form, place)
                continue
            value = left.pop(found)
        if not fits(parameter, value, numbers):
            kind = WORDS.get(parameter.kind, parameter.kind)
            return TypeError(
                f"{name}(): argument '{parameter.name}'{where} must be {kind}, "
                f"not {type_name(value)}"
            )
        values[parameter.name] = value
    if left:
        twice = next((p.name for p in form.parameters if p.name in left), None)
        if twice is not None:
            return TypeError(f"{name}() got multiple values for argument '{twice}'")
        return TypeError(f"{name}() got an unexpected keyword argument '{next(iter(left))}'")
    return values


def _too_many(name: str, positional: Sequence[Parameter], given: int) -> TypeError:
    most = len(positional)
    least = sum(parameter.default is MISSING for parameter in positional)
    takes = f"from {least} to {most}" if least < most else str(most)
    words = "argument" if most == 1 and least == most else "arguments"
    were = "was" if given == 1 else "were"
    return TypeError(f"{name}() takes {takes} positional {words} but {given} {were} given")


def _lacking(name: str, form: Form, place: int) -> TypeError:
    names = [f'"{p.name}"' for p in form.parameters[place:] if p.default is MISSING]
    words = "argument" if len(names) > 1 else "arguments"  # (as PyTorch has it)
    return TypeError(
        f"{name}() missing {len(names)} required positional {words}: {', '.join(names)}"
    )


def bound(
    name: str, forms: Sequence[Form], args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Form, dict[str, Any]]:
    """The form that a call means, and its values.

    Raises PyTorch's TypeError if it means none.
    """
    refusals = []
    for form in sorted(forms, key=lambda form: form.deprecated):
        values = bind(name, form, args, kwargs)
        if isinstance(values, dict):
            if form.deprecated:
                _warn(name, form, forms)
            kinds = {parameter.name: parameter for parameter in form.parameters}
            return form, {n: _plain(name, kinds[n], value) for n, value in values.items()}
        refusals.append((form, values))
    given = len(args) + len(kwargs)
    meant = [
        refusal
        for form, refusal in refusals
        if not form.deprecated
        and sum(p.default is MISSING for p in form.parameters) <= given <= len(form.parameters)
    ]
    if len(forms) == 1:
        raise refusals[0][1]
    if len(meant) == 1:
        raise meant[0]
    raise invalid(name, args, kwargs, [form for form in forms if not form.deprecated])


def invalid(
    name: str, args: Sequence[Any], kwargs: dict[str, Any], forms: Sequence[Form]
) -> TypeError:
    """PyTorch's words for arguments that fit none of several forms."""
    types = [type_name(value) for value in args]
    types += [f"{key}={type_name(value)}" for key, value in kwargs.items()]
    listed = "".join(f" * {form}\n" for form in forms)
    return TypeError(
        f"{name}() received an invalid combination of arguments - got ({', '.join(types)}), "
        f"but expected one of:\n{listed}"
    )


def _warn(name: str, form: Form, forms: Sequence[Form]) -> None:
    better = "".join(f"\n\t{name}{form}" for form in forms if not form.deprecated)
    warnings.warn(
        f"This overload of {name} is deprecated:\n\t{name}{form}\n"
        f"Consider using one of the following signatures instead:{better}",
        UserWarning,
        stacklevel=5,
    )
