"""What is measured. The same code runs on minigrad and on PyTorch: they answer to one name.

A workload is prepared once for a module and then called again and again; each call is a forward
and a backward pass on leaves whose gradients were cleared, and returns those gradients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import by_hand
import numpy as np

Run = Callable[[], list[Any]]


@dataclass(frozen=True)
class Workload:
    """Its name on the command line, what it is, how to prepare it, and what is aimed at."""

    name: str
    what: str
    prepare: Callable[[Any], Run]
    by_hand: Callable[[], Run]
    target_pytorch: float | None = None
    target_numpy: float | None = None


def numbers(*shape: int, seed: int, dtype: str = "float32") -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def gradients_of(leaves: list[Any], forward: Callable[[], Any]) -> Run:
    """Clear, forward, backward (the seed of ones is made once), and hand out the gradients."""

    def run() -> list[Any]:
        for leaf in leaves:
            leaf.grad = None
        forward().backward()
        return [leaf.grad for leaf in leaves]

    return run


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


# One small expression of numbers: 28 operations on two leaves.


def prepare_expression(torch: Any) -> Run:
    a = torch.tensor(-1.5, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(2.25, dtype=torch.float64, requires_grad=True)

    def forward() -> Any:
        s = a + b
        p = a * b
        t = s.tanh()
        u = p - t * 2
        v = u * u + s
        w = v.relu()
        h = w / 8 + b**2
        k = (h - a) * t
        m = k * k + p * 0.5
        n = (m / 10).tanh()
        r = (n * 3 + 1).relu()
        return (r * h + n**3 - k / 4 + s) * 0.5

    return gradients_of([a, b], forward)


def expression_by_hand() -> Run:
    return lambda: by_hand.scalar_expression(-1.5, 2.25)[0]


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


# Networks: forward, backward, and one step of gradient descent.


def network(sizes: list[int], batch: int) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights and biases of three layers, and a batch of data."""
    parameters = []
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        parameters.append(numbers(inputs, outputs, seed=layer) / np.float32(np.sqrt(inputs)))
        parameters.append(np.zeros(outputs, "float32"))
    return parameters, numbers(batch, sizes[0], seed=10), numbers(batch, sizes[-1], seed=11)


# Small enough that thousands of steps change nothing that could change the time they take.
RATE = 1e-4


def prepare_mlp(sizes: list[int], batch: int, activation: str) -> Callable[[Any], Run]:
    def prepare(torch: Any) -> Run:
        arrays, data, wanted = network(sizes, batch)
        parameters = [torch.tensor(array, requires_grad=True) for array in arrays]
        w1, b1, w2, b2, w3, b3 = parameters
        x, target = torch.tensor(data), torch.tensor(wanted)
        active = getattr(torch, activation)

        def run() -> list[Any]:
            h1 = active(x @ w1 + b1)
            h2 = active(h1 @ w2 + b2)
            loss = ((h2 @ w3 + b3 - target) ** 2).mean()
            for parameter in parameters:
                parameter.grad = None
            loss.backward()
            with torch.no_grad():
                for parameter in parameters:
                    parameter.sub_(RATE * parameter.grad)
            return [parameter.grad for parameter in parameters]

        return run

    return prepare


def mlp_by_hand(sizes: list[int], batch: int, activation: str) -> Callable[[], Run]:
    step = {"tanh": by_hand.mlp_tanh, "relu": by_hand.mlp_relu}[activation]

    def prepare() -> Run:
        parameters, x, target = network(sizes, batch)
        return lambda: step(parameters, x, target, RATE)[0]

    return prepare


# Large arrays: here the engine should vanish behind NumPy.


def prepare_elementwise(torch: Any) -> Run:
    x = torch.tensor(numbers(1_000_000, seed=0), requires_grad=True)
    w = torch.tensor(numbers(1_000_000, seed=1), requires_grad=True)

    def forward() -> Any:
        r = (x * w + 1).relu()
        return (r * r - x).sum()

    return gradients_of([x, w], forward)


def elementwise_by_hand() -> Run:
    x, w = numbers(1_000_000, seed=0), numbers(1_000_000, seed=1)
    return lambda: by_hand.elementwise(x, w)[0]


def prepare_matmul(torch: Any) -> Run:
    a = torch.tensor(numbers(512, 512, seed=0), requires_grad=True)
    b = torch.tensor(numbers(512, 512, seed=1), requires_grad=True)
    ones = torch.ones(512, 512)

    def run() -> list[Any]:
        a.grad = b.grad = None
        (a @ b).backward(ones)
        return [a.grad, b.grad]

    return run


def matmul_by_hand() -> Run:
    a, b = numbers(512, 512, seed=0), numbers(512, 512, seed=1)
    ones = np.ones((512, 512), "float32")
    return lambda: by_hand.matmul(a, b, ones)[0]


SMALL, MEDIUM = ([2, 16, 16, 1], 32, "tanh"), ([784, 256, 128, 10], 128, "relu")

WORKLOADS = [
    Workload("seed", "the seed's example", prepare_seed, seed_by_hand, 0.35),
    Workload("expression", "30 nodes, numbers only", prepare_expression, expression_by_hand),
    Workload("chain", "chain of 1,000 products", prepare_chain(1_000), chain_by_hand(1_000), 0.60),
    Workload(
        "chain-number",
        "chain of 1,000, by a number",
        prepare_chain_by_number(1_000),
        chain_by_number_by_hand(1_000),
        0.60,
    ),
    Workload(
        "chain-long", "chain of 100,000 products", prepare_chain(100_000), chain_by_hand(100_000)
    ),
    Workload("accumulate", "acc = acc + x, 10,000 ×", prepare_accumulate, accumulate_by_hand),
    Workload("mlp-small", "MLP 2-16-16-1, step", prepare_mlp(*SMALL), mlp_by_hand(*SMALL)),
    Workload("mlp-medium", "MLP 784-256-128-10, step", prepare_mlp(*MEDIUM), mlp_by_hand(*MEDIUM)),
    Workload("elementwise", "1,000,000 elements", prepare_elementwise, elementwise_by_hand),
    Workload("matmul", "512 × 512 matmul", prepare_matmul, matmul_by_hand),
]
