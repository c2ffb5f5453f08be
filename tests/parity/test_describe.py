"""The comparison itself: it sees what differs, and lets pass what may differ."""

import math
from typing import Any

import numpy as np
import pytest

from .describe import describe, differences, text
from .observe import Graph, Raised, Warned

TENSOR = {"tensor": [1.0, 2.0], "dtype": "float32", "shape": [2], "grad_fn": "MulBackward0"}


@pytest.mark.parametrize(
    "change",
    [
        {"tensor": [1.0, 2.1]},
        {"tensor": [1.0, 2.0001]},
        {"tensor": [1.0]},
        {"tensor": [1.0, "nan"]},
        {"tensor": [1, 2]},
        {"dtype": "float64"},
        {"shape": [1, 2]},
        {"grad_fn": "AddBackward0"},
        {"grad_fn": None},
        {"more": 1},
    ],
)
def test_a_difference_is_seen(change: dict[str, Any]) -> None:
    assert not differences(TENSOR, dict(TENSOR))
    assert differences(TENSOR, TENSOR | change)
    assert differences(TENSOR | change, TENSOR)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (True, 1),
        (1, True),
        (1, 1.0),
        (None, False),
        ([], None),
        ("a", "b"),
        (0, None),
        ([1], [1, 2]),
    ],
)
def test_kinds_of_values_are_told_apart(expected: Any, got: Any) -> None:
    assert differences(expected, got)


def test_rounding_noise_passes() -> None:
    noisy = {"tensor": [1.000001, 2.0], "dtype": "float32"}
    assert not differences({"tensor": [1.0, 2.0], "dtype": "float32"}, noisy)
    assert differences({"tensor": [1.0, 2.0], "dtype": "float64"}, noisy | {"dtype": "float64"})


def test_an_error_is_compared_by_type_and_phrases() -> None:
    expected = describe(Raised("RuntimeError", "the shape is wrong", ("shape",)))
    assert not differences(expected, describe(Raised("RuntimeError", "a Shape\nfault", ("shape",))))
    assert differences(expected, describe(Raised("ValueError", "the shape is wrong", ("shape",))))
    assert differences(expected, describe(Raised("RuntimeError", "wrong", ("shape",))))
    assert differences(expected, describe(Raised(None, "", ("shape",))))


def test_a_warning_is_compared_by_category_count_and_phrases() -> None:
    given = [("UserWarning", "not a leaf Tensor")]
    expected = describe(Warned(None, given, ("leaf",)))
    assert not differences(expected, describe(Warned(None, given, ("leaf",))))
    assert differences(expected, describe(Warned(None, [], ("leaf",))))
    assert differences(expected, describe(Warned(None, given * 2, ("leaf",))))
    assert differences(expected, describe(Warned(None, [("UserWarning", "other")], ("leaf",))))
    assert differences(expected, describe(Warned(None, [("FutureWarning", "leaf")], ("leaf",))))


def test_a_graph_is_compared_edge_by_edge() -> None:
    square = Graph([["MulBackward0", [[1, 0], [1, 0]]], ["AccumulateGrad", [], []]])
    single = Graph([["MulBackward0", [[1, 0], None]], ["AccumulateGrad", [], []]])
    twins = Graph([*square.rows, ["AccumulateGrad", [], []]])
    assert not differences(describe(square), describe(square))
    assert differences(describe(square), describe(single))
    assert differences(describe(square), describe(twins))


def test_names_and_addresses_are_made_equal() -> None:
    assert text("minigrad.float64") == text("torch.float64")
    assert text("minigrad::autograd::AccumulateGrad") == text("torch::autograd::AccumulateGrad")
    assert text("<Node at 0x7f3a>") == text("<Node at 0x12>")
    assert text("minigrading") == "minigrading"


def test_values_json_cannot_hold() -> None:
    assert describe(math.nan) == "nan"
    assert describe(np.array([np.inf, 1.0]))["array"] == ["inf", 1.0]
    assert describe((1, [2.0, None])) == [1, [2.0, None]]
