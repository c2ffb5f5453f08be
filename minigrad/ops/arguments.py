"""How an operation reads its arguments: from PyTorch's own signature, which stands in its row.

    @operation("(Tensor input, int? dim=None, bool keepdim=False, *, Tensor out=None)")
    def argmax(self, dim=None, keepdim=False): ...

A row has one such line for each of its forms, in the order in which PyTorch tries them. From them
follow the function `minigrad.argmax` and the method `Tensor.argmax`. Each is *written*, and
compiled when it is first called: `written_text` shows it. A plain call goes straight on to the
operation; any other is read by `bound`, as PyTorch's argument parser does: names such as `axis` for
`dim`, 0-d tensors and NumPy's numbers for Python's, and the sentences for what does not fit.

The rules: torch/csrc/utils/python_arg_parser.cpp in PyTorch 2.13.
"""

from __future__ import annotations

import functools
import inspect
import linecache
import operator
import re
import warnings
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import dtypes
from ..engine.tensor import Size, Tensor, wrap
from .out import TYPED, check_out, write_out


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


def _as_tensor(number: Any) -> Tensor:
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


# ------------------------------------------------------------------ the written function

NUMBERS = frozenset((int, float, bool))
ONLY_INTS = frozenset((int,))
SEQUENCES = frozenset((tuple, list, Size))

# Whether a value is of the plainest type of a kind, as text: `v` stands for its name.
_TESTS = {
    "Tensor": "isinstance(v, Tensor)",
    "int": "type(v) is int",
    "bool": "(v is True or v is False)",
    "Scalar": "type(v) in NUMBERS",
    "float": "type(v) is float",
    "str": "type(v) is str",
    "int[]": "(type(v) in SEQUENCES and ONLY_INTS.issuperset(map(type, v)))",
    "Tensor[]": "(type(v) in SEQUENCES and all(isinstance(t, Tensor) for t in v))",
    "ScalarType": "type(v) is dtype",
}


def _test(parameter: Parameter, numbers: bool) -> str:
    test = _TESTS.get(parameter.kind, f"v is {parameter.default!r}")
    if parameter.kind == "int[]" and parameter.length is not None:
        test = f"(type(v) is int or {test})"
    if parameter.kind == "Tensor" and numbers:
        test = f"({test} or type(v) in NUMBERS)"
    if parameter.nullable:
        test = f"(v is None or {test})"
    return re.sub(r"\bv\b", parameter.name, test)


class Takes(NamedTuple):
    """The names of the arguments that the operation behind a function takes."""

    positional: tuple[str, ...]
    keyword: tuple[str, ...]
    several: str | None  # the name of *several

    @classmethod
    def of(cls, op: Callable[..., Any]) -> Takes:
        code = inspect.unwrap(op).__code__
        names, count = code.co_varnames, code.co_argcount
        end = count + code.co_kwonlyargcount
        return cls(names[:count], names[count:end], names[end] if code.co_flags & 4 else None)

    def plan(self, form: Form) -> tuple[list[str], list[str]]:
        """What a form hands over by position, and what by keyword."""
        names = [p.name for p in form.parameters if p.name != "out"]
        if self.several is not None and self.several not in names:
            named = [p.name for p in form.parameters if p.keyword and p.name in self.keyword]
            return [n for n in names if n not in {*IGNORED, *named}], named
        known = {*self.positional, *self.keyword, self.several}
        names = [n for n in names if n in known or n not in IGNORED]
        by_place = [p.name for p in form.positional if p.name in names]
        if by_place[0] != "input" and self.positional[:1] in (("self",), ("input",)):
            ordered = ["input"] if "input" in by_place else by_place[:1]
        else:
            ordered = by_place[:1]
        if ordered == by_place[:1]:
            for name, own in zip(by_place[1:], self.positional[1:], strict=False):
                if name != own and own in names:
                    break
                ordered.append(name)
            if len(ordered) == len(self.positional) and self.several in by_place[len(ordered) :]:
                ordered.append(str(self.several))
        return ordered, [n for n in names if n not in ordered]


class Call:
    """The forms of a function or method, and the operation behind it."""

    def __init__(self, name: str, texts: Sequence[str], op: Any, method: bool) -> None:
        forms = [read(text) for text in texts]
        if method:
            forms = [f.as_method() for f in forms if any(p.name == "input" for p in f.parameters)]
        self.name, self.forms, self.op, self.method = name, forms, op, method
        self.takes = takes = Takes.of(op)
        spread = [f for f in forms if [p.name for p in f.positional] == [takes.several]]
        self.several = takes.several if spread else None  # view(2, 3) as view((2, 3))
        self.widest = max(
            forms, key=lambda form: (form in spread, not form.deprecated, len(form.positional))
        )
        self.order = [p.name for p in self.widest.positional]
        # A parameter that one form demands, and another has not, may be left out.
        self.defaults: dict[str, Any] = {}
        for parameter in (p for form in forms for p in form.parameters):
            if self.defaults.setdefault(parameter.name, parameter.default) is MISSING:
                self.defaults[parameter.name] = parameter.default

    def plan(self, form: Form) -> tuple[list[str], list[str]]:
        ordered, named = self.takes.plan(form.function or form)
        if self.method:
            ordered = ["self" if name == "input" else name for name in ordered]
        return ordered, named

    # -------------------------------------------------------------- the written function

    def text(self) -> str:
        """The function's parameters are those of the form with most of them.

        A form that has these names is tested for, and calls the operation; all other calls are
        read by `unusual`.
        """
        order, defaults, several = self.order, self.defaults, self.several
        keyword = [n for n in defaults if n not in order]
        rest = several or "rest"
        plain = []  # the tests for each form, and what is then called
        usual = [f for f in self.forms if not f.deprecated and (not several or f is self.widest)]
        for form in [f for full in usual for f in dict.fromkeys((full.bare(), full))]:
            ordered, named = self.plan(form)
            # By place: what stands where the widest form has another name.
            place = dict(zip([p.name for p in form.positional], order, strict=False))
            arguments = [f"*{n}" if n == several else place.get(n, n) for n in ordered]
            arguments += [f"{n}={place.get(n, n)}" for n in named]
            by_place = [p._replace(name=place.get(p.name, p.name)) for p in form.parameters]
            plain.append(
                (self.tests(form._replace(parameters=tuple(by_place))), ", ".join(arguments))
            )
        common = [test for test in plain[0][0] if all(test in tests for tests, _ in plain)]
        lines = [f"    if {' and '.join(['not names', *common])}:"]
        for tests, handed in plain:
            special = [test for test in tests if test not in common]
            if special:
                lines.append(f"        if {' and '.join(special)}:")
            lines.append(f"{' ' * (12 if special else 8)}return op({handed})")
        parameters = [] if several else [f"{n}={defaults[n]!r}" for n in order]
        parameters += [f"*{rest}", *(f"{n}={defaults[n]!r}" for n in keyword), "**names"]
        slots = "".join(f"{n}, " for n in order if n != several)
        given = ", ".join(["self" if self.method else "None", f"({slots})", rest, "names"])
        if self.method:
            parameters[:0] = ["self", "/"]
        named_values = "".join(f", {n}={n}" for n in keyword)
        return "\n".join(
            [
                f"def {self.name}({', '.join(parameters)}):",
                *lines,
                f"    return unusual({given}{named_values})",
                "",
            ]
        )

    def tests(self, form: Form) -> list[str]:
        """Whether a plain call has this form: a test for each parameter of the function."""
        tests = []
        kinds = {parameter.name: parameter for parameter in form.parameters}
        for name, default in self.defaults.items():
            if name == self.several:
                tests.append(name)  # what stands in it is read by the operation
            elif name == "out" or name not in kinds:
                kind = type(default).__name__
                same = f"type({name}) is {kind} and {name} == {default!r}"
                one = default is None or default is MISSING or type(default) is bool
                tests.append(f"{name} is {default!r}" if one else same)
            else:
                numbers = self.name in TAKES_NUMBERS and name != "input"
                tests.append(_test(kinds[name], numbers))
        return tests if self.several else [*tests, "not rest"]

    # -------------------------------------------------------------- a call that is not plain

    def unusual(
        self, own: Any, values: tuple[Any, ...], rest: tuple[Any, ...], names: dict[str, Any], /,
        **keyword: Any,
    ) -> Any:  # fmt: skip
        """See which form a call means, and call the operation."""
        given = {n: v for n, v in keyword.items() if v is not self.defaults[n]} | names
        args = list(rest)
        if not self.several:
            by_place = dict(zip(self.order, values, strict=True))
            if rest:
                args[:0] = values
            else:
                here = [value is not self.defaults[name] for name, value in by_place.items()]
                last = len(here) - here[::-1].index(True) if True in here else 0
                if any(value is MISSING for value in values[:last]):
                    last = here.index(False)
                args += values[:last]
                late = list(by_place.items())[len(args) :]
                given |= {n: v for n, v in late if v is not self.defaults[n]}
        form, bound_values = self.meant(args, given, rest)
        if self.name in TAKES_NUMBERS and not self.method:
            first = bound_values["input"]
            if not isinstance(first, Tensor) and not isinstance(bound_values["other"], Tensor):
                bound_values["input"] = _as_tensor(first)
        out = bound_values.pop("out", None)
        ready = {p.name: p.default for p in form.parameters} | bound_values
        if self.method:
            ready["self"] = own
        ordered, named = self.plan(form)
        made = not any(p.kind.startswith("Tensor") for p in form.parameters if p.name != "out")
        if out is not None and (made or self.name in TYPED) and ready.get("dtype", out) is None:
            ready["dtype"] = getattr(out, "dtype", None)
        result = self.op(*[ready[n] for n in ordered], **{n: ready[n] for n in named})
        if out is None:
            return result
        check_out(self.name, result, ready, out)
        return write_out(result, out, made and self.name != "arange")

    def meant(
        self, args: list[Any], given: dict[str, Any], rest: tuple[Any, ...]
    ) -> tuple[Form, dict[str, Any]]:
        """The form that is meant. Whether a value came by place or by name is not known: if it
        does not fit by place, it may fit by name."""
        try:
            return bound(self.name, self.forms, args, given)
        except TypeError:
            first = 0 if self.method else 1
            by_name = {
                n: value
                for n, value in zip(self.order[first:], args[first:], strict=False)
                if value is not self.defaults[n]
            }
            if rest or not by_name or set(by_name) & set(given):
                raise
            try:
                return bound(self.name, self.forms, args[:first], by_name | given)
            except TypeError:
                pass
            raise


# ------------------------------------------------------------------ compiled when first called

_STUB = compile(
    "def stub(*args, **kwargs): return compiled()(*args, **kwargs)", "<not yet written>", "exec"
)


def written(
    name: str, texts: Sequence[str], op: Callable[..., Any], method: bool = False
) -> Callable[..., Any]:
    """The function or method `name` of an operation, from the texts of its forms."""
    space: dict[str, Any] = {"__name__": "minigrad", "op": op}
    exec(_STUB, space)
    function = space["stub"]
    space["compiled"] = functools.partial(_compile, function, name, texts, op, method)
    function.__name__ = name
    function.__qualname__ = f"Tensor.{name}" if method else name
    function.__doc__ = op.__doc__
    function.__wrapped__ = op
    function.forms = tuple(texts)
    return function


def called(*texts: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a function that is no row: let it be called in these forms."""
    return lambda op: written(op.__name__, texts, op)


def as_method(function: Any) -> Callable[..., Any]:
    """The method of Tensor that a function which was made by `called` is too."""
    return written(function.__name__, function.forms, function.__wrapped__, method=True)


OPTIONS = (
    "ScalarType? dtype=None, Layout? layout=None, Device? device=None, "
    "bool? pin_memory=False, bool? requires_grad=False)"
)
MAKING = f"Tensor out=None, {OPTIONS}"  # the end of a form of what makes a new tensor


def _compile(
    function: FunctionType, name: str, texts: Sequence[str], op: Any, method: bool
) -> Callable[..., Any]:
    call = Call(name, texts, op, method)
    text = call.text()
    file = f"<{function.__qualname__}, written from its row>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = function.__globals__
    space |= {
        "MISSING": MISSING, "NUMBERS": NUMBERS, "ONLY_INTS": ONLY_INTS, "SEQUENCES": SEQUENCES,
        "Tensor": Tensor, "dtype": dtypes.dtype, "unusual": call.unusual,
    }  # fmt: skip
    here: dict[str, Any] = {}  # (two threads may compile the same function at once)
    exec(compile(text, file, "exec"), space, here)
    made = here[name]
    function.__defaults__ = made.__defaults__
    function.__kwdefaults__ = made.__kwdefaults__
    function.__code__ = made.__code__  # last: from now on other threads run it
    return function
