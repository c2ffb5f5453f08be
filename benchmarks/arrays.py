"""Large arrays: here the engine should vanish behind NumPy."""

from typing import Any

import by_hand
import numpy as np
from workload import Run, gradients_of, numbers


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
