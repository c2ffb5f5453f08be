"""How a tensor is printed: PyTorch's layout, to the character.

One format serves all elements: integers and whole floats without decimals, other floats with
four, and scientific notation for the whole tensor when its magnitudes lie too far apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from . import dtypes

PRECISION = 4
THRESHOLD: float = 1000  # above this many elements only the edges are printed
EDGE_ITEMS = 3
LINE_WIDTH = 80
SCIENTIFIC: bool | None = None  # None: where the magnitudes want it

_PROFILES: dict[str | None, tuple[int, float, int]] = {  # precision, threshold, edge items
    "default": (4, 1000, 3),
    "short": (2, 1000, 2),
    "full": (4, math.inf, 3),
}

# These types are what a Python literal becomes, so they go without saying.
_IMPLIED = ("int64", "bool")


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Choose how tensors are printed from now on; what is not named stays, but for sci_mode.

    precision: decimals. threshold: above this many elements only the edges are printed, edgeitems
    of them. linewidth: characters. profile: "default", "short" or "full". sci_mode: whether in
    scientific notation; None where the magnitudes want it.

    >>> import minigrad as mg
    >>> mg.set_printoptions(precision=8)
    >>> mg.tensor(1 / 3)
    tensor(0.33333334)
    >>> mg.set_printoptions(profile="default")
    """
    global PRECISION, THRESHOLD, EDGE_ITEMS, LINE_WIDTH, SCIENTIFIC
    if profile in _PROFILES:
        PRECISION, THRESHOLD, EDGE_ITEMS = _PROFILES[profile]
        LINE_WIDTH = 80
    PRECISION = PRECISION if precision is None else precision
    THRESHOLD = THRESHOLD if threshold is None else threshold
    EDGE_ITEMS = EDGE_ITEMS if edgeitems is None else edgeitems
    LINE_WIDTH = LINE_WIDTH if linewidth is None else linewidth
    SCIENTIFIC = sci_mode


def tensor_repr(array: np.ndarray, origin: str = "") -> str:
    """The text of a tensor with these values.

    array: the values. origin: what comes last, as 'requires_grad=True' or 'grad_fn=<...>'.

    >>> import numpy as np
    >>> tensor_repr(np.array([1.0, 2.5], np.float32), "requires_grad=True")
    'tensor([1.0000, 2.5000], requires_grad=True)'
    """
    prefix = "tensor("
    suffixes = []
    name = dtypes.of_numpy(array.dtype).name
    if array.size == 0 and array.ndim != 1:
        suffixes.append(f"size={tuple(array.shape)}")
    if name not in (*_IMPLIED, dtypes.get_default_dtype().name) or (
        array.size == 0 and name in _IMPLIED
    ):
        suffixes.append(f"dtype=torch.{name}")
    if origin:
        suffixes.append(origin)

    body = "[]" if array.size == 0 else _body(array, len(prefix))
    return _with_suffixes(prefix + body, suffixes, len(prefix))


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """Append the suffixes, on a new line when the last one has no room for them."""
    parts = [text]
    last_line = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last_line + len(suffix) + 2 > LINE_WIDTH:
            parts.append(",\n" + " " * indent + suffix)
            last_line = indent + len(suffix)
        else:
            parts.append(", " + suffix)
            last_line += len(suffix) + 2
    return "".join(parts) + ")"


def _body(array: np.ndarray, indent: int) -> str:
    shown = _edges(array) if array.size > THRESHOLD else array
    show, width = formatter(shown)
    return _nested(array, indent, show, width, array.size > THRESHOLD)


def _nested(
    array: np.ndarray, indent: int, show: Callable[[Any], str], width: int, summarize: bool
) -> str:
    if array.ndim == 0:
        return show(array.item())
    if array.ndim == 1:
        return _row(array, indent, show, width, summarize)
    if summarize and len(array) > 2 * EDGE_ITEMS:
        items: list[np.ndarray | None] = [*array[:EDGE_ITEMS], None, *array[-EDGE_ITEMS:]]
    else:
        items = list(array)
    separator = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    rows = ["..." if a is None else _nested(a, indent + 1, show, width, summarize) for a in items]
    return f"[{separator.join(rows)}]"


def _row(
    array: np.ndarray, indent: int, show: Callable[[Any], str], width: int, summarize: bool
) -> str:
    values = array.tolist()
    if summarize and len(values) > 2 * EDGE_ITEMS:
        texts = [show(v) for v in values[:EDGE_ITEMS]]
        texts += [" ...", *(show(v) for v in values[-EDGE_ITEMS:])]
    else:
        texts = [show(v) for v in values]
    per_line = max(1, (LINE_WIDTH - indent) // (width + 2))
    lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _edges(array: np.ndarray) -> np.ndarray:
    """The elements that a summary shows: at most EDGE_ITEMS from each end of each dimension."""
    for axis, n in enumerate(array.shape):
        if n > 2 * EDGE_ITEMS:
            array = np.take(array, [*range(EDGE_ITEMS), *range(n - EDGE_ITEMS, n)], axis)
    return array


def formatter(array: np.ndarray) -> tuple[Callable[[Any], str], int]:
    """The function that prints one element of `array`, and the width that it prints to.

    As in PyTorch, zeros, infinities and nan do not count for the width, and may stick out.
    """
    if array.dtype.kind != "f":
        show: Callable[[Any], str] = str
        counted = array
    else:
        counted = array[np.isfinite(array) & (array != 0)]
        show = _float_format(np.abs(counted).astype(np.float64))
    width = max((len(show(value)) for value in counted.ravel().tolist()), default=1)
    return lambda value: show(value).rjust(width), width


def _float_format(magnitudes: np.ndarray) -> Callable[[float], str]:
    if magnitudes.size == 0:
        return lambda value: f"{value:.0f}." if math.isfinite(value) else str(value)
    smallest, largest = magnitudes.min(), magnitudes.max()
    whole = bool(np.all(magnitudes == np.ceil(magnitudes)))
    spread = largest / smallest > 1000 or largest > 1e8 or (not whole and smallest < 1e-4)
    if SCIENTIFIC is not None:
        spread = SCIENTIFIC
    if whole:
        if spread:
            return lambda value: f"{value:.{PRECISION}e}"
        return lambda value: f"{value:.0f}." if math.isfinite(value) else str(value)
    if spread:
        return lambda value: f"{value:.{PRECISION}e}"
    return lambda value: f"{value:.{PRECISION}f}"
