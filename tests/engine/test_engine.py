"""The backward pass: order, sums, what it frees, what it leaves alone."""

from typing import Any

import numpy as np
import pytest

import minigrad as mg

FREED = "backward through the graph a second time"


def leaf(*values: float) -> mg.Tensor:
    return mg.tensor(list(values), requires_grad=True)


def test_the_seed_example() -> None:
    a, b = leaf(2.0, 3.0), leaf(6.0, 4.0)
    q = 3 * a**3 - b**2
    q.backward(gradient=mg.tensor([1.0, 1.0]))
    assert a.grad.tolist() == [36.0, 81.0]
    assert b.grad.tolist() == [-12.0, -8.0]


def test_the_diamond() -> None:
    """x = 2, y = 3x, c = 2y + 5y: 21, not 6 nor 15."""
    x = mg.tensor(2.0, requires_grad=True)
    y = 3 * x
    c = 2 * y + 5 * y
    c.backward()
    assert (c.item(), x.grad.item()) == (42.0, 21.0)


@pytest.mark.parametrize(
    ("start", "end", "slope"), [(1.0, 16.0, 16.0), (3.0, 12.0, 4.0), (20.0, 20.0, 1.0)]
)
def test_a_while_loop_decides_the_graph(start: float, end: float, slope: float) -> None:
    x = mg.tensor(start, requires_grad=True)
    y = x
    while y < 10:
        y = y * 2
    y.backward()
    assert (y.item(), x.grad.item()) == (end, slope)


def test_a_doubling_chain_costs_one_visit_a_node() -> None:
    """Walking every path would take 2**200 steps."""
    x = mg.tensor(1.0, dtype=mg.float64, requires_grad=True)
    y = x
    for _ in range(200):
        y = y + y
    y.backward()
    assert x.grad.item() == 2.0**200


def test_the_same_leaf_at_many_depths() -> None:
    x = mg.tensor(2.0, requires_grad=True)
    y = x
    for _ in range(4):
        y = y * x + x
    # y = x**5 + x**4 + x**3 + x**2 + x
    y.backward()
    assert x.grad.item() == 5 * 16 + 4 * 8 + 3 * 4 + 2 * 2 + 1


def test_a_branch_that_was_not_used_costs_and_changes_nothing() -> None:
    x = leaf(1.0, 2.0)
    unused = x.exp()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
    unused.sum().backward()
    assert np.allclose(x.grad.numpy(), 3 + np.exp([1.0, 2.0]))


def test_a_second_backward_over_freed_nodes_is_refused() -> None:
    x = leaf(1.0, 2.0)
    y = (x * x).sum()
    y.backward()
    with pytest.raises(RuntimeError, match=FREED):
        y.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_graph_without_saved_tensors_runs_twice() -> None:
    x = leaf(1.0, 2.0)
    y = (x + 1).view(2, 1).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_retained_graph_runs_until_it_is_freed() -> None:
    x = leaf(1.0, 2.0)
    y = (x**3).sum()
    for _ in range(3):
        y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [12.0, 48.0]
    with pytest.raises(RuntimeError, match=FREED):
        y.backward()


def test_a_shared_part_that_is_freed_stops_the_second_loss() -> None:
    x = leaf(1.0, 2.0)
    shared = x.exp()
    first, second = shared.sum(), (shared * 2).sum()
    first.backward()
    with pytest.raises(RuntimeError, match=FREED):
        second.backward()


@pytest.mark.parametrize(
    "make",
    [
        lambda p, q: (p + q).sum(),
        lambda p, q: (p - q).sum(),
        lambda p, q: (p.view(2) + q.reshape(2)).sum(),
        lambda p, q: ((p + 1) + (q + 1)).sum(),
        lambda p, q: mg.stack([p, q]).sum(),
        lambda p, q: mg.cat([p, q]).sum(),
        lambda p, q: (p.expand(3, 2) + q[None]).sum(),
        lambda p, q: (p.clone() + q.t()).sum(),
        lambda p, q: (p.unsqueeze(0) + q.unsqueeze(0)).squeeze().sum(),
    ],
)
def test_gradients_of_different_leaves_share_no_memory(make: Any) -> None:
    p, q = leaf(1.0, 2.0), leaf(3.0, 4.0)
    make(p, q).backward()
    first, second = p.grad.tolist(), q.grad.tolist()
    assert not np.shares_memory(p.grad.numpy(), q.grad.numpy())
    p.grad.zero_()
    assert q.grad.tolist() == second
    make(p, q).backward()  # accumulates in place
    assert p.grad.tolist() == first
    assert q.grad.tolist() == [2 * value for value in second]


def test_a_leaf_used_twice_by_a_sum_gets_its_own_gradient() -> None:
    p, given = leaf(1.0, 2.0), mg.tensor([1.0, 10.0])
    y = p + p
    y.backward(given, retain_graph=True)
    y.backward(given)
    assert given.tolist() == [1.0, 10.0]
    assert p.grad.tolist() == [4.0, 40.0]


def test_the_values_that_were_saved_are_not_handed_out() -> None:
    """d(x*y)/dx is y; changing x.grad must not change y."""
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (x * y).backward(mg.ones(2))
    x.grad.zero_()
    assert y.tolist() == [3.0, 4.0]
    assert y.grad.tolist() == [1.0, 2.0]


def test_inputs_stop_the_pass_where_they_are() -> None:
    x = leaf(1.0, 2.0)
    h = x * 2
    y = (h * h).sum()
    y.backward(inputs=[h])
    assert h.grad.tolist() == [4.0, 8.0]
    assert x.grad is None


def test_only_what_leads_to_the_inputs_is_run_and_freed() -> None:
    """With inputs given, a branch that does not lead there keeps its saved values."""
    a, b = leaf(1.0, 2.0), leaf(3.0, 4.0)
    left, right = a * a, b * b
    (left.sum() + right.sum()).backward(inputs=[a])
    assert b.grad is None
    right.sum().backward()
    assert b.grad.tolist() == [6.0, 8.0]


def test_an_error_in_mid_pass_leaves_everything_usable() -> None:
    x = leaf(1.0, 2.0)
    h = x * 3
    y = (h * h).sum()

    def fail(gradient: mg.Tensor) -> None:
        raise KeyboardInterrupt

    handle = h.register_hook(fail)
    with pytest.raises(KeyboardInterrupt):
        y.backward(retain_graph=True)
    assert mg.is_grad_enabled()
    handle.remove()
    fresh = (x * 3 * x).sum()
    x.grad = None
    fresh.backward()
    assert x.grad.tolist() == [6.0, 12.0]


def test_create_graph_gives_every_order() -> None:
    """a**4 at 2: 32, 48, 48, 24, 0."""
    a = mg.tensor(2.0, requires_grad=True)
    y, values = a**4, []
    for _ in range(5):
        (y,) = mg.autograd.grad(y, a, create_graph=True)
        values.append(y.item())
    assert values == [32.0, 48.0, 48.0, 24.0, 0.0]


def test_backward_with_create_graph_warns_of_the_cycle(run_python: Any) -> None:
    """Once a process is enough, so a fresh process."""
    out = run_python(
        "import warnings, minigrad as mg",
        "x = mg.tensor(2., requires_grad=True)",
        "with warnings.catch_warnings(record=True) as caught:",
        "    warnings.simplefilter('always')",
        "    (x**2).backward(create_graph=True)",
        "print([(w.category.__name__, 'cycle' in str(w.message)) for w in caught])",
    )
    assert out.strip() == "[('UserWarning', True)]"
