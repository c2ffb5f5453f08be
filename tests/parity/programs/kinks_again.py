"""Second derivatives where a function bends: which side each of them takes, in float64."""

PLACES = (-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)


def _functions(torch):
    F = torch.nn.functional
    zero = torch.zeros(len(PLACES), dtype=torch.float64)
    weight = torch.tensor([0.1], dtype=torch.float64)
    yield from {
        "relu": F.relu, "relu6": F.relu6, "elu": F.elu, "selu": F.selu, "celu": F.celu,
        "leaky_relu": F.leaky_relu, "hardtanh": F.hardtanh, "hardshrink": F.hardshrink,
        "softshrink": F.softshrink, "hardswish": F.hardswish, "softplus": F.softplus,
        "softsign": F.softsign, "logsigmoid": F.logsigmoid,
        "elu 2": lambda x: F.elu(x, 2.0),
        "celu 2": lambda x: F.celu(x, 2.0),
        "softplus at its threshold": lambda x: F.softplus(x, 2.0, 1.0),
        "threshold": lambda x: F.threshold(x, 1.0, 2.0),
        "prelu": lambda x: F.prelu(x, weight),
        "huber": lambda x: F.huber_loss(x, zero, reduction="none"),
        "huber .5": lambda x: F.huber_loss(x, zero, reduction="none", delta=0.5),
        "smooth_l1": lambda x: F.smooth_l1_loss(x, zero, reduction="none"),
        "smooth_l1 .5": lambda x: F.smooth_l1_loss(x, zero, reduction="none", beta=0.5),
        "clamp": lambda x: torch.clamp(x, -1.0, 1.0),
        "maximum": lambda x: torch.maximum(x, zero),
        "norm 3": lambda x: x.norm(3),
    }.items()  # fmt: skip


def first_to_third(torch):
    """Of the function, of its square, and of the function of the square."""
    for name, function in _functions(torch):
        for form, composed in {
            "f": function,
            "f²": lambda x, f=function: f(x) * f(x),
            "f(x²)": lambda x, f=function: f(x * x),
        }.items():
            x = torch.tensor(PLACES, dtype=torch.float64, requires_grad=True)
            slope, seen = composed(x).sum(), []
            for _ in range(3):
                if not slope.requires_grad:
                    break
                (grad,) = torch.autograd.grad(slope, x, create_graph=True, allow_unused=True)
                if grad is None:
                    break
                seen.append([round(value, 9) + 0.0 for value in grad.tolist()])
                slope = grad.sum()
            while len(seen) > 1 and not any(seen[-1]):  # no graph, or one of zeros
                seen.pop()
            yield f"{name} {form}", seen


def a_learned_slope(torch):
    """prelu's second derivatives for its weight."""
    x = torch.tensor([-1.0, 0.0, 1.0], dtype=torch.float64, requires_grad=True)
    w = torch.tensor([0.25], dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.prelu(x, w)
    first = torch.autograd.grad((y * y).sum(), (x, w), create_graph=True)
    for name, grad in zip("xw", first, strict=True):
        second = torch.autograd.grad(grad.sum(), (x, w), retain_graph=True)
        yield name, [grad.detach(), *second]
