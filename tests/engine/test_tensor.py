"""Tensor: who is a leaf, who has a gradient, and what is refused in which words."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import minigrad as mg


@pytest.fixture
def x() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True)


def test_leaves(x: mg.Tensor) -> None:
    plain = mg.tensor([1.0])
    for tensor, is_leaf, requires_grad in [
        (plain, True, False),
        (x, True, True),
        (plain * 2, True, False),
        (x * 2, False, True),
        (x.detach(), True, False),
        (x > 1, True, False),
        (x.view(2, 1), False, True),
        (x.clone(), False, True),
        (+x, True, True),
    ]:
        assert (tensor.is_leaf, tensor.requires_grad) == (is_leaf, requires_grad)
        assert (tensor.grad_fn is None) == is_leaf


def test_the_gradient_of_a_leaf_is_a_plain_leaf(x: mg.Tensor) -> None:
    assert x.grad is None
    (x * 2).sum().backward()
    assert isinstance(x.grad, mg.Tensor)
    assert (x.grad.is_leaf, x.grad.requires_grad, x.grad.dtype) == (True, False, mg.float32)


def test_accumulation_goes_into_the_same_object(x: mg.Tensor) -> None:
    (x * 2).sum().backward()
    first = x.grad
    (x * 3).sum().backward()
    assert x.grad is first
    assert first.tolist() == [5.0, 5.0]


def test_an_unset_gradient_of_a_non_leaf_warns_every_time(x: mg.Tensor) -> None:
    y = x * 2
    for _ in range(2):
        with pytest.warns(UserWarning, match=r"not a leaf Tensor.*retain_grad\(\)"):
            assert y.grad is None


def test_the_warning_points_at_the_line_that_reads_the_gradient(x: mg.Tensor) -> None:
    y = x * 2
    with pytest.warns(UserWarning) as caught:
        _ = y.grad
    assert caught[0].filename == __file__


def test_no_warning_for_leaves_gradless_or_retaining_tensors(x: mg.Tensor) -> None:
    y = x * 2
    y.retain_grad()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [t.grad for t in (x, y, mg.tensor(1.0), mg.tensor(1.0) * 2)] == [None] * 4


def test_retain_grad(x: mg.Tensor) -> None:
    y = x * 3
    y.retain_grad()
    y.retain_grad()
    assert y.retains_grad
    (y * y).sum().backward()
    assert y.grad.tolist() == [6.0, 12.0]
    assert x.grad.tolist() == [18.0, 36.0]


def test_retain_grad_on_a_leaf_does_nothing(x: mg.Tensor) -> None:
    x.retain_grad()
    assert not x.retains_grad


def test_requires_grad_travels_through_no_grad_made_leaves() -> None:
    with mg.no_grad():
        x = mg.tensor([2.0], requires_grad=True)
    (x * x).backward()
    assert x.grad.item() == 4.0


def test_equality_is_elementwise_and_hashing_is_by_identity() -> None:
    a, b = mg.tensor([1.0]), mg.tensor([1.0])
    assert (a == b).tolist() == [True]
    assert len({a, b, a}) == 2


def test_numpy_shares_memory_and_tensor_copies() -> None:
    array = np.array([1.0, 2.0])
    shared, copied = mg.from_numpy(array), mg.tensor(array)
    array[0] = 9.0
    assert (shared.tolist(), copied.tolist()) == ([9.0, 2.0], [1.0, 2.0])


def computed() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True) * 2


def freed() -> mg.Tensor:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = (x * x).sum()
    y.backward()
    return y


REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "backward of a non-scalar": (
        lambda: computed().backward(),
        RuntimeError,
        "grad can be implicitly created only for scalar outputs",
    ),
    "backward without grad": (
        lambda: mg.tensor(1.0).backward(),
        RuntimeError,
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ),
    "gradient of another shape": (
        lambda: computed().backward(mg.ones(3)),
        RuntimeError,
        r"Mismatch in shape: grad_output\[0\] has a shape of .*3.* and output\[0\] has a shape of",
    ),
    "gradient that would broadcast": (
        lambda: computed().backward(mg.tensor(1.0)),
        RuntimeError,
        "Mismatch in shape",
    ),
    "gradient that is a list": (lambda: computed().backward([1.0, 1.0]), TypeError, ""),
    "requires_grad on integers": (
        lambda: mg.tensor([1, 2], requires_grad=True),
        RuntimeError,
        "floating point.*require gradients",
    ),
    "requires_grad_ on integers": (
        lambda: mg.tensor([1, 2]).requires_grad_(),
        RuntimeError,
        "floating point",
    ),
    "second backward": (
        lambda: freed().backward(),
        RuntimeError,
        "Trying to backward through the graph a second time.*retain_graph=True",
    ),
    "shapes that do not broadcast": (
        lambda: mg.ones(3) + mg.ones(4),
        RuntimeError,
        r"The size of tensor a \(3\) must match the size of tensor b \(4\) at non-singleton "
        "dimension 0",
    ),
    "matmul that does not fit": (
        lambda: mg.ones(2, 3) @ mg.ones(2, 3),
        RuntimeError,
        r"mat1 and mat2 shapes cannot be multiplied \(2x3 and 2x3\)",
    ),
    "switching off a non-leaf": (
        lambda: computed().requires_grad_(False),
        RuntimeError,
        r"you can only change requires_grad flags of leaf variables.*detach\(\)",
    ),
    "retain_grad without grad": (
        lambda: mg.tensor(1.0).retain_grad(),
        RuntimeError,
        "can't retain_grad on Tensor that has requires_grad=False",
    ),
    "a gradient of the wrong size": (
        lambda: setattr(mg.tensor([1.0]), "grad", mg.ones(2)),
        RuntimeError,
        "gradient.*size",
    ),
    "an input that was not used": (
        lambda: mg.autograd.grad(computed().sum(), mg.ones(1).requires_grad_()),
        RuntimeError,
        "appears to not have been used in the graph.*allow_unused=True",
    ),
    "numpy() of a requiring tensor": (
        lambda: computed().numpy(),
        RuntimeError,
        r"Can't call numpy\(\) on Tensor that requires grad. Use tensor.detach\(\).numpy\(\)",
    ),
    "the truth of several elements": (lambda: bool(mg.ones(2)), RuntimeError, "ambiguous"),
    "an index out of bounds": (
        lambda: mg.ones(3)[5],
        IndexError,
        "index 5 is out of bounds for dimension 0 with size 3",
    ),
    "a dimension out of range": (
        lambda: mg.ones(2, 3).sum(3),
        IndexError,
        r"Dimension out of range \(expected to be in range of \[-2, 1\], but got 3\)",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_gets_a_clear_error(case: str) -> None:
    call, kind, words = REFUSED[case]
    with pytest.raises(kind, match=f"(?s){words}"):
        call()
