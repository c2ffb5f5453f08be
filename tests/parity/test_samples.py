"""Every operation on a few of PyTorch's own samples, against the results recorded from PyTorch."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minigrad

from .samples import FILE, decoded, error_of, observed
from .test_opinfo import OTHER_NODES, REFUSED, _flat, _found, _function

RECORDED = json.loads(FILE.read_text(encoding="utf-8"))
del RECORDED["torch"]
_found(minigrad, "nn.functional")
_found(minigrad, "linalg")


@pytest.mark.parametrize("name", RECORDED)
def test_operation(name: str) -> None:
    """Values, element types, nodes, gradients and second derivatives are PyTorch's."""
    entry = RECORDED[name]
    function = _function(minigrad, entry["function"])
    assert function is not None, f"{name} was there when the samples were recorded"
    for number, sample in enumerate(entry["samples"]):
        expected = sample["seen"]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                seen = observed(minigrad, function, sample, "second" in expected)
        except (RuntimeError, ValueError, NotImplementedError) as error:
            if any(words in str(error) for words in REFUSED):
                continue
            raise
        where = f"{name}, sample {number}"
        if entry["function"] not in OTHER_NODES:
            assert seen["nodes"] == expected["nodes"], where
        for kind in ("results", "gradients", "second"):
            assert len(seen.get(kind, [])) == len(expected.get(kind, [])), f"{where}: {kind}"
            pairs = zip(seen.get(kind, []), expected.get(kind, []), strict=True)
            for i, (mine, theirs) in enumerate(pairs):
                same(f"{where}: {kind} {i}", mine, theirs)


def same(where: str, mine: Any, theirs: Any) -> None:
    """Compare two observations up to rounding."""
    if not isinstance(theirs, dict) or not isinstance(mine, dict):
        if theirs is None and isinstance(mine, dict):
            assert not np.any(mine["is"]), f"{where}: {mine} in place of no gradient"
        else:
            assert mine == theirs or mine == pytest.approx(theirs), where
        return
    assert mine["shape"] == theirs["shape"], where
    assert mine["dtype"] == theirs["dtype"], where
    a, b = (np.array(side["is"], dtype=float) for side in (mine, theirs))
    np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7, err_msg=where)


@pytest.mark.parametrize("name", RECORDED)
def test_inference_mode(name: str) -> None:
    """In inference mode every result is an inference tensor, but for views of normal tensors."""
    function = _function(minigrad, RECORDED[name]["function"])
    for number, sample in enumerate(RECORDED[name]["samples"]):
        leaves: list[Any] = []
        arguments = [decoded(minigrad, value, leaves) for value in sample["args"]]
        options = decoded(minigrad, sample["options"], leaves)
        before = [t for t in _flat(arguments) if isinstance(t, minigrad.Tensor)]
        with warnings.catch_warnings(), minigrad.inference_mode():
            warnings.simplefilter("ignore")
            try:
                results = _flat(function(*arguments, **options))
            except (RuntimeError, ValueError, NotImplementedError) as error:
                assert any(words in str(error) for words in REFUSED), f"{name}, sample {number}"
                continue
        for result in results:
            if isinstance(result, minigrad.Tensor):
                shared = any(result is t or result._base is t for t in before)
                assert result.is_inference() is not shared, f"{name}, sample {number}"


FAILING = [name for name in RECORDED if RECORDED[name]["errors"]]

# Errors that minigrad has other words for, or does not raise, on purpose: the reasons.
ON_PURPOSE = {
    "__radd__": "one function answers `x + 2` and `2 + x`; nobody calls it by name, number first",
    "__rmul__": "as __radd__",
    "max.binary": "names the argument that is no tensor, not all the forms of a call",
    "min.binary": "as max",
    "pow": "as max",
}
ALIKE = 0.6  # of PyTorch's words


@pytest.mark.parametrize("name", FAILING)
def test_errors(name: str) -> None:
    """What PyTorch refuses is refused, by an error of the same type, with its key words."""
    function = _function(minigrad, RECORDED[name]["function"])
    for sample in RECORDED[name]["errors"]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            error = error_of(minigrad, function, sample)
        if name in ON_PURPOSE:
            assert error is None or type(error).__name__ == sample["error"]
            continue
        said = f"{sample['says']!r}, here {error!r}"
        assert type(error).__name__ == sample["error"], said
        wanted, got = words(sample["says"]), words(str(error))
        assert len(wanted & got) >= ALIKE * len(wanted), said


def words(message: str) -> set[str]:
    """The words and numbers of the first line of a message."""
    return set(re.findall(r"[a-z]{3,}|-?\d+", message.partition("\n")[0].lower()))


def test_a_difference_has_its_reason() -> None:
    """What is excepted is there, and is written down where a reader looks for it."""
    assert set(ON_PURPOSE) <= set(FAILING)
    page = Path(__file__).parents[2] / "docs" / "differences.md"
    assert "Tensor.__radd__(2, t)" in page.read_text(encoding="utf-8")
