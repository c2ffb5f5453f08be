"""Exercise 4.1: read a history from grad_fn to the leaf. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import entries
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_chain_names(attempt: Attempt) -> None:
    """Try a chain of three operations, then one of a single operation."""
    x = attempt.torch.tensor(0.5, requires_grad=True)
    three = ["NegBackward0", "SinBackward0", "ExpBackward0", "AccumulateGrad"]
    _names(attempt, "-x.exp().sin()", -x.exp().sin(), three)
    _names(attempt, "x.cos()", x.cos(), ["CosBackward0", "AccumulateGrad"])


def _names(attempt: Attempt, program: str, result: Any, wanted: list[str]) -> None:
    """Hold one answer against the names that this history has."""
    answer = attempt(result)
    saw = f"The history of {program} is {', '.join(wanted)}. Your function gave "
    if answer is None:
        raise Mistake("none", saw + "None.")
    listed = entries(answer)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise Mistake("kind", saw + "something else than a list of names.")
    got = [name.removeprefix("torch::autograd::") for name in listed]
    saw += f"{', '.join(got) or 'an empty list'}."
    if got == wanted:
        return
    mistakes = [("root", wanted[1:]), ("leaf", wanted[:-1]), ("order", wanted[::-1])]
    raise Mistake(next((name for name, list_ in mistakes if got == list_), "other"), saw)


CHAIN_NAMES = Exercise(
    number="4.1",
    title="Read a history",
    difficulty="easy",
    minutes=5,
    check=check_chain_names,
    passed="From the entry point to the leaf, newest first: this is the way the backward pass "
    "takes.",
    hints={
        "root": "The first node, `result.grad_fn` itself, is missing.",
        "leaf": "The last node is missing: `AccumulateGrad`, which fills the leaf's `.grad`. It "
        "is a node, too, with an empty `next_functions`.",
        "order": "These are the right names in the wrong order. Begin with the newest.",
        "end": "The last node, `AccumulateGrad`, has an empty `next_functions`: stop there.",
        "pair": "An entry of `next_functions` is a pair of a node and a number. The node is its "
        "first part: `node.next_functions[0][0]`.",
        "node": "`grad_fn` is what a tensor has, and leads into the graph. From there on you are "
        "among nodes, which have `next_functions`.",
        "kind": "Return a list of names. The name of a node is `type(node).__name__`.",
        "none": "Return the list at the end of the function.",
        "other": "Begin at `result.grad_fn`. As long as the node has `next_functions`, go on to "
        "the node in its first pair.",
    },
    errors={
        "tuple index out of range": "end",
        "'tuple' object has no attribute": "pair",
        "has no attribute 'grad_fn'": "node",
    },
    solution="""
def chain_names(result):
    node = result.grad_fn
    names = [type(node).__name__]
    while node.next_functions:
        node = node.next_functions[0][0]
        names.append(type(node).__name__)
    return names
""",
    why="A name is noted before the loop and one after each step, so the first node and the last "
    "are both in the list. The loop ends at the node with an empty `next_functions`, the leaf's "
    "AccumulateGrad, however long the chain is.",
    others={
        "with None as the end, so that there is one place where a name is noted": """
def chain_names(result):
    node, names = result.grad_fn, []
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    return names
""",
        "by recursion, which would follow branches as well": """
def chain_names(result):
    def names(node):
        behind = [name for one, _ in node.next_functions for name in names(one)]
        return [type(node).__name__, *behind]

    return names(result.grad_fn)
""",
    },
)
