"""Every operation on a few of PyTorch's own samples, against the results recorded from PyTorch."""

from __future__ import annotations

import json
import warnings
from typing import Any

import numpy as np
import pytest

import minigrad

from .samples import FILE, error_of, observed
from .test_opinfo import OTHER_NODES, REFUSED, _found, _function

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


FAILING = [name for name in RECORDED if RECORDED[name]["errors"]]

# Where minigrad is not as strict yet, or raises an error of another type.
LATER = {
    "__radd__",
    "__rmul__",
    "arange",
    "atan2",
    "clamp_max",
    "clamp_min",
    "copysign",
    "dot",
    "dstack",
    "eq",
    "fmax",
    "fmin",
    "fmod",
    "ge",
    "gt",
    "heaviside",
    "hstack",
    "hypot",
    "index_add",
    "isclose",
    "le",
    "linspace",
    "logaddexp",
    "logical_and",
    "logical_or",
    "logical_xor",
    "lt",
    "maximum",
    "minimum",
    "narrow",
    "ne",
    "nn.functional.adaptive_avg_pool1d",
    "nn.functional.adaptive_avg_pool2d",
    "nn.functional.avg_pool1d",
    "nn.functional.avg_pool2d",
    "nn.functional.conv1d",
    "nn.functional.conv2d",
    "nn.functional.embedding",
    "nn.functional.group_norm",
    "nn.functional.hardtanh",
    "nn.functional.l1_loss",
    "nn.functional.max_pool1d",
    "nn.functional.max_pool2d",
    "nn.functional.prelu",
    "nn.functional.rms_norm",
    "nn.functional.soft_margin_loss",
    "nn.functional.softshrink",
    "roll",
    "rot90",
    "scatter_add",
    "vstack",
    "xlogy",
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(name in LATER, reason="coming", strict=True))
        for name in FAILING
    ],
)
def test_errors(name: str) -> None:
    """What PyTorch refuses is refused, by an error of the same type."""
    function = _function(minigrad, RECORDED[name]["function"])
    for sample in RECORDED[name]["errors"]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            error = error_of(minigrad, function, sample)
        assert type(error).__name__ == sample["error"], f"{sample['says']!r}, here {error!r}"
