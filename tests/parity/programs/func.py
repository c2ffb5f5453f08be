"""torch.func: derivatives as functions, of arguments in lists and dicts, one inside the other."""

from ..observe import names, raises


def _x(torch):
    return torch.tensor([1.0, 2.0])


def _cubes(x):
    return (x**3).sum()


def gradients(torch):
    """Of one argument, of several, of a dict; with the value, with something beside it."""
    func, x = torch.func, _x(torch)
    yield "one", func.grad(_cubes)(x)
    yield "second argument", func.grad(lambda a, b: (a * b * b).sum(), argnums=1)(x, x)
    yield "last argument", func.grad(lambda a, b: (a * b * b).sum(), argnums=-1)(x, x)
    yield "both", func.grad(lambda a, b: (a * b * b).sum(), argnums=(0, 1))(x, x)
    yield "unused", func.grad(lambda a, b: a.sum(), argnums=(0, 1))(x, x)
    yield "dict", func.grad(lambda p: (p["w"] ** 2).sum() + p["b"])({"w": x, "b": x[0]})
    yield "list", func.grad(lambda p: (p[0] * p[1][0]).sum())([x, (x,)])
    yield "keyword", func.grad(lambda a, b: (a * b).sum())(x, b=x * 3)
    yield "with value", func.grad_and_value(_cubes)(x)
    yield "beside", func.grad(lambda a: (_cubes(a), {"half": a / 2}), has_aux=True)(x)
    pair = func.grad_and_value(lambda a: (_cubes(a), a / 2), has_aux=True)(x)
    yield "value and beside", [pair[0], *pair[1]]
    yield "constant", func.grad(lambda a: a.detach().sum())(x)
    yield "grad", x.grad


def derivatives_of_derivatives(torch):
    """grad of grad of grad; a gradient inside a function that is differentiated."""
    grad, x = torch.func.grad, torch.tensor(2.0)
    f = grad(lambda a: a**4)
    yield "four times", [f(x), grad(f)(x), grad(grad(f))(x), grad(grad(grad(f)))(x)]
    inner = lambda a, b: grad(lambda c: (a * c) ** 3)(b)  # noqa: E731
    yield "by the other", grad(inner)(x, x)
    yield "by both", grad(inner, argnums=(0, 1))(x, x * 2)
    step = lambda rate, w: _cubes(w - rate * grad(_cubes)(w))  # noqa: E731
    yield "through a step", grad(step)(torch.tensor(0.01), _x(torch))


def what_has_a_graph(torch):
    """A result is differentiable by tensors of the caller, and by nothing else."""
    func, x = torch.func, _x(torch)
    w = torch.tensor(3.0, requires_grad=True)
    y = x.clone().requires_grad_()
    found = {
        "nothing": func.grad(_cubes)(x),
        "argument": func.grad(lambda a: (a**2).sum())(y),
        "linear": func.grad(lambda a: (a * 3).sum())(y),
        "closure": func.grad(lambda a: (w * a**2).sum())(x),
        "closure that falls out": func.grad(lambda a: (w + a * a).sum())(x),
        "argument itself": func.grad(lambda a: (_cubes(a), a), has_aux=True)(x)[1],
    }
    for name, result in found.items():
        yield name, [result.requires_grad, result]
    yield "node", names(found["closure"])
    yield "value", func.vjp(lambda a: w * a, x)[0].requires_grad
    found["closure"].sum().backward()
    yield "w.grad", w.grad
    with torch.no_grad():
        off = func.grad(lambda a: (w * a**2).sum())(y)
    yield "no_grad around", [off.requires_grad, off]

    def partly(a):
        with torch.no_grad():
            b = a * a
        return (a * b).sum()

    yield "no_grad inside", func.grad(partly)(x)


def products(torch):
    """vjp and jvp, of one and several arguments and results."""
    func, x = torch.func, _x(torch)
    value, back = func.vjp(lambda a: a**2, x)
    yield "value", value
    yield "twice", [back(torch.ones(2)), back(torch.tensor([1.0, 10.0]))]
    value, back = func.vjp(lambda a, b: {"p": a * b, "s": (a.sum(), b)}, x, x * 2)
    yield "several", [value, back({"p": torch.ones(2), "s": (torch.tensor(1.0), x)})]
    value, back, beside = func.vjp(lambda a: (a.sin(), a * 2), x, has_aux=True)
    yield "beside", [value, back(x), beside]
    yield "forward", func.jvp(lambda a: a**2, (x,), (torch.tensor([1.0, 10.0]),))
    yield "of two", func.jvp(lambda a, b: (a * b, b.sum()), (x, x * 2), (x, torch.ones(2)))
    yield "linear", func.jvp(lambda a: a * 3 + 1, (x,), (x,))
    yield "constant", func.jvp(lambda a: torch.ones(2), (x,), (x,))
    yield "forward beside", func.jvp(lambda a: (a**2, a), (x,), (x,), has_aux=True)
    twice = lambda a: func.jvp(lambda b: b**3, (a,), (torch.ones(2),))[1]  # noqa: E731
    yield "forward twice", func.jvp(twice, (x,), (torch.ones(2),))
    yield "back over forward", func.grad(lambda a: twice(a).sum())(x)


def jacobians(torch):
    """The shape is that of the output, then that of the input; trees nest in that order."""
    func, x = torch.func, _x(torch)
    yield "square", func.jacrev(lambda a: a**2)(x)
    yield "matrix", func.jacrev(lambda a: a @ a)(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    yield "tree", func.jacrev(lambda a: {"p": a * 2, "s": (a.sum(),)})(x)
    yield "two", func.jacrev(lambda a, b: a * b, argnums=(0, 1))(x, x * 3)
    yield "beside", func.jacrev(lambda a: (a**2, a), has_aux=True)(x)
    yield "of none", func.jacrev(lambda a: a[:0])(x)
    yield "hessian", func.hessian(_cubes)(x)
    yield "hessian of two", func.hessian(lambda a, b: (a * b * b).sum(), argnums=(0, 1))(x, x)
    yield "hessian of a vector", func.hessian(lambda a: a**3)(x)
    yield (
        "hessian of a dict",
        func.hessian(lambda p: (p["w"] ** 2 * p["b"]).sum())({"w": x, "b": x[0]}),
    )


def modules_as_functions(torch):
    """functional_call: other parameters for one call; the gradient by a dict of parameters."""
    x = _x(torch)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    parameters = {
        name: torch.arange(p.numel()).reshape(p.shape) / 4 - 0.5
        for name, p in model.named_parameters()
    }
    call = torch.func.functional_call
    own = model(x).detach()
    yield "value", call(model, parameters, (x,))
    yield "single argument", call(model, parameters, x)
    yield "restored", bool((model(x) == own).all())
    only = {"2.bias": torch.ones(1)}
    yield "one", call(model, only, x) - own + model[2].bias.detach()
    loss = lambda p, x: call(model, p, x).sum()  # noqa: E731
    yield "gradient", torch.func.grad(loss)(parameters, x)
    yield "gradient is none", [p.grad for p in model.parameters()]
    norm = torch.nn.BatchNorm1d(2)
    mean = torch.zeros(2)
    state = {"running_mean": mean, "weight": torch.ones(2) * 2}
    yield "buffers", [call(norm, state, torch.stack([x, x * 3])), mean, norm.running_mean]
    raises(lambda: call(model, {"0.weight": x}, x))
    yield "restored after an error", bool((model(x) == own).all())


def refusals(torch):
    """What is no tensor, no number, no function of its arguments."""
    func, x = torch.func, _x(torch)
    scalar = "Expected f(*args) to return a scalar Tensor, got tensor with 1 dims"
    yield "vector", raises(lambda: func.grad(lambda a: a)(x), scalar, "vjp or jacrev")
    number = "Expected f(*args) to return a Tensor, got"
    yield "number", raises(lambda: func.grad(lambda a: 1.0)(x), number)
    thing = "Thing passed to transform API must be Tensor, got"
    yield "argument", raises(lambda: func.grad(_cubes)(3.0), thing)
    yield "position", raises(lambda: func.grad(_cubes, argnums=1)(x), "Got argnum=1, but only 1")
    same = raises(lambda: func.grad(_cubes, argnums=(0, 0))(x), "elements must be unique")
    yield "same", same
    yield "no position", raises(lambda: func.grad(_cubes, argnums=())(x), "must be non-empty")
    yield "odd position", raises(lambda: func.grad(_cubes, argnums="a")(x), "argnums must be int")
    integers = "only Tensors of floating point dtype can require gradients"
    yield "integers", raises(lambda: func.grad(_cubes)(torch.tensor([1])), integers)
    pair = "output of function f should be a tuple: (output, aux) if has_aux is True"
    yield "no pair", raises(lambda: func.grad(_cubes, has_aux=True)(x), pair)
    beside = "Expected tensors, got unsupported type"
    yield "aux", raises(lambda: func.grad(lambda a: (a.sum(), 3), has_aux=True)(x), beside)
    back = func.vjp(lambda a: a * 2, x)[1]
    yield "shape", raises(lambda: back(torch.ones(3)), "Mismatch in shape: grad_output[0]")
    structure = "Expected pytree structure of cotangents to be the same"
    yield "structure", raises(lambda: back((x, x)), structure)
    no_tensor = "to return only tensors, got unsupported type"
    yield "no tensor", raises(lambda: func.vjp(lambda a: a.sum().item(), x), no_tensor)
    yield "no tuple", raises(lambda: func.jvp(_cubes, x, x), "Expected primals to be a tuple")
    alike = "primals and tangents to have the same python structure"
    yield "tangents", raises(lambda: func.jvp(_cubes, (x,), (x, x)), alike)
    size = "gradient that has a different size than that of the original Tensor"
    yield "size", raises(lambda: func.jvp(_cubes, (x,), (torch.ones(3),)), size)
