"""Factories: what they make, and random numbers that can be had again."""

import numpy as np
import pytest

import minigrad as mg


@pytest.mark.parametrize(
    ("made", "dtype", "values"),
    [
        (lambda: mg.tensor([1.0, 2]), mg.float32, [1.0, 2.0]),
        (lambda: mg.tensor([1, 2]), mg.int64, [1, 2]),
        (lambda: mg.tensor([True]), mg.bool, [True]),
        (lambda: mg.tensor(np.ones(2)), mg.float64, [1.0, 1.0]),
        (lambda: mg.zeros(2), mg.float32, [0.0, 0.0]),
        (lambda: mg.ones((1, 2)), mg.float32, [[1.0, 1.0]]),
        (lambda: mg.full((2,), 3), mg.int64, [3, 3]),
        (lambda: mg.arange(3), mg.int64, [0, 1, 2]),
        (lambda: mg.arange(3.0), mg.float32, [0.0, 1.0, 2.0]),
        (lambda: mg.linspace(0, 1, 3), mg.float32, [0.0, 0.5, 1.0]),
        (lambda: mg.eye(2), mg.float32, [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_values_and_dtypes(made, dtype, values) -> None:
    tensor = made()
    assert tensor.dtype == dtype
    assert tensor.tolist() == values


@pytest.mark.parametrize(
    "draw", [lambda: mg.rand(4), lambda: mg.randn(2, 2)], ids=["rand", "randn"]
)
def test_the_seed_decides_the_numbers(draw) -> None:
    mg.manual_seed(3)
    first, second = draw(), draw()
    mg.manual_seed(3)
    assert draw().tolist() == first.tolist()
    assert draw().tolist() == second.tolist()
    mg.manual_seed(4)
    assert draw().tolist() != first.tolist()
    assert first.tolist() != second.tolist()


def test_seeding_does_not_touch_numpys_generator() -> None:
    np.random.seed(5)  # noqa: NPY002 - the global generator is what must stay alone
    expected = np.random.rand()  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    mg.manual_seed(3)
    mg.rand(10)
    assert np.random.rand() == expected  # noqa: NPY002


def test_random_numbers_have_their_distribution() -> None:
    mg.manual_seed(0)
    uniform, normal = mg.rand(20_000).numpy(), mg.randn(20_000).numpy()
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.02
    assert abs(normal.mean()) < 0.04
    assert abs(normal.std() - 1) < 0.04


def test_a_factory_copies_what_it_is_given() -> None:
    values = [[1.0, 2.0]]
    tensor = mg.tensor(values)
    values[0][0] = 9.0
    assert tensor.tolist() == [[1.0, 2.0]]


def test_a_fill_value_is_the_tensors_own() -> None:
    one, two = mg.zeros(2), mg.zeros(2)
    one[0] = 5.0
    assert two.tolist() == [0.0, 0.0]
