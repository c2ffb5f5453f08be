"""Factors of matrices: what does not depend on the signs of their vectors, which are free."""

from ..observe import raises


def _matrix(torch, rows=3, columns=3):
    values = torch.arange(float(rows * columns), dtype=torch.float64).reshape(rows, columns)
    return (values.sin() * 2 + torch.eye(rows, columns)).requires_grad_()


def _derivatives(torch, f, x):
    """The value, the gradient of a weighted sum, and the gradient of a weighted sum of that."""
    value = f(x)
    weights = torch.arange(1.0, value.numel() + 1).double().reshape(value.shape)
    (first,) = torch.autograd.grad((value * weights).sum(), x, create_graph=True)
    ramp = torch.arange(float(x.numel())).double().reshape(x.shape).cos()
    (second,) = torch.autograd.grad((first * ramp).sum(), x)
    return [value.detach(), first.detach(), second]


def eigenvectors(torch):
    """The gradient of a symmetric matrix is symmetric, though the squares of vectors are not."""
    eigh = torch.linalg.eigh
    x = (_matrix(torch) + _matrix(torch).t()).detach().requires_grad_()
    yield "values", _derivatives(torch, lambda a: eigh(a)[0], x)
    yield "upper", _derivatives(torch, lambda a: eigh(a, "U")[0], x)
    yield "squares of vectors", _derivatives(torch, lambda a: eigh(a)[1] ** 2, x)
    yield "eigvalsh", _derivatives(torch, torch.linalg.eigvalsh, x)


def singular_vectors(torch):
    """The squares of the vectors on both sides, for tall and wide matrices."""
    for rows, columns in ((3, 3), (4, 2), (2, 4)):
        x = _matrix(torch, rows, columns)
        for i, name in enumerate(("U", "S", "Vh")):
            yield (
                f"{name} of {rows} x {columns}",
                _derivatives(torch, lambda a, i=i: torch.linalg.svd(a, False)[i] ** 2, x),
            )


def pseudo_inverses(torch):
    """Of tall, wide and square matrices; of one whose rank is not full."""
    pinv = torch.linalg.pinv
    for rows, columns in ((3, 3), (4, 2), (2, 4)):
        x = _matrix(torch, rows, columns)
        yield f"{rows} x {columns}", _derivatives(torch, pinv, x)
    x = torch.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=torch.float64, requires_grad=True)
    yield "rank one", [pinv(x), torch.linalg.matrix_rank(x)]
    yield "name", type(pinv(x).grad_fn).__name__
    yield "best solution", pinv(_matrix(torch, 4, 2)) @ torch.ones(4).double()
    yield "all cut off", pinv(x, rtol=2.0)
    yield "rank by size", torch.linalg.matrix_rank(_matrix(torch), atol=2.0)
    yield "vector", raises(lambda: pinv(x[0]))


def condition(torch):
    """How much an error can grow, by several norms."""
    x = _matrix(torch)
    for p in (None, 2, -2):
        yield str(p), _derivatives(torch, lambda a, p=p: torch.linalg.cond(a, p), x)
    for p in ("fro", "nuc", 1, -1, float("inf")):  # (PyTorch's own gradients fail for these)
        yield str(p), torch.linalg.cond(x.detach(), p)


def quantiles(torch):
    """The values in between, their gradients, and that of the part that was asked for."""
    x = _matrix(torch, 4, 3)
    for how in ("linear", "lower", "higher", "midpoint", "nearest"):
        found = [x.quantile(q, interpolation=how).detach() for q in (0.0, 0.3, 0.5, 1.0)]
        yield how, [*found, x.quantile(0.6, dim=0, interpolation=how).detach()]
    yield "derivatives", _derivatives(torch, lambda a: a.quantile(0.3, dim=1) ** 2, x)
    q = torch.tensor([0.2, 0.9], dtype=torch.float64, requires_grad=True)
    yield "several", [x.quantile(q, dim=1, keepdim=True).detach(), x.quantile(q).detach()]
    yield "by the part", torch.autograd.grad(x.quantile(q, dim=0).sum(), [q, x])
    nan = torch.tensor([[1.0, float("nan")], [2.0, 3.0]])
    yield "nan", nan.quantile(0.5, dim=1)
    yield "range", raises(lambda: x.quantile(1.5), "q must be in the range [0, 1] but got 1.5")
    yield "type", raises(lambda: x.quantile(torch.tensor(0.5)), "same dtype as the input tensor")
    yield "integers", raises(lambda: torch.arange(3).quantile(0.5), "either float or double dtype")
    yield "nothing", raises(lambda: x[:0].quantile(0.5), "input tensor must be non-empty")
    wrong = "interpolation must be one of linear, lower, higher, midpoint or nearest"
    yield "odd", raises(lambda: x.quantile(0.5, interpolation="odd"), wrong)
