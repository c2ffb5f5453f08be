"""The exercises of notebook 07, Beyond First Order, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def flat(value: Any) -> list[float] | None:
    """Return all numbers of a tensor in one row, or None for what is no tensor.

    Example:
        >>> flat([1.0]) is None
        True
    """
    if not (hasattr(value, "detach") and hasattr(value, "tolist")):
        return None
    made: list[float] = value.detach().reshape(-1).tolist()
    return made


def agrees(value: Any, wanted: Any) -> bool:
    """Tell whether a tensor has this tensor's shape and, but for rounding, its numbers.

    Example:
        >>> import minigrad as mg
        >>> agrees(mg.tensor([1.0, 2.0]), mg.tensor([1.0, 2.0])), agrees(3, mg.tensor([3.0]))
        (True, False)
    """
    got = flat(value)
    return (
        got is not None
        and tuple(value.shape) == tuple(wanted.shape)
        and all(close(a, b) for a, b in zip(got, flat(wanted) or [], strict=True))
    )


# ---------------------------------------- 7.1: the Jacobian, row by row


def check_jacobian(attempt: Attempt) -> None:
    """Try two numbers to three, then three to one: a square table would hide a transposition."""
    torch = attempt.torch
    x = torch.tensor([2.0, 5.0])
    wide = torch.tensor([[5.0, 2.0], [4.0, 0.0], [0.0, 3.0]])
    _table(attempt, lambda x: torch.stack([x[0] * x[1], x[0] ** 2, 3 * x[1]]), x, wide)
    if not x.is_leaf or x.requires_grad:
        raise Mistake("changed")
    one = torch.tensor([[6.0, 3.0, 2.0]])
    _table(attempt, lambda x: x.prod().reshape(1), torch.tensor([1.0, 2.0, 3.0]), one)


def _table(attempt: Attempt, f: Any, x: Any, wanted: Any) -> None:
    """Hold one answer against the table."""
    answer = attempt(f, x)
    if answer is None:
        raise Mistake("none")
    saw = f"From {len(x)} numbers to {len(wanted)}, the Jacobian is {wanted.tolist()}."
    if agrees(answer, wanted):
        return
    if not hasattr(answer, "tolist"):
        raise Mistake("kind", saw)
    saw += f" Your function gave {answer.tolist()}."
    if agrees(answer, wanted.T):
        raise Mistake("columns", saw)
    if agrees(answer, wanted.sum(0)):
        raise Mistake("sum", saw)
    if agrees(answer, wanted.cumsum(0)) or agrees(answer, 0 * wanted + wanted.sum(0)):
        raise Mistake("added", saw)
    if tuple(answer.shape)[:1] != (len(wanted),):
        raise Mistake("rows", saw)
    raise Mistake("other", saw)


JACOBIAN = Exercise(
    number="7.1",
    title="Row by row",
    difficulty="easy",
    minutes=8,
    check=check_jacobian,
    passed="One backward pass for each output, over the same graph.",
    hints={
        "sum": "All rows have been added up: that is what one backward pass with the weights 1 "
        "gives. Do one pass for each output.",
        "columns": "Rows and columns are exchanged. A row belongs to an output.",
        "added": "Each row holds the rows before it as well: `.grad` is added to, not overwritten. "
        "`torch.autograd.grad` returns the gradient of one pass alone.",
        "freed": "The first pass has freed what the nodes had saved. Ask each pass for "
        "`retain_graph=True`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "changed": "The numbers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "rows": "There is a row for each number that `f` gives, however many it takes: "
        "`for i in range(len(y))`.",
        "tuple": "`torch.autograd.grad` returns a tuple: `row, = ...` takes out the one gradient.",
        "kind": "Return one tensor. `torch.stack(rows)` makes it from a list.",
        "none": "Return the tensor at the end of the function.",
        "other": "The row of output `i` is the gradient of `y[i]` with respect to all of `x`.",
    },
    errors={
        "a second time": "freed",
        "does not require grad": "leaf",
        "but got tuple": "tuple",
        "out of bounds": "rows",
    },
    solution="""
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = []
    for i in range(len(y)):
        row, = torch.autograd.grad(y[i], x, retain_graph=True)
        rows.append(row)
    return torch.stack(rows)
""",
    why="`f` is computed once, and each row is one more backward pass over the same graph, which "
    "`retain_graph=True` keeps. `torch.autograd.grad` returns each row by itself, where "
    "`.grad` would add them up. The copy leaves the caller's `x` as it was.",
    others={
        "with the library's function, when you just need the table": """
def jacobian(f, x):
    return torch.autograd.functional.jacobian(f, x)
""",
        "column by column, in forward mode, when there are more outputs than inputs": """
def jacobian(f, x):
    inputs = torch.eye(len(x), dtype=x.dtype)
    return torch.stack([torch.func.jvp(f, (x,), (one,))[1] for one in inputs], dim=1)
""",
    },
)


# ---------------------------------------- 7.2: derivatives of any order


def check_nth_derivative(attempt: Attempt) -> None:
    """Try a function that goes on for ever, then polynomials beyond their end."""
    _derivative(attempt, "x**5", lambda x: x**5, 2.0, [32.0, 80.0, 160.0, 240.0])
    _derivative(attempt, "exp(3x)", lambda x: (3 * x).exp(), 0.0, [1.0, 3.0, 9.0, 27.0])
    try:
        _derivative(attempt, "x*x", lambda x: x * x, 5.0, [25.0, 10.0, 2.0, 0.0, 0.0])
    except (RuntimeError, AttributeError) as error:
        raise Mistake("end", f"At the third derivative of x*x: {error}.") from None


def _derivative(attempt: Attempt, name: str, f: Any, x: float, orders: list[float]) -> None:
    """Hold the answers for all orders against the right numbers; `orders` begins with the value."""
    for order in range(1, len(orders)):
        answer, wanted = attempt(f, x, order), orders[order]
        if answer is None:
            raise Mistake("none")
        got = number(answer)
        if got is None:
            raise Mistake("kind")
        if close(got, wanted):
            continue
        saw = f"Derivative {order} of {name} at {x:g} is {wanted:g}; your function gave {got:g}."
        if order > 1 and close(got, orders[1]):
            raise Mistake("first", saw)
        if wanted == 0 and close(got, orders[order - 1]):
            raise Mistake("end", saw)
        if close(got, orders[order - 1]):
            raise Mistake("count", saw)
        raise Mistake("other", saw)


NTH_DERIVATIVE = Exercise(
    number="7.2",
    title="The nth derivative",
    difficulty="medium",
    minutes=8,
    check=check_nth_derivative,
    passed="Each round differentiates the graph that the round before has made.",
    hints={
        "graph": "There is no history to go back through. Ask each round for "
        "`create_graph=True`, and start from a leaf that requires grad.",
        "end": "The value does not depend on `x` any more, so autograd has nothing to follow. Ask "
        "`y.requires_grad` before you differentiate: if it is False, the derivative is 0.",
        "first": "That is the first derivative. Each round has to start from the result of the "
        "round before.",
        "count": "That is the derivative before the one asked for. Count the rounds.",
        "number": "`x` is a plain number. Make a leaf from it that requires grad: "
        "`torch.tensor(x, requires_grad=True)`.",
        "kind": "Return a number, or a tensor with a single element. `torch.autograd.grad` returns "
        "a tuple: `y, = ...` takes out what is in it.",
        "none": "Return the derivative at the end of the function.",
        "other": "Begin with `y = f(x)` and put the gradient in the place of `y`, `n` times.",
    },
    errors={
        "does not require grad": "graph",
        "a second time": "graph",
        "'float' object": "number",
    },
    solution="""
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            return 0.0
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y.item()
""",
    why="Each round puts the derivative in the place of `y` and asks for its graph, so the next "
    "round has something to go back through. A `y` that does not require grad no longer "
    "depends on `x`: its derivative is 0, and autograd must not be asked.",
    others={
        "with `torch.func.grad`, which turns a function into its derivative and knows that a "
        "constant has the slope 0": """
def nth_derivative(f, x, n):
    for _ in range(n):
        f = torch.func.grad(f)
    return f(torch.tensor(x)).item()
""",
        "with `+ 0 * x`, so that there is always a way to `x`: also where something else, "
        "such as a weight, keeps a graph that `x` has dropped out of": """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        y, = torch.autograd.grad(y + 0 * x, x, create_graph=True)
    return y.item()
""",
    },
)


# ---------------------------------------- 7.3: a product with the Hessian

LONG = 40


def check_times_hessian(attempt: Attempt) -> None:
    """Try a small function with a Hessian that is not diagonal, then count passes on a long x."""
    torch = attempt.torch
    x, v = torch.tensor([2.0, 3.0]), torch.tensor([1.0, 10.0])
    answer = attempt(lambda x: x[0] ** 2 * x[1] + x[1] ** 3, x, v)
    if answer is None:
        raise Mistake("none")
    if not torch.is_tensor(answer):
        raise Mistake("kind")
    saw = f"For x0²x1 + x1³ at [2, 3] and v = [1, 10], Hv is [46, 184]; yours is {answer.tolist()}."
    if agrees(answer, torch.tensor([12.0, 310.0])) or agrees(answer, torch.tensor(322.0)):
        raise Mistake("first", saw)
    if agrees(answer, torch.tensor([10.0, 22.0])):
        raise Mistake("unweighted", saw)
    if not agrees(answer, torch.tensor([46.0, 184.0])):
        raise Mistake("other", saw)
    if x.requires_grad:
        raise Mistake("changed")
    _passes(attempt)


def _passes(attempt: Attempt) -> None:
    """Count how often a gradient comes through the function."""
    torch, count = attempt.torch, 0

    def one_more(gradient: Any) -> None:
        nonlocal count
        count += 1

    def cube(x: Any) -> Any:
        x = x * 1
        x.register_hook(one_more)
        return (x * x * x).sum()

    x = torch.full((LONG,), 2.0)
    if not agrees(attempt(cube, x, torch.ones(LONG)), torch.full((LONG,), 12.0)):
        raise Mistake("other", f"For the sum of x³ at {LONG} twos, each number of H1 is 12.")
    if count > 4:
        raise Mistake("table", f"For {LONG} numbers there were {count} backward passes.")


TIMES_HESSIAN = Exercise(
    number="7.3",
    title="Times the Hessian",
    difficulty="medium",
    minutes=10,
    check=check_times_hessian,
    passed="Two backward passes, however long `x` is.",
    hints={
        "first": "That is the gradient with `v`, not the Hessian with `v`. One more derivative is "
        "missing.",
        "unweighted": "That is the Hessian times a vector of ones. Where does `v` come in?",
        "table": "The numbers are right, but the Hessian was built row by row. Make a single "
        "number from the gradient and `v` before you differentiate again.",
        "graph": "The second pass finds no history. Ask the first one for `create_graph=True`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "scalar": "A backward pass begins at a single number. Multiply the gradient by `v` and add "
        "up.",
        "changed": "The numbers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "kind": "Return a tensor. `torch.autograd.grad` and `hvp` return tuples.",
        "none": "Return the product at the end of the function.",
        "other": "`Hv` is the gradient of `(gradient * v).sum()`.",
    },
    errors={
        "element 0 of tensors does not require grad": "graph",
        "differentiated Tensors does not require grad": "leaf",
        "implicitly created only for scalar": "scalar",
    },
    solution="""
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    product, = torch.autograd.grad((gradient * v).sum(), x)
    return product
""",
    why="As `v` is a constant, the gradient of `(gradient * v).sum()` is the Hessian times `v`: "
    "the table is never built, and two backward passes do, however long `x` is. Only the "
    "first one needs `create_graph=True`.",
    others={
        "with `v` as the gradient that arrives (the upstream gradient), which does the same "
        "product": """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(gradient, x, v)[0]
""",
        "with the library's `vhp`: the Hessian is symmetric, and PyTorch computes `vhp` "
        "faster than `hvp`": """
def times_hessian(f, x, v):
    return torch.autograd.functional.vhp(f, x, v)[1]
""",
        "forward over reverse, with `torch.func`: the change of the gradient along `v`": """
def times_hessian(f, x, v):
    return torch.func.jvp(torch.func.grad(f), (x,), (v,))[1]
""",
    },
)


# ---------------------------------------- 7.4: compare a derivative with small steps

PLACES = [0.3, -1.7, 2.0]


def check_slopes_agree(attempt: Attempt) -> None:
    """Try right derivatives, then wrong ones: everywhere, at one number, and canceling out."""
    torch = attempt.torch
    x = torch.tensor(PLACES, dtype=torch.float64)
    _verdict(attempt, "x³ with the slope 3x²", lambda x: x**3, x, True, "strict")
    _verdict(attempt, "sin x with the slope cos x", lambda x: x.sin(), x, True, "strict")

    def flawed(factors: Any) -> Callable[[Any], Any]:
        return _cube(torch, torch.tensor(factors, dtype=torch.float64))

    _verdict(attempt, "x³ with the slope 6x²", flawed([2.0, 2.0, 2.0]), x, False, "blind")
    one = flawed([1.0, 1.0, 0.5])
    _verdict(attempt, "x³ with the slope 1.5x² at 2 and 3x² elsewhere", one, x, False, "any")
    first = flawed([2.0, 1.0, 1.0])
    _verdict(attempt, "x³ with the slope 6x² at 0.3 and 3x² elsewhere", first, x, False, "any")
    # The slopes at 1 and at -1 are wrong by 3, one too large and one too small.
    pair = torch.tensor([1.0, -1.0], dtype=torch.float64)
    _verdict(attempt, "x³ with slopes 6 and 0 at 1 and -1", flawed([2.0, 0.0]), pair, False, "sum")
    if x.requires_grad:
        raise Mistake("changed")


def _cube(torch: Any, factors: Any) -> Callable[[Any], Any]:
    """x³ whose slope is multiplied by these factors, one for each number."""

    class Flawed(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return grad * 3 * x**2 * factors

    apply: Callable[[Any], Any] = Flawed.apply
    return apply


def _verdict(attempt: Attempt, what: str, f: Any, x: Any, wanted: bool, mistake: str) -> None:
    answer = attempt(f, x)
    if answer is None:
        raise Mistake("none")
    try:
        got = bool(answer)
    except RuntimeError:  # a tensor of several elements
        raise Mistake("several") from None
    if type(answer).__name__ not in ("bool", "bool_") and not hasattr(answer, "tolist"):
        raise Mistake("kind")
    if got != wanted:
        raise Mistake(mistake, f"For {what} the answer is {wanted}; your function gave {got}.")


SLOPES_AGREE = Exercise(
    number="7.4",
    title="Your own gradcheck",
    difficulty="medium",
    minutes=10,
    check=check_slopes_agree,
    passed="This is what gradcheck does, for functions that work number by number.",
    hints={
        "strict": "This derivative is right. The numerical slope is a little off, so compare with "
        "a tolerance: smaller than 0.001 counts as equal. And is the step small enough?",
        "blind": "Your function has found them equal. Does one side come from `f` alone, and the "
        "other from a backward pass?",
        "any": "One wrong slope is enough for False. Compare all of them.",
        "sum": "The two mistakes cancel in the sum. Compare number by number, before anything is "
        "added up.",
        "several": "Several numbers were compared, so there are several answers. `.all()` makes "
        "one of them.",
        "leaf": "`x` does not require grad. Make a leaf from it that does.",
        "scalar": "A backward pass begins at one number. As `f` works number by number, the sum of "
        "its results will do: `f(leaf).sum()`.",
        "raised": "`gradcheck` raises an error where the answer is False. "
        "`raise_exception=False` makes it return that. But try it without gradcheck.",
        "changed": "The answers are right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "kind": "Return True or False.",
        "none": "Return True or False at the end of the function.",
    },
    errors={
        "does not require grad": "leaf",
        "expects at least one input tensor": "leaf",
        "implicitly created only for scalar": "scalar",
        "Jacobian mismatch": "raised",
    },
    solution="""
def slopes_agree(f, x):
    step = 1e-6
    seen = (f(x + step) - f(x - step)) / (2 * step)
    leaf = x.clone().requires_grad_()
    said, = torch.autograd.grad(f(leaf).sum(), leaf)
    return bool(((seen - said).abs() < 0.001).all())
""",
    why="The two sides come in different ways, one from values of `f` alone, one from a backward "
    "pass, so one cannot repeat the other's mistake. With steps to both sides the numerical "
    "slope is off by about step² only. The numbers are compared one by one, so that mistakes "
    "cannot cancel.",
    others={
        "with `allclose`, which does the comparison in one call; without `rtol=0` it would "
        "allow more to large slopes": """
def slopes_agree(f, x):
    step = 1e-6
    seen = (f(x + step) - f(x - step)) / (2 * step)
    leaf = x.clone().requires_grad_()
    said, = torch.autograd.grad(f(leaf).sum(), leaf)
    return torch.allclose(seen, said, rtol=0, atol=0.001)
""",
        "with `gradcheck` itself, in a test: it also takes functions that mix their numbers, "
        "and its tolerance is relative, a thousandth of the slope": """
def slopes_agree(f, x):
    return torch.autograd.gradcheck(f, x.clone().requires_grad_(), raise_exception=False)
""",
    },
)


# ---------------------------------------- 7.5: Newton's method


def check_newton(attempt: Attempt) -> None:
    """One step on a parabola arrives; several on a curved function need a new Hessian each."""
    torch = attempt.torch
    x = torch.tensor([10.0, -7.0], dtype=torch.float64)
    goal = torch.tensor([4 / 23, -1 / 23], dtype=torch.float64)
    answer = attempt(_bowl, x, 1)
    if answer is None:
        raise Mistake("none")
    if not torch.is_tensor(answer) or tuple(answer.shape) != (2,):
        raise Mistake("kind")
    if answer.grad_fn is not None:
        raise Mistake("history")
    if x.requires_grad or x.tolist() != [10.0, -7.0]:
        raise Mistake("changed")
    saw = f"On the parabola, one step goes to {_told(goal)}; yours goes to {_told(answer)}."
    if agrees(answer, 2 * x - goal):
        raise Mistake("uphill", saw)
    if not agrees(answer, goal):
        raise Mistake("other", saw)
    _several(attempt)


def _several(attempt: Attempt) -> None:
    torch = attempt.torch
    start = torch.tensor([2.0, 1.0], dtype=torch.float64)
    wanted = [_steps(torch, start, count) for count in range(4)]
    for count in (3, 0, 2):
        answer = attempt(_curved, start, count)
        if agrees(answer, wanted[count]):
            continue
        saw = f"On a⁴ + b⁴ + a²b² from [2, 1], {count} steps lead to {_told(wanted[count])}; "
        saw += f"yours lead to {_told(answer)}."
        if count and agrees(answer, wanted[1]):
            raise Mistake("once", saw)
        raise Mistake("stale" if count else "other", saw)


def _bowl(p: Any) -> Any:
    return 3 * p[0] * p[0] + p[0] * p[1] + 2 * p[1] * p[1] - p[0]


def _curved(p: Any) -> Any:
    return p[0] ** 4 + p[1] ** 4 + p[0] ** 2 * p[1] ** 2


def _steps(torch: Any, p: Any, count: int) -> Any:
    tools = torch.autograd.functional
    for _ in range(count):
        p = p - torch.linalg.solve(tools.hessian(_curved, p), tools.jacobian(_curved, p))
    return p


def _told(place: Any) -> str:
    return str([round(float(number), 4) for number in place.tolist()])


NEWTON = Exercise(
    number="7.5",
    title="Newton's method",
    difficulty="hard",
    minutes=10,
    check=check_newton,
    passed="Slope divided by curvature, in as many dimensions as there are.",
    hints={
        "uphill": "The step goes in the opposite direction. It is subtracted.",
        "stale": "The first step is right, the later ones are not. The gradient and the Hessian "
        "have to be computed anew at each place.",
        "once": "That is the place after one step.",
        "history": "The place that you return has a graph, and it grows with each step. Use "
        "`gradient.detach()` in the step.",
        "changed": "The caller's `x` was changed. Work on a copy: `x.clone()`.",
        "freed": "The rows of the Hessian use one graph. Ask each pass for `retain_graph=True`.",
        "graph": "There is no history to differentiate. Start each step from a leaf that requires "
        "grad, and ask for `create_graph=True`.",
        "swapped": "`torch.linalg.solve(hessian, gradient)`: the matrix comes first.",
        "height": "`f(x)` is one number, a height. The step solves hessian · step = gradient.",
        "kind": "Return the place: a tensor in the shape of `x`.",
        "none": "Return the last place at the end of the function.",
        "other": "A step goes from `x` to `x - torch.linalg.solve(hessian, gradient)`; with 0 "
        "steps the place is `x` itself.",
    },
    errors={
        "a second time": "freed",
        "does not require grad": "graph",
        "leaf Variable": "changed",
        "input tensor A must": "swapped",
        "input tensor B must": "height",
        "tuple index out of range": "height",
    },
    solution="""
def newton(f, x, steps):
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient, = torch.autograd.grad(f(leaf), leaf, create_graph=True)
        rows = [torch.autograd.grad(part, leaf, retain_graph=True)[0] for part in gradient]
        x = x - torch.linalg.solve(torch.stack(rows), gradient.detach())
    return x
""",
    why="Gradient and Hessian come from one graph: the rows are the gradients of the gradient's "
    "numbers. Each step begins at a new leaf and detaches what it uses, so no graph grows "
    "from step to step. `solve` does without the inverse, which costs more and is less exact.",
    others={
        "with the library's functions: shorter, and the gradient is computed twice": """
def newton(f, x, steps):
    for _ in range(steps):
        gradient = torch.autograd.functional.jacobian(f, x)
        hessian = torch.autograd.functional.hessian(f, x)
        x = x - torch.linalg.solve(hessian, gradient)
    return x
""",
        "with `torch.func`, where gradient and Hessian are functions, and the step reads like "
        "the formula": """
def newton(f, x, steps):
    gradient, hessian = torch.func.grad(f), torch.func.hessian(f)
    for _ in range(steps):
        x = x - torch.linalg.solve(hessian(x), gradient(x))
    return x
""",
    },
)


# ---------------------------------------- 7.6: a gradient inside a loss

ROWS = [[1.0, 2.0], [0.5, -1.0], [-2.0, 0.0]]


def check_gradient_penalty(attempt: Attempt) -> None:
    """Hold the penalty, and its gradient with respect to the weights, against a slow way."""
    torch = attempt.torch
    critic, weight = _critic(torch)
    x = torch.tensor(ROWS)
    answer = attempt(critic, x)
    if answer is None:
        raise Mistake("none")
    got = number(answer)
    if got is None or not hasattr(answer, "requires_grad"):
        raise Mistake("kind")
    wanted, also = _penalties(torch)
    saw = f"The penalty is {wanted['right']:.4f}; yours is {got:.4f}."
    name = next((name for name, value in wanted.items() if close(got, value)), "other")
    if name != "right":
        raise Mistake(name, saw)
    if x.requires_grad:
        raise Mistake("changed")
    if not answer.requires_grad:
        raise Mistake("constant")
    if weight.grad is not None:
        raise Mistake("polluted")
    (slope,) = torch.autograd.grad(answer, weight)
    if not all(close(a, b) for a, b in zip(slope.reshape(-1).tolist(), also, strict=True)):
        raise Mistake("partly", "The penalty is right, its gradient is not.")


def _critic(torch: Any) -> tuple[Any, Any]:
    """A critic of one layer and a square: its slope depends on the input and on the weights."""
    weight = torch.tensor([[0.3, -0.2], [0.1, 0.4]], requires_grad=True)
    return (lambda x: ((x @ weight) ** 2).sum(dim=1)), weight


def _penalties(torch: Any) -> tuple[dict[str, float], list[float]]:
    """The right penalty, those of typical mistakes, and the right gradient, found by formula."""
    _, weight = _critic(torch)
    gradient = 2 * (torch.tensor(ROWS) @ weight) @ weight.T
    lengths = (gradient**2).sum(dim=1).sqrt()
    right = ((lengths - 1) ** 2).mean()
    (slope,) = torch.autograd.grad(right, weight, retain_graph=True)
    values = {
        "right": right,
        "whole": ((gradient**2).sum().sqrt() - 1) ** 2,
        "zero": (lengths**2).mean(),
        "sum": ((lengths - 1) ** 2).sum(),
        "unrooted": (((gradient**2).sum(dim=1) - 1) ** 2).mean(),
        "late": (lengths.mean() - 1) ** 2,
        "share": ((lengths / len(ROWS) - 1) ** 2).mean(),
        "columns": (((gradient**2).sum(dim=0).sqrt() - 1) ** 2).mean(),
    }
    return {name: value.item() for name, value in values.items()}, slope.reshape(-1).tolist()


GRADIENT_PENALTY = Exercise(
    number="7.6",
    title="A slope of one",
    difficulty="hard",
    minutes=10,
    check=check_gradient_penalty,
    passed="The weights feel the penalty, because the gradient in it has a history.",
    hints={
        "constant": "The value is right, but it does not require grad: the weights would never "
        "feel it. Compute the gradient with `create_graph=True`, and hand the tensor itself on.",
        "polluted": "The value is right. But the weights have a `.grad` now: `backward` fills it "
        "for all leaves. `torch.autograd.grad` returns only what you ask for.",
        "partly": "Does a part of the way go through a copy, or through `.detach()`?",
        "whole": "That is the length of all gradients together. Each row has a length of its own: "
        "`sum(dim=1)`.",
        "zero": "The lengths themselves were squared. Penalized is how far they are from 1.",
        "sum": "That is the sum over the rows; asked is the mean.",
        "unrooted": "That takes the square of the length for the length. There is a root in it.",
        "late": "That is the mean length, minus 1, squared. First each row, then the mean.",
        "share": "Differentiate the sum of the critic's results. With their mean, each row gets "
        "only its share of the gradient.",
        "columns": "These are the lengths of the columns. A row is one input: `sum(dim=1)`.",
        "tuple": "`torch.autograd.grad` returns a tuple: `gradient, = ...` takes out the one "
        "gradient.",
        "changed": "The value is right. But the caller's `x` requires grad now. Work on a copy: "
        "`x.clone()`.",
        "leaf": "`x` does not require grad. Make a leaf from it that does, and give that to the "
        "critic.",
        "scalar": "The critic gives one number for each row. Add them up before you differentiate.",
        "kind": "Return a tensor with a single element.",
        "none": "Return the penalty at the end of the function.",
        "other": "Length of each row's gradient, minus 1, squared, then the mean.",
    },
    errors={
        "does not require grad": "leaf",
        "implicitly created only for scalar": "scalar",
        "'tuple'": "tuple",
    },
    solution="""
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((gradient.norm(dim=1) - 1)**2).mean()
""",
    why="A row's result depends on that row alone, so one pass from the sum gives the gradients "
    "of all rows. With `create_graph=True` the weights feel the penalty, and "
    "`torch.autograd.grad` leaves their `.grad` alone. `norm` has a slope even where the "
    "gradient is 0, as behind a dead ReLU.",
    others={
        "with the formula spelled out: the same, as long as no gradient is 0, where the slope "
        "of `sqrt` is infinite and the weights get `nan`": """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    lengths = (gradient**2).sum(dim=1).sqrt()
    return ((lengths - 1)**2).mean()
""",
        "row by row: as the definition has it, at the price of a pass for each row": """
def gradient_penalty(critic, x):
    parts = []
    for row in x:
        leaf = row.reshape(1, -1).clone().requires_grad_()
        gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
        parts.append((gradient.norm() - 1)**2)
    return torch.stack(parts).mean()
""",
    },
)


EXERCISES = (JACOBIAN, NTH_DERIVATIVE, TIMES_HESSIAN, SLOPES_AGREE, NEWTON, GRADIENT_PENALTY)
