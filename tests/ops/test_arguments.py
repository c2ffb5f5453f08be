"""No argument is taken and ignored: every parameter is used, or is listed here with its reason."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import minigrad as mg
from minigrad.ops.calls import written
from minigrad.ops.rows import ELEMENTWISE, TABLE

PACKAGE = Path(mg.__file__).parent
ENGINE = [
    file
    for file in sorted(PACKAGE.rglob("*.py"))
    if file.relative_to(PACKAGE).parts[0] not in ("course", "drawing")
]

# What PyTorch takes and a NumPy engine has no use for: the result is PyTorch's all the same.
FREE = {
    ("argsort", "stable"): "every sort is stable",
    ("topk", "sorted"): "asks for less: unsorted may be sorted",
    ("unique", "sorted"): "asks for less: unsorted may be sorted",
    ("copy_", "non_blocking"): "there is one device, and nothing to wait for",
    ("gradcheck", "check_grad_dtypes"): "a gradient always has its input's type",
    ("gradcheck", "fast_mode"): "asks for less: the check is complete",
    ("gradgradcheck", "check_grad_dtypes"): "a gradient always has its input's type",
    ("gradgradcheck", "fast_mode"): "asks for less: the check is complete",
    ("__init__", "args"): "of Identity, and of Function, whose instances are for old code",
    ("__init__", "kwargs"): "of Identity, and of Function, whose instances are for old code",
    ("__init__", "pin_memory"): "of save_on_cpu: about the way to another device",
    ("__init__", "device_type"): "of save_on_cpu: about the way to another device",
}

# Functions that others override or that have to fit a caller: not called by a user's arguments.
FITTING = {
    "apply", "apply_recorded", "made", "unpack", "forward", "backward", "setup_context", "update",
    "rate", "save_for_forward", "create_module",
    "find_spec", "not_implemented", "array_function", "derivative",
}  # fmt: skip


def ignored(code: str) -> Iterator[tuple[str, str]]:
    """(function, parameter) of each parameter that its function never reads."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        places = node.args
        named = [*places.posonlyargs, *places.args, *places.kwonlyargs]
        named += [extra for extra in (places.vararg, places.kwarg) if extra is not None]
        read = {
            n.id
            for statement in node.body
            for n in ast.walk(statement)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        }
        for parameter in named:
            if parameter.arg not in read | {"self", "cls"}:
                yield node.name, parameter.arg


def test_every_parameter_is_read_by_its_function() -> None:
    found = {
        (name, parameter): f"{file.relative_to(PACKAGE)}: {name}({parameter})"
        for file in ENGINE
        for name, parameter in ignored(file.read_text(encoding="utf-8"))
        if (name == "__init__" or not name.startswith("_")) and name not in FITTING
    }
    assert sorted(found[key] for key in found.keys() - FREE.keys()) == []
    assert FREE.keys() - found.keys() == set(), "listed, but used: take it off the list"


def test_an_ignored_parameter_is_found() -> None:
    assert list(ignored("def f(x, reduce=None, *, axis):\n    reduce = 1\n    return x")) == [
        ("f", "reduce"),
        ("f", "axis"),
    ]
    assert list(ignored("def f(self, x):\n    return [x for _ in ()]")) == []


NO_NUMBER = [
    name
    for name, op in TABLE.items()
    if re.fullmatch(r"[a-z]\w*", name)
    and hasattr(mg, name)
    and op in ELEMENTWISE
    and list(inspect.signature(op).parameters) == ["self"]
]


def test_operations_of_one_tensor_are_found() -> None:
    assert {"exp", "sin", "neg", "absolute", "relu"} <= set(NO_NUMBER)


@pytest.mark.parametrize("name", NO_NUMBER)
def test_an_operation_of_one_tensor_takes_no_number(name: str) -> None:
    x = mg.tensor([0.5, 0.25])
    for call in (getattr(mg, name), lambda *given: getattr(x, name)(*given[1:])):
        with pytest.raises(TypeError):
            call(x, 5)


@pytest.mark.parametrize("moment", range(1, 60))
def test_a_function_may_be_called_while_another_thread_compiles_it(moment):
    """Between any two lines of that work, as a switch of threads would do it."""
    function = written("sum", mg.sum.forms, mg.sum.__wrapped__)
    sums, lines = [], []

    def at_each_line(frame, event, _):
        if frame.f_code.co_name != "_compile":
            return None
        lines.append(event)
        if len(lines) == moment:
            sums.append(function(mg.ones(2, 2), 0).tolist())
        return at_each_line

    before = sys.gettrace()
    sys.settrace(at_each_line)
    try:
        sums.append(function(mg.ones(2, 2), 0).tolist())
    finally:
        sys.settrace(before)
    assert sums and all(one == [2.0, 2.0] for one in sums)
