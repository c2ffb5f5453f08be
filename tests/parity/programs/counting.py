"""Counts, places in sorted rows, triangles, and what random numbers promise."""

from ..observe import raises


def histograms(torch):
    """How often, and in which part."""
    t = torch.tensor
    counts = t([1, 1, 3, 0])
    yield "bincount", [torch.bincount(counts), counts.bincount(minlength=6)]
    for kind in (torch.float32, torch.float64):
        yield f"weights {kind}", counts.bincount(torch.arange(4, dtype=kind) / 4)
    yield "nothing", torch.bincount(t([], dtype=torch.int64))
    x = t([1.0, 2.0, 1.0, 5.0, -1.0])
    yield "histc", [torch.histc(x, bins=4, min=0, max=3), x.histc(3), x.histc(2, 7, 9)]
    yield "all the same", t([2.0, 2.0]).histc(4)
    vector = "bincount only supports 1-d non-negative integral inputs"
    for bad in (t([-1, 2]), t([[1]])):
        yield f"bad {bad.tolist()}", raises(lambda bad=bad: torch.bincount(bad), vector)
    floats = "\"bincount_cpu\" not implemented for 'Float'"
    yield "bad floats", raises(lambda: torch.bincount(t([1.0])), floats)
    length = "weights should be 1-d and have the same length as input"
    yield "bad weights", raises(lambda: torch.bincount(counts, t([1.0])), length)
    yield "bad bins", raises(lambda: x.histc(0), "bins must be > 0")
    yield "bad range", raises(lambda: x.histc(3, 2, 1), "max must be larger than min")
    yield "not finite", raises(lambda: (x / 0).histc(3), "is not finite")


def places_in_sorted_rows(torch):
    """Before or behind equal ones; each row by itself."""
    row = torch.tensor([1.0, 3.0, 3.0, 5.0])
    x = torch.tensor([[0.0, 3.0], [4.0, 9.0]])
    yield "left", [torch.searchsorted(row, x), torch.searchsorted(row, 3.0)]
    yield (
        "right",
        [
            torch.searchsorted(row, x, right=True),
            torch.searchsorted(row, x, side="right"),
        ],
    )
    turned = torch.searchsorted(row.flip(0), x, sorter=torch.tensor([3, 2, 1, 0]), out_int32=True)
    yield "sorted by another", turned
    rows = torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    yield "rows", torch.searchsorted(rows, x * 3)
    yield "bucketize", [torch.bucketize(x, row), torch.bucketize(x, row, right=True)]
    yield "number", torch.bucketize(2.0, row)
    shapes = "boundaries tensor should be 1 dimension or the first N-1 dimensions"
    yield "shapes", raises(lambda: torch.searchsorted(rows, x[0]), shapes)
    yield "flat", raises(lambda: torch.bucketize(x, rows), "boundaries tensor must be 1 dimension")
    side = "side can only be 'left' or 'right' but got up"
    yield "side", raises(lambda: torch.searchsorted(row, x, side="up"), side)
    opposites = "side and right can't be set to opposites"
    both = raises(lambda: torch.searchsorted(row, x, side="left", right=True), opposites)
    yield "opposites", both


def triangles_and_scales(torch):
    """Places of a triangle; numbers that grow by a factor."""
    for shape in ((3, 3, 0), (2, 4, 1), (4, 2, -1)):
        yield f"lower {shape}", torch.tril_indices(*shape)
        yield f"upper {shape}", torch.triu_indices(*shape)
    yield "logspace", [torch.logspace(0, 2, 3), torch.logspace(-1, 1, 5, base=2)]
    yield "requires grad", torch.logspace(0, 1, 2, dtype=torch.float64, requires_grad=True)


def draws_that_are_certain(torch):
    """Where chance has no choice; the types and shapes; a generator of one's own."""
    t = torch.tensor
    yield "bernoulli", [torch.bernoulli(t([0.0, 1.0])), t([1.0]).double().bernoulli()]
    yield "in place", [torch.ones(3).bernoulli_(0.0), torch.zeros(2, 2).bernoulli_(1)]
    yield "normal", [torch.normal(t([1.0, 2.0]), 0.0), torch.normal(3.0, t([0.0]))]
    yield "normal, shape", torch.normal(1.0, 2.0, size=(2, 3)).shape
    only = t([[0.0, 2.0], [3.0, 0.0]])
    yield "multinomial", [torch.multinomial(only, 1), only[0].multinomial(3, True)]
    yield "all", torch.multinomial(t([1.0, 1.0, 1.0]), 3).sort()[0]
    draws = []
    for _ in range(2):
        g = torch.Generator().manual_seed(3)
        assert g.initial_seed() == 3
        draws.append(
            [
                torch.rand(2, generator=g),
                torch.randn(2, 1, generator=g),
                torch.randint(0, 9, (3,), generator=g),
                torch.randperm(4, generator=g),
                torch.zeros(2).normal_(generator=g),
                torch.zeros(2).uniform_(1, 2, generator=g),
                torch.normal(0.0, 1.0, size=(2,), generator=g),
                torch.bernoulli(t([0.5] * 9), generator=g),
                torch.multinomial(t([1.0] * 9), 4, generator=g),
            ]
        )
    same = [torch.equal(a, b) for a, b in zip(*draws, strict=True)]
    yield "the same seed", [same, [draw.shape for draw in draws[0]]]
    torch.manual_seed(1)
    first = torch.rand(2)
    torch.rand(2, generator=torch.Generator().manual_seed(1))
    second = torch.rand(2)
    torch.manual_seed(1)
    both = torch.rand(2), torch.rand(2)
    yield "leaves the other alone", [torch.equal(first, both[0]), torch.equal(second, both[1])]


def draws_and_gradients(torch):
    """What numbers are drawn by gets a gradient of 0; so does what is overwritten with them."""
    m = torch.zeros(2, 2, requires_grad=True)
    s = torch.zeros(2, requires_grad=True)
    draws = {
        "normal by mean": torch.normal(m, 0.0),
        "normal by deviation": torch.normal(1.0, s),
        "normal by both": torch.normal(m, s),
        "normal by one of them": torch.normal(m.detach(), s),
        "bernoulli": torch.bernoulli(m),
    }
    for name, draw in draws.items():
        grads = torch.autograd.grad(draw.sum(), [m, s], allow_unused=True)
        yield name, [type(draw.grad_fn).__name__, draw.detach(), grads]
    yield "multinomial", torch.multinomial(m + 1, 1).requires_grad
    for change in ("normal_", "uniform_", "bernoulli_"):
        y = m * 1
        getattr(y, change)()
        y.sum().backward()
        yield change, [type(y.grad_fn).__name__, m.grad]
    refused = "a leaf Variable that requires grad is being used in an in-place operation"
    yield "leaf", raises(m.normal_, refused)


def impossible_draws(torch):
    """Probabilities that are none, too few to draw from, an empty range."""
    t = torch.tensor
    yield "bernoulli", raises(lambda: torch.bernoulli(t([1.5])), "p_in >= 0 && p_in <= 1")
    negative = "probability tensor contains either `inf`, `nan` or element < 0"
    yield "negative", raises(lambda: torch.multinomial(t([-1.0, 2.0]), 1), negative)
    few = "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
    yield "few", raises(lambda: torch.multinomial(t([1.0]), 2), few)
    yield "zeros", raises(lambda: torch.multinomial(t([0.0, 0.0]), 1), "invalid multinomial")
    flat = raises(lambda: torch.multinomial(torch.ones(1, 1, 2), 1), "prob_dist must be 1 or 2 dim")
    yield "dimensions", flat
    deviation = raises(lambda: torch.normal(t([0.0]), -1.0))
    yield "deviation", deviation
    yield "range", raises(lambda: torch.randint(3, 3, (2,)), "random_ expects 'from' to be less")
