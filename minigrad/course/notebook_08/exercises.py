"""The exercises of notebook 08, Time and Memory, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 8.1: count the bytes that a call saves


def check_bill(attempt: Attempt) -> None:
    """Bill programs with known costs; one runs a backward pass, so what is kept must be good."""
    torch = attempt.torch
    x = torch.ones(5, requires_grad=True)
    long = torch.ones(3, dtype=torch.float64, requires_grad=True)
    _one_bill(attempt, "t * t", lambda t: t * t, x, 2, 10, 40)
    _one_bill(attempt, "t + 1", lambda t: t + 1, x, 0, 0, 0)
    _one_bill(attempt, "t.exp().sin() of float64", lambda t: t.exp().sin(), long, 2, 6, 48)
    _one_bill(attempt, "(t * t).sum().backward()", lambda t: (t * t).sum().backward(), x, 2, 10, 40)


def _one_bill(
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


# ---------------------------------------- 8.2: a log of losses that holds no graph


def check_log(attempt: Attempt) -> None:
    """Hand out losses, and watch by weak references which of them are still there."""
    torch = attempt.torch
    w = torch.tensor(1.0, requires_grad=True)
    given: list[Any] = []
    most = 0

    def step() -> Any:
        nonlocal most
        most = max(most, sum(ref() is not None for ref in given))
        loss = w * w * (len(given) + 1)
        given.append(weakref.ref(loss))
        return loss

    answer = attempt(step, 4)
    saw = f"The losses were 1, 2, 3, 4; you returned {answer!r}."
    if not isinstance(answer, list | tuple):
        raise Mistake("stacked" if getattr(answer, "grad_fn", None) is not None else "kind", saw)
    if any(getattr(value, "grad_fn", None) is not None for value in answer):
        raise Mistake("graph", saw)
    got = [number(value) for value in answer]
    if len(given) != 4:
        raise Mistake("calls", f"`step` was called {len(given)} times, and `n` was 4.")
    right = [value is not None and close(value, n) for n, value in enumerate(got, 1)]
    if len(got) != 4 or not all(right):
        raise Mistake("other", saw)
    if w.grad is None or not close(w.grad.item(), 20.0):
        raise Mistake("backward", f"`w.grad` should be 20 at the end; it is {w.grad!r}.")
    gc.collect()
    # While a step runs, the name `loss` of the student's loop still holds the one before.
    if most > 1 or any(ref() is not None for ref in given):
        raise Mistake("held", f"At one time there were {most + 1} losses.")


LOG = Exercise(
    number="8.2",
    title="A log without a leak",
    difficulty="easy",
    minutes=8,
    check=check_log,
    passed="This loop can run for a week: at the end it holds a list of numbers.",
    hints={
        "graph": "The list holds tensors with a history, so every graph is still there. Keep the "
        "number only.",
        "stacked": "You have made one tensor of all the losses. It leads to every graph.",
        "calls": "Call `step()` once for each of the `n` steps.",
        "backward": "Run the backward pass of every loss, once.",
        "held": "What you return is fine, but on the way the losses were kept together. Finish "
        "one step, with its backward pass, before you begin the next.",
        "early": "The loss has left its graph before the backward pass. First `loss.backward()`, "
        "on the loss as `step()` gives it; then take its number.",
        "kind": "Return a list.",
        "other": "Return the value of each loss, in order.",
    },
    errors={
        "does not require grad": "early",
        "'float' object has no attribute 'backward'": "early",
    },
    solution="""
def log(step, n):
    values = []
    for _ in range(n):
        loss = step()
        loss.backward()
        values.append(loss.item())
    return values
""",
    why="A number from `item()` leads to no graph, and each loss has had its backward pass before "
    "the next one is computed. So the list grows by one number for each step, and nothing "
    "else grows.",
    others={
        "with `detach()`, when the values should stay tensors: on a GPU, `item()` waits until "
        "the loss is computed, `detach()` does not": """
def log(step, n):
    values = []
    for _ in range(n):
        loss = step()
        loss.backward()
        values.append(loss.detach())
    return values
""",
        "with a function for one step: its `loss` is gone when it returns, while the loop's "
        "own would stay until the next one is there": """
def log(step, n):
    def one():
        loss = step()
        loss.backward()
        return loss.item()
    return [one() for _ in range(n)]
""",
    },
)


# ---------------------------------------- 8.3: multiplications of a network, before it runs


def check_estimate(attempt: Attempt) -> None:
    """Three networks; the counts are those of the products that autograd really makes."""
    for sizes, batch in (([3, 8, 1], 10), ([4, 5, 6, 7], 3), ([2, 9], 5)):
        _one_estimate(sizes, batch, attempt(list(sizes), batch))


def _one_estimate(sizes: list[int], batch: int, answer: Any) -> None:
    layers = [m * n for m, n in pairwise(sizes)]
    forward, both = batch * sum(layers), 2 * batch * sum(layers)
    backward = both - batch * layers[0]
    saw = (
        f"Sizes {sizes} and {batch} examples take {forward} and {backward} multiplications; "
        f"you returned {answer!r}."
    )
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        raise Mistake("pair", saw)
    got = [number(value) for value in answer]
    if got == [forward, backward]:
        return
    known = {
        (sum(layers), backward / batch): "batch",
        (sum(layers), both / batch): "batch",
        (forward, both): "data",
        (forward, forward): "once",
        (backward, forward): "swapped",
        (forward, both - batch * layers[-1]): "last",
    }
    raise Mistake(known.get((got[0], got[1]), "other"), saw)  # type: ignore[arg-type]


ESTIMATE = Exercise(
    number="8.3",
    title="An estimate before you start",
    difficulty="medium",
    minutes=12,
    check=check_estimate,
    passed="So a step of training costs three forward passes, less one product for the data. Such "
    "estimates decide which networks are tried at all.",
    hints={
        "batch": "That is the work for a single example. Each example takes as much.",
        "data": "The backward pass makes two products a layer, with one exception: nobody needs "
        "the gradient of the data.",
        "once": "For each layer there are two gradients to compute: of its weight, and of its "
        "input.",
        "swapped": "These are the right numbers. Return the forward pass first.",
        "last": "One product fewer than two a layer is right. But which layer's input is the data?",
        "pair": "Return two numbers: forward, backward.",
        "layers": "Between `len(sizes)` widths there are `len(sizes) - 1` layers.",
        "other": "A product of (batch, m) and (m, n) takes batch · m · n multiplications. Go "
        "through the layers; backward, count the products for each.",
    },
    errors={"index out of range": "layers"},
    solution="""
def estimate(sizes, batch):
    layers = [batch * sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]
    return sum(layers), 2 * sum(layers) - layers[0]
""",
    why="The list says once what one product of each layer costs, and both answers are read from "
    "it. Backward each layer has two products of that cost, for its weight and for its input; "
    "the first layer's input is the data, whose gradient nobody needs.",
    others={
        "with `zip`, which pairs each width with the next one and needs no index": """
def estimate(sizes, batch):
    layers = [batch * m * n for m, n in zip(sizes, sizes[1:])]
    return sum(layers), 2 * sum(layers) - layers[0]
""",
        "layer by layer, when you want to see the exception where it arises, or to add others": """
def estimate(sizes, batch):
    forward = backward = 0
    for i in range(len(sizes) - 1):
        product = batch * sizes[i] * sizes[i + 1]
        forward += product
        backward += product if i == 0 else 2 * product
    return forward, backward
""",
    },
)


# ---------------------------------------- 8.4: a hook that shortens long gradients


def check_shorten(attempt: Attempt) -> None:
    """Long gradients, short ones, one of zeros, in the middle of a graph; then no hook."""
    _one_gradient(attempt, [30.0, 40.0], [3.0, 4.0], "long")
    _one_gradient(attempt, [-3.6, -4.8], [-3.0, -4.0], "negative")
    _one_gradient(attempt, [3.6, -4.8], [3.0, -4.0], "many")
    _one_gradient(attempt, [0.3, -0.4], [0.3, -0.4], "short")
    _one_gradient(attempt, [0.0, 0.0], [0.0, 0.0], "zero")
    _removed(attempt)


def _one_gradient(attempt: Attempt, sent: list[float], wanted: list[float], kind: str) -> None:
    torch = attempt.torch
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    y = x * 1
    attempt(y, 5.0)
    arriving = torch.tensor(sent)
    y.backward(arriving)
    got = x.grad.tolist()
    if all(map(close, got, wanted)):
        if not all(map(close, arriving.tolist(), sent)):
            raise Mistake("in place", "The gradient that goes on is right.")
        return
    saw = f"The gradient {sent}, with `longest` = 5, should become {wanted}; it became {got}."
    if kind == "zero":
        raise Mistake("zero", saw)
    if kind in ("negative", "many"):
        raise Mistake("length", saw)
    if kind == "short":
        raise Mistake("lengthened" if _length(got) > _length(sent) else "other", saw)
    known = {(30.0, 40.0): "unchanged", (5.0, 5.0): "each", (0.6, 0.8): "one"}
    for numbers, name in known.items():
        if all(map(close, got, numbers)):
            raise Mistake(name, saw)
    raise Mistake("other", saw)


def _length(numbers: list[float]) -> float:
    return float(sum(n * n for n in numbers) ** 0.5)


def _removed(attempt: Attempt) -> None:
    torch = attempt.torch
    x = torch.tensor([1.0, 1.0], requires_grad=True)
    handle: Any = attempt(x, 5.0)
    if not hasattr(handle, "remove"):
        raise Mistake("handle", f"You returned {handle!r}.")
    handle.remove()
    (x * torch.tensor([30.0, 40.0])).sum().backward()
    if not all(map(close, x.grad.tolist(), (30.0, 40.0))):
        raise Mistake("handle", "After `remove()` the gradient was still changed.")


SHORTEN = Exercise(
    number="8.4",
    title="Shorten what is too long",
    difficulty="medium",
    minutes=12,
    check=check_shorten,
    passed="The direction stays, so the step still goes downhill, only not as far. For all "
    "parameters of a network together, `torch.nn.utils.clip_grad_norm_` does this.",
    hints={
        "unchanged": "The gradient came through as it was. What does your hook return? None "
        "means: leave it.",
        "each": "That limits each number by itself, and bends the direction. Scale all of them by "
        "one factor.",
        "one": "Now its length is 1. Give it the length `longest`.",
        "lengthened": "This gradient was short enough. Leave such a one as it is.",
        "zero": "A gradient of length 0 came out as something else. Do not divide by 0; a short "
        "gradient stays as it is.",
        "length": "The length of this gradient is 6. Neither its largest number nor the sum of its "
        "numbers says how long it is: take `gradient.norm()`.",
        "in place": "But your hook has changed the tensor that it was given. Others may hold it, "
        "too: a sum sends the same tensor to both of its inputs. Return a new one.",
        "early": "When your function runs there is no gradient yet. Put the work into a function "
        "of the gradient, and hand that function to `register_hook`.",
        "number": "What a hook returns takes the place of the gradient, so it is a tensor: the "
        "gradient times a factor.",
        "handle": "Return what `register_hook` returns: by its `remove()` the hook is taken away.",
        "other": "If the length is more than `longest`: times `longest / length`. If not: as it "
        "is.",
    },
    errors={
        "'NoneType' object has no attribute": "early",
        "but hook returned": "number",
    },
    solution="""
def shorten(tensor, longest):
    def hook(gradient):
        length = gradient.norm().item()
        if length > longest:
            return gradient * (longest / length)

    return tensor.register_hook(hook)
""",
    why="All numbers are scaled by one factor, so the direction stays. The hook makes a new "
    "tensor, as the one that it is given may belong to others, too. Where it returns None the "
    "gradient stays as it is, and one of length 0 is never divided by its length.",
    others={
        "without a branch, by a divisor of at least 1: on a GPU nothing has to wait for the "
        "length": """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g / (g.norm() / longest).clamp(min=1.0))
""",
    },
)


# ---------------------------------------- 8.5: the gradient of one large batch from uneven parts

BATCHES = ([1.0, 2.0, 3.0], [4.0, 8.0], [6.0])
MEANS = [sum(batch) / len(batch) for batch in BATCHES]
WANTED = 24.0 / 6


class Kept:
    """A saved tensor; it is gone when its node has let go of it."""

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor


def check_accumulate(attempt: Attempt) -> None:
    """The loss is w times the examples, so that the gradient is their mean."""
    torch = attempt.torch
    w = torch.tensor(1.0, requires_grad=True)
    kept: list[weakref.ref[Kept]] = []
    most = longest = 0

    def pack(tensor: Any) -> Kept:
        entry = Kept(tensor)
        kept.append(weakref.ref(entry))
        return entry

    def mean_loss(batch: Any) -> Any:
        nonlocal most, longest
        most = max(most, sum(ref() is not None for ref in kept))
        longest = max(longest, len(batch))
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda entry: entry.tensor):
            return (w * batch).mean()

    attempt(mean_loss, [torch.tensor(batch) for batch in BATCHES])
    got = None if w.grad is None else w.grad.item()
    saw = (
        f"Batches of 3, 2 and 1 examples; the gradient of the whole mean is {WANTED:g}, yours "
        f"is {got if got is None else round(got, 4)}."
    )
    if got is None:
        raise Mistake("none", saw)
    known = {
        sum(MEANS): "sum",
        sum(MEANS) / len(MEANS): "mean",
        sum(map(sum, BATCHES)): "whole",
    }
    if not close(got, WANTED):
        raise Mistake(next((n for v, n in known.items() if close(got, v)), "other"), saw)
    if longest > max(map(len, BATCHES)):
        raise Mistake("joined", "The gradient is right.")
    if most:
        raise Mistake("together", "The gradient is right.")


ACCUMULATE = Exercise(
    number="8.5",
    title="Parts of any size",
    difficulty="medium",
    minutes=15,
    check=check_accumulate,
    passed="Exactly the gradient of the large batch, in the memory of the largest part.",
    hints={
        "none": "There is no gradient. Run a backward pass for each batch.",
        "sum": "The means were added up as they are. Each must count by its share of the examples.",
        "mean": "That would be right if all batches were of the same length. A batch of 3 has to "
        "count three times as much as a batch of 1.",
        "whole": "That is the gradient of the sum over all examples. A mean is asked for.",
        "single": "`mean_loss` takes a batch, a tensor with a row of examples. Give it each batch "
        "as it is.",
        "joined": "But the batches were put together again, and so their memory is needed at the "
        "same time. Take them one by one.",
        "together": "But several graphs were alive at the same time. Run the backward pass of "
        "each batch before you compute the next loss.",
        "other": "Each batch: its mean loss times the number of its examples, divided by the "
        "number of all examples; then `backward()`.",
    },
    errors={"0-d tensor": "single"},
    solution="""
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        (mean_loss(batch) * len(batch) / total).backward()
""",
    why="The mean over all examples is the sum of the parts' means, each times its share of the "
    "examples, and `.grad` adds up by itself. Each graph is used and freed before the next "
    "one is made, so the largest part says how much memory is needed.",
    others={
        "with the share as the gradient that arrives, which saves the two operations on the "
        "loss": """
def accumulate(mean_loss, batches):
    total = sum(len(batch) for batch in batches)
    for batch in batches:
        mean_loss(batch).backward(torch.tensor(len(batch) / total))
""",
    },
)


# ---------------------------------------- 8.6: a checkpoint of one's own


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


EXERCISES = (BILL, LOG, ESTIMATE, SHORTEN, ACCUMULATE, FORGETFUL)
