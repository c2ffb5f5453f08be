"""PyTorch's own sample inputs for each operation, run on both: values, gradients, node names.

The database of operations ships inside the PyTorch wheel (torch.testing._internal). What minigrad
has under the same name is compared; what it does not have is not its business. What differs on
purpose is listed here, with the reason.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.live

SAMPLES = 20  # of each operation, spread over all that there are
LARGEST = 2000  # elements; larger samples only take time

# Operations whose samples are not comparable: random results, or results that are not values.
LEFT_OUT = {
    "empty": "its values mean nothing",
    "empty_like": "its values mean nothing",
    "rand_like": "random",
    "randn_like": "random",
    "randint": "random",
    "randint_like": "random",
    "nn.functional.dropout": "random",
    "nn.functional.scaled_dot_product_attention": "half of its samples drop at random",
    "to": "only dtypes and the one device: no memory formats, no other devices",
    "contiguous": "no memory formats",
    "unique": "PyTorch records a node that only raises an error; minigrad records none",
    "floor_divide": "PyTorch records a node that only raises an error; minigrad records none",
    "randn": "random",
    "normal": "random",
    "bernoulli": "random",
    "multinomial": "random",
    "uniform": "random",
    "new_empty": "its values mean nothing",
    "linspace.tensor_overload": "not offered: a tensor as an end",
    "nn.functional.instance_norm": "not offered: running statistics",
    "zero_": "the samples require grad, and are changed in place",
    "__ror__": "Python calls it with numbers only",
    "__rmod__": "Python calls it with numbers only",
    "__rpow__": "Python calls it with numbers only",
    "__rsub__": "Python calls it with numbers only",
    "linalg.eigh": "the signs of the vectors are each library's own (tests/ops/test_factors.py)",
    "linalg.svd": "the signs of the vectors are each library's own (tests/ops/test_factors.py)",
    "linalg.pinv.singular": "its samples are for a function of two factors",
    "linalg.slogdet": "the sign carries no node; its gradient is zero",
    "linalg.matrix_power": "the power 0 is a constant, not a copy with a node",
}  # fmt: skip

# Messages of the samples that minigrad refuses, where PyTorch does something rare.
REFUSED = (
    "is for matrices that are not wide",
    "have no derivative; use full_matrices=False",
    "output padding must be smaller than stride",
    "batch_norm: expected at least 2 dimensions",
    "circular padding by a negative width is not offered",
)

# The name of the node, where it is another on purpose.
OTHER_NODES = {
    "quantile": "the last step is not in place",
    "linalg.cond": "the last step is the division",
    "linalg.pinv": "of one triangle it is the same node as of a whole matrix",
    "copysign": "by a number it is the same node as by a tensor",
    "nn.functional.cross_entropy": "the division by the batch size is that by a number",
    "var_mean": "two nodes in place of one with two outputs",
    "std_mean": "two nodes in place of one with two outputs",
    "diff": "taken 0 times it is a plain copy",
    "nn.functional.pad": "circular padding is one node, not a chain of copies",
}


def _database() -> dict[str, Any]:
    pytest.importorskip("torch")
    pytest.importorskip("expecttest", reason="PyTorch's database of operations needs expecttest")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torch.testing._internal.common_methods_invocations import op_db
    return {f"{op.name}.{op.variant_test_name}".rstrip("."): op for op in op_db}


def _found(module: Any, name: str) -> Any:
    """`module.nn.functional.gelu`, or the method of that name; None if it is not there."""
    for part in name.split("."):
        module = getattr(module, part, None)
    return module


def _function(minigrad: ModuleType, name: str) -> Any:
    """minigrad's function, taking its arguments in the order in which the samples come."""
    if name in SAMPLE_ORDER:
        return SAMPLE_ORDER[name](minigrad)
    function = _found(minigrad, name)
    if function is None or repr(function).startswith("torch."):  # a dtype: the method is meant
        function = _found(minigrad.Tensor, name)
    return function.fget if isinstance(function, property) else function


# Where PyTorch's database calls an operation through a small function of its own.
SAMPLE_ORDER: dict[str, Any] = {
    "einsum": lambda m: lambda tensors, equation: m.einsum(equation, tensors),
    "where": lambda m: lambda x, condition, y: m.where(condition, x, y),
    "polygamma": lambda m: lambda x, n: m.polygamma(n, x),
    "nn.functional.embedding": lambda m: (
        lambda weight, index, **options: m.nn.functional.embedding(index, weight, **options)
    ),
}


class _NotHere(Exception):
    """A sample that minigrad has no counterpart for: complex numbers, other devices."""


class _Copies:
    """Arguments carried over from torch to minigrad: a tensor to a tensor of the same values."""

    def __init__(self, torch: ModuleType, minigrad: ModuleType) -> None:
        self.torch, self.minigrad = torch, minigrad
        self.leaves: list[tuple[Any, Any]] = []

    def __call__(self, value: Any) -> tuple[Any, Any]:
        torch = self.torch
        if isinstance(value, torch.Tensor):
            if value.is_complex() or value.layout != torch.strided or value.numel() > LARGEST:
                raise _NotHere
            theirs = value.detach().clone().contiguous()
            mine = self.minigrad.tensor(theirs.numpy().copy())
            if value.requires_grad:
                theirs.requires_grad_()
                mine.requires_grad_()
                self.leaves.append((theirs, mine))
            return theirs, mine
        if isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
            pairs = [self(item) for item in value]
            return tuple(type(value)(side) for side in zip(*pairs, strict=True)) if pairs else (
                value, value,
            )  # fmt: skip
        if isinstance(value, torch.Size):
            return value, tuple(value)
        if isinstance(value, dict):
            # There is one device, and nothing to choose.
            pairs = {k: self(v) for k, v in value.items() if k != "device" or v != "cpu"}
            return {k: p[0] for k, p in pairs.items()}, {k: p[1] for k, p in pairs.items()}
        if isinstance(value, torch.dtype):
            name = str(value).removeprefix("torch.")
            if not hasattr(self.minigrad, name):
                raise _NotHere
            return value, getattr(self.minigrad, name)
        if isinstance(value, (torch.device, torch.memory_format, complex)):
            raise _NotHere
        return value, value


def _flat(result: Any) -> list[Any]:
    if isinstance(result, (list, tuple)):
        return [part for item in result for part in _flat(item)]
    return [result]


def _array(value: Any) -> Any:
    if not hasattr(value, "detach"):
        return np.asarray(value)
    try:
        return value.detach().numpy(force=True)  # PyTorch's zeros may have no memory yet
    except TypeError:
        return value.detach().numpy()


def _compare_values(what: str, theirs: Any, mine: Any) -> Iterator[str]:
    if (theirs is None) != (mine is None):
        yield f"{what}: {mine} in place of {theirs}"
        return
    if theirs is None:
        return
    if (
        hasattr(theirs, "dtype")
        and hasattr(mine, "dtype")
        and repr(theirs.dtype) != repr(mine.dtype)
    ):
        yield f"{what}: {mine.dtype} in place of {theirs.dtype}"
    a, b = _array(theirs), _array(mine)
    if a.shape != b.shape:
        yield f"{what}: shape {b.shape} in place of {a.shape}"
    elif not np.allclose(a, b, rtol=1e-6, atol=1e-8, equal_nan=True):
        yield f"{what}: {b.tolist()} in place of {a.tolist()}"[:300]


def _gradients(module: Any, outputs: list[Any], leaves: list[Any], create_graph: bool) -> list[Any]:
    roots = [t for t in outputs if hasattr(t, "requires_grad") and t.requires_grad]
    seeds = []
    for root in roots:
        count = int(np.prod(tuple(root.shape)))
        ramp = np.linspace(0.5, 1.5, count).reshape(tuple(root.shape))
        seeds.append(module.tensor(ramp, dtype=root.dtype))
    return list(
        module.autograd.grad(roots, leaves, seeds, create_graph=create_graph, allow_unused=True)
    )


def _differences(
    torch: ModuleType, minigrad: ModuleType, op: Any, function: Any, sample: Any
) -> Iterator[str]:
    copies = _Copies(torch, minigrad)
    first = copies(sample.input)
    rest = copies(sample.args)
    named = copies(sample.kwargs)
    expected = _flat(op(first[0], *rest[0], **named[0]))
    result = _flat(function(first[1], *rest[1], **named[1]))
    if len(expected) != len(result):
        yield f"{len(result)} results in place of {len(expected)}"
        return
    for i, (theirs, mine) in enumerate(zip(expected, result, strict=True)):
        yield from _compare_values(f"result {i}", theirs, mine)
        if op.name not in OTHER_NODES:
            names = [type(getattr(t, "grad_fn", None)).__name__ for t in (theirs, mine)]
            if names[0] != names[1]:
                yield f"result {i}: node {names[1]} in place of {names[0]}"
    if not any(getattr(t, "requires_grad", False) for t in result + expected):
        return
    theirs_leaves, mine_leaves = (list(side) for side in zip(*copies.leaves, strict=True))
    twice = op.supports_gradgrad and sum(t.numel() for t in theirs_leaves) <= 200
    theirs = _gradients(torch, expected, theirs_leaves, twice)
    mine = _gradients(minigrad, result, mine_leaves, twice)
    for i, (a, b) in enumerate(zip(theirs, mine, strict=True)):
        yield from _compare_values(f"gradient {i}", a, b)
    curved = [[g for g in side if g is not None and g.requires_grad] for side in (theirs, mine)]
    if twice and curved[0] and curved[1]:
        second = [
            _gradients(module, side, leaves, False)
            for module, side, leaves in zip(
                (torch, minigrad), curved, (theirs_leaves, mine_leaves), strict=True
            )
        ]
        for i, (a, b) in enumerate(zip(*second, strict=True)):
            # No dependence is told as None or as zeros; both mean the same.
            a = torch.zeros_like(theirs_leaves[i]) if a is None else a
            b = minigrad.zeros_like(mine_leaves[i]) if b is None else b
            yield from _compare_values(f"second derivative {i}", a, b)


def _samples(torch: ModuleType, op: Any) -> list[Any]:
    torch.manual_seed(0)
    differentiable = op.supports_autograd and torch.float64 in op.supported_dtypes("cpu")
    supported = op.supported_dtypes("cpu")
    if not supported & {torch.float64, torch.int64}:
        return []
    dtype = torch.float64 if torch.float64 in supported else torch.int64
    every = list(
        itertools.islice(op.sample_inputs("cpu", dtype, requires_grad=differentiable), 200)
    )
    step = max(1, len(every) // SAMPLES)
    return every[::step]


def compare(torch: ModuleType, minigrad: ModuleType, op: Any) -> tuple[int, list[str]]:
    """How many samples of one operation were run, and what was different."""
    function = _function(minigrad, op.name)
    ran, found = 0, []
    for number, sample in enumerate(_samples(torch, op)):
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                differences = list(_differences(torch, minigrad, op, function, sample))
        except _NotHere:
            continue
        except Exception as error:
            if any(words in str(error) for words in REFUSED):
                continue
            differences = [f"{type(error).__name__}: {error}"]
        ran += 1
        arguments = f"{_shape(sample.input)} {_shape(sample.args)} {_shape(sample.kwargs)}"
        found += [f"sample {number} ({arguments}): {text}" for text in differences]
    return ran, found


def _shape(value: Any) -> str:
    if hasattr(value, "shape"):
        return str(list(value.shape))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_shape, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k}: {_shape(v)}' for k, v in value.items())}}}"
    return repr(value)


def test_the_samples_of_pytorchs_operations(torch: ModuleType, minigrad: ModuleType) -> None:
    """Every operation of PyTorch's database that minigrad has, on PyTorch's own samples."""
    database = _database()
    _found(minigrad, "nn.functional")
    _found(minigrad, "linalg")
    compared, report = 0, []
    for name, op in database.items():
        if name in LEFT_OUT or op.name in LEFT_OUT or _function(minigrad, op.name) is None:
            continue
        ran, differences = compare(torch, minigrad, op)
        compared += bool(ran)
        report += [f"{name}: {text}" for text in differences]
    assert not report, "\n".join(report)
    assert compared > 250, f"only {compared} operations were found: has the database moved?"


def test_the_exceptions_are_real() -> None:
    """What is left out is in the database: an exception must not outlive its reason."""
    database = _database()
    known = set(database) | {op.name for op in database.values()}
    assert set(LEFT_OUT) | set(OTHER_NODES) <= known
