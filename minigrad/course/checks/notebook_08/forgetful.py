"""Exercise 8.6: a checkpoint of one's own. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_forgetful(attempt: Attempt) -> None:
    """A part with a parameter: its value, what is saved, its calls, and all gradients."""
    torch = attempt.torch
    w = torch.tensor([2.0, 3.0], requires_grad=True)
    x = torch.tensor([0.5, 1.5], requires_grad=True)
    calls = 0
    saved: list[tuple[float, ...]] = []

    def part(t: Any) -> Any:
        nonlocal calls
        calls += 1
        return (w * t).pow(2).pow(2)

    def pack(tensor: Any) -> Any:
        saved.append(tuple(tensor.tolist()))
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda kept: kept):
        y = attempt(part, x)
    if isinstance(y, torch.autograd.Function):
        raise Mistake("apply")
    if not torch.is_tensor(y) or tuple(y.shape) != (2,):
        raise Mistake("kind", f"You returned {y!r}.")
    if not all(map(close, y.detach().tolist(), (1.0, 410.0625))):
        raise Mistake("value", f"`part(x)` is [1, 410.0625]; you returned {y.detach().tolist()}.")
    if y.grad_fn is None:
        raise Mistake("history", "The value is right.")
    behind = [following for following, _ in y.grad_fn.next_functions if following]
    if any(following.next_functions for following in behind):
        raise Mistake("recorded", "The value is right, but there is more than one node.")
    if not set(saved) <= {(0.5, 1.5), tuple(y.tolist())}:
        raise Mistake("recorded", f"The value is right, but {len(saved)} tensors were saved.")
    if saved != [(0.5, 1.5)]:
        raise Mistake("input", "The value is right.")
    _gradients(torch, y, x, w)
    if calls != 2:
        raise Mistake("calls", f"The gradients are right, but `part` was called {calls} times.")
    _inside(attempt)


def _inside(attempt: Attempt) -> None:
    """An x that has a history of its own: the second run must not go on into it."""
    torch = attempt.torch
    runs: list[Any] = []

    def part(t: Any) -> Any:
        runs.append(t.grad_fn)
        return t * t

    x = torch.tensor([2.0], requires_grad=True)
    attempt(part, x.exp()).backward(torch.tensor([1.0]))
    if runs[-1] is not None:
        raise Mistake("leaf", "The gradients are right where `x` is a leaf.")


def _gradients(torch: Any, y: Any, x: Any, w: Any) -> None:
    """The slope of (w x)^4 in x is 4 w^4 x^3; what comes from above is 1 and 10."""
    y.backward(torch.tensor([1.0, 10.0]))
    wanted = ([8.0, 10935.0], [2.0, 5467.5])
    if x.grad is None:
        raise Mistake("none", "`x.grad` is None after the backward pass.")
    got = x.grad.tolist()
    saw = f"The gradient of `x` is {wanted[0]}; yours is {got}."
    if all(map(close, got, (8.0, 1093.5))):
        raise Mistake("above", saw)
    if all(map(close, got, (16.0, 21870.0))):
        raise Mistake("leaf", saw)
    if not all(map(close, got, wanted[0])):
        raise Mistake("other", saw)
    if w.grad is None:
        raise Mistake("parameters", "The gradient of `x` is right.")
    if not all(map(close, w.grad.tolist(), wanted[1])):
        got = w.grad.tolist()
        raise Mistake("other", f"The gradient of the parameter is {wanted[1]}; yours is {got}.")


FORGETFUL = Exercise(
    number="8.6",
    title="Your own checkpoint",
    difficulty="hard",
    minutes=20,
    check=check_forgetful,
    passed="This is how the older kind of PyTorch's `checkpoint` works, down to the second run in "
    "`backward`.",
    hints={
        "recorded": "The part was recorded as usual. It has to run inside of `forward` of your "
        "Function, where nothing is recorded, and the Function is called by `.apply(x)`.",
        "input": "Exactly `x` should be saved, and by `ctx.save_for_backward`: what is kept in "
        "another way is not watched for changes, and not freed.",
        "history": "But it has no history. Call your Function by `.apply(x)`.",
        "unrecorded": "`backward` runs while nothing is recorded. The second run needs "
        "`torch.enable_grad()`.",
        "leaf": "The second run went on from `x` itself, so its backward pass ran through the "
        "graph of `x`, too. It needs a leaf of its own: `x.detach().requires_grad_()`.",
        "above": "That is the slope of the part. What comes from above, `grad`, has to go in.",
        "parameters": "But a parameter that the part uses got none. `again.backward(grad)` reaches "
        "all leaves; `torch.autograd.grad(again, leaf, grad)` only the one.",
        "none": "Return the gradient of `x` from `backward`.",
        "apply": "A Function is not called like a function. Its `apply` makes the node: "
        "`.apply(x)`.",
        "start": "The second result has several numbers, so its backward pass needs the gradient "
        "that arrives: `again.backward(grad)`.",
        "calls": "Once forward, once backward is enough.",
        "value": "Return what `part(x)` returns.",
        "kind": "Return the tensor that `apply` gives you.",
        "other": "In `backward`: a new leaf from `x`, the part once more on it, `backward(grad)` "
        "from the result, once, and the leaf's `.grad` is what you return.",
    },
    errors={
        "does not require grad": "unrecorded",
        "implicitly created only for scalar": "start",
        "takes 1 positional argument": "apply",
        "object is not callable": "apply",
        "a second time": "leaf",
    },
    solution="""
def forgetful(part, x):
    class Forgetful(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return part(x)

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            leaf = x.detach().requires_grad_()
            with torch.enable_grad():
                again = part(leaf)
            again.backward(grad)
            return leaf.grad

    return Forgetful.apply(x)
""",
    why="Inside `forward` nothing is recorded, so `x` alone is kept, by `save_for_backward`, "
    "which notices a change in place. The second run begins at a leaf of its own, so its "
    "backward pass ends there. A call of `backward` reaches the parameters, too, which "
    "`torch.autograd.grad` for the leaf alone would leave out.",
    others={
        "with `part` as an argument, so that one class serves all parts and may stand "
        "outside; its gradient is None": """
def forgetful(part, x):
    class Checkpoint(torch.autograd.Function):
        @staticmethod
        def forward(ctx, part, x):
            ctx.part = part
            ctx.save_for_backward(x)
            return part(x)

        @staticmethod
        @torch.enable_grad()
        def backward(ctx, grad):
            leaf = ctx.saved_tensors[0].detach().requires_grad_()
            ctx.part(leaf).backward(grad)
            return None, leaf.grad

    return Checkpoint.apply(part, x)
""",
        "with PyTorch's own: `use_reentrant=True` is the kind that you have written, and for "
        "new programs PyTorch recommends `False`": """
def forgetful(part, x):
    return torch.utils.checkpoint.checkpoint(part, x, use_reentrant=True)
""",
    },
)
