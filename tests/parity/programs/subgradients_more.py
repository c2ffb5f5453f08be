"""More of the edges: reductions, losses and layers where the derivative is a choice."""

INF, NAN = float("inf"), float("nan")


def _gradient(torch, function, values):
    x = torch.tensor(values, requires_grad=True)
    y = function(x)
    y.backward(torch.ones_like(y))
    return x.grad


def running_products_with_zeros(torch):
    """cumprod with zeros: products of the others, no nan."""
    for values in ([2.0, 0.0, 3.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0], [2.0, 3.0, 4.0]):
        yield f"{values}", _gradient(torch, lambda x: x.cumprod(0), values)
    yield "prod(1)", _gradient(torch, lambda x: x.prod(1), [[2.0, 0.0], [0.0, 0.0], [3.0, 4.0]])


def second_derivative_of_a_product_with_a_zero(torch):
    """The product of the others is itself a product: its derivative is right at a zero too."""
    x = torch.tensor([2.0, 0.0, 3.0], requires_grad=True)
    (first,) = torch.autograd.grad(x.prod(), x, create_graph=True)
    yield "first", first.detach()
    yield "second", torch.autograd.grad(first.sum(), x)[0]


def clamp_with_tensors(torch):
    """clamp by tensors: at a bound to the input, outside to the bound."""
    x = torch.tensor([-2.0, -1.0, 0.0, 1.0, 2.0], requires_grad=True)
    low = torch.full((5,), -1.0, requires_grad=True)
    high = torch.full((5,), 1.0, requires_grad=True)
    torch.clamp(x, low, high).sum().backward()
    yield "x, low, high", [x.grad, low.grad, high.grad]
    yield "nan", _gradient(torch, lambda x: x.clamp(-1, 1), [NAN, INF, -INF])
    yield "clamp_min", _gradient(torch, lambda x: x.clamp_min(0), [-1.0, 0.0, 1.0])
    yield "crossed", torch.tensor([0.0, 5.0]).clamp(3, 1)


def first_index_of_ties(torch):
    """Along a dimension a tie goes to the first index; so in pooling and in running extremes."""
    functional = torch.nn.functional
    ties = [[[1.0, 1.0, 1.0, 1.0]]]
    yield "max_pool1d", _gradient(torch, lambda x: functional.max_pool1d(x, 2), ties)
    plane = [[[[1.0, 1.0], [1.0, 1.0]]]]
    yield "max_pool2d", _gradient(torch, lambda x: functional.max_pool2d(x, 2), plane)
    yield "cummax", _gradient(torch, lambda x: x.cummax(0)[0], [1.0, 3.0, 3.0, 2.0])
    yield "sort", _gradient(torch, lambda x: x.sort()[0][:2] * 2, [1.0, 1.0, 1.0])
    yield "max with nan", _gradient(torch, lambda x: x.max(), [1.0, NAN, NAN])
    yield "amax with nan", _gradient(torch, lambda x: x.amax(0), [1.0, NAN, 2.0])
    yield "median", _gradient(torch, lambda x: x.median(), [1.0, NAN, 2.0])


def norms_at_their_kinks(torch):
    """The p-norms at 0, the largest-element norm at ties."""
    for p in (0.5, 1, 2, 3, INF, -INF):
        yield f"p={p} at 0", _gradient(torch, lambda x, p=p: x.norm(p=p), [0.0, 0.0])
        yield f"p={p}", _gradient(torch, lambda x, p=p: x.norm(p=p), [2.0, -2.0, 0.0])
    yield "by rows", _gradient(torch, lambda x: x.norm(dim=1), [[0.0, 0.0], [3.0, 4.0]])


def spreads_of_constants(torch):
    """std of constants 0 along a dimension too; var of one element nan."""
    yield "std", _gradient(torch, lambda x: x.std(1), [[3.0, 3.0], [1.0, 2.0]])
    yield "var", _gradient(torch, lambda x: x.var(), [3.0, 3.0])
    yield "values of one", [torch.tensor([3.0]).var(), torch.tensor([3.0]).var(correction=0)]


def far_out(torch):
    """Sums of exponentials and their kin, where a naive formula gives inf or nan."""
    functional = torch.nn.functional
    far = [1000.0, 0.0, -1000.0]
    yield "logsigmoid", functional.logsigmoid(torch.tensor(far))
    yield "its gradient", _gradient(torch, functional.logsigmoid, far)
    yield "log_softmax", _gradient(torch, lambda x: x.log_softmax(0), far)
    yield "softplus", functional.softplus(torch.tensor(far))
    target = torch.tensor([0.0, 1.0, 1.0])
    bce = functional.binary_cross_entropy_with_logits
    yield "bce", _gradient(torch, lambda x: bce(x, target, reduction="none"), far)
    yield "logsumexp of -inf", _gradient(torch, lambda x: x.logsumexp(0), [-INF, -INF])
    yield "logsumexp of inf", torch.tensor([INF, 0.0]).logsumexp(0)
    yield "logaddexp", torch.logaddexp(torch.tensor(far), torch.tensor(0.0))
    sure = torch.tensor([0.0, 1.0])
    yield "bce of the sure", functional.binary_cross_entropy(sure, 1 - sure)


def losses_at_equality(torch):
    """l1 at 0 has gradient 0; smooth_l1 and huber pass from square to straight there."""
    functional = torch.nn.functional
    zero = torch.zeros(3)
    for name in ("l1_loss", "smooth_l1_loss", "huber_loss", "mse_loss"):
        loss = getattr(functional, name)
        yield name, _gradient(torch, lambda x, f=loss: f(x, zero), [0.0, 1.0, -1.0])


def remainders_at_multiples(torch):
    """fmod and remainder: slope 1 in the number, minus the quotient in the divisor."""
    x = torch.tensor([5.0, -5.0, 6.0], requires_grad=True)
    y = torch.tensor([3.0, 3.0, -3.0], requires_grad=True)
    for name in ("fmod", "remainder"):
        x.grad = y.grad = None
        result = getattr(torch, name)(x, y)
        result.sum().backward()
        yield name, [result.detach(), x.grad, y.grad]
    yield "operators", [torch.tensor([5, -5]) % 3, torch.tensor([5.0, -5.0]) // 2]


def numbers_beat_nan(torch):
    """fmax and fmin prefer a number to nan; maximum does not."""
    a = torch.tensor([NAN, 1.0, NAN], requires_grad=True)
    b = torch.tensor([1.0, NAN, NAN], requires_grad=True)
    for name in ("fmax", "fmin", "maximum"):
        a.grad = b.grad = None
        result = getattr(torch, name)(a, b)
        result.sum().backward()
        yield name, [result.detach(), a.grad, b.grad]


def unused_places_get_zero(torch):
    """What an operation overwrites, cuts off or does not pick has gradient 0."""
    values = [1.0, 2.0, 3.0]
    index = torch.tensor([0, 0])
    yield "masked_fill", _gradient(torch, lambda x: x.masked_fill(x > 1, 0.0), values)
    yield "gather", _gradient(torch, lambda x: x.gather(0, index), values)
    yield "scatter", _gradient(torch, lambda x: x.scatter(0, index, 7.0), values)
    yield "topk", _gradient(torch, lambda x: x.topk(1)[0], values)
    yield "pad", _gradient(torch, lambda x: torch.nn.functional.pad(x, (-1, 0)), values)
    yield "nansum", _gradient(torch, lambda x: x.nansum(), [1.0, NAN, 3.0])
    yield "nan_to_num", _gradient(torch, lambda x: x.nan_to_num(), [1.0, NAN, INF])
