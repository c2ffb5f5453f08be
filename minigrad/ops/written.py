"""The text of an operation, written from its row, and compiled when it is first called.

An operation is two short functions: one runs forward and records a node, one is the `apply` of
that node, in an ordinary backward pass. Both are written here, so that each is as plain, and as
fast, as if somebody had written it by hand: what a row does not need is not in its text.
`inspect.getsource(mg.mul)` shows what was written, and a traceback shows its lines.

Until its first call an operation is a stub with the right parameters: importing compiles nothing.
"""

from __future__ import annotations

import builtins
import functools
import linecache
import operator
import os
import threading
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from ..engine.arrays.sharing import INFERENCE, connect
from ..engine.modes import mode
from ..engine.node import Leaf, new_order
from ..engine.placeholders import NOT_SAVED, RELEASED, UNSHARED
from ..engine.tensor import Tensor
from .nodes import Formula, Names, argument_names, backward_name, node_class, parameters
from .operands import (
    HALF,
    both_tensors,
    broadcast_error,
    in_single,
    not_a_tensor,
    number_tensor,
    same_dtype,
)

# How each kind of operation comes by its arrays, and what it computes of them. A line that begins
# with a word and a question mark is there if the word is true of the row.
UNARY = """
def {name}(self):
    try:
        to_self = self._edge
    except AttributeError:
        raise not_a_tensor("{name}", self) from None
    single? if self._array.dtype is HALF:
    single?     return in_single(op, (self,))
    result = forward(self._array if to_self is not None else accepts(self._array))
"""
UNARY_AND_NUMBER = """
def {name}(self, number=None):
    try:
        to_self = self._edge
    except AttributeError:
        raise not_a_tensor("{name}", self) from None
    otherwise? kind = type(number)
    otherwise? if to_self is None or not (kind is int or kind is float):
    otherwise?     return otherwise(self, number)
    result = forward(self._array, number)
"""
BINARY = """
def {name}(self, other):
    kind = type(other)
    if kind is not Tensor or type(self) is not Tensor:
        if (kind is int or kind is float) and type(self) is Tensor:
            other = number_tensor(other, self._array)
        else:
            pair = both_tensors(self, other, "{name}")
            if pair is None:
                return NotImplemented
            self, other = pair
    x, y = self._array, other._array
    if x.dtype is not y.dtype:
        mixed? if (result := mixed(op, self, other)) is not None:
        mixed?     return result
        return op(*same_dtype(self, other))
    to_self, to_other = self._edge, other._edge
    accepts? if to_self is None and to_other is None:
    accepts?     x, y = accepts(self, other)
    try:
        result = {computed}
    except ValueError as error:
        raise broadcast_error(x, y, error) from None
"""
ROW = """
def {name}({parameters}):
    single? if {first_dtype} is HALF:
    single?     return in_single(op, {tensors}, {arguments})
    result = forward({arrays})
    {to_inputs} = {edges}
"""
VIEW = """
def {name}({parameters}):
    array, counter = self._array, self._counter
    if type(array) is not ndarray:
        array = self._shared_array()
    if counter is UNSHARED:
        counter = self._counter = [0]
    result = forward({shared_array})
    to_self = self._edge
"""
# What was computed otherwise is only to be recorded.
RECORD = """
def record(out, {parameters}):
    result = out._array
    {to_inputs} = {edges}
"""

# What stands in one place for all of them: how a tensor is made of a result, and a node.
TENSOR = """
    out = new(Tensor)
    out._array = result
    out._edge = None
    out._grad = None
    view? out._counter = counter
    own? out._counter = UNSHARED
    out._view = None
    view? if counter is INFERENCE:
    view?     return out
    view? connect(out, self, forward, {arguments})
"""
NODE = """
    if {required} and (recording := {recording}):
        {accumulators}
        node = Node()
        node.order = new_order()
        node.next = {next}
        unary? node.shape = to_self.shape
        other? node.shape = result.shape
        binary? node.shape = shape = result.shape
        binary? if to_self is not None and to_self.shape == shape:
        binary?     node.shape = to_self.shape  # one tuple for a whole chain
        node.hooks = None
        {saved}
        node.versions = {versions}
        out._edge = node
        if recording is not True:
            recording.made(node)
    own? elif mode.inference:
    own?     out._counter = INFERENCE
    return out
"""
# And what the node does on the way back: is all that was saved still there, and unmodified?
APPLY = """
def apply(node, grad, keep):
    {read}
    saves? if {checked} != node.versions:
    saves?     node.complain()
    saves? if not keep:
    saves?     {released}RELEASED
    result?     node.counter = FREED
    {arrays}
    several? {to_inputs} = node.next
    {gradients}
"""

# The words of these texts. A parameter of an operation must have another name.
WORDS = {
    "new": object.__new__, "Tensor": Tensor, "Leaf": Leaf, "UNSHARED": UNSHARED, "mode": mode,
    "INFERENCE": INFERENCE, "NOT_SAVED": NOT_SAVED, "RELEASED": RELEASED, "HALF": HALF,
    "FREED": RELEASED._counter, "new_order": new_order, "connect": connect, "ndarray": np.ndarray,
    "both_tensors": both_tensors, "broadcast_error": broadcast_error, "in_single": in_single,
    "not_a_tensor": not_a_tensor, "number_tensor": number_tensor, "same_dtype": same_dtype,
}  # fmt: skip
TAKEN = WORDS.keys() | {
    "op", "forward", "array", "counter", "result", "out", "recording", "node", "grad", "keep",
}  # fmt: skip
SYMBOLS = {
    operator.add: "x + y", operator.sub: "x - y", operator.mul: "x * y", operator.truediv: "x / y",
}  # fmt: skip


class Operation:
    """What is written about one row, and when.

    head: the template of its kind. formulas: the derivatives, by the names of the inputs.
    tensors: parameters that are tensors too but have no derivative. arguments: the others.
    records: whether there is a `record` too. words: what else its text speaks of.
    """

    def __init__(
        self,
        head: str,
        name: str,
        forward: Callable[..., Any],
        formulas: dict[str, Formula],
        node: str | None,
        tensors: Names = (),
        arguments: Names = (),
        *,
        single: bool = False,
        records: bool = False,
        shown_as: dict[str, str] | None = None,
        also_saved: dict[str, Any] | None = None,
        **words: Any,
    ) -> None:
        self.head, self.name, self.forward, self.formulas = head, name, forward, formulas
        self.node = node or backward_name(name)
        self.inputs, self.tensors, self.arguments = tuple(formulas), tensors, arguments
        self.single, self.records = single, records
        self.shown_as, self.also_saved = shown_as, also_saved
        self.words = {word: value for word, value in words.items() if value is not None}
        self.needs = {own: parameters(formula) for own, formula in formulas.items()}
        self.parameters = self.inputs + tensors + arguments
        if not TAKEN.isdisjoint(self.parameters):
            wrong = ", ".join(sorted(TAKEN & {*self.parameters}))
            raise TypeError(f"{name}: a parameter cannot be named {wrong}")
        self.file = file = _file_of(name)
        linecache.cache[file] = (self.text,)  # (called when somebody wants to see it)
        # (Python 3.13 looks for __builtins__ when a warning is raised in the function.)
        self.names: dict[str, Any] = {"__name__": __name__, "__builtins__": builtins}
        self.names["write"] = self.write
        self.op = self._stub()
        if records:
            self.op.record = lambda *given: self.write().record(*given)

    def _stub(self) -> Any:
        """The operation until it is written: the same function, with the same parameters."""
        code = _FIRST_CALL.replace(
            co_name=self.name, co_qualname=self.name, co_filename=self.file, co_firstlineno=1,
            co_varnames=self.parameters, co_argcount=len(self.parameters),
            co_nlocals=len(self.parameters),
        )  # fmt: skip
        return FunctionType(code, self.names, self.name)

    def write(self) -> Any:
        """Compile the text: from now on the operation does what it says."""
        with _writing:
            if "op" not in self.names:
                compiled = compile(self.text(), self.file, "exec")
                code, apply, *record = [c for c in compiled.co_consts if isinstance(c, CodeType)]
                self.names.update(WORDS, forward=self.forward, **self.words)
                self.names.update(self._gradients[1])
                self.names["Node"] = node_class(
                    self.node, self.formulas, self.tensors, FunctionType(apply, self.names),
                    shown_as=self.shown_as, also_saved=self.also_saved,
                )  # fmt: skip
                self.names["op"] = self.op
                self.op.__code__ = code
                if self.records:
                    self.op.record = FunctionType(record[0], self.names)
        return self.op

    def text(self) -> str:
        """All that is written about the row."""
        heads = [self.head, RECORD] if self.records else [self.head]
        return "\n\n".join([self._forward(heads[0]), self._apply(), *map(self._forward, heads[1:])])

    def _saved(self) -> Names:
        """What some formula needs, each once."""
        return tuple(dict.fromkeys(name for needs in self.needs.values() for name in needs))

    def _forward(self, head: str) -> str:
        """The function that computes a result and records a node, or only records it."""
        inputs, tensors = self.inputs, self.inputs + self.tensors
        edges = [f"to_{name}" for name in inputs]
        saved, versions = [], []
        for name in self._saved():
            users = [f"to_{own} is not None" for own in inputs if name in self.needs[own]]
            if name == "result":
                saved += ["node.result = result", "node.counter = out._counter = [0]"]
            elif name in tensors and len(users) == len(inputs):
                saved.append(f"node.{name} = {name}")
                versions.append(f"{name}._counter[0]")
            elif name in tensors:
                saved.append(f"node.{name} = {name} if {' or '.join(users)} else NOT_SAVED")
                versions.append(f"node.{name}._counter[0]")
            elif name in self.parameters:
                saved.append(f"node.{name} = {name}")
            else:
                saved.append(f"node.{name} = {name.removesuffix('_sym_sizes')}._array.shape")
        accumulators = []
        for own in inputs:
            accumulators.append(f"if type(to_{own}) is Leaf:")
            accumulators.append(f"    to_{own} = to_{own}.accumulator({own})")
        required = " or ".join(f"{edge} is not None" for edge in edges)
        if len(edges) > 2:
            required = f"not ({' is '.join(edges)} is None)"
        elif len(edges) == 2:
            required = f"({required})"
        arrays = [f"{name}._array" for name in tensors]
        unary, recorded = head is UNARY or head is UNARY_AND_NUMBER, head is RECORD
        return filled(
            head + NODE if recorded else head + TENSOR + NODE,
            name=self.name,
            parameters=", ".join(self.parameters),
            single=self.single,
            otherwise="otherwise" in self.words,
            mixed="mixed" in self.words,
            accepts="accepts" in self.words,
            view=head is VIEW,
            own=head is not VIEW and not recorded,
            unary=unary,
            binary=head is BINARY,
            other=not unary and head is not BINARY,
            computed=SYMBOLS.get(self.forward, "forward(x, y)"),
            first_dtype=(
                f"getattr({arrays[0]}, 'dtype', None)" if tensors[1:] else f"{arrays[0]}.dtype"
            ),
            tensors=_tuple(tensors),
            arguments=_tuple(self.arguments),
            arrays=", ".join([*arrays, *self.arguments]),
            shared_array=", ".join(["array", *self.arguments]),
            edges=", ".join(f"{name}._edge" for name in inputs),
            to_inputs=", ".join(edges),
            required=required,
            recording="mode.enabled or True" if recorded else "mode.enabled",
            accumulators=accumulators,
            next=_tuple(edges),
            saved=saved,
            versions=" + ".join(versions) or "0",
        )

    def _apply(self) -> str:
        """The node's `apply`: look after what was saved, let go of it, call the formulas."""
        saved, inputs = self._saved(), self.inputs
        tensors = [name for name in saved if name in inputs + self.tensors]
        result = ["result"] * ("result" in saved)
        checked = [*(f"{name}._counter[0]" for name in tensors), *["node.counter[0]"] * len(result)]
        gradients = self._gradients[0]
        lines = list(gradients.values())
        if inputs[1:]:
            lines = ["return ("]
            for own, gradient in gradients.items():
                needed = "" if gradient == "grad" else f"None if to_{own} is None else "
                lines.append(f"    {needed}{gradient},")
            lines.append(")")
        return filled(
            APPLY,
            read=[f"{name} = node.{name}" for name in saved],
            saves=bool(checked),
            checked=" + ".join(checked),
            released="".join(f"node.{name} = " for name in [*tensors, *result]),
            result=bool(result),
            arrays=[f"{name} = {name}._array" for name in tensors],
            several=len(inputs) > 1,
            to_inputs=", ".join(f"to_{own}" for own in inputs),
            gradients=lines if inputs[1:] else [f"return ({lines[0]},)"],
        )

    @functools.cached_property
    def _gradients(self) -> tuple[dict[str, str], dict[str, Any]]:
        """The formula for each input, as an expression, and the words that it speaks of.

        The expression is the formula's own, where it is short and its words mean one thing.
        """
        gradients: dict[str, str] = {}
        words: dict[str, Any] = {}
        known = WORDS | self.words
        local = {*self._saved(), "node", "grad", "keep", *(f"to_{own}" for own in self.inputs)}
        for own, formula in self.formulas.items():
            about = formula.__globals__
            spoken = {n: about[n] for n in formula.__code__.co_names if n in about}
            body = body_of(formula)
            if (
                body is None
                or len(body) > _LONG
                or not local.isdisjoint(formula.__code__.co_names)
                or any(known.get(n, value) is not value for n, value in spoken.items())
            ):
                body = f"d_{own}({', '.join(['grad', *self.needs[own]])})"
                spoken = {f"d_{own}": formula}
            gradients[own] = body
            words |= spoken
            known |= spoken
        return gradients, words


_LONG = 60


def body_of(formula: Formula) -> str | None:
    """What a lambda computes, as it stands in its file; None if that is not one plain expression.

    The file may have changed since it was imported: what is found there must compile to the same.
    """
    code = formula.__code__
    if code.co_name != "<lambda>" or formula.__closure__:
        return None
    spans: list[Any] = [s for s in code.co_positions() if s[3]]  # (what ends at 0 is of no word)
    lines = linecache.getlines(code.co_filename, formula.__globals__)
    if not spans or None in {n for span in spans for n in span}:
        return None
    (first, start), (last, end) = min((s[0], s[2]) for s in spans), max((s[1], s[3]) for s in spans)
    found = [line.encode() for line in lines[first - 1 : last]]
    if not found:
        return None
    found[-1] = found[-1][:end]
    found[0] = found[0][start:]
    body = " ".join(line.decode(errors="replace").strip() for line in found)
    # (Python compiles a call of `np.exp` in another way than one of a method: say which it is.)
    about = formula.__globals__
    modules = [n for n in code.co_names if isinstance(about.get(n), ModuleType)]
    imports = "".join(f"import {name};" for name in modules)
    try:
        text = f"{imports}lambda {', '.join(argument_names(formula))}: {body}"
        (again,) = [c for c in compile(text, "", "exec").co_consts if isinstance(c, CodeType)]
    except (SyntaxError, ValueError):
        return None
    same = ("co_code", "co_consts", "co_names", "co_varnames")
    return body if all(getattr(again, a) == getattr(code, a) for a in same) else None


_writing = threading.RLock()


# What an operation does at its first call; in a traceback it stands in the line of the `def`.
_FIRST_CALL = (lambda: write()(*locals().values())).__code__  # type: ignore[name-defined]  # noqa: F821


def _file_of(name: str) -> str:
    """Where the text is said to stand: no such file is there, only linecache knows it."""
    folder = __file__.removesuffix(".py")
    file, number = f"{folder}{os.sep}{name}.py", 1
    while file in linecache.cache:
        number += 1
        file = f"{folder}{os.sep}{name}_{number}.py"
    return file


def _tuple(names: Sequence[str]) -> str:
    return f"({', '.join(names)}{',' * (len(names) == 1)})"


def filled(template: str, **fields: str | bool | list[str]) -> str:
    """The template with its fields filled in: a list takes a line each, and none if it is empty."""
    text = []
    for line in template.strip("\n").splitlines():
        words = line.lstrip()
        indent = line[: len(line) - len(words)]
        condition, asked, rest = words.partition("? ")
        if asked:
            if not fields[condition]:
                continue
            words = rest
        lines = fields.get(words.strip("{}"))
        if not isinstance(lines, list):
            lines = [words.format(**fields)]
        text += [indent + one for one in lines]
    return "\n".join(text) + "\n"
