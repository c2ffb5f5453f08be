"""Note 2's Variable: the worked example, every gradient kept, derivatives of any order."""

import sys

import pytest

from minigrad.variable import Variable, add, get_gradients, mul


def test_the_worked_example() -> None:
    """a = 4, b = 3, c = a + b, d = a*c: d = 28, and the gradients are 11, 4, 4."""
    a, b = Variable(4), Variable(3)
    c = add(a, b)
    d = mul(a, c)
    gradients = get_gradients(d)
    assert (c.value, d.value) == (7, 28)
    assert [gradients[v].value for v in (a, b, c)] == [11, 4, 4]


def test_local_gradients_pair_each_input_with_its_derivative() -> None:
    a, c = Variable(4), Variable(7)
    product = mul(a, c)
    assert [(source, local.value) for source, local in product.local_gradients] == [(a, 7), (c, 4)]
    assert [local.value for _, local in add(a, c).local_gradients] == [1, 1]
    assert tuple(a.local_gradients) == ()


def test_every_node_is_kept_the_intermediate_ones_too() -> None:
    a = Variable(2)
    b = mul(a, a)
    c = mul(b, b)
    gradients = get_gradients(c)
    assert gradients[b].value == 8
    assert gradients[a].value == 32


def test_operators_are_the_functions() -> None:
    a, b = Variable(4), Variable(3)
    gradients = get_gradients(a * (a + b))
    assert [gradients[a].value, gradients[b].value] == [11, 4]


def test_a_square_counts_both_factors() -> None:
    x = Variable(5)
    assert get_gradients(mul(x, x))[x].value == 10


def test_paths_add_up() -> None:
    """x = 2, y = 3x, c = 2y + 5y gives 21."""
    x = Variable(2)
    y = mul(Variable(3), x)
    c = add(mul(Variable(2), y), mul(Variable(5), y))
    assert get_gradients(c)[x].value == 21


def test_a_gradient_can_be_differentiated_again() -> None:
    """x**4 at 2: 32, 48, 48, 24."""
    x = Variable(2)
    y = mul(mul(x, x), mul(x, x))
    values = []
    for _ in range(4):
        y = get_gradients(y)[x]
        values.append(y.value)
    assert values == [32, 48, 48, 24]


def test_mixed_second_derivatives_agree() -> None:
    a, b = Variable(3), Variable(5)
    y = a * b * b
    assert get_gradients(get_gradients(y)[a])[b].value == 10
    assert get_gradients(get_gradients(y)[b])[a].value == 10


@pytest.mark.parametrize("doublings", [20, 200])
def test_a_doubling_chain_is_walked_once_a_node(doublings: int) -> None:
    """By paths, twenty doublings are over two million visits, and 200 would never end."""
    x = y = Variable(1)
    for _ in range(doublings):
        y = add(y, y)
    assert get_gradients(y)[x].value == 2**doublings


def test_a_long_chain_needs_no_recursion() -> None:
    x = y = Variable(0)
    for _ in range(10 * sys.getrecursionlimit()):
        y = add(y, Variable(1))
    assert get_gradients(y)[x].value == 1
