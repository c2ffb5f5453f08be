"""A few of PyTorch's own sample inputs for each operation, with what PyTorch made of them.

    python -m tests.parity.samples        records them again, on the PyTorch that is installed

The live test (test_opinfo.py) runs many more samples beside PyTorch itself; these few are stored in
samples.json, so that every operation is compared where PyTorch is not installed. The
inputs that the database says must fail are stored beside them, each with PyTorch's error.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from .test_opinfo import LEFT_OUT, _database, _flat, _found, _function, _samples

FILE = Path(__file__).with_name("samples.json")
EACH = 5  # samples of each operation, spread over all that there are
LARGEST = 40  # elements
DIGITS = 9


class NotStored(Exception):
    """A sample that has no stored form: complex numbers, other devices, large arrays."""


# ------------------------------------------------------------------ arguments and results as JSON


def _numbers(array: np.ndarray) -> Any:
    if array.dtype.kind != "f":
        return array.tolist()
    return json.loads(json.dumps(_rounded(array.tolist())))


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else str(value)


def encoded(torch: ModuleType, value: Any) -> Any:
    """An argument of a sample in a form that JSON keeps."""
    if isinstance(value, torch.Tensor):
        if value.is_complex() or value.layout != torch.strided or value.numel() > LARGEST:
            raise NotStored
        kind = str(value.dtype).removeprefix("torch.")
        array = value.detach().numpy(force=True)
        return {
            "tensor": _numbers(array), "dtype": kind, "shape": list(array.shape),
            "requires_grad": value.requires_grad,
        }  # fmt: skip
    if isinstance(value, (list, tuple)):
        return {type(value).__name__.lower(): [encoded(torch, item) for item in value]}
    if isinstance(value, dict):
        return {"dict": {k: encoded(torch, v) for k, v in value.items() if k != "device"}}
    if isinstance(value, torch.dtype):
        return {"a_dtype": str(value).removeprefix("torch.")}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"ellipsis": True}
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": str(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise NotStored


def decoded(module: Any, value: Any, leaves: list[Any]) -> Any:
    """The argument again, its tensors made by `module`; those that require grad are noted."""
    if not isinstance(value, dict):
        return value
    if "tensor" in value:
        numbers = np.array(value["tensor"], dtype=value["dtype"]).reshape(value["shape"])
        tensor = module.tensor(numbers)
        if value["requires_grad"]:
            leaves.append(tensor.requires_grad_())
        return tensor
    if "dict" in value:
        return {k: decoded(module, v, leaves) for k, v in value["dict"].items()}
    if "a_dtype" in value:
        return getattr(module, value["a_dtype"])
    if "slice" in value:
        return slice(*value["slice"])
    if "ellipsis" in value:
        return ...
    if "float" in value:
        return float(value["float"])
    kind, items = next(iter(value.items()))
    parts = [decoded(module, item, leaves) for item in items]
    return parts if kind == "list" else tuple(parts)


# ------------------------------------------------------------------ what is observed


def observed(module: Any, function: Any, sample: dict[str, Any], twice: bool) -> dict[str, Any]:
    """Results, names of nodes, gradients, and gradients of the gradients, as plain data."""
    leaves: list[Any] = []
    arguments = [decoded(module, value, leaves) for value in sample["args"]]
    options = decoded(module, sample["options"], leaves)
    results = _flat(function(*arguments, **options))
    seen: dict[str, Any] = {
        "results": [_plain(result) for result in results],
        "nodes": [type(getattr(result, "grad_fn", None)).__name__ for result in results],
    }
    first = gradients(module, results, leaves, twice)
    seen["gradients"] = [_plain(grad) for grad in first]
    if twice:
        second = gradients(module, first, leaves, False)
        seen["second"] = [
            _plain(module.zeros_like(leaf) if grad is None else grad)
            for leaf, grad in zip(leaves, second or [None] * len(leaves), strict=True)
        ]
    return seen


def gradients(module: Any, roots: list[Any], leaves: list[Any], twice: bool) -> list[Any]:
    """What flows to the leaves from different weights at each element of the roots."""
    roots = [t for t in roots if getattr(t, "requires_grad", False)]
    if not roots or not leaves:
        return []
    seeds = [
        module.tensor(np.linspace(0.5, 1.5, root.numel()).reshape(tuple(root.shape))).to(root.dtype)
        for root in roots
    ]
    return list(module.autograd.grad(roots, leaves, seeds, create_graph=twice, allow_unused=True))


def _plain(value: Any) -> Any:
    if not hasattr(value, "detach"):
        return value if value is None else _rounded(value) if isinstance(value, float) else value
    detached = value.detach()
    array = np.asarray(detached.tolist(), dtype=str(value.dtype).rpartition(".")[2])
    return {"shape": list(value.shape), "dtype": str(value.dtype), "is": _numbers(array)}


# ------------------------------------------------------------------ recording


def record(torch: ModuleType, minigrad: ModuleType) -> dict[str, Any]:
    """Run the samples of every operation that minigrad has, on PyTorch."""
    _found(minigrad, "nn.functional")
    _found(minigrad, "linalg")
    stored: dict[str, Any] = {}
    for name, op in _database().items():
        if name in LEFT_OUT or op.name in LEFT_OUT or _function(minigrad, op.name) is None:
            continue
        kept: list[Any] = []
        for sample in _small(torch, op):
            entry = {
                "args": [encoded(torch, value) for value in (sample.input, *sample.args)],
                "options": encoded(torch, sample.kwargs),
            }
            twice = bool(op.supports_gradgrad)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    entry["seen"] = observed(torch, op, entry, twice)
                except (TypeError, RuntimeError, AttributeError):
                    continue  # results that are no numbers, or that torch does not differentiate
            kept.append(entry)
        refused = _refused(torch, op)
        if kept or refused:
            stored[name] = {"function": op.name, "samples": kept, "errors": refused}
    return stored


def _refused(torch: ModuleType, op: Any) -> list[Any]:
    """The inputs that PyTorch raises an error for, with its type and its words."""
    errors: list[Any] = []
    if op.error_inputs_func is None:
        return errors
    for given in op.error_inputs("cpu"):
        sample = given.sample_input
        try:
            entry: dict[str, Any] = {
                "args": [encoded(torch, value) for value in (sample.input, *sample.args)],
                "options": encoded(torch, sample.kwargs),
            }
        except (NotStored, ValueError, RuntimeError, TypeError):
            continue
        error = error_of(torch, op, entry)
        if error is not None and "out" not in sample.kwargs:
            errors.append(entry | {"error": type(error).__name__, "says": str(error)[:200]})
    return errors


def error_of(module: Any, function: Any, sample: dict[str, Any]) -> Exception | None:
    """The error that a call with the sample's arguments raises, if any."""
    try:
        arguments = [decoded(module, value, []) for value in sample["args"]]
        function(*arguments, **decoded(module, sample["options"], []))
    except Exception as error:
        return error
    return None


def _small(torch: ModuleType, op: Any) -> list[Any]:
    storable = []
    for sample in _samples(torch, op):
        try:
            encoded(torch, [sample.input, *sample.args])
            encoded(torch, sample.kwargs)
        except NotStored:
            continue
        storable.append(sample)
    step = max(1, len(storable) // EACH)
    return storable[::step][:EACH]


def main() -> None:
    """Record again, one operation a line."""
    import torch

    import minigrad

    stored = record(torch, minigrad)
    lines = [f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in sorted(stored.items())]
    head = f'"torch": {json.dumps(torch.__version__.partition("+")[0])},\n'
    FILE.write_text("{" + head + ",\n".join(lines) + "}\n", encoding="utf-8", newline="\n")
    print(f"{len(stored)} operations, {sum(len(e['samples']) for e in stored.values())} samples")


if __name__ == "__main__":
    main()
