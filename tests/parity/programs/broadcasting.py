"""Broadcasting and matmul: gradients in the inputs' shapes, errors for the rest."""

from ..observe import raises

SHAPES = [
    [(2, 3), (3,)],
    [(3,), (2, 3)],
    [(2, 1), (1, 3)],
    [(2, 3), ()],
    [(), (2, 3)],
    [(), ()],
    [(1,), ()],
    [(1,), (3,)],
    [(1, 1), (4,)],
    [(4, 1, 3), (2, 1)],
    [(1, 2, 1), (3, 1, 2)],
    [(4, 0), (4, 1)],
    [(0,), (1,)],
    [(0,), ()],
    [(2, 0, 3), (1, 3)],
]


def _leaf(torch, shape, start):
    count = 1
    for size in shape:
        count *= size
    values = torch.arange(count, dtype=torch.float64).reshape(shape) * 0.5 + start
    return values.requires_grad_()


def _pair(operator, first, second):
    def program(torch):
        a, b = _leaf(torch, first, 1.0), _leaf(torch, second, 2.0)
        result = eval(f"a {operator} b", {"a": a, "b": b})
        yield "result", result
        result.sum().backward()
        yield "a.grad", a.grad
        yield "b.grad", b.grad

    program.__doc__ = f"{first} {operator} {second}: result and gradients in the inputs' shapes."
    return program


PROGRAMS = {
    f"{first} {operator} {second}": _pair(operator, first, second)
    for operator in ("+", "*", "/")
    for first, second in SHAPES
}


def shapes_that_do_not_broadcast(torch):
    """A mismatch names the sizes and the dimension."""
    a = torch.ones(2, 3)
    words = "The size of tensor a (3) must match the size of tensor b (4)"
    last = "at non-singleton dimension 1"
    yield "add", raises(lambda: a + torch.ones(4), words, last)
    yield "mul", raises(lambda: a * torch.ones(2, 4), words, last)
    yield "sub", raises(lambda: a - torch.ones(4), words, last)
    yield "div", raises(lambda: a / torch.ones(4), words, last)
    yield "pow", raises(lambda: a ** torch.ones(4), words, last)
    yield "maximum", raises(lambda: torch.maximum(a, torch.ones(4)), words, last)
    yield "comparison", raises(lambda: a > torch.ones(4), words, last)
    yield "where", raises(lambda: torch.where(a > 0, a, torch.ones(4)), "must match the size")
    first = (
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"
    )
    yield "first dimension", raises(lambda: torch.ones(2, 1) + torch.ones(3, 1), first)
    yield "empty", raises(lambda: torch.ones(0) + torch.ones(3), "must match the size")
    yield (
        "requiring",
        raises(lambda: torch.ones(3, requires_grad=True) * torch.ones(2), "(3)", "(2)"),
    )


def matmul_of_every_rank(torch):
    """1-d, 2-d and batched factors, with broadcast batch dimensions: result and gradients."""
    for first, second in [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((3,), (3, 2)),
        ((2, 3), (3, 4)),
        ((5, 2, 3), (3, 4)),
        ((5, 2, 3), (5, 3, 4)),
        ((5, 2, 3), (3,)),
        ((3,), (5, 3, 2)),
        ((2, 3), (5, 3, 4)),
        ((1, 2, 3), (5, 3, 1)),
        ((2, 1, 2, 3), (5, 3, 2)),
        ((2, 0), (0, 3)),
        ((0, 2), (2, 3)),
    ]:
        a, b = _leaf(torch, first, -1.0), _leaf(torch, second, 0.5)
        result = a @ b
        # By which nodes a batched product is computed is torch's own affair.
        yield f"{first} @ {second}", result.detach()
        count = result.numel()
        result.backward(torch.arange(count, dtype=torch.float64).reshape(result.shape))
        yield f"{first} @ {second}: first gradient", a.grad
        yield f"{first} @ {second}: second gradient", b.grad


def matmul_errors(torch):
    """Factors that do not fit, 0-d factors, mixed dtypes."""
    words = "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"
    yield "2-d", raises(lambda: torch.ones(2, 3) @ torch.ones(2, 3), words)
    yield "2-d by 1-d", raises(lambda: torch.ones(2, 3) @ torch.ones(2))
    yield "1-d by 1-d", raises(lambda: torch.ones(3) @ torch.ones(2))
    yield "1-d by 2-d", raises(lambda: torch.ones(3) @ torch.ones(2, 3))
    yield "batches", raises(lambda: torch.ones(2, 2, 2) @ torch.ones(3, 2, 2))
    yield "batch inner", raises(lambda: torch.ones(2, 2, 3) @ torch.ones(2, 2, 3))
    yield "0-d", raises(lambda: torch.tensor(2.0) @ torch.ones(2), "at least 1D")
    yield "number", raises(lambda: torch.ones(2) @ 2.0)
    double = torch.ones(2, 2, dtype=torch.float64)
    yield "mixed dtypes", raises(lambda: torch.ones(2, 2) @ double, "dtype")


def a_gradient_is_summed_over_what_was_broadcast(torch):
    """The gradient of a 0-d, (1, 3) and (2, 1) factor of a (2, 3) product."""
    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for shape in ((), (1, 3), (2, 1), (3,), (1, 1)):
        w = torch.ones(shape, requires_grad=True)
        (x * w).sum().backward()
        yield f"{shape}", w.grad


def expand_is_broadcasting_by_hand(torch):
    """expand repeats size-1 dimensions without memory; its gradient is the sum."""
    v = torch.tensor([[1.0], [2.0]], requires_grad=True)
    w = v.expand(2, 3)
    yield "expanded", w
    w.backward(torch.arange(6.0).reshape(2, 3))
    yield "gradient", v.grad
    yield "not possible", raises(lambda: v.expand(3, 3), "must match")
    yield "minus one", v.expand(-1, 2)
