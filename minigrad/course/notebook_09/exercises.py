"""The exercises of notebook 09, Error Gallery, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 9.1: two losses from one graph

# At 0 and at log 2: eˣ is 1 and 2, the slopes of the losses are eˣ and 2·e²ˣ.
AT = [0.0, 0.6931472]
FIRST, SECOND = [1.0, 2.0], [2.0, 8.0]


def check_two_losses(attempt: Attempt) -> None:
    """Hold the gradient against that of the sum, and of each loss alone."""
    x = attempt.torch.tensor(AT, requires_grad=True)
    answer = attempt(x)
    if answer is None:
        raise Mistake("none")
    got = _numbers(answer)
    if got is None:
        raise Mistake("kind")
    both = [a + b for a, b in zip(FIRST, SECOND, strict=True)]
    wanted = {"right": both, "first": FIRST, "second": SECOND}
    wanted["twice"] = [2 * a + b for a, b in zip(FIRST, SECOND, strict=True)]
    name = next((name for name, numbers in wanted.items() if _same_numbers(got, numbers)), "other")
    if name != "right":
        told = [round(number, 3) for number in got]
        raise Mistake(name, f"At 0 and log 2 the gradient is {both}; yours is {told}.")


def _numbers(answer: Any) -> list[float] | None:
    """The two numbers of a tensor, or of a tuple that holds it."""
    if isinstance(answer, tuple) and len(answer) == 1:
        (answer,) = answer
    if not hasattr(answer, "detach") or tuple(answer.shape) != (2,):
        return None
    made: list[float] = answer.detach().tolist()
    return made


def _same_numbers(got: list[float], wanted: list[float]) -> bool:
    return all(close(a, b) for a, b in zip(got, wanted, strict=True))


TWO_LOSSES = Exercise(
    number="9.1",
    title="Two losses",
    difficulty="easy",
    minutes=6,
    check=check_two_losses,
    passed="The gradients of both losses are added, in one pass or in two.",
    hints={
        "freed": "The first pass has freed what the node of `exp` had saved. Go backward once from "
        "the sum, or let the first pass keep it.",
        "first": "That is the gradient of the first loss alone.",
        "second": "That is the gradient of the second loss alone.",
        "twice": "The first loss counts twice. Is there one pass too many?",
        "cut": "`h` has lost its history on the way, or nothing was recorded. So no backward pass "
        "comes to `x`.",
        "kind": "Return the gradient: a tensor in the shape of `x`.",
        "none": "Return `x.grad` at the end of the function. `backward` itself returns None.",
        "other": "The losses are `h.sum()` and `(h * h).sum()`, where `h` is `x.exp()`.",
    },
    errors={"a second time": "freed", "does not require grad": "cut"},
    solution="""
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    (first + second).backward()
    return x.grad
""",
    why="The gradient of a sum is the sum of the gradients. One pass from the sum goes through "
    "the shared graph once, so nothing has to be kept for a second pass.",
    others={
        "in two passes, when something happens between them: the first one keeps the graph, "
        "the last one frees it": """
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    first.backward(retain_graph=True)
    second.backward()
    return x.grad
""",
        "with `torch.autograd.grad`, which takes several losses at once and leaves `.grad` "
        "alone": """
def two_losses(x):
    h = x.exp()
    return torch.autograd.grad([h.sum(), (h * h).sum()], x)[0]
""",
    },
)


# ---------------------------------------- 9.2: gradients, or zeros where there are none


def check_gradients(attempt: Attempt) -> None:
    """Try inputs of all three kinds, then only such as have no gradient."""
    torch = attempt.torch
    used = torch.tensor([1.0, 2.0], requires_grad=True)
    constant = torch.tensor([3.0, 4.0])
    idle = torch.tensor([[5.0], [6.0]], requires_grad=True)
    other = torch.tensor(7.0, requires_grad=True)
    result = (used * constant).sum() * other
    inputs = [used, idle, constant, other]
    wanted = [[21.0, 28.0], [0.0, 0.0], [0.0, 0.0], [11.0]]
    kinds = ["used", "not used", "without grad", "used"]
    _compare(attempt(result, inputs), inputs, wanted, kinds)
    if any(x.grad is not None for x in inputs):
        raise Mistake("polluted")
    if constant.requires_grad:
        raise Mistake("marked")
    _compare(attempt(other * 2, [constant]), [constant], [[0.0, 0.0]], ["without grad"])


def _compare(answer: Any, inputs: list[Any], wanted: list[list[float]], kinds: list[str]) -> None:
    if answer is None:
        raise Mistake("none")
    if not isinstance(answer, list | tuple):
        raise Mistake("kind")
    if len(answer) != len(inputs):
        raise Mistake("count", f"For {len(inputs)} inputs there are {len(answer)} answers.")
    for kind, x, got, numbers in zip(kinds, inputs, answer, wanted, strict=True):
        if got is None:
            raise Mistake("missing", f"For the input that is {kind}, the answer is None.")
        if not hasattr(got, "detach"):
            raise Mistake("kind")
        saw = f"For the input that is {kind}, the gradient is {numbers}; yours is {got.tolist()}."
        if tuple(got.shape) != tuple(x.shape):
            raise Mistake("shape", saw)
        flat = got.detach().reshape(-1).tolist()
        if not all(close(a, b) for a, b in zip(flat, numbers, strict=True)):
            raise Mistake("value", saw)


GRADIENTS = Exercise(
    number="9.2",
    title="Gradients or zeros",
    difficulty="medium",
    minutes=8,
    check=check_gradients,
    passed="You say what is to be done where there is no gradient, and no error is needed.",
    hints={
        "unused": "One input is not in the graph. `allow_unused=True` says that this is meant.",
        "input": "One input does not require grad, and `torch.autograd.grad` must not be asked for "
        "it at all. Look at `x.requires_grad` first.",
        "freed": "If you ask once for each input, the graph is used several times. "
        "`retain_graph=True` keeps it.",
        "missing": "None stands where zeros should be.",
        "polluted": "The numbers are right. But `backward` has filled the `.grad` of the leaves. "
        "`torch.autograd.grad` leaves them alone.",
        "marked": "The numbers are right. But the constant requires grad now. Leave the caller's "
        "tensors as they are.",
        "count": "There is one answer for each input, in their order.",
        "shape": "A gradient has the shape of its input: `torch.zeros_like(x)`.",
        "value": "Which input does this gradient belong to?",
        "truth": "Is a tensor of several numbers true or false? Nobody can say. Ask for what you "
        "mean: `gradient is None`.",
        "empty": "The list may hold no input that requires grad. Then there is nothing to ask for.",
        "kind": "Return a list of tensors.",
        "none": "Return the list at the end of the function.",
    },
    errors={
        "appears to not have been used": "unused",
        "differentiated Tensors does not require grad": "input",
        "a second time": "freed",
        "cannot be empty": "empty",
        "Boolean value of Tensor": "truth",
    },
    solution="""
def gradients(result, inputs):
    found = []
    for x in inputs:
        gradient = None
        if x.requires_grad:
            gradient, = torch.autograd.grad(result, x, retain_graph=True, allow_unused=True)
        found.append(torch.zeros_like(x) if gradient is None else gradient)
    return found
""",
    why="Each kind is met before it becomes an error: a constant is never asked for, "
    "`allow_unused=True` gives None for what was not used, and None becomes zeros in the "
    "shape of the input. `torch.autograd.grad` returns what it finds and fills no `.grad`.",
    others={
        "in one pass for all inputs, which is cheaper when there are many; "
        "`materialize_grads=True` makes the zeros of the unused ones": """
def gradients(result, inputs):
    asked = [x for x in inputs if x.requires_grad]
    found = torch.autograd.grad(result, asked, materialize_grads=True) if asked else ()
    found = iter(found)
    return [next(found) if x.requires_grad else torch.zeros_like(x) for x in inputs]
""",
    },
)


# ---------------------------------------- 9.3: no change in place

PLACES = [0.0, 1.0, -2.0]
VALUES = [0.6931472, 1.3132617, 0.1269280]
SLOPES = [0.5, 0.7310586, 0.1192029]


def check_softplus(attempt: Attempt) -> None:
    """Look at the values, at the gradient, and at what became of x."""
    torch = attempt.torch
    x = torch.tensor(PLACES, requires_grad=True)
    y = attempt(x)
    if y is None:
        raise Mistake("none")
    if not torch.is_tensor(y) or tuple(y.shape) != (3,):
        raise Mistake("kind")
    if x.tolist() != PLACES or not x.is_leaf:
        raise Mistake("input")
    if not _same(y, VALUES):
        raise Mistake("value", f"For {PLACES} the values are {VALUES}; yours are {_told(y)}.")
    if not y.requires_grad:
        raise Mistake("cut", "The values are right, but the result does not require grad.")
    y.sum().backward()
    if x.grad is None:
        raise Mistake("cut", "The values are right, but `x` got no gradient.")
    if not _same(x.grad, SLOPES):
        saw = f"The values are right. The slopes are {SLOPES}; yours are {_told(x.grad)}."
        raise Mistake("slope", saw)


def _same(got: Any, wanted: list[float]) -> bool:
    return all(close(a, b) for a, b in zip(got.detach().tolist(), wanted, strict=True))


def _told(tensor: Any) -> list[float]:
    return [round(number, 7) for number in tensor.detach().tolist()]


SOFTPLUS = Exercise(
    number="9.3",
    title="No change in place",
    difficulty="medium",
    minutes=8,
    check=check_softplus,
    passed="Every node finds what it has saved as it was.",
    hints={
        "saved": "A saved tensor was changed: `exp` has saved its result, which is its slope. Let "
        "it stay, and make a new tensor.",
        "leaf": "`x` is a leaf and must not be changed. Make a new tensor from it.",
        "slope": "The check was got round: a node computes its slope from numbers that were "
        "changed behind its back.",
        "cut": "The history was cut. Compute with recorded operations only.",
        "input": "`x` itself was changed.",
        "value": "It is the logarithm of eˣ + 1.",
        "kind": "Return a tensor in the shape of `x`.",
        "none": "Return the result at the end of the function.",
    },
    errors={
        "modified by an inplace operation": "saved",
        "leaf Variable that requires grad": "leaf",
        "Can't call numpy()": "cut",
    },
    solution="""
def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))
""",
    why="Each operation makes a new tensor, so every node finds what it has saved. log(eˣ + 1) is "
    "log(eˣ + e⁰), and `logaddexp` takes the larger exponent out before it computes: at 100, "
    "where `x.exp()` is infinite in `float32`, value and slope are still right.",
    others={
        "with the program's own steps, each of them a new tensor: right as long as `x` stays "
        "below 88, where eˣ becomes infinite in `float32` and the slope `nan`": """
def softplus(x):
    y = x.exp()
    y = y + 1
    return y.log()
""",
        "with the library's function, which is safe for large `x`, too": """
def softplus(x):
    return torch.nn.functional.softplus(x)
""",
    },
)


# ---------------------------------------- 9.4: numbers for a chart


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


# ---------------------------------------- 9.5: mend a Function with three faults

BASES = [2.0, -1.0, 0.5]


def check_power(attempt: Attempt) -> None:
    """Look at the values, the node, the gradient of 10·xⁿ, then its second derivative."""
    torch = attempt.torch
    for n in (3, 2):
        x = torch.tensor(BASES, requires_grad=True)
        y = attempt(x, n)
        if y is None:
            raise Mistake("none")
        if isinstance(y, torch.autograd.Function):
            raise Mistake("apply")
        if not torch.is_tensor(y) or tuple(y.shape) != (3,):
            raise Mistake("kind")
        if not _same(y, [p**n for p in BASES]):
            raise Mistake("value", f"{BASES} to the power {n} is not {y.tolist()}.")
        if not hasattr(y.grad_fn, "saved_tensors"):
            raise Mistake("plain", "The values are right.")
        _slopes(torch, x, y, n)


def _slopes(torch: Any, x: Any, y: Any, n: int) -> None:
    slopes = [n * p ** (n - 1) for p in BASES]
    (first,) = torch.autograd.grad((10 * y).sum(), x, create_graph=True)
    if _same(first, slopes):
        raise Mistake("chain", "The gradient that arrives was 10, but it has no effect.")
    if not _same(first, [10 * slope for slope in slopes]):
        raise Mistake("slope", f"For n = {n} the slopes at {BASES} are {slopes}.")
    saw = "The first derivative is right, the second is not."
    if not first.requires_grad:
        raise Mistake("second", saw)
    # Together with x*x*x: a slope that is a constant would hide in an error otherwise.
    (second,) = torch.autograd.grad((first + x * x * x).sum(), x)
    wanted = [10 * n * (n - 1) * p ** (n - 2) + 3 * p * p for p in BASES]
    if not _same(second, wanted):
        raise Mistake("second", saw)


POWER = Exercise(
    number="9.5",
    title="Mend the Function",
    difficulty="hard",
    minutes=12,
    check=check_power,
    passed="One gradient for each argument, times the one that arrives, from what was saved.",
    hints={
        "number": "`forward` has the arguments `x` and `n`, so `backward` returns two values. For "
        "a whole number the second one is None.",
        "chain": "Multiply by `grad`.",
        "second": "What `backward` computes is recorded under `create_graph=True`; what `forward` "
        "computes is not. Save `x` itself, and compute the slope in `backward`.",
        "slope": "The slope of xⁿ is n times x to the power n - 1.",
        "save": "`save_for_backward` takes tensors only. The number can be an attribute: "
        "`ctx.n = n`.",
        "tuple": "`ctx.saved_tensors` is a tuple, even if only one tensor was saved. The comma in "
        "`x, = ctx.saved_tensors` takes it out.",
        "apply": "A Function is not called like a function. Its `apply` makes the node: "
        "`Power.apply(x, n)`.",
        "static": "Both methods need `@staticmethod` above them, and `ctx` for their first "
        "parameter, not `self`.",
        "plain": "But the node of the result is one of the engine's. Return what `apply` of your "
        "class gives.",
        "value": "`forward` returns `x**n`.",
        "kind": "Return what `apply` gives: a tensor of the same shape as `x`.",
        "none": "Return what `apply` gives.",
    },
    errors={
        "incorrect number of gradients": "number",
        "once_differentiable": "second",
        "save_for_backward can only save": "save",
        "'tuple' and": "tuple",
        "takes 1 positional argument": "apply",
        "object is not callable": "apply",
        "required positional argument": "static",
    },
    solution="""
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, n):
            ctx.save_for_backward(x)
            ctx.n = n
            return x**n

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * ctx.n * x**(ctx.n - 1), None

    return Power.apply(x, n)
""",
    why="`x` itself is saved, and the slope is computed in `backward`: there it is recorded under "
    "`create_graph=True` and can be differentiated again, and `save_for_backward` notices a "
    "change of `x` in between. There is one result for each argument of `forward`, times the "
    "gradient that arrives; a number such as `n` gets None.",
    others={
        "with `n` from the function around it: one argument, so one gradient": """
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.pow(n)

        @staticmethod
        def backward(ctx, grad):
            return n * ctx.saved_tensors[0].pow(n - 1) * grad

    return Power.apply(x)
""",
        "with `setup_context`, which keeps the saving apart from the computation; PyTorch's "
        "`torch.func` asks for this form": """
def power(x, n):
    class Power(torch.autograd.Function):
        @staticmethod
        def forward(x, n):
            return x**n

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, ctx.n = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * ctx.n * x**(ctx.n - 1), None

    return Power.apply(x, n)
""",
    },
)


# ---------------------------------------- 9.6: shapes and types of a layer

WEIGHT = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
BIAS = [10.0, 20.0, 30.0]
ROWS = [[1, 0], [0, 1], [2, 1], [3, 2]]
RESULT = [[11, 23, 35], [12, 24, 36], [14, 30, 46], [17, 37, 57]]


def check_layer(attempt: Attempt) -> None:
    """Try the three types, and look at the gradient each time."""
    torch = attempt.torch
    for dtype in (torch.float32, torch.float64, torch.int64):
        weight = torch.tensor(WEIGHT, requires_grad=True)
        bias = torch.tensor(BIAS, requires_grad=True)
        x = torch.tensor(ROWS, dtype=dtype)
        kind = str(dtype).rpartition(".")[2]
        answer = attempt(x, weight, bias)
        if answer is None:
            raise Mistake("none")
        if not torch.is_tensor(answer):
            raise Mistake("kind")
        if tuple(answer.shape) != (4, 3):
            raise Mistake("shape", f"The result has the shape {list(answer.shape)}, not [4, 3].")
        if not _same_rows(answer, RESULT):
            mixed = torch.tensor(ROWS).float() @ weight.reshape(2, 3) + bias
            name = "reshaped" if _same_rows(answer, mixed.tolist()) else "value"
            raise Mistake(name, f"The result is {RESULT}; yours is {answer.tolist()}.")
        if answer.dtype != torch.float32:
            raise Mistake("double", f"For x of type {kind} the result is {answer.dtype}.")
        _gradients(answer, weight, bias)


def _gradients(answer: Any, weight: Any, bias: Any) -> None:
    if not answer.requires_grad:
        raise Mistake("cut")
    answer.sum().backward()
    if weight.grad is None or bias.grad is None:
        raise Mistake("cut")
    if not _same_rows(weight.grad, [[6, 4]] * 3):
        raise Mistake("cut", f"The gradient of the weight is {weight.grad.tolist()}.")


def _same_rows(got: Any, wanted: Any) -> bool:
    flat = [number for row in wanted for number in row]
    rows = got.detach().reshape(-1).tolist()
    return all(close(a, b) for a, b in zip(rows, flat, strict=True))


LAYER = Exercise(
    number="9.6",
    title="A layer that takes what comes",
    difficulty="hard",
    minutes=10,
    check=check_layer,
    passed="This is what `torch.nn.Linear` computes, and a little more.",
    hints={
        "inner": "The inner sizes must agree: `[examples, inputs]` times `[inputs, outputs]`. Turn "
        "the weight, `.T`.",
        "reshaped": "The weight was reshaped. Its numbers keep their order then and come into "
        "wrong rows. Turn it, `.T`.",
        "types": "Both sides must be of one type. Turn `x` into the type of the weight.",
        "double": "The values are right. But the result should have the weight's type: turn `x`, "
        "not the weight.",
        "shape": "One row for each example, one column for each output.",
        "cut": "The weight or the bias gets no gradient, or a wrong one. Compute with the tensors "
        "themselves, without `detach` and without making new ones.",
        "value": "Each number is the product of a row of `x` and a row of the weight, plus the "
        "bias of that output.",
        "kind": "Return a tensor.",
        "none": "Return the result at the end of the function.",
    },
    errors={"cannot be multiplied": "inner", "same dtype": "types", "must match the size": "shape"},
    solution="""
def layer(x, weight, bias):
    return x.to(weight.dtype) @ weight.T + bias
""",
    why="The data is converted, not the weight, so the result has the weight's type, whatever the "
    "data came in. `.T` exchanges rows and columns (transposes) and stays in the graph, so "
    "the gradient comes back in the weight's own shape. The bias is added to each row by "
    "broadcasting.",
    others={
        "with the library's function, which takes the weight as it is; the data has to be "
        "converted here, too": """
def layer(x, weight, bias):
    return torch.nn.functional.linear(x.to(weight.dtype), weight, bias)
""",
        "with `einsum`, which names the dimensions: the inputs are summed over, so nothing "
        "has to be transposed": """
def layer(x, weight, bias):
    return torch.einsum("ei,oi->eo", x.to(weight.dtype), weight) + bias
""",
    },
)


EXERCISES = (TWO_LOSSES, GRADIENTS, SOFTPLUS, FOR_CHART, POWER, LAYER)
