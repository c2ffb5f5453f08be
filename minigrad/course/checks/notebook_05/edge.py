"""Exercise 5.1: where a gradient goes. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.notebook_05.students import own
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_edge(attempt: Attempt) -> None:
    """Try a leaf, twice; a constant; a result."""
    cls, node_class = own(attempt, "Tensor"), own(attempt, "Node")
    leaf, constant, result = cls(2.0, requires_grad=True), cls(3.0), cls(6.0)
    result.requires_grad, result.grad_fn = True, node_class()

    answer = attempt(result)
    _must_be_a_node(answer, "the node of its operation")
    if answer is not result.grad_fn:
        raise Mistake("result", f"For a result you gave {_called(answer)}.")

    answer = attempt(leaf)
    if answer is None:
        raise Mistake("leaf", "For a leaf that requires grad you gave None.")
    _must_be_a_node(answer, "its AccumulateGrad")
    if getattr(answer, "variable", None) is not leaf:
        raise Mistake("leaf", f"For a leaf that requires grad you gave {_called(answer)}.")
    if attempt(leaf) is not answer:
        raise Mistake("new", "For the same leaf your function gave two different nodes.")

    answer = attempt(constant)
    if answer is not None:
        raise Mistake(
            "constant", f"For a tensor that does not require grad you gave {_called(answer)}."
        )


def _must_be_a_node(answer: Any, wanted: str) -> None:
    if answer is not None and not hasattr(answer, "next_functions"):
        raise Mistake("kind", f"Wanted was {wanted}; your function gave {_called(answer)}.")


def _called(answer: Any) -> str:
    if hasattr(answer, "next_functions"):
        return f"the node `{type(answer).__name__}`"
    return "None" if answer is None else f"an object of the class `{type(answer).__name__}`"


EDGE = Exercise(
    number="5.1",
    title="Where a gradient goes",
    difficulty="easy",
    minutes=5,
    check=check_edge,
    passed="Every tensor knows now where its gradient goes. That is all a graph is made of.",
    hints={
        "kind": "Return the node itself: not the tensor, not a pair, not its name.",
        "result": "A result was made by an operation. Its gradient goes to the node of that "
        "operation, `tensor.grad_fn`.",
        "leaf": "A leaf has no `grad_fn`, but its gradient must not get lost: it goes to the "
        "leaf's own AccumulateGrad, `tensor.accumulator`.",
        "new": "A leaf that is used twice needs one node at which both gradients arrive. Return "
        "the one that the tensor made for itself, `tensor.accumulator`.",
        "constant": "Nobody asked for the gradient of a constant: return None.",
    },
    solution="""
def edge(tensor):
    if tensor.grad_fn is not None:
        return tensor.grad_fn
    return tensor.accumulator  # None for a constant
""",
    why="A result sends its gradient to the node that made it, a leaf to its own AccumulateGrad, "
    "and a constant to nobody. The node of a leaf was made with the leaf and is only looked up, "
    "so all uses of the leaf lead to the same one.",
    others={
        "with `or`, in one line: a node counts as true": """
def edge(tensor):
    return tensor.grad_fn or tensor.accumulator
""",
        "with the three cases spelled out, that of a constant included": """
def edge(tensor):
    if tensor.grad_fn is not None:
        return tensor.grad_fn
    if tensor.requires_grad:
        return tensor.accumulator
    return None
""",
    },
)
