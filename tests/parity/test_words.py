"""NumPy's own words never reach a student: shapes and dimensions that do not fit, everywhere."""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from .small_inputs import ONE, TWO, functions, rooms

pytestmark = pytest.mark.live
NUMPYS = (
    "operands could not", "broadcast together", "all the input array", "ufunc", "axis ", "numpy.",
    "cannot reshape array", "too small depth", "could not be broadcast", "newaxis",
    "objects cannot be broadcast", "invalid index to scalar",
)  # fmt: skip
SHAPES = (((2, 3), (3, 2)), ((2, 3), (4,)), ((4,), (2, 3)), ((2, 2, 2), (2, 3)), ((), (2, 3)))
WRONG = (
    "x, 9", "x, -9", "x, (9,)", "x, 0, 9", "x, 9, 0", "x, y, 9", "x, (0, 9)", "x, 9, i",
    "x, 0, y", "[x, y], 9", "x, d", "d, x", "x, n", "n, x", "x, 0, k", "x, 0, k, x", "x, k",
)  # fmt: skip
# A tensor where a number is meant: what comes of that is another matter.
NUMBERS_MEANT = {"F.leaky_relu", "t.ones", "t.zeros", "t.einsum"}


def names(module: ModuleType, shape: tuple[int, ...], other: tuple[int, ...]) -> dict[str, Any]:
    """What the arguments of a call are made of."""
    x = module.full(shape, 0.5)
    return rooms(module) | {
        "x": x,
        "y": module.full(other, 0.5),
        "d": x.double(),
        "n": x.long(),
        "m": x > 0,
        "i": module.zeros(2, dtype=module.int64),
        "j": x.long(),
        "k": module.tensor([9]),
        "t": module,
        "F": module.nn.functional,
        "L": module.linalg,
        "T": module.Tensor,
    }


def error_of(call: str, scope: dict[str, Any]) -> Exception | None:
    """The error of a call, if any."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            eval(call, scope)
        except Exception as error:
            return error
    return None


def test_no_error_has_numpys_words(minigrad: ModuleType, torch: ModuleType) -> None:
    leaked = []
    for function in sorted(set(functions(torch, minigrad)) - NUMBERS_MEANT):
        for arguments in (*ONE, *TWO, *WRONG):
            for shapes in SHAPES:
                call = f"{function}({arguments})"
                error = error_of(call, names(minigrad, *shapes))
                said = f"{type(error).__module__}.{type(error).__name__}: {error}"
                if any(words in said for words in NUMPYS):
                    theirs = error_of(call, names(torch, *shapes))
                    # (What of another type is refused is no question of shapes.)
                    if not isinstance(theirs, (TypeError, AttributeError)):
                        leaked.append(f"{call} of {shapes}: {said}")
    assert not leaked, "\n".join(leaked[:50])
