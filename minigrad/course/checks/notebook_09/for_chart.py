"""Exercise 9.4: numbers for a chart. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_for_chart(attempt: Attempt) -> None:
    """Try a constant, a leaf and a result; then write into each array."""
    torch = attempt.torch
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    tensors = {"a constant": torch.tensor([1.0, 2.0]), "a leaf": leaf, "a result": leaf * leaf}
    arrays = {name: _array(attempt(tensor), name, tensor) for name, tensor in tensors.items()}
    result = tensors["a result"]
    if not result.requires_grad or result.grad_fn is None or not leaf.requires_grad:
        raise Mistake("cut")
    for name, array in arrays.items():
        before = tensors[name].tolist()
        try:
            array[0] = 99.0
        except ValueError:
            raise Mistake("locked", f"The array of {name} cannot be changed.") from None
        if tensors[name].tolist() != before:
            raise Mistake("shared", f"99 was written into the array of {name}.")


def _array(answer: Any, name: str, tensor: Any) -> Any:
    if answer is None:
        raise Mistake("none")
    if not isinstance(answer, np.ndarray):
        raise Mistake("kind", f"For {name} your function gave {type(answer).__name__}.")
    if answer.tolist() != tensor.tolist():
        saw = f"For {name} the numbers are {tensor.tolist()}; yours are {answer.tolist()}."
        raise Mistake("value", saw)
    return answer


FOR_CHART = Exercise(
    number="9.4",
    title="Numbers for a chart",
    difficulty="medium",
    minutes=6,
    check=check_for_chart,
    passed="Out of the graph, and out of the memory.",
    hints={
        "numpy": "A tensor that requires grad does not become an array while autograd records. "
        "Take a detached one.",
        "shared": "The tensor has changed, too: array and tensor are over the same memory. Make a "
        "copy.",
        "cut": "The tensor itself was cut off from its graph. `detach()` gives another tensor, "
        "`detach_()` and `requires_grad_(False)` change this one.",
        "leaf": "Only leaves have a flag of their own. Take a detached tensor.",
        "locked": "Make a copy; then it can be changed.",
        "value": "The numbers of the tensor, all of them and in their places.",
        "kind": "Return a NumPy array; `.numpy()` makes one.",
        "none": "Return the array at the end of the function.",
    },
    errors={
        "Can't call numpy()": "numpy",
        "flags of leaf variables": "leaf",
        "converted to Scalar": "value",
    },
    solution="""
def for_chart(t):
    return t.detach().numpy().copy()
""",
    why="`detach()` gives another tensor, without a history, so `t` itself stays in its graph. It "
    "is still over the same memory, and so is the array of `numpy()`: the copy is what keeps "
    "changes away from `t`.",
    others={
        "with `clone`, when the copy is wanted as a tensor first": """
def for_chart(t):
    return t.detach().clone().numpy()
""",
        "with `force=True`, which detaches and also fetches the numbers from a GPU": """
def for_chart(t):
    return t.numpy(force=True).copy()
""",
    },
)
