"""A function and a method from the forms of a row: their text, compiled when it is first called.

    @operation("(Tensor input, int? dim=None, bool keepdim=False, *, Tensor out=None)")
    def argmax(self, dim=None, keepdim=False): ...

From the forms follow the function `minigrad.argmax` and the method `Tensor.argmax`. A plain call
goes straight on to the operation; any other is read by `bound` (see arguments.py), and `out=` is
dealt with by out.py.
"""

from __future__ import annotations

import functools
import inspect
import linecache
import re
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, NamedTuple

from ..engine.arrays import dtypes
from ..engine.tensor import Size, Tensor
from .arguments import IGNORED, MISSING, TAKES_NUMBERS, Form, Parameter, as_tensor, bound, read
from .out import TYPED, check_out, write_out

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
                bound_values["input"] = as_tensor(first)
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
