"""Deep graphs need no recursion, and a graph goes away with the last reference to it."""

import gc
import sys
import weakref
from collections.abc import Iterator

import pytest

import minigrad as mg


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Reference counting alone: whatever is in a cycle stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def blocks() -> int:
    """How many objects Python holds memory for."""
    return sys.getallocatedblocks()


@pytest.mark.uncounted
def test_a_million_operations_forward_backward_and_away() -> None:
    """No recursion anywhere, and the memory comes back."""
    steps = 1_000_000
    x = mg.tensor(1.0, dtype=mg.float64, requires_grad=True)
    y = x * 1.0
    y.backward()  # whatever is made once and kept is there now
    x.grad = None
    del y
    gc.collect()
    before = blocks()
    y = x
    for _ in range(steps // 2):
        y = y * 1.000001
        y = y + 1e-9
    assert blocks() - before > steps  # the graph is really there
    y.backward()
    assert x.grad.item() == pytest.approx(1.000001 ** (steps // 2), rel=1e-6)
    del y
    gc.collect()
    assert blocks() - before < 1000


@pytest.mark.uncounted
def test_a_deep_graph_that_is_never_run_goes_away_too(no_collector: None) -> None:
    x = mg.tensor(1.0, requires_grad=True)
    warm = x * 2 + 1
    del warm
    before = blocks()
    y = x
    for _ in range(20 * sys.getrecursionlimit()):
        y = (y * 2 + 1) / 2
    watched = weakref.ref(y)
    del y
    assert watched() is None
    assert blocks() - before < 5000  # Python keeps 2,000 free tuples of each size for later


@pytest.mark.uncounted
def test_a_deep_graph_under_create_graph(no_collector: None) -> None:
    """The graph of the gradient is as deep as the graph; it runs and goes away as well."""
    x = mg.tensor(1.0, dtype=mg.float64, requires_grad=True)
    y = x
    for _ in range(3 * sys.getrecursionlimit()):
        y = (y * y) ** 0.5
    (g,) = mg.autograd.grad(y, x, create_graph=True)
    assert g.item() == pytest.approx(1.0)
    (h,) = mg.autograd.grad(g, x)
    assert h.item() == pytest.approx(0.0)
    watched = weakref.ref(g)
    del y, g, h
    assert watched() is None


@pytest.mark.parametrize("ran", ["never", "backward", "retained", "grad"])
def test_results_die_with_their_last_reference(ran: str, no_collector: None) -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    h = (x * x).exp()
    h.retain_grad()
    y = h.sum()
    watched = [weakref.ref(h), weakref.ref(y), weakref.ref(y.grad_fn)]
    if ran == "backward":
        y.backward()
    elif ran == "retained":
        y.backward(retain_graph=True)
    elif ran == "grad":
        mg.autograd.grad(y, x)
    del h, y
    assert [reference() for reference in watched] == [None, None, None]


def test_a_leaf_and_its_accumulator_are_no_cycle(no_collector: None) -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    watched = weakref.ref(x)
    y.sum().backward()
    del y, x
    assert watched() is None


def test_a_node_keeps_the_leaf_that_it_needs() -> None:
    """The graph owns its leaves: a result can be used after the names are gone."""
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = (x * 3).sum()
    node = y.grad_fn.next_functions[0][0].next_functions[0][0]
    del x
    y.backward()
    assert node.variable.grad.tolist() == [3.0, 3.0]


def test_backward_frees_what_was_saved(no_collector: None) -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    h = x * 2
    y = (h * h).sum()
    watched = weakref.ref(h)
    del h
    assert watched() is not None
    y.backward()
    assert watched() is None


@pytest.mark.uncounted
def test_a_thousand_steps_hold_memory_level() -> None:
    w = mg.tensor([0.5, -0.5], requires_grad=True)

    def step() -> None:
        loss = ((w * 2 - 1) ** 2).mean()
        loss.backward()
        with mg.no_grad():
            w.sub_(0.01 * w.grad)
        w.grad = None

    for _ in range(20):
        step()
    gc.collect()
    before = blocks()
    for _ in range(1000):
        step()
    gc.collect()
    assert blocks() - before < 500
