"""Random numbers written into tensors: which types, which bounds."""

from ..observe import raises

REFUSED = (
    "i.uniform_()", "i.normal_()", "b.normal_()", "i.bernoulli_(2.)", "f.bernoulli_(-1)",
    "f.uniform_(2, 1)", "f.normal_(0, -1)", "i.random_(5, 2)", "f.random_(0)", "u.random_(300)",
    "torch.rand(2, dtype=torch.int64)", "torch.randn(2, dtype=torch.int64)", "torch.rand_like(i)",
    "torch.randn_like(i)", "torch.bernoulli(i)", "torch.multinomial(i, 1)", "e.random_()",
)  # fmt: skip


def _names(torch):
    return {
        "torch": torch,
        "i": torch.tensor([1, 2]),
        "f": torch.tensor([1.0, 2.0]),
        "b": torch.tensor([True, False]),
        "u": torch.zeros(2, dtype=torch.uint8),
        "e": torch.zeros(1).expand(2),
    }


def refused(torch):
    """Whole numbers are not drawn from what is continuous, nor beyond what a type holds."""
    for call in REFUSED:
        names = _names(torch)
        yield call, raises(lambda c=call, n=names: eval(c, n))
        try:
            eval(call, names)
        except Exception as error:
            yield f"the words of {call}", str(error)


def whole_numbers(torch):
    """random_ draws whole numbers, for floats too."""
    x = torch.empty(200)
    yield "floats", [x.random_() is x, bool((x == x.floor()).all()), bool((x <= 2**24).all())]
    yield "to", sorted({*x.random_(3).tolist()})
    yield "from, to", sorted({*torch.empty(200, dtype=torch.int64).random_(2, 4).tolist()})
    yield "bools", sorted({*torch.empty(99, dtype=torch.bool).random_().tolist()})
    large = torch.empty(99, dtype=torch.int64).random_()
    yield "int64", [bool((large >= 0).all()), bool((large > 2**40).any())]
    yield "bytes", bool((torch.empty(99, dtype=torch.uint8).random_() > 127).any())
    yield "coins", sorted({*torch.empty(99, dtype=torch.int64).bernoulli_().tolist()})
    for bounds in ((), (5,), (2, 5)):
        y = torch.ones(3, requires_grad=True) * 2
        yield f"history {bounds}", y.random_(*bounds).grad_fn.name()


def half_precision_filled(torch):
    """What fills a tensor of half precision may lie beyond it; what is put beside may not."""
    half = torch.float16
    yield (
        "fill_",
        [torch.zeros(1, dtype=half).fill_(1e6), torch.tensor(0.0, dtype=half).fill_(-1e6)],
    )
    yield "full", [torch.full((1,), 7e4, dtype=half), torch.full((), -7e4, dtype=half)]
    x = torch.tensor([1.0], dtype=half)
    mask = torch.tensor([True])
    yield "masked_fill", raises(lambda: x.masked_fill(mask, 1e6))
    yield "one element", [x * 7e4, (x * 6e4 * 2)[0], torch.tensor(6e4, dtype=half) * 2, x / 0]


def second_derivatives_where_a_formula_is_cut(torch):
    """copysign at 0, and powers of 0: nan, as the formula has it."""

    def twice(function, *values):
        leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
        first = torch.autograd.grad(function(*leaves).sum(), leaves, create_graph=True)
        second = [torch.autograd.grad(g.sum(), leaves, retain_graph=True, allow_unused=True)
                  for g in first if g.requires_grad]  # fmt: skip
        return [[g.detach() for g in first], second]

    yield "copysign", twice(torch.copysign, [1.0, -2.0, 0.0, 0.0], [-1.0, 2.0, 1.0, -1.0])
    yield "of a number", twice(lambda x: torch.copysign(x, -1.0), [1.0, -2.0, 0.0])
    yield "0 to the power", twice(lambda x: 0.0**x, [2.0, 0.0, -1.0, 1.0])
    yield "powers", twice(lambda x, y: x**y, [0.0, 0.0, 0.0, 2.0], [2.0, 0.0, 1.0, 0.0])


def clamped_in_place(torch):
    """A bound of a higher type is refused in the words of its kind."""
    for call in ("i.clamp_min_(1.5)", "i.clamp_(1, 2.5)", "b.clamp_min_(1)", "i.clamp_(f)"):
        try:
            yield call, eval(call, _names(torch))
        except RuntimeError as error:
            yield call, str(error)
