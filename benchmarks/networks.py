"""Networks: forward, backward, and one step of gradient descent."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import by_hand
import numpy as np
from workload import Run, numbers


def network(
    sizes: list[int], batch: int, dtype: str
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights and biases of three layers, and a batch of data."""
    parameters = []
    for layer, (inputs, outputs) in enumerate(pairwise(sizes)):
        weights = numbers(inputs, outputs, seed=layer) / np.sqrt(inputs)
        parameters += [weights.astype(dtype), np.zeros(outputs, dtype)]
    data, wanted = numbers(batch, sizes[0], seed=10), numbers(batch, sizes[-1], seed=11)
    return parameters, data.astype(dtype), wanted.astype(dtype)


# Small enough that thousands of steps change nothing that could change the time they take.
RATE = 1e-4


def prepare_mlp(
    sizes: list[int], batch: int, activation: str, dtype: str = "float32"
) -> Callable[[Any], Run]:
    def prepare(torch: Any) -> Run:
        arrays, data, wanted = network(sizes, batch, dtype)
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


def prepare_modules(
    sizes: list[int], batch: int, activation: str, dtype: str = "float32"
) -> Callable[[Any], Run]:
    """The same network as its users write it, with nn and optim."""

    def prepare(torch: Any) -> Run:
        arrays, data, wanted = network(sizes, batch, dtype)
        nn, first, second = torch.nn, torch.nn.ReLU, torch.nn.ReLU
        if activation == "tanh":
            first = second = nn.Tanh
        linear = [nn.Linear(n, m, dtype=getattr(torch, dtype)) for n, m in pairwise(sizes)]
        model = nn.Sequential(linear[0], first(), linear[1], second(), linear[2])
        with torch.no_grad():
            for parameter, array in zip(model.parameters(), arrays, strict=True):
                parameter.copy_(torch.tensor(array.T))
        loss_of, step = nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=RATE)
        x, target = torch.tensor(data), torch.tensor(wanted)
        parameters = list(model.parameters())

        def run() -> list[Any]:
            step.zero_grad()
            loss_of(model(x), target).backward()
            step.step()
            return [
                parameter.grad.T if parameter.ndim == 2 else parameter.grad
                for parameter in parameters
            ]

        return run

    return prepare


def mlp_by_hand(
    sizes: list[int], batch: int, activation: str, dtype: str = "float32"
) -> Callable[[], Run]:
    step = {"tanh": by_hand.mlp_tanh, "relu": by_hand.mlp_relu}[activation]

    def prepare() -> Run:
        parameters, x, target = network(sizes, batch, dtype)
        return lambda: step(parameters, x, target, RATE)[0]

    return prepare
