"""Exercise 5.3: every node after its users. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minigrad.course.checks.notebook_05.students import (
    following_nodes,
    reachable,
    unwatched,
    workbench,
)
from minigrad.course.exercises import Attempt, Exercise, Mistake

DOUBLINGS = 12  # 13 nodes, 8,191 ways: enough to tell who follows ways
CHAIN = 5_000


class _Counted(tuple[Any, ...]):
    """The `next_functions` of a node, with a count of how often somebody goes through them."""

    asked = 0

    def __iter__(self) -> Iterator[Any]:
        self.asked += 1
        if self.asked > 50:
            raise Mistake("paths", "One node was asked for its `next_functions` over 50 times.")
        return super().__iter__()


def check_users_first(attempt: Attempt) -> None:
    """Try a chain, the reuse, ways of different length, a constant, doublings, a long chain."""
    x = workbench(attempt, "edge")[0](2.0, requires_grad=True)
    y = 3 * x
    p, q = 2 * y, 5 * y
    c = p + q
    _compare(attempt, "c = 2*y + 5*y with y = 3*x", c, {"x": x, "y": y, "2*y": p, "5*y": q, "c": c})
    _compare(attempt, "c = 5*y + 2*y with y = 3*x", q + p, {"x": x, "y": y, "2*y": p, "5*y": q})
    z = 5 * y
    for w in (y + z, z + y):
        _compare(attempt, "w = y + z with y = 3*x and z = 5*y", w, {"x": x, "y": y, "z": z, "w": w})
    square = y * y
    _compare(attempt, "y * y with y = 3*x", square, {"x": x, "y": y, "y*y": square})

    doubled = x
    for _ in range(DOUBLINGS):
        doubled = doubled + doubled
        doubled.grad_fn.next_functions = _Counted(doubled.grad_fn.next_functions)
    _compare(attempt, f"x = x + x, {DOUBLINGS} times", doubled, {"x": x})

    with unwatched():
        long = x
        for _ in range(CHAIN):
            long = long + 1
    _compare(attempt, f"x = x + 1, {CHAIN:,} times", long, {"x": x})


def _compare(attempt: Attempt, what: str, root: Any, tensors: dict[str, Any]) -> None:
    with unwatched():
        nodes = set(reachable(root.grad_fn))
    for node in nodes:  # the walk above is not the student's
        if isinstance(node.next_functions, _Counted):
            node.next_functions.asked = 0
    edge = workbench(attempt, "edge")[1].edge
    names = {edge(t): f"the node of {name}" for name, t in tensors.items()}

    answer = attempt(root.grad_fn)
    if isinstance(answer, dict):
        answer = list(answer)
    if not isinstance(answer, list | tuple):
        raise Mistake("kind", f"Your function gave `{type(answer).__name__}`.")
    saw = f"{what}: {len(nodes):,} nodes. "
    if any(node is None for node in answer):
        raise Mistake("none", saw)
    if not all(hasattr(node, "next_functions") for node in answer):
        raise Mistake("kind", saw)
    if len(set(answer)) < len(answer):
        raise Mistake("twice", saw + f"Your list has {len(answer):,} entries.")
    if set(answer) != nodes:
        raise Mistake("missing", saw + f"Your list has {len(answer):,}.")
    place = {node: number for number, node in enumerate(answer)}
    if len(answer) > 1 and place[root.grad_fn] == len(answer) - 1:
        raise Mistake("backward", saw)
    for user in answer:
        for node in following_nodes(user):
            if place[node] < place[user]:
                late, early = names.get(user, "a node"), names.get(node, "a node")
                raise Mistake("order", saw + f"In your list, {early} stands before {late}.")


USERS_FIRST = Exercise(
    number="5.3",
    title="Users first",
    difficulty="medium",
    minutes=18,
    check=check_users_first,
    passed="Each node once, users first, without recursion: 5,000 nodes in a row are no problem.",
    hints={
        "kind": "Return a list of nodes: the node that you were given, and all that can be reached "
        "from it through `next_functions`.",
        "none": "You have come to a None. An input without a gradient has None for its node: skip "
        "it.",
        "pairs": "`next_functions` holds pairs: the node, and a number that is always 0 here. "
        "Write `for following, _ in node.next_functions`.",
        "twice": "A node is there twice, because two ways lead to it. It may be listed once "
        "only, after the last of its users.",
        "missing": "Some are missing. Go on from each node that you find, until none is left.",
        "backward": "The root is last, but the gradient starts there. Is your list right, but the "
        "other way around? Then turn it: `order[::-1]`.",
        "order": "The first of the two gets a part of its gradient from the second, so it has to "
        "wait. It is not enough to list a node when you reach it, whether depth-first or "
        "breadth-first: list it when all its users are listed. Count the arrows "
        "between it and its users.",
        "paths": "This follows every way through the graph, and the ways double at each step. "
        "Remember which nodes you have seen, and go on from each once.",
        "recursion": "A function that calls itself for each node runs out of Python's patience in "
        "a graph of 5,000 nodes in a row. Use a list of nodes to visit, and a `while` loop.",
    },
    errors={
        "maximum recursion depth": "recursion",
        "'NoneType' object has no attribute": "none",
        "'tuple' object has no attribute": "pairs",
    },
    solution="""
def users_first(root):
    arrows, to_visit = {root: 0}, [root]
    while to_visit:
        for following, _ in to_visit.pop().next_functions:
            if following is None:
                continue
            if following not in arrows:
                arrows[following] = 0
                to_visit.append(following)
            arrows[following] += 1
    order, ready = [], [root]
    while ready:
        node = ready.pop()
        order.append(node)
        for following, _ in node.next_functions:
            if following is not None:
                arrows[following] -= 1
                if arrows[following] == 0:
                    ready.append(following)
    return order
""",
    why="A node is listed when the last of its users is, so all of its gradient has arrived when "
    "its turn comes. Each arrow is looked at twice, however many ways there are through the "
    "graph, and no recursion limits the length of a chain.",
    others={
        "from the other end: depth first, then the list turned around": """
def users_first(root):
    order, entered, stack = [], set(), [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in entered:
            entered.add(node)
            stack.append((node, True))
            stack.extend((n, False) for n, _ in node.next_functions if n is not None)
    return order[::-1]
""",
    },
)
