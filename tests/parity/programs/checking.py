"""gradcheck and gradgradcheck: who passes, who does not, and the words of the errors."""

from ..observe import raises, warned


def _x(torch, *values, dtype=None):
    return torch.tensor(list(values), dtype=dtype or torch.float64, requires_grad=True)


def _wrong(torch):
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return grad * 3

    return Wrong.apply


def right_gradients_pass(torch):
    """One input or several, one output or several, constants beside them, any shape."""
    check = torch.autograd.gradcheck
    x, y = _x(torch, 1.0, 2.0), _x(torch, 3.0, 4.0)
    yield "bare", check(lambda x: x**3, x)
    yield "tuple", check(lambda x, y: x * y, (x, y))
    yield "list", check(lambda x: x * 2, [x])
    yield "outputs", check(lambda x, y: (x * y, y.sum()), (x, y))
    yield "number beside", check(lambda x, n: x**n, (x, 3))
    yield "constant beside", check(lambda x, c: x * c, (x, torch.ones(2, dtype=torch.float64)))
    yield (
        "0-d",
        check(lambda x: x.exp(), torch.tensor(1.0, dtype=torch.float64, requires_grad=True)),
    )
    yield "broadcast", check(lambda x: x + x.reshape(2, 1), x)
    yield "grad untouched", x.grad
    yield "values untouched", x


def wrong_gradients_are_found(torch):
    """GradcheckError, a RuntimeError, with both matrices; or False."""
    check = torch.autograd.gradcheck
    words = ("numerical:", "analytical:")
    yield (
        "mismatch",
        raises(
            lambda: check(_wrong(torch), _x(torch, 1.0, 2.0)),
            "Jacobian mismatch for output 0 with respect to input 0",
            *words,
        ),
    )
    yield (
        "which",
        raises(
            lambda: check(
                lambda x, y: (x * 2, _wrong(torch)(y)), (_x(torch, 1.0, 2.0), _x(torch, 3.0))
            ),
            "Jacobian mismatch for output 1 with respect to input 1",
            *words,
        ),
    )
    yield "False", check(_wrong(torch), _x(torch, 1.0), raise_exception=False)
    yield "the whole message", _message(lambda: check(_wrong(torch), _x(torch, 1.0, 2.0)))


def _message(call):
    try:
        call()
    except RuntimeError as error:
        return str(error)
    return None


def what_cannot_be_checked(torch):
    """Nothing requires grad; memory that overlaps; a function that hides its dependence."""
    check = torch.autograd.gradcheck
    constant = torch.ones(2, dtype=torch.float64)
    yield "constant", raises(lambda: check(lambda x: x * 2, constant), "require gradient")
    x = _x(torch, 1.0, 2.0)
    yield (
        "detached",
        raises(
            lambda: check(lambda x: x.detach(), x),
            "Numerical gradient for function expected to be zero",
        ),
    )
    stretched = torch.ones(1, dtype=torch.float64).expand(2).requires_grad_()
    yield "stretched", raises(lambda: check(lambda x: x * 2, stretched), "dimension with stride 0")


def single_precision_is_warned_of(torch):
    """float32 is warned of, and the check mostly fails."""
    x = _x(torch, 1.0, 2.0, dtype=torch.float32)
    result = warned(
        lambda: torch.autograd.gradcheck(lambda x: x * x * x, x, raise_exception=False),
        "double precision",
    )
    yield "float32", result


def kinks_do_not_pass(torch):
    """At a kink the two sides disagree with any one gradient."""
    check = torch.autograd.gradcheck
    yield "relu at 0", check(torch.relu, _x(torch, 0.0), raise_exception=False)
    yield "relu beside 0", check(torch.relu, _x(torch, 0.1, -0.1))
    yield "abs at 0", check(torch.abs, _x(torch, 0.0), raise_exception=False)


def a_backward_that_changes_is_found(torch):
    """Two backward passes must agree within nondet_tol."""
    count = [0]

    class Drifting(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            count[0] += 1
            return grad * (2 + 1e-7 * count[0])

    check = torch.autograd.gradcheck
    x = _x(torch, 1.0, 2.0)
    yield "found", raises(lambda: check(Drifting.apply, x), "Backward is not reentrant")
    yield "allowed", check(Drifting.apply, x, nondet_tol=1e-3)


def tolerances_are_yours(torch):
    """atol and rtol decide how much may be missing."""
    check = torch.autograd.gradcheck
    yield "wide", check(_wrong(torch), _x(torch, 1.0), rtol=1.0)
    yield "narrow", check(_wrong(torch), _x(torch, 1.0), rtol=0.1, raise_exception=False)


def second_derivatives(torch):
    """gradgradcheck: right, wrong, with gradients of one's own."""
    check = torch.autograd.gradgradcheck

    class Cut(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * 2 * x.detach()

    x = _x(torch, 1.0, 2.0)
    yield "first right", torch.autograd.gradcheck(Cut.apply, x)
    yield "second wrong", raises(lambda: check(Cut.apply, x), "Jacobian mismatch")
    yield "False", check(Cut.apply, x, raise_exception=False)
    yield "right", check(lambda x: x**3, x)
    yield "product", check(lambda x, y: x * y, (x, _x(torch, 3.0, 4.0)))
    yield "own gradients", check(lambda x: x**3, (x,), _x(torch, 1.0, 1.0))


def operations_pass(torch):
    """First and second derivatives of operations with formulas of every kind."""
    x = _x(torch, 0.3, 1.7)
    for name in ("exp", "log", "sin", "tanh", "sigmoid", "sqrt", "square", "reciprocal"):
        f = getattr(torch, name)
        yield name, [torch.autograd.gradcheck(f, x), torch.autograd.gradgradcheck(f, x)]
    m = torch.tensor([[1.0, 2.0], [3.0, 5.0]], dtype=torch.float64, requires_grad=True)
    for name, f in {
        "matmul": lambda x, m: m @ x,
        "mean": lambda x, m: (m * x).mean(0),
        "where": lambda x, m: torch.where(m > 2.5, m * x, x),
        "cat": lambda x, m: torch.cat([m, (x * x)[None]]),
        "index": lambda x, m: m[torch.tensor([0, 0, 1])] * x,
    }.items():
        both = torch.autograd.gradcheck(f, (x, m)), torch.autograd.gradgradcheck(f, (x, m))
        yield name, list(both)
