"""Graphs many times deeper than Python's stack, through every function that walks one.

(Forward, backward and freeing of a million nodes: test_depth_and_memory.py.)
"""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import minigrad as mg
from minigrad.autograd import functional

DEPTH = 5_000  # Python stops at 1,000 calls


def sines(x: Any, depth: int = DEPTH) -> Any:
    for _ in range(depth):
        x = x.sin()
    return x


def products(x: Any, depth: int = DEPTH) -> Any:
    for _ in range(depth):
        x = x * 1.0
    return x


def leaf() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True)


def grads(x: mg.Tensor) -> list[float]:
    assert x.grad is not None
    return x.grad.tolist()


@pytest.mark.parametrize("reentrant", [False, True])
def test_checkpoint(reentrant: bool) -> None:
    x = leaf()
    mg.utils.checkpoint.checkpoint(products, x, use_reentrant=reentrant).sum().backward()
    assert grads(x) == [1.0, 1.0]


def test_a_chain_of_checkpoints() -> None:
    x = y = leaf()
    for _ in range(1500):
        y = mg.utils.checkpoint.checkpoint(lambda t: t * 1.0, y, use_reentrant=False)
    y.sum().backward()
    assert grads(x) == [1.0, 1.0]


def test_hooks() -> None:
    x = y = leaf()
    seen: list[int] = []
    for _ in range(DEPTH):
        y = y * 1.0
        y.register_hook(lambda grad: seen.append(1))
    several: list[Any] = []
    handle = mg.autograd.graph.register_multi_grad_hook([x, y], several.append)
    y.sum().backward()
    handle.remove()
    assert len(seen) == DEPTH and len(several) == 1


def test_saved_tensors_hooks() -> None:
    x = leaf()
    with mg.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = sines(x)
    y.sum().backward()
    assert x.grad is not None


def test_anomaly_mode() -> None:
    x = leaf()
    with pytest.warns(UserWarning, match="Anomaly Detection"), mg.autograd.detect_anomaly():
        products(x, 2000).sum().backward()
    assert grads(x) == [1.0, 1.0]


def test_custom_functions() -> None:
    class Same(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * 1.0

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            return grads[0]

    x = y = leaf()
    for _ in range(DEPTH):
        y = Same.apply(y)
    y.sum().backward()
    assert grads(x) == [1.0, 1.0]


CHANGES: dict[str, Callable[[Any, Any], Any]] = {
    "the base": lambda base, view: base.mul_(2),
    "the last view": lambda base, view: view.mul_(2),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_chain_of_views_and_a_change_in_place(change: str) -> None:
    x = leaf()
    base = view = x * 1.0
    for _ in range(DEPTH):
        view = view[...]
    CHANGES[change](base, view)
    (view + base).sum().backward()
    assert grads(x) == [4.0, 4.0]


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_chain_of_changes_in_place(create_graph: bool) -> None:
    x = leaf()
    y = x * 1.0
    for _ in range(2000):
        y[0] *= 1.0
        y.add_(0.0)
    (grad,) = mg.autograd.grad((y * y).sum(), x, create_graph=create_graph)
    assert grad.tolist() == [2.0, 4.0]
    if create_graph:
        (second,) = mg.autograd.grad(grad.sum(), x)
        assert second.tolist() == [2.0, 2.0]


def test_functions_of_derivatives() -> None:
    x = mg.tensor([1.0, 2.0])
    assert mg.func.grad(lambda t: products(t).sum())(x).tolist() == [1.0, 1.0]
    assert mg.func.hessian(lambda t: (products(t, 2000) ** 2).sum())(x).tolist() == [[2, 0], [0, 2]]
    assert functional.jacobian(products, x).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert functional.hvp(lambda t: (products(t) ** 2).sum(), x, x)[1].tolist() == [2.0, 4.0]
    assert functional.vhp(lambda t: (products(t) ** 2).sum(), x, x)[1].tolist() == [2.0, 4.0]


def test_printing_copying_pickling_and_drawing() -> None:
    x = leaf()
    y = products(x)
    assert "MulBackward0" in repr(y) and "MulBackward0" in repr(y.grad_fn)
    with pytest.raises(RuntimeError, match="graph leaves"):
        copy.deepcopy(y)
    assert pickle.loads(pickle.dumps(y)).is_leaf
    x.grad = mg.autograd.grad(y.sum(), x, create_graph=True)[0].detach()
    assert copy.deepcopy(x).grad.tolist() == [1.0, 1.0]
    assert "MulBackward0" in mg.draw(products(leaf())).text


def test_stops_in_the_middle() -> None:
    x = leaf()
    middle = products(x)
    end = products(middle)
    middle.retain_grad()
    end.sum().backward(inputs=[middle])
    assert grads(middle) == [1.0, 1.0] and x.grad is None
