"""The exercises of notebook 05, Build It Yourself, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from minigrad.course.exercises import Attempt, Exercise, Mistake, Untouched
from minigrad.course.notebook_05 import prepared
from minigrad.course.notebook_05.programs import check_backward
from minigrad.course.notebook_05.students import (
    as_block,
    following_nodes,
    own,
    reachable,
    unwatched,
    workbench,
    written,
)

# ---------------------------------------- 5.1: where a gradient goes


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


# ---------------------------------------- 5.2: the formula of a power

CASES = [
    ([2.0, 3.0], 3.0, [1.0, 1.0]),
    ([6.0, 4.0], 2.0, [-1.0, 0.5]),
    (2.0, 3.0, 10.0),
    ([[1.0, -2.0], [0.5, 4.0]], 4.0, [[1.0, 2.0], [3.0, 4.0]]),
    ([2.0, 5.0], 1.0, [3.0, 7.0]),
    ([0.0, 3.0], 2.0, [1.0, 1.0]),
]


def check_pow_formula(attempt: Attempt) -> None:
    """Try several bases, exponents and arriving gradients."""
    cls = own(attempt, "Tensor")
    for base, exponent, arriving in CASES:
        x, n = np.array(base, dtype=np.float32), np.float32(exponent)
        grad = np.array(arriving, dtype=np.float32)
        with np.errstate(all="ignore"):  # of a slip at 0 the hint tells
            answer = attempt(SimpleNamespace(inputs=(cls(base), cls(exponent))), grad.copy())
        wanted = grad * n * x ** (n - 1)
        saw = (
            f"For x = {written(base)}, n = {exponent:g} and grad = {written(arriving)}, the "
            f"gradient for x is {written(wanted)}. "
        )
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            raise Mistake("pair", saw + f"Your function gave {_told(answer)}.")
        if isinstance(answer[0], cls) or _holds_objects(answer[0]):
            raise Mistake("data", saw)
        got = _array(answer[0])
        if got is None or answer[1] is not None:
            raise Mistake("pair", saw + f"Your function gave {_told(answer)}.")
        saw += f"Yours is {written(got)}."
        if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=1e-4):
            for name, other in _typical(x, n, grad):
                if got.shape == other.shape and np.allclose(got, other, rtol=1e-4):
                    raise Mistake(name, saw)
            raise Mistake("other" if np.isfinite(got).all() else "zero", saw)


def _typical(x: Any, n: Any, grad: Any) -> list[tuple[str, Any]]:
    return [
        ("arriving", n * x ** (n - 1)),
        ("arriving", grad + n * x ** (n - 1)),
        ("exponent", grad * n * x**n),
        ("factor", grad * x ** (n - 1)),
    ]


def _holds_objects(value: Any) -> bool:
    """Tell whether it is an array of Tensors, as NumPy makes one from `array * tensor`."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "O"


def _array(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool):
        return np.asarray(value)
    return None


def _told(answer: Any) -> str:
    if isinstance(answer, tuple | list):
        return f"{len(answer)} things: " + ", ".join(f"`{type(part).__name__}`" for part in answer)
    return f"one `{type(answer).__name__}`"


POW_FORMULA = Exercise(
    number="5.2",
    title="The formula of a power",
    difficulty="easy",
    minutes=8,
    check=check_pow_formula,
    passed="That is all an operation has to know: its own slope, times what arrives.",
    hints={
        "pair": "Return two things, as there are two inputs: an array for x, and None for n.",
        "data": "Inside a formula there are only arrays: `x.data` is the array in the tensor x, "
        "and `n.data` the one in n.",
        "hat": "In Python a power is written `x ** n`; `^` is something else.",
        "zero": "At 0 your formula divides 0 by 0. The slope of x² has a value there, 0: take one "
        "from the exponent, and there is nothing to divide by.",
        "arriving": "That is the slope of the power alone. The chain rule multiplies it by the "
        "gradient that arrives, `grad`.",
        "exponent": "The exponent goes down by one: the slope of x³ is 3x², not 3x³.",
        "factor": "The exponent also comes down in front: the slope of x³ is 3x², not x².",
        "other": "The slope of xⁿ is n · xⁿ⁻¹. Write it with `x.data` and `n.data`, and multiply "
        "by `grad`.",
    },
    errors={"bitwise_xor": "hat", "'Tensor'": "data"},
    solution="""
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** (n.data - 1), None
""",
    why="The exponent comes down in front and goes down by one, and the chain rule multiplies by "
    "what arrives. The formula works on the arrays in the tensors, so the backward pass records "
    "nothing; and it does not divide by `x`, which fails at 0.",
    others={
        "with a name for the slope, which keeps the calculus apart from the chain rule": """
def pow_formula(node, grad):
    base, exponent = (one.data for one in node.inputs)
    slope = exponent * base ** (exponent - 1)
    return slope * grad, None
""",
    },
)


# ---------------------------------------- 5.3: every node after its users

DOUBLINGS = 12  # 13 nodes, 8,191 ways: enough to tell who follows ways
CHAIN = 5_000


class _CountedWays(tuple[Any, ...]):
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
    _ordered(attempt, "c = 2*y + 5*y with y = 3*x", c, {"x": x, "y": y, "2*y": p, "5*y": q, "c": c})
    _ordered(attempt, "c = 5*y + 2*y with y = 3*x", q + p, {"x": x, "y": y, "2*y": p, "5*y": q})
    z = 5 * y
    for w in (y + z, z + y):
        _ordered(attempt, "w = y + z with y = 3*x and z = 5*y", w, {"x": x, "y": y, "z": z, "w": w})
    square = y * y
    _ordered(attempt, "y * y with y = 3*x", square, {"x": x, "y": y, "y*y": square})

    doubled = x
    for _ in range(DOUBLINGS):
        doubled = doubled + doubled
        doubled.grad_fn.next_functions = _CountedWays(doubled.grad_fn.next_functions)
    _ordered(attempt, f"x = x + x, {DOUBLINGS} times", doubled, {"x": x})

    with unwatched():
        long = x
        for _ in range(CHAIN):
            long = long + 1
    _ordered(attempt, f"x = x + 1, {CHAIN:,} times", long, {"x": x})


def _ordered(attempt: Attempt, what: str, root: Any, tensors: dict[str, Any]) -> None:
    with unwatched():
        nodes = set(reachable(root.grad_fn))
    for node in nodes:  # the walk above is not the student's
        if isinstance(node.next_functions, _CountedWays):
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


# ---------------------------------------- 5.4: the backward pass


class _CountedCalls:
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
                node.backward = _CountedCalls(node.backward) if node.next_functions else _end_of_way
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


# ---------------------------------------- 5.5: a gradient in the shape of its tensor

# The shape of the gradient, the shape that is wanted. The first ones are easy.
SHAPES: list[tuple[tuple[int, ...], tuple[int, ...]]] = [
    ((2, 3), (3,)),
    ((2, 3), (2, 3)),
    ((2, 3), (1, 3)),
    ((2, 3), (2, 1)),
    ((2, 3), (1, 1)),
    ((4,), ()),
    ((2, 3), ()),
    ((), ()),
    ((4, 2, 3), (2, 1)),
    ((4, 2, 3), (3,)),
    ((1, 3), (3,)),
    ((2, 2, 2), (2, 1, 2)),
]


def check_sum_to(attempt: Attempt) -> None:
    """Try new axes, stretched axes, both, none, and a single number."""
    for shape, wanted in SHAPES:
        gradient = np.arange(1, 1 + int(np.prod(shape)), dtype=np.float32).reshape(shape)
        right = _right(gradient, wanted)
        saw = f"From {written(gradient)}, shape {shape}, to the shape {wanted}: {written(right)}. "
        answer = attempt(gradient.copy(), wanted)
        if not isinstance(answer, np.ndarray | np.generic | int | float):
            raise Mistake("kind", saw + f"Your function gave a `{type(answer).__name__}`.")
        got = np.asarray(answer)
        saw += f"Yours is {written(got)}, shape {got.shape}."
        if got.shape == right.shape and np.allclose(got, right):
            continue
        raise Mistake(_name(gradient, right, got), saw)


def _right(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Add up one place after the other: slow, and plainly what is meant."""
    right = np.zeros(shape, dtype=np.float32)
    for place, value in np.ndenumerate(gradient):
        kept = place[len(place) - len(shape) :]
        right[tuple(0 if size == 1 else at for at, size in zip(kept, shape, strict=True))] += value
    return right


def _name(gradient: Any, right: Any, got: Any) -> str:
    if gradient.shape == right.shape:
        return "fits"
    if not right.shape:
        return "number"
    if got.shape == gradient.shape and np.allclose(got, gradient):
        return "nothing" if got.ndim > right.ndim else "stretched"
    if got.size == right.size and np.allclose(got.ravel(), right.ravel()):
        return "axes"
    if got.shape == right.shape and np.allclose(got * (gradient.size / right.size), right):
        return "mean"
    return "stretched" if 1 in right.shape else "other"


SUM_TO = Exercise(
    number="5.5",
    title="Back to the shape",
    difficulty="medium",
    minutes=15,
    check=check_sum_to,
    passed="Whatever NumPy stretches on the way forward, your engine adds up on the way back.",
    hints={
        "kind": "Return an array.",
        "fits": "Nothing was stretched here: the gradient has the right shape already and stays "
        "as it is.",
        "nothing": "The gradient still has the shape of the result. Each number of the tensor was "
        "used several times, and the gradients of all its uses are added.",
        "axes": "The numbers are right, but the shape is not. A stretched axis keeps its place, "
        "with the size 1: `sum(axis=..., keepdims=True)`. A new axis goes away.",
        "mean": "That is the mean. Every use counts in full: add, do not divide.",
        "number": "The shape `()` is that of a single number: it was used everywhere, so "
        "everything is added up. Do not forget that it has no axes at all.",
        "stretched": "An axis can be stretched without being new: the tensor has size 1 there, "
        "and the gradient has more. Add up along these axes, too.",
        "reshape": "Another shape alone does not make fewer numbers, and they must not be dropped "
        "either. What a number of the tensor was used for is added up: `gradient.sum(axis=0)`.",
        "other": "First add up along the axes that are new: there are "
        "`gradient.ndim - len(shape)` of them, at the front.",
    },
    errors={"cannot reshape": "reshape", "more dimensions than": "reshape"},
    solution="""
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
""",
    why="It undoes broadcasting in two parts: axes that are new stand in front and are added up "
    "until none is left, and an axis that was stretched is added up in place. So each number of "
    "the tensor gets the gradients of all its uses, in the tensor's shape.",
    others={
        "with a single sum, over the axes in which the two shapes differ": """
def sum_to(gradient, shape):
    padded = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    axes = tuple(i for i, (a, b) in enumerate(zip(gradient.shape, padded)) if a != b)
    return gradient.sum(axis=axes).reshape(shape)
""",
        "with two sums and no loop over the axes": """
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    axes = tuple(i for i in range(len(shape)) if shape[i] == 1)
    return gradient.sum(axis=axes, keepdims=True)
""",
    },
)


# ---------------------------------------- 5.6: a switch that finds its way back


class _Stopped(Exception):
    """Raised inside a block, to see what is left behind."""


def check_no_grad(attempt: Attempt) -> None:
    """Try a block, one inside another, one where it was off already, and one that fails."""
    engine = SimpleNamespace(recording=True)
    with _block(attempt, engine):
        if engine.recording is not False:
            raise Mistake("inside", f"Inside the block, `recording` was {engine.recording}.")
    if engine.recording is not True:
        raise Mistake("after", f"After the block, `recording` was {engine.recording}.")

    with _block(attempt, engine):
        with _block(attempt, engine):
            pass
        if engine.recording is not False:
            raise Mistake("before", "A block ended inside another one, and recording was on again.")
    if engine.recording is not True:
        raise Mistake("after", f"After two nested blocks, `recording` was {engine.recording}.")

    arrived = False
    try:
        with _block(attempt, engine):
            raise _Stopped
    except _Stopped:
        arrived = True
    if engine.recording is not True:
        raise Mistake("error", f"After an error in the block, `recording` was {engine.recording}.")
    if not arrived:
        raise Mistake("swallowed", "An error was raised in the block, and nobody heard of it.")


def _block(attempt: Attempt, engine: Any) -> Any:
    """Return what stands after `with`, from a function with a yield or from a finished manager."""
    answer = as_block(attempt.function)(engine)
    if answer is ...:
        raise Untouched
    if not hasattr(answer, "__enter__"):
        raise Mistake("kind", f"Your function gave a `{type(answer).__name__}`.")
    return answer


NO_GRAD = Exercise(
    number="5.6",
    title="A switch that finds its way back",
    difficulty="medium",
    minutes=8,
    check=check_no_grad,
    passed="Off inside, as before outside, whatever happens in between.",
    hints={
        "kind": "There is no `yield` in your function. The lines before it run when the block is "
        "entered, those after it when the block is left.",
        "inside": "Set `engine.recording = False` before the `yield`.",
        "after": "After the `yield`, put `engine.recording` back to what it was.",
        "before": "Do not switch it on at the end, put it back to what it was at the beginning: "
        "note it before you change it.",
        "error": "An error inside the block leaves your function at the `yield`, and the lines "
        "after it never run. Put the `yield` into a `try:` and those lines into its `finally:`.",
        "swallowed": "`except` stops the error, and whoever wrote the block never learns of it. "
        "`finally` puts things in order and lets the error pass.",
        "once": "One `yield` only: the place where the block runs.",
    },
    errors={"generator didn't stop": "once", "generator didn't yield": "kind"},
    solution="""
def no_grad(engine):
    before = engine.recording
    engine.recording = False
    try:
        yield
    finally:
        engine.recording = before
""",
    why="What was there before is noted and put back, so a block may stand inside of another one. "
    "`finally` puts it back also when an error leaves the block, and lets the error pass.",
    others={
        "as a class with the two methods that `with` calls": """
def no_grad(engine):
    class Off:
        def __enter__(self):
            self.before = engine.recording
            engine.recording = False
        def __exit__(self, *what):
            engine.recording = self.before
    return Off()
""",
    },
)


# ---------------------------------------- 5.7: the whole engine, held against minigrad


BACKWARD = Exercise(
    number="5.7",
    title="The whole engine",
    difficulty="hard",
    minutes=15,
    check=check_backward,
    passed="Eleven programs, and on each your engine has the gradients of minigrad: reuse, "
    "broadcasting, no_grad, 5,000 nodes in a row, two passes.",
    hints={
        "nothing": "No gradient arrived. Three steps: the first node is `engine.edge(tensor)`, the "
        "order comes from `engine.users_first(...)`, and `engine.run(order, gradient)` does the "
        "rest.",
        "order": "A node ran before all of its gradient was there. Give `engine.run` the whole "
        "order, users first, as `engine.users_first` returns it.",
        "weights": "The gradient that was given was not used. The pass begins with it; only "
        "without one does it begin with 1.",
        "array": "Inside the engine there are only arrays. The pass begins with `gradient.data`, "
        "the array in the Tensor that you were given.",
        "start": "Without a gradient, `gradient` is None and has no `data`. Then the pass begins "
        "with 1.",
        "itself": "It is your function that `tensor.backward` will call, and so on without end. "
        "Use the parts on the workbench: `edge`, `users_first`, `run`.",
        "one": "One number in a list is a single number, too. Ask how many numbers there are: "
        "`tensor.data.size`.",
        "leaf": "A leaf has no `grad_fn`. Ask `engine.edge(tensor)` for the first node: it knows "
        "all the cases.",
        "fresh": "What an earlier pass left in `.grad` stays there, and the new gradient is added "
        "to it. Do not clear anything.",
        "many": "Without a gradient, there is a start only if the result is a single number: then "
        "it is 1. Otherwise raise a RuntimeError, as PyTorch does.",
        "constant": "Nothing leads back from a tensor that does not require grad. Say so with a "
        "RuntimeError.",
        "off": "Your function has switched the recording off, and from then on nothing has a "
        "graph. It need not be off here; if it is, put it back to what it was.",
        "recursion": "A chain of 5,000 nodes is too deep for a function that calls itself. "
        "`engine.users_first` and `engine.run` do without.",
        "other": "Did you change one of the classes or operations above? Run the notebook from the "
        "top. If it is still so, look at the program that is named here, on paper.",
    },
    errors={
        "unary -: 'Tensor'": "array",
        "'Tensor' and": "array",
        "'Tensor' object has no attribute 'ndim'": "array",
        "'NoneType' object has no attribute 'next_functions'": "leaf",
        "'NoneType' object has no attribute 'data'": "start",
        "maximum recursion depth": "recursion",
    },
    solution="""
def backward(engine, tensor, gradient=None):
    if not tensor.requires_grad:
        raise RuntimeError("this tensor does not require grad")
    if gradient is not None:
        start = gradient.data
    elif tensor.data.size == 1:
        start = np.ones_like(tensor.data)
    else:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    engine.run(engine.users_first(engine.edge(tensor)), start)
""",
    why="It joins the parts: where the pass begins, in which order it goes, and with what. What "
    "has no answer is refused before anything is changed: a tensor that does not require grad, "
    "and several numbers without a gradient to start with.",
    others={
        "with the refusals first, so that the pass itself stands in three plain lines": """
def backward(engine, tensor, gradient=None):
    if not tensor.requires_grad:
        raise RuntimeError("the tensor does not require grad")
    if gradient is None and tensor.data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    start = tensor.data * 0 + 1 if gradient is None else gradient.data
    order = engine.users_first(engine.edge(tensor))
    engine.run(order, start)
""",
    },
)


EXERCISES = (EDGE, POW_FORMULA, USERS_FIRST, RUN, SUM_TO, NO_GRAD, BACKWARD)
