"""Exercise 5.4: the backward pass. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.course.checks.notebook_05 import prepared
from minigrad.course.checks.notebook_05.students import workbench, written
from minigrad.course.exercises import Attempt, Exercise, Mistake


class _Counted:
    """A node's `backward`, with a count of its calls."""

    def __init__(self, backward: Callable[..., Any]) -> None:
        self.backward = backward
        self.calls = 0

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        if self.calls > 20:
            raise Mistake("again", "The `backward` of one node was called over 20 times.")
        return self.backward(*arguments)


def _end_of_way(*arguments: Any) -> None:
    raise Mistake("leaf", "You called the `backward` of an AccumulateGrad.")


def check_run(attempt: Attempt) -> None:
    """Try a chain, meetings of ways, a leaf alone, two passes, and a sum run twice."""
    cls, engine = workbench(attempt, "edge")

    def passes(
        what: str, make: Callable[..., Any], inputs: list[Any], start: Any, *wanted: list[Any]
    ) -> None:
        """Go forward and backward once for each of `wanted`; compare after each pass."""
        leaves = [cls(value, requires_grad=True) for value in inputs]
        for number, gradients in enumerate(wanted, 1):
            root = engine.edge(make(*leaves))
            order = prepared.users_first(root)
            for node in order:
                node.backward = _Counted(node.backward) if node.next_functions else _end_of_way
            gradient = np.array(start, dtype=np.float32)
            attempt(list(order), gradient)
            for name, leaf, right in zip("xyz", leaves, gradients, strict=False):
                _compare(f"{what}{', the second pass' * (number - 1)}", name, leaf, right)

    passes("c = 3*x, started with 1", lambda x: 3 * x, [2.0], 1.0, [3.0])
    passes(
        "c = x*x - 5*y, started with [1, 2]",
        lambda x, y: x * x - 5 * y,
        [[2.0, 3.0], [6.0, 4.0]],
        [1.0, 2.0],
        [[4.0, 12.0], [-5.0, -10.0]],
    )
    passes("c = x*x, started with 1", lambda x: x * x, [5.0], 1.0, [10.0])

    def reuse(x: Any) -> Any:
        y = 3 * x
        return 2 * y + 5 * y

    passes("c = 2*y + 5*y with y = 3*x, started with 1", reuse, [2.0], 1.0, [21.0])
    passes("c = x, started with 7", lambda x: x, [2.0], 7.0, [7.0])
    passes("c = 3*x, started with 1", lambda x: 3 * x, [2.0], 1.0, [3.0], [6.0])
    # The formula of a sum hands one array to both: adding to it in place counts double.
    ones = [1.0, 1.0]
    passes("c = x + y, started with [1, 1]", lambda x, y: x + y, [ones, ones], ones, *_TWICE)
    for what, make in (
        ("c = (x + y) + x*z", lambda x, y, z: (x + y) + x * z),
        ("c = x*z + (x + y)", lambda x, y, z: x * z + (x + y)),
    ):
        wanted = [[5.0, 5.0], ones, [2.0, 2.0]]
        inputs = [[2.0, 2.0], [3.0, 3.0], [4.0, 4.0]]
        passes(f"{what}, started with [1, 1]", make, inputs, ones, wanted)

    def doubled(x: Any) -> Any:
        for _ in range(10):
            x = x + x
        return x

    passes("x = x + x, 10 times, started with 1", doubled, [1.0], 1.0, [1024.0])


_TWICE = ([[1.0, 1.0], [1.0, 1.0]], [[2.0, 2.0], [2.0, 2.0]])


def _compare(what: str, name: str, leaf: Any, wanted: Any) -> None:
    right = np.array(wanted, dtype=np.float32)
    saw = f"{what}: {name}.grad is {written(right)}. "
    if leaf.grad is None:
        raise Mistake("empty", saw + "Yours is None.")
    if not isinstance(leaf.grad, np.ndarray | np.generic | int | float):
        raise Mistake("kind", saw + f"Yours is a `{type(leaf.grad).__name__}`.")
    got = np.asarray(leaf.grad)
    if got.shape == right.shape and np.allclose(got, right, rtol=1e-4):
        return
    saw += f"Yours is {written(got)}."
    if "the second pass" in what:
        first = right / 2
        if got.shape == first.shape and np.allclose(got, first, rtol=1e-4):
            raise Mistake("kept", saw)
        raise Mistake("shared" if "x + y" in what else "other", saw)
    if "x + y" in what:
        raise Mistake("shared", saw)
    parts = {"c = x*x,": (5.0,), "c = x*x -": ([2.0, 6.0],), "c = 2*y": (6.0, 15.0)}
    for beginning, some in parts.items():
        if what.startswith(beginning) and any(np.array_equal(got, np.array(part)) for part in some):
            raise Mistake("overwritten", saw)
    raise Mistake("other", saw)


RUN = Exercise(
    number="5.4",
    title="The backward pass",
    difficulty="medium",
    minutes=15,
    check=check_run,
    passed="Multiply in each node, add where ways meet, add at the leaf: a whole backward pass.",
    hints={
        "empty": "Nothing arrived. At an AccumulateGrad, put the gradient into `.grad` of its "
        "`variable`; at every other node, send the results of `node.backward(grad)` on to the "
        "nodes in its `next_functions`.",
        "kind": "The gradient of a leaf is an array: what arrived, as it is.",
        "overwritten": "Only one of the ways has counted. Where a gradient waits already, add "
        "the new one to it: `=` forgets what was there.",
        "kept": "The second pass has overwritten what the first one left in `.grad`. PyTorch adds "
        "to it, and so should you; only the first time, when it is None, there is nothing to add "
        "to.",
        "shared": "The formula of a sum gives the same array to both inputs. `array += ...` "
        "changes that array for everybody who holds it. `total = total + part` makes a new one.",
        "none": "You came to a None. An input without a gradient has None in `next_functions`, "
        "and nothing is sent to it.",
        "truth": "Is an array of several numbers true or false? Nobody can say. Ask for what you "
        "mean: `leaf.grad is None`.",
        "zip": "The nodes and their gradients stand in two lists. `zip(node.next_functions, "
        "node.backward(grad))` goes through both at once: a node's pair, and its gradient.",
        "missing": "You asked for a gradient that nobody has noted. The first node of the order "
        "begins with the gradient that you were given; for the others, note what is sent to them.",
        "leaf": "An AccumulateGrad has no formula and no inputs: it is the end of the way. Tell it "
        "by `node.name()`, and do not call its `backward`.",
        "first": "Before the first gradient arrives there is nothing to add to: `.grad` is None. "
        "Put the gradient there as it is.",
        "again": "A node sends on once: the sum of all that has arrived. Whoever goes on with "
        "each single gradient follows every way. Go through `order` with one loop.",
        "other": "Follow it on paper: what waits at each node when its turn comes, and what does "
        "its `backward` give?",
    },
    errors={
        "'NoneType' object has no attribute": "none",
        "'NoneType' and": "first",
        "Backward0>": "missing",
        "<AccumulateGrad>": "missing",
        "truth value of an array": "truth",
        "'tuple'": "zip",
        "values to unpack": "zip",
        "cannot unpack": "zip",
    },
    solution="""
def run(order, gradient):
    waiting = {order[0]: gradient}
    for node in order:
        grad = waiting[node]
        if node.name() == "AccumulateGrad":
            leaf = node.variable
            leaf.grad = grad if leaf.grad is None else leaf.grad + grad
            continue
        for (following, _), one in zip(node.next_functions, node.backward(grad)):
            if following is not None:
                if following in waiting:
                    one = waiting[following] + one
                waiting[following] = one
""",
    why="The order brings all users before a node, so what waits for it is complete, and its "
    "`backward` runs once. Every sum makes a new array: an array that arrived may be held "
    "elsewhere, too, and is never changed in place.",
    others={
        "with a list for each node: all that arrives is kept, and added up when its turn comes": """
def run(order, gradient):
    arrived = {node: [] for node in order}
    arrived[order[0]].append(gradient)
    for node in order:
        grad = sum(arrived[node])
        if hasattr(node, "variable"):
            if node.variable.grad is None:
                node.variable.grad = grad.copy()
            else:
                node.variable.grad += grad
            continue
        for (following, _), part in zip(node.next_functions, node.backward(grad)):
            if following is not None:
                arrived[following].append(part)
""",
    },
)
