"""Observations as plain data, and the comparison of two of them.

The data is what JSON can hold, so the same functions serve the recorded results and live PyTorch.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .observe import Graph, Raised, Warned

Program = Callable[[Any], Iterator[tuple[str, Any]]]

# Relative and absolute tolerance, and how many digits are written down.
TOLERANCE = {"float16": (2e-3, 1e-4, 4), "float32": (2e-5, 1e-6, 6), "float64": (1e-9, 1e-12, 12)}
PYTHON_FLOAT = (1e-6, 1e-9, 9)


def observe(program: Program, module: Any) -> dict[str, Any]:
    """Run a program on a module; its observations, described, in their order."""
    seen: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, value in program(module):
            if name in seen:
                raise ValueError(f"two observations of this program are named {name!r}")
            seen[name] = describe(value)
    return seen


def text(value: object) -> str:
    """Words with the module's own name and every address made equal."""
    plain = re.sub(r"0x[0-9a-f]+", "0x...", str(value))
    if "dtype=" in plain:
        # minigrad.float64 is three letters longer than torch.float64, so what follows a tensor's
        # values may go to another line.
        plain = re.sub(r",\s+(dtype|grad_fn|requires_grad|size)=", r", \1=", plain)
    return re.sub(r"\bminigrad(?=\.|::)", "torch", plain)


def describe(value: Any) -> Any:
    """Turn a value of either module into plain data."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return number(value, PYTHON_FLOAT[2])
    if isinstance(value, str):
        return text(value)
    if hasattr(value, "requires_grad") and hasattr(value, "grad_fn"):
        return describe_tensor(value)
    if isinstance(value, Raised):
        words = {"raises": value.kind, "message": text(value.message).strip().split("\n")[0][:160]}
        return words | {"phrases": list(value.phrases), "missing": missing(value)}
    if isinstance(value, Warned):
        return describe_warned(value)
    if isinstance(value, Graph):
        return {"graph": value.rows}
    if isinstance(value, tuple | list):
        return [describe(item) for item in value]
    if isinstance(value, dict):
        return {str(key): describe(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return {"array": numbers(np.asarray(value)), "dtype": str(value.dtype)}
    if hasattr(value, "next_functions"):
        return {"node": type(value).__name__}
    return {"text": text(value)}


def array_of(tensor: Any) -> np.ndarray:
    """The values of a tensor of either module."""
    try:
        return np.asarray(tensor.detach().numpy())
    except RuntimeError:  # torch's placeholder for "zeros, not yet allocated"
        return np.asarray(tensor.detach().numpy(force=True))


def describe_tensor(tensor: Any) -> dict[str, Any]:
    """Values, dtype, shape and place in the graph."""
    return {
        "tensor": numbers(array_of(tensor)),
        "dtype": str(tensor.dtype).rpartition(".")[2],
        "shape": list(tensor.shape),
        "requires_grad": tensor.requires_grad,
        "is_leaf": tensor.is_leaf,
        "grad_fn": None if tensor.grad_fn is None else type(tensor.grad_fn).__name__,
    }


def describe_warned(value: Warned) -> dict[str, Any]:
    """The result, and of each warning its category and the words that it should contain."""
    given = [
        {"category": kind, "missing": missing(Raised(kind, words, value.phrases))}
        for kind, words in value.given
    ]
    return {"result": describe(value.result), "warnings": given, "phrases": list(value.phrases)}


def missing(value: Raised) -> list[str]:
    """The phrases that the message lacks; case and line breaks are free."""
    words = " ".join(text(value.message).lower().split())
    return [phrase for phrase in value.phrases if phrase.lower() not in words]


def number(value: float, digits: int) -> float | str:
    """A float rounded to what is worth comparing; JSON has no word for nan and inf."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else str(value)


def numbers(array: np.ndarray) -> Any:
    """An array as nested lists."""
    if array.ndim:
        return [numbers(np.asarray(row)) for row in array]
    if array.dtype.kind == "f":
        return number(float(array), TOLERANCE[str(array.dtype)][2])
    return array.item()


def differences(expected: Any, got: Any, where: str = "", dtype: str | None = None) -> list[str]:
    """One sentence for each place where two described observations differ."""
    if isinstance(expected, dict) and isinstance(got, dict):
        found = []
        dtype = expected.get("dtype", dtype)
        for key in expected | got:
            # The message is recorded for the reader; what must agree is its type and key phrases.
            if key == "message" and "phrases" in expected:
                continue
            if key not in got or key not in expected:
                found.append(f"{where}: {key!r} is only in {'one' if key in got else 'the other'}")
                continue
            found += differences(expected[key], got[key], f"{where}.{key}".strip("."), dtype)
        if found and "message" in got:
            found.append(f"{where}: the message was {got['message']!r}")
        return found
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return [f"{where}: expected {expected}, got {got}"]
        pairs = enumerate(zip(expected, got, strict=True))
        return [d for i, (e, g) in pairs for d in differences(e, g, f"{where}[{i}]", dtype)]
    if type(expected) is float and type(got) is float:
        relative, absolute, _ = TOLERANCE.get(dtype or "", PYTHON_FLOAT)
        if math.isclose(expected, got, rel_tol=relative, abs_tol=absolute):
            return []
    elif type(expected) is type(got) and expected == got:
        return []
    return [f"{where}: expected {expected!r}, got {got!r}"]
