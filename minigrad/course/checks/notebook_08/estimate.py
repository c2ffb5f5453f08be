"""Exercise 8.3: multiplications of a network, before it runs. Reading on gives the answer away."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from minigrad.course.checks.compare import number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_estimate(attempt: Attempt) -> None:
    """Three networks; the counts are those of the products that autograd really makes."""
    for sizes, batch in (([3, 8, 1], 10), ([4, 5, 6, 7], 3), ([2, 9], 5)):
        _one(sizes, batch, attempt(list(sizes), batch))


def _one(sizes: list[int], batch: int, answer: Any) -> None:
    layers = [m * n for m, n in pairwise(sizes)]
    forward, both = batch * sum(layers), 2 * batch * sum(layers)
    backward = both - batch * layers[0]
    saw = (
        f"Sizes {sizes} and {batch} examples take {forward} and {backward} multiplications; "
        f"you returned {answer!r}."
    )
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        raise Mistake("pair", saw)
    got = [number(value) for value in answer]
    if got == [forward, backward]:
        return
    known = {
        (sum(layers), backward / batch): "batch",
        (sum(layers), both / batch): "batch",
        (forward, both): "data",
        (forward, forward): "once",
        (backward, forward): "swapped",
        (forward, both - batch * layers[-1]): "last",
    }
    raise Mistake(known.get((got[0], got[1]), "other"), saw)  # type: ignore[arg-type]


ESTIMATE = Exercise(
    number="8.3",
    title="An estimate before you start",
    difficulty="medium",
    minutes=12,
    check=check_estimate,
    passed="So a step of training costs three forward passes, less one product for the data. Such "
    "estimates decide which networks are tried at all.",
    hints={
        "batch": "That is the work for a single example. Each example takes as much.",
        "data": "The backward pass makes two products a layer, with one exception: nobody needs "
        "the gradient of the data.",
        "once": "For each layer there are two gradients to compute: of its weight, and of its "
        "input.",
        "swapped": "These are the right numbers. Return the forward pass first.",
        "last": "One product fewer than two a layer is right. But which layer's input is the data?",
        "pair": "Return two numbers: forward, backward.",
        "layers": "Between `len(sizes)` widths there are `len(sizes) - 1` layers.",
        "other": "A product of (batch, m) and (m, n) takes batch · m · n multiplications. Go "
        "through the layers; backward, count the products for each.",
    },
    errors={"index out of range": "layers"},
    solution="""
def estimate(sizes, batch):
    layers = [batch * sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]
    return sum(layers), 2 * sum(layers) - layers[0]
""",
    why="The list says once what one product of each layer costs, and both answers are read from "
    "it. Backward each layer has two products of that cost, for its weight and for its input; "
    "the first layer's input is the data, whose gradient nobody needs.",
    others={
        "with `zip`, which pairs each width with the next one and needs no index": """
def estimate(sizes, batch):
    layers = [batch * m * n for m, n in zip(sizes, sizes[1:])]
    return sum(layers), 2 * sum(layers) - layers[0]
""",
        "layer by layer, when you want to see the exception where it arises, or to add others": """
def estimate(sizes, batch):
    forward = backward = 0
    for i in range(len(sizes) - 1):
        product = batch * sizes[i] * sizes[i + 1]
        forward += product
        backward += product if i == 0 else 2 * product
    return forward, backward
""",
    },
)
