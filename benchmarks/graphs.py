"""Small graphs: the seed's example, chains, an expression of numbers, one leaf used many times."""

from collections.abc import Callable
from typing import Any

import by_hand
import numpy as np
from workload import Run, gradients_of

# The seed's example.


def prepare_seed(torch: Any) -> Run:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    ones = torch.tensor([1.0, 1.0])

    def run() -> list[Any]:
        a.grad = b.grad = None
        q = 3 * a**3 - b**2
        q.backward(gradient=ones)
        return [a.grad, b.grad]

    return run


def seed_by_hand() -> Run:
    a, b = np.array([2.0, 3.0], "float32"), np.array([6.0, 4.0], "float32")
    ones = np.ones(2, "float32")
    return lambda: by_hand.seed(a, b, ones)[0]


# Chains. Values near 1 keep a product of 100,000 factors in range.

NEAR_ONE = np.array([1.0, 1.000001, 0.999999])


def prepare_chain(length: int) -> Callable[[Any], Run]:
    def prepare(torch: Any) -> Run:
        x = torch.tensor(NEAR_ONE, requires_grad=True)
        ones = torch.tensor(np.ones(3))

        def run() -> list[Any]:
            x.grad = None
            y = x
            for _ in range(length):
                y = y * x
            y.backward(ones)
            return [x.grad]

        return run

    return prepare


def prepare_chain_by_number(length: int) -> Callable[[Any], Run]:
    def prepare(torch: Any) -> Run:
        x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)

        def forward() -> Any:
            y = x
            for _ in range(length):
                y = y * 1.0001
            return y

        return gradients_of([x], forward)

    return prepare


def chain_by_hand(length: int) -> Callable[[], Run]:
    return lambda: lambda: by_hand.chain(NEAR_ONE, length)[0]


def chain_by_number_by_hand(length: int) -> Callable[[], Run]:
    x = np.array(1.0)
    return lambda: lambda: by_hand.chain_by_number(x, length)[0]


# The expression of micrograd's README: 28 operations on two numbers.


def prepare_expression(torch: Any) -> Run:
    a = torch.tensor(-4.0, requires_grad=True)
    b = torch.tensor(2.0, requires_grad=True)
    return gradients_of([a, b], lambda: expression(a, b))


def expression(a: Any, b: Any) -> Any:
    c = a + b
    d = a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + (b + a).relu())
    d = d + (3 * d + (b - a).relu())
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


def expression_by_hand() -> Run:
    return lambda: by_hand.scalar_expression(-4.0, 2.0)[0]


def expression_on_micrograd() -> Run:
    from micrograd.engine import Value

    a, b = Value(-4.0), Value(2.0)

    def run() -> list[Any]:
        a.grad = b.grad = 0
        expression(a, b).backward()
        return [a.grad, b.grad]

    return run


# One leaf, used again and again.


def prepare_accumulate(torch: Any) -> Run:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    zero, ones = torch.zeros(3), torch.ones(3)

    def run() -> list[Any]:
        x.grad = None
        acc = zero
        for _ in range(10_000):
            acc = acc + x
        acc.backward(ones)
        return [x.grad]

    return run


def accumulate_by_hand() -> Run:
    x = np.array([1.0, 2.0, 3.0], "float32")
    return lambda: by_hand.accumulate(x, 10_000)[0]
