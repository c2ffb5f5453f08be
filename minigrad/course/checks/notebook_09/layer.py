"""Exercise 9.6: shapes and types of a layer. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

WEIGHT = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
BIAS = [10.0, 20.0, 30.0]
ROWS = [[1, 0], [0, 1], [2, 1], [3, 2]]
RESULT = [[11, 23, 35], [12, 24, 36], [14, 30, 46], [17, 37, 57]]


def check_layer(attempt: Attempt) -> None:
    """Try the three types, and look at the gradient each time."""
    torch = attempt.torch
    for dtype in (torch.float32, torch.float64, torch.int64):
        weight = torch.tensor(WEIGHT, requires_grad=True)
        bias = torch.tensor(BIAS, requires_grad=True)
        x = torch.tensor(ROWS, dtype=dtype)
        kind = str(dtype).rpartition(".")[2]
        answer = attempt(x, weight, bias)
        if answer is None:
            raise Mistake("none")
        if not torch.is_tensor(answer):
            raise Mistake("kind")
        if tuple(answer.shape) != (4, 3):
            raise Mistake("shape", f"The result has the shape {list(answer.shape)}, not [4, 3].")
        if not _same(answer, RESULT):
            mixed = torch.tensor(ROWS).float() @ weight.reshape(2, 3) + bias
            name = "reshaped" if _same(answer, mixed.tolist()) else "value"
            raise Mistake(name, f"The result is {RESULT}; yours is {answer.tolist()}.")
        if answer.dtype != torch.float32:
            raise Mistake("double", f"For x of type {kind} the result is {answer.dtype}.")
        _gradients(answer, weight, bias)


def _gradients(answer: Any, weight: Any, bias: Any) -> None:
    if not answer.requires_grad:
        raise Mistake("cut")
    answer.sum().backward()
    if weight.grad is None or bias.grad is None:
        raise Mistake("cut")
    if not _same(weight.grad, [[6, 4]] * 3):
        raise Mistake("cut", f"The gradient of the weight is {weight.grad.tolist()}.")


def _same(got: Any, wanted: Any) -> bool:
    flat = [number for row in wanted for number in row]
    rows = got.detach().reshape(-1).tolist()
    return all(close(a, b) for a, b in zip(rows, flat, strict=True))


LAYER = Exercise(
    number="9.6",
    title="A layer that takes what comes",
    difficulty="hard",
    minutes=10,
    check=check_layer,
    passed="This is what `torch.nn.Linear` computes, and a little more.",
    hints={
        "inner": "The inner sizes must agree: `[examples, inputs]` times `[inputs, outputs]`. Turn "
        "the weight, `.T`.",
        "reshaped": "The weight was reshaped. Its numbers keep their order then and come into "
        "wrong rows. Turn it, `.T`.",
        "types": "Both sides must be of one type. Turn `x` into the type of the weight.",
        "double": "The values are right. But the result should have the weight's type: turn `x`, "
        "not the weight.",
        "shape": "One row for each example, one column for each output.",
        "cut": "The weight or the bias gets no gradient, or a wrong one. Compute with the tensors "
        "themselves, without `detach` and without making new ones.",
        "value": "Each number is the product of a row of `x` and a row of the weight, plus the "
        "bias of that output.",
        "kind": "Return a tensor.",
        "none": "Return the result at the end of the function.",
    },
    errors={"cannot be multiplied": "inner", "same dtype": "types", "must match the size": "shape"},
    solution="""
def layer(x, weight, bias):
    return x.to(weight.dtype) @ weight.T + bias
""",
    why="The data is converted, not the weight, so the result has the weight's type, whatever the "
    "data came in. `.T` exchanges rows and columns (transposes) and stays in the graph, so "
    "the gradient comes back in the weight's own shape. The bias is added to each row by "
    "broadcasting.",
    others={
        "with the library's function, which takes the weight as it is; the data has to be "
        "converted here, too": """
def layer(x, weight, bias):
    return torch.nn.functional.linear(x.to(weight.dtype), weight, bias)
""",
        "with `einsum`, which names the dimensions: the inputs are summed over, so nothing "
        "has to be transposed": """
def layer(x, weight, bias):
    return torch.einsum("ei,oi->eo", x.to(weight.dtype), weight) + bias
""",
    },
)
