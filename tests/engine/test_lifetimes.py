"""Hooks, functions, packers and training loops keep nothing alive that is over."""

import gc
import tracemalloc
import weakref
from typing import Any

import pytest

import minigrad as mg


def test_a_hooked_node_dies_with_its_graph() -> None:
    """By reference counting: a hook holds neither its node nor its tensor."""
    gc.disable()
    try:
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        y = x * 2
        y.register_hook(print)
        y.grad_fn.register_hook(print)
        y.grad_fn.register_prehook(print)
        y.retain_grad()
        leaf = y.grad_fn.next_functions[0][0]
        leaf.register_hook(print)
        mg.autograd.graph.register_multi_grad_hook([x, y], print)
        watched = [weakref.ref(y), weakref.ref(y.grad_fn), weakref.ref(leaf)]
        del y, leaf
        assert [ref() for ref in watched] == [None, None, None]
        held = weakref.ref(x)
        x.register_post_accumulate_grad_hook(print)
        del x
        assert held() is None
    finally:
        gc.enable()


def test_what_functions_and_packers_save_dies_with_its_graph() -> None:
    class Exp(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: mg.Tensor) -> mg.Tensor:
            result = x.exp()
            ctx.save_for_backward(x, result)
            return result

        @staticmethod
        def backward(ctx: Any, grad: mg.Tensor) -> mg.Tensor:
            return grad * ctx.saved_tensors[1]

    gc.disable()
    try:
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        y = Exp.apply(x)
        with mg.autograd.graph.save_on_cpu():
            z = Exp.apply(x).exp()
        checkpointed = mg.utils.checkpoint.checkpoint(lambda t: t.exp(), x, use_reentrant=False)
        checkpointed.sum().backward()
        watched = [weakref.ref(t.grad_fn) for t in (y, z, checkpointed)]
        del y, z, checkpointed
        assert [ref() for ref in watched] == [None, None, None]
    finally:
        gc.enable()


def train(steps: int, *, watched: bool) -> None:
    """Steps of descent on a small network, with everything that could hold on to something."""
    w = mg.tensor([[0.5, -0.3], [0.1, 0.8]], requires_grad=True)
    b = mg.tensor([0.1, -0.1], requires_grad=True)
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    if watched:
        w.register_hook(lambda grad: grad * 1)
        b.register_post_accumulate_grad_hook(lambda leaf: None)
    for _ in range(steps):
        h = x @ w + b
        if watched:
            h.register_hook(lambda grad: None)
            h.grad_fn.register_hook(lambda inputs, outputs: None)
            h.retain_grad()
            with mg.autograd.graph.save_on_cpu():
                h = h.tanh()
            h = mg.utils.checkpoint.checkpoint(lambda t: t.sin() * t, h, use_reentrant=False)
        loss = (h * h).mean()
        loss.backward()
        with mg.no_grad():
            for p in (w, b):
                p -= 0.01 * p.grad
                p.grad = None


@pytest.mark.uncounted
@pytest.mark.parametrize("watched", [False, True])
def test_a_thousand_steps_hold_memory_level(watched: bool) -> None:
    train(50, watched=watched)  # whatever is made once is made now
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        before = len(gc.get_objects()), tracemalloc.get_traced_memory()[0]
        train(1000, watched=watched)
        objects = len(gc.get_objects())
        gc.collect()  # empties Python's own stores of used tuples and lists
        size = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
        gc.enable()
    assert objects - before[0] < 50, "objects are left over that only the collector would find"
    assert size - before[1] < 10_000, "bytes are left over"
