"""Where the derivative does not exist, and at the edges of a function's domain."""


def _gradient(torch, function, values):
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    y.backward(torch.ones_like(y))
    return x.grad


def kinks_at_zero(torch):
    """relu and abs at 0 have gradient 0; sign everywhere."""
    values = [-1.0, -0.0, 0.0, 2.0]
    yield "relu", _gradient(torch, torch.relu, values)
    yield "abs", _gradient(torch, torch.abs, values)
    yield "sign", _gradient(torch, torch.sign, values)


def ties_of_the_whole(torch):
    """max() and min() over ties share the gradient equally."""
    values = [1.0, 3.0, 3.0, 1.0, 3.0]
    yield "max", _gradient(torch, lambda x: x.max(), values)
    yield "min", _gradient(torch, lambda x: x.min(), values)


def ties_along_a_dimension(torch):
    """max(dim) and min(dim) give everything to the first index."""
    values = [[2.0, 2.0, 1.0], [0.0, 5.0, 5.0]]
    yield "max(1)", _gradient(torch, lambda x: x.max(1)[0], values)
    yield "min(0)", _gradient(torch, lambda x: x.min(0)[0], [[1.0, 2.0], [1.0, 0.0]])
    yield "indices", torch.tensor(values).max(1).indices


def ties_of_two(torch):
    """maximum and minimum share a tie half and half; maximum(t, t) gives 1."""
    a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    b = torch.tensor([1.0, 3.0, 2.0], requires_grad=True)
    torch.maximum(a, b).sum().backward()
    yield "maximum", [a.grad, b.grad]
    a.grad = b.grad = None
    torch.minimum(a, b).sum().backward()
    yield "minimum", [a.grad, b.grad]
    yield "of itself", _gradient(torch, lambda x: torch.maximum(x, x), [1.0, 2.0])


def edges_of_the_domain(torch):
    """sqrt, log and 1/x at 0 and beyond."""
    yield "sqrt", _gradient(torch, torch.sqrt, [0.0, -1.0, 4.0])
    yield "log", _gradient(torch, torch.log, [0.0, -1.0, 4.0])
    yield "1/x", _gradient(torch, lambda x: 1 / x, [0.0, -0.0, 2.0])
    yield "values", [torch.sqrt(torch.tensor([-1.0])), torch.log(torch.tensor([0.0, -1.0]))]


def powers_at_zero(torch):
    """x**0, x**1, x**2, x**.5, x**-1 at 0; a negative base to a tensor power."""
    for exponent in (0, 1, 2, 3, 0.5, -1, 0.0, 2.0):
        yield f"x**{exponent}", _gradient(torch, lambda x, e=exponent: x**e, [0.0, 2.0])
    yield "x**0 at -2", _gradient(torch, lambda x: x**0, [-2.0])


def powers_with_a_tensor_exponent(torch):
    """0**t has gradient 0 for t >= 0; (-2)**t has nan."""
    yield "0**t", _gradient(torch, lambda t: torch.tensor(0.0) ** t, [0.0, 1.0, 2.5])
    yield "(-2)**t", _gradient(torch, lambda t: torch.tensor(-2.0) ** t, [2.0, 3.0])
    yield "0**t, number", _gradient(torch, lambda t: 0.0**t, [0.0, 1.0, 2.5])
    base = torch.tensor([0.0, 0.0, 2.0], requires_grad=True)
    power = torch.tensor([0.0, 2.0, 3.0], requires_grad=True)
    (base**power).sum().backward()
    yield "both", [base.grad, power.grad]


def the_where_trap(torch):
    """where(x > 0, sqrt(x), 0) has gradient nan at 0; a double where mends it."""
    yield "trap", _gradient(torch, lambda x: torch.where(x > 0, x.sqrt(), 0.0), [0.0, 4.0])

    def safe(x):
        inside = torch.where(x > 0, x, 1.0)
        return torch.where(x > 0, inside.sqrt(), 0.0)

    yield "mended", _gradient(torch, safe, [0.0, 4.0])


def repeated_indices_add(torch):
    """x[[0, 0, 1]]: the gradients of the repeated index add up."""
    yield "list", _gradient(torch, lambda x: x[[0, 0, 1]], [1.0, 2.0, 3.0])
    yield "tensor", _gradient(torch, lambda x: x[torch.tensor([2, 2, 2])], [1.0, 2.0, 3.0])


def nan_and_infinity_pass(torch):
    """relu at nan has gradient 1; nan in max; sigmoid and tanh far out are 0, not nan."""
    nan, inf = float("nan"), float("inf")
    yield "relu", _gradient(torch, torch.relu, [nan, inf, -inf])
    yield "max", torch.tensor([1.0, nan, 2.0]).max()
    yield "sigmoid", _gradient(torch, torch.sigmoid, [-1000.0, 1000.0, inf, -inf])
    yield "sigmoid values", torch.sigmoid(torch.tensor([-1000.0, 1000.0]))
    yield "tanh", _gradient(torch, torch.tanh, [-1000.0, 1000.0])
    yield "abs", _gradient(torch, torch.abs, [nan, -inf])


def rounding_is_half_to_even(torch):
    """round goes half to even; its gradient is 0."""
    yield "values", torch.tensor([0.5, 1.5, 2.5, -0.5, -1.5]).round()
    yield "gradient", _gradient(torch, torch.round, [0.5, 1.5])


def matmul_of_nothing(torch):
    """A sum over no elements is 0, its gradient empty; the mean of nothing is nan."""
    yield "sum", torch.ones(0).sum()
    yield "gradient", _gradient(torch, lambda x: x.sum(), [])
    yield "mean", torch.ones(0).mean()


def clamp_and_its_edges(torch):
    """clamp: 1 inside and at both edges, 0 outside."""
    yield "clamp", _gradient(torch, lambda x: x.clamp(-1, 1), [-2.0, -1.0, 0.0, 1.0, 2.0])


def products_with_zeros(torch):
    """prod with one zero: the product of the others there; with two zeros all 0."""
    yield "one", _gradient(torch, lambda x: x.prod(), [2.0, 0.0, 3.0])
    yield "two", _gradient(torch, lambda x: x.prod(), [2.0, 0.0, 0.0])


def shared_ties_of_amax_and_median(torch):
    """amax and median share ties equally."""
    values = [[2.0, 2.0, 1.0], [0.0, 5.0, 5.0]]
    yield "amax", _gradient(torch, lambda x: x.amax(1), values)
    yield "amin", _gradient(torch, lambda x: x.amin(0), values)
    yield "median", _gradient(torch, lambda x: x.median(), [1.0, 2.0, 2.0, 2.0, 3.0])


def norms_and_deviations_at_zero(torch):
    """The norm at 0 has gradient 0; so has the standard deviation of constants."""
    yield "2-norm", _gradient(torch, lambda x: x.norm(), [0.0, 0.0])
    yield "1-norm", _gradient(torch, lambda x: x.norm(p=1), [0.0, -2.0])
    yield "std", _gradient(torch, lambda x: x.std(), [3.0, 3.0])
    yield "var of one", torch.tensor([3.0]).var()


def stable_softmax_family(torch):
    """logsumexp, softmax and log-sigmoid stay finite far out."""
    far = [1000.0, 0.0, -1000.0]
    yield "logsumexp", _gradient(torch, lambda x: x.logsumexp(0), far)
    yield "softmax", torch.softmax(torch.tensor(far), 0)
    yield "all -inf", torch.tensor([float("-inf")] * 2).logsumexp(0)


def more_kinks(torch):
    """leaky_relu, elu, gelu, silu, softplus, hardtanh and relu6 at their kinks."""
    functional = torch.nn.functional
    for name in ("leaky_relu", "elu", "gelu", "silu", "softplus"):
        yield name, _gradient(torch, getattr(functional, name), [0.0])
    yield "hardtanh", _gradient(torch, functional.hardtanh, [-1.0, 1.0, 0.5])
    yield "relu6", _gradient(torch, functional.relu6, [0.0, 6.0, 3.0])


def the_rest_of_the_edges(torch):
    """fmax, asin, atan2, hypot, xlogy and remainders at their edges."""
    a = torch.tensor([1.0], requires_grad=True)
    b = torch.tensor([1.0], requires_grad=True)
    torch.fmax(a, b).sum().backward()
    yield "fmax", [a.grad, b.grad]
    yield "asin", _gradient(torch, torch.asin, [1.0])
    yield "atan2", _gradient(torch, lambda x: torch.atan2(x, x), [0.0])
    yield "hypot", _gradient(torch, lambda x: torch.hypot(x, x), [0.0])
    yield "xlogy", _gradient(torch, lambda x: torch.xlogy(x, x), [0.0])
    yield "fmod", _gradient(torch, lambda x: torch.fmod(x, 2.0), [5.0])
    yield "remainder", _gradient(torch, lambda x: torch.remainder(x, 2.0), [5.0])
