"""Exercise 8.1: count the bytes that a call saves. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_bill(attempt: Attempt) -> None:
    """Bill programs with known costs; one runs a backward pass, so what is kept must be good."""
    torch = attempt.torch
    x = torch.ones(5, requires_grad=True)
    long = torch.ones(3, dtype=torch.float64, requires_grad=True)
    _one(attempt, "t * t", lambda t: t * t, x, 2, 10, 40)
    _one(attempt, "t + 1", lambda t: t + 1, x, 0, 0, 0)
    _one(attempt, "t.exp().sin() of float64", lambda t: t.exp().sin(), long, 2, 6, 48)
    _one(attempt, "(t * t).sum().backward()", lambda t: (t * t).sum().backward(), x, 2, 10, 40)


def _one(
    attempt: Attempt,
    name: str,
    f: Callable[[Any], Any],
    x: Any,
    entries: int,
    numbers: int,
    wanted: int,
) -> None:
    calls = 0

    def counted(t: Any) -> Any:
        nonlocal calls
        calls += 1
        return f(t)

    answer = attempt(counted, x)
    got = number(answer)
    saw = f"`{name}` for {len(x)} numbers saves {wanted} bytes; your function returned {answer!r}."
    if isinstance(answer, list | tuple):
        raise Mistake("list", saw)
    if got is None:
        raise Mistake("kind", saw)
    if calls != 1:
        raise Mistake("calls", f"`f` was called {calls} times.")
    if got != wanted:
        known = {
            entries: "entries",
            numbers: "numbers",
            numbers * 4: "four",
            wanted * 2: "twice",
            0: "nothing",
        }
        raise Mistake(known.get(int(got) if got == got else -1, "other"), saw)


BILL = Exercise(
    number="8.1",
    title="The bill for an operation",
    difficulty="easy",
    minutes=8,
    check=check_bill,
    passed="Now you can put a price tag on any part of a program, before it runs out of memory.",
    hints={
        "entries": "That is how many tensors were saved. How many bytes has each?",
        "numbers": "That is how many numbers were saved. How many bytes has each? "
        "`element_size()` knows; it is not always 4.",
        "four": "A number takes 4 bytes in `float32`, and 8 in `float64`: ask `element_size()`.",
        "nothing": "Nothing was counted, or it was taken off again: what a node has saved is gone "
        "with the node, as soon as nobody holds the result. Count while `f` runs, in `pack`.",
        "outside": "`pack` changes a variable of the function around it. Either say so, "
        "`nonlocal total`, or put the sizes into a list.",
        "twice": "Each tensor was counted twice. Count where it is saved, not where it is used.",
        "kept": "A node needed what it had saved, and got something else. What does your `pack` "
        "return, and does `unpack` make a tensor of it?",
        "list": "These look like the single items. Return their sum.",
        "calls": "Call `f(x)` once, inside the block.",
        "kind": "Return one number.",
        "other": "Add up the bytes of every tensor that passes through `pack`: those are "
        "`numel()` times `element_size()`.",
    },
    errors={
        "Output of saved tensor unpack_hook": "kept",
        "unpack": "kept",
        "cannot access local variable": "outside",
    },
    solution="""
def bill(f, x):
    sizes = []

    def pack(tensor):
        sizes.append(tensor.numel() * tensor.element_size())
        return tensor.detach()

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda kept: kept):
        f(x)
    return sum(sizes)
""",
    why="`pack` sees each tensor at the moment when a node saves it, and `element_size()` knows "
    "its type. It hands back a detached one: a node that keeps its own result as it is makes "
    "a cycle with it, and the memory is not freed.",
    others={
        "with a running total, which needs `nonlocal` but no list": """
def bill(f, x):
    total = 0

    def pack(tensor):
        nonlocal total
        total += tensor.numel() * tensor.element_size()
        return tensor.detach()

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda kept: kept):
        f(x)
    return total
""",
        "with a token: the node keeps a number only, and the tensors may lie wherever you "
        "like, in a file or on another device": """
def bill(f, x):
    kept = []

    def pack(tensor):
        kept.append(tensor.detach())
        return len(kept) - 1

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda token: kept[token]):
        f(x)
    return sum(tensor.numel() * tensor.element_size() for tensor in kept)
""",
    },
)
