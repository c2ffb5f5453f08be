"""Whatever a function is called on, it answers, or says in a sentence what it wanted instead."""

import warnings
from typing import Any

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import functions

NO_TENSORS = ["a string", None, [1.0, 2.0], 3, object()]
EVERY = sorted(functions())


def outcome(call: Any) -> Any:
    """The result of a call, or its error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call()
        except Exception as error:
            return error


@pytest.mark.parametrize("name", [name for name in EVERY if hasattr(mg, name)])
def test_a_function_on_no_tensor(name: str) -> None:
    for value in NO_TENSORS:
        result = outcome(lambda value=value: getattr(mg, name)(value))
        assert result is not NotImplemented
        assert not isinstance(result, (AttributeError, AssertionError, KeyError)), result


@pytest.mark.parametrize("name", [name for name in EVERY if hasattr(mg.Tensor, name)])
def test_a_method_with_a_strange_argument(name: str) -> None:
    for value in NO_TENSORS:
        x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
        result = outcome(lambda x=x, value=value: getattr(x, name)(value))
        assert result is not NotImplemented
        assert not isinstance(result, (AttributeError, AssertionError, KeyError)), result


@pytest.mark.parametrize("name", mg.nn.functional.__all__)
def test_a_function_of_nn_on_no_tensor(name: str) -> None:
    for value in NO_TENSORS:
        result = outcome(lambda value=value: getattr(mg.nn.functional, name)(value, value))
        assert not isinstance(result, (AttributeError, AssertionError, KeyError)), result


def test_the_words_are_pytorchs() -> None:
    x = mg.tensor([1.0])
    with pytest.raises(TypeError, match=r"dot\(\): argument 'tensor' \(position 2\) must be Tens"):
        mg.dot(x, 2)
    with pytest.raises(TypeError, match=r"mse_loss\(\): argument 'input' .* must be Tensor, not l"):
        mg.nn.functional.mse_loss([1.0], [2.0])
    with pytest.raises(TypeError, match=r"lt\(\) received an invalid combination .* \(int, Tensor"):
        mg.lt(2, x)


def test_numpys_functions_stay_generous() -> None:
    """What functions of minigrad refuse, NumPy's functions and the operators take."""
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    top = np.maximum(x, 2.0)
    assert type(top.grad_fn).__name__ == "MaximumBackward0"
    assert np.less(2, x).tolist() == [False, False]
    assert np.hypot(x, 0.0).tolist() == [1.0, 2.0]
