"""What is overwritten has no part in the result; and what a history cannot be given to."""

from ..observe import names, raises

COMPARISONS = ("eq_", "ne_", "lt_", "le_", "gt_", "ge_", "greater_", "less_equal_", "not_equal_")
WORDS = {"int64": "Long", "uint8": "Byte", "bool": "Bool"}
INTEGERS = tuple(WORDS)


def _gradients(torch, write, other_requires):
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    other = torch.tensor([1.0, 3.0, 2.0], requires_grad=other_requires)
    y = x * 2
    write(y, other)
    found = names(y)[:1]
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    return [found, y, x.grad, other.grad]


def comparisons_in_place(torch):
    """The values are new ones: the gradient of what was there before is 0."""
    for name in COMPARISONS:
        for requires in (False, True):
            yield (
                f"{name} tensor {requires}",
                _gradients(torch, lambda y, o, name=name: getattr(y, name)(o), requires),
            )
        yield f"{name} 4.0", _gradients(torch, lambda y, _, name=name: getattr(y, name)(4.0), False)


def comparisons_in_place_of_a_part(torch):
    """A view: the rest of its base keeps its gradient."""
    for name in COMPARISONS:
        x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
        y = x * 2
        getattr(y[1:3], name)(4.0)
        y.sum().backward()
        yield name, [y, x.grad]


def comparisons_begin_a_history(torch):
    """Written into a tensor without one, beside an operand that requires grad."""
    other = torch.tensor([1.0, 2.0], requires_grad=True)
    for kind in ("float32", "float64", *INTEGERS):
        y = torch.zeros(2, dtype=getattr(torch, kind))
        y.lt_(other)
        yield kind, [y.tolist(), y.requires_grad, y.is_leaf, names(y)[:1]]


def floor_division_in_place_has_no_derivative(torch):
    """It is written, and refused in the backward pass."""
    calls = {
        "number": lambda y: y.floor_divide_(2),
        "tensor": lambda y: y.floor_divide_(torch.tensor(2.0)),
    }
    for name, divide in calls.items():
        x = torch.tensor([5.0, 7.0], requires_grad=True)
        y = x * 1
        divide(y)
        yield name, y.detach()
        yield f"{name} backward", raises(lambda y=y: y.sum().backward(), "aten::floor_divide_")
    x = torch.tensor([5.0, 7.0], requires_grad=True)
    y = x * 1
    y //= 3
    yield "//=", raises(lambda: y.sum().backward(), "is not implemented")
    y = torch.tensor([5.0, 7.0])
    y //= 3
    yield "without history", y


def _into_integers(torch):
    number = torch.tensor(1.5, requires_grad=True)
    several = torch.tensor([1.5, 2.5], requires_grad=True)
    yield "k[0] =", lambda k: k.__setitem__(0, number)
    yield "k[:] =", lambda k: k.__setitem__(slice(None), number)
    yield "k[:] = several", lambda k: k.__setitem__(slice(None), several)
    yield "k[mask] =", lambda k: k.__setitem__(torch.tensor([True, False]), number)
    yield "copy_", lambda k: k.copy_(several)
    yield "copy_ number", lambda k: k.copy_(number)
    yield "fill_", lambda k: k.fill_(number)
    yield "masked_fill_", lambda k: k.masked_fill_(torch.tensor([True, False]), number)
    yield "index_fill_", lambda k: k.index_fill_(0, torch.tensor([0]), number)


def what_is_written_into_integers(torch):
    """A copy has no history; PyTorch gives one to integers that are filled."""
    for kind in INTEGERS:
        for name, write in _into_integers(torch):
            k = torch.zeros(2, dtype=getattr(torch, kind))
            write(k)
            yield f"{kind} {name}", [k.tolist(), k.requires_grad, k.is_leaf]
            base = torch.zeros(4, dtype=getattr(torch, kind))
            write(base[1:3])
            yield f"{kind} part {name}", [base.tolist(), base.requires_grad, base.is_leaf]


def integers_as_data(torch):
    """A tensor that requires grad cannot be given values that have no gradient."""
    words = "data set to a tensor that requires gradients must be floating point"
    for kind in INTEGERS:
        values = torch.ones(2, dtype=getattr(torch, kind))
        leaf = torch.ones(2, requires_grad=True)
        for name, x in (
            ("leaf", leaf),
            ("result", leaf * 1),
            ("parameter", torch.nn.Parameter(torch.ones(2))),
        ):
            yield (
                f"{kind} {name}",
                raises(lambda x=x, values=values: setattr(x, "data", values), words),
            )
        plain = torch.ones(2)
        plain.data = values
        yield f"{kind} plain", plain
    leaf.data = torch.ones(3, dtype=torch.float64)
    yield "another float type", [leaf, leaf.requires_grad]


def integers_asked_for(torch):
    """A dtype= of integers where a history would be lost."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for kind in INTEGERS:
        dtype = getattr(torch, kind)
        words = f"Autograd not support dtype: {WORDS[kind]}"
        for name in ("sum", "prod", "nansum"):
            yield f"{name} {kind}", raises(lambda n=name, d=dtype: getattr(x, n)(dtype=d), words)
            yield (
                f"{name} 0 {kind}",
                raises(lambda n=name, d=dtype: getattr(x, n)(0, dtype=d), words),
            )
        yield (
            f"mean {kind}",
            raises(lambda d=dtype: x.mean(dtype=d), "could not infer output dtype"),
        )
        if kind != "bool":
            for name in ("cumsum", "cumprod"):
                yield (
                    f"{name} {kind}",
                    raises(lambda n=name, d=dtype: getattr(x, n)(0, dtype=d), words),
                )
        k = torch.zeros(2, dtype=dtype)
        yield (
            f"masked_fill {kind}",
            raises(lambda k=k: k.masked_fill(torch.tensor([True, False]), x[0]), words),
        )
        with torch.no_grad():
            yield f"no_grad {kind}", [x.sum(dtype=dtype), x.cumprod(0, dtype=torch.int64)]
    layer = torch.nn.Linear(1, 1)
    yield "module", raises(lambda: layer.to(torch.int64), "only accepts floating point")
