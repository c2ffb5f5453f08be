"""Exercise 3.2: walk the DAG and name its nodes. Reading on gives the answer away."""

from __future__ import annotations

from collections import Counter
from typing import Any

from minigrad.course.checks.compare import entries
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_node_names(attempt: Attempt) -> None:
    """Try the graph of Q, which has a constant, and one with two arrows from one leaf."""
    torch = attempt.torch
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    x = torch.tensor(3.0, requires_grad=True)
    powers, leaves = ["PowBackward0"] * 2, ["AccumulateGrad"] * 2
    in_q = ["SubBackward0", "MulBackward0", *powers, *leaves]
    _names(attempt, "3*a**3 - b**2", 3 * a**3 - b**2, in_q)
    _names(attempt, "x * x", x * x, ["MulBackward0", "AccumulateGrad"])


def _names(attempt: Attempt, program: str, result: Any, wanted: list[str]) -> None:
    """Hold one answer against the names that the graph of this result has."""
    answer = attempt(result)
    saw = f"The graph of {program} has the nodes {', '.join(wanted)}. "
    if answer is None:
        raise Mistake("none", saw + "Your function gave None.")
    listed = entries(answer)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise Mistake("kind", saw)
    got = Counter(name.removeprefix("torch::autograd::") for name in listed)
    saw += f"Your function gave {', '.join(got.elements()) or 'an empty list'}."
    if got == Counter(wanted):
        return
    children = [type(node).__name__ for node, _ in result.grad_fn.next_functions]
    if got["NoneType"]:
        name = "constant"
    elif set(got) == set(wanted):
        name = "twice" if got.total() > len(wanted) else "merged"
    elif got == Counter(wanted[1:]):
        name = "root"
    elif got == Counter(name for name in wanted if name != "AccumulateGrad"):
        name = "leaves"
    elif got in (Counter(children), Counter([type(result.grad_fn).__name__, *children])):
        name = "shallow"
    else:
        name = "other"
    raise Mistake(name, saw)


NODE_NAMES = Exercise(
    number="3.2",
    title="Walk the DAG",
    difficulty="medium",
    minutes=10,
    check=check_node_names,
    passed="Every node found, and each one once. The pictures of this course start in the same "
    "way: at `grad_fn`, then along `next_functions`.",
    hints={
        "constant": "An entry of `next_functions` may be `(None, 0)`: an input without gradient, "
        "such as the number 3. Skip those.",
        "shallow": "These are the first nodes only. Each of them has `next_functions` of its own: "
        "go on until nothing is left.",
        "root": "The node of the result itself, `result.grad_fn`, is missing.",
        "leaves": "The nodes of the leaves are missing, `AccumulateGrad`. They fill `.grad`, and "
        "belong to the graph.",
        "one way": "`next_functions` is empty at a leaf's node, and may have several entries at "
        "others. Go through all of them with a loop: it does nothing where there are none.",
        "node": "`grad_fn` is what a tensor has, and leads into the graph. From there on you are "
        "among nodes, which have `next_functions`.",
        "twice": "You came to a node along two arrows and counted it twice. Remember the nodes "
        "that you have been to.",
        "merged": "Two different nodes can have one name. Remember the nodes that you have been "
        "to, not their names.",
        "kind": "Return a list of names. The name of a node is `type(node).__name__`.",
        "none": "Return the list at the end of the function.",
        "pair": "An entry of `next_functions` is a pair of a node and a number: write "
        "`for node, _ in ...`.",
        "entry": "A tensor has no `next_functions`; its node has: start at `result.grad_fn`.",
        "other": "Keep a list of nodes still to visit. Take one, note its name, put its "
        "neighbors on the list.",
    },
    errors={
        "'NoneType' object has no attribute 'next_functions'": "constant",
        "'tuple' object has no attribute": "pair",
        "'Tensor' object has no attribute 'next_functions'": "entry",
        "has no attribute 'grad_fn'": "node",
        "tuple index out of range": "one way",
    },
    solution="""
def node_names(result):
    seen, to_visit = [], [result.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in seen:
            seen.append(node)
            to_visit.extend(child for child, _ in node.next_functions)
    return [type(node).__name__ for node in seen]
""",
    why="It begins at the node of the result and follows every arrow, but goes on from each node "
    "once. What it remembers are nodes, not names, so two nodes of the same name are both in the "
    "list.",
    others={
        "by recursion, with a set: for graphs that are not deep": """
def node_names(result):
    seen = set()

    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for child, _ in node.next_functions:
                visit(child)

    visit(result.grad_fn)
    return [type(node).__name__ for node in seen]
""",
    },
)
