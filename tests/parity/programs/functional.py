"""autograd.functional: whole Jacobians and Hessians, and products with vectors."""

from ..observe import raises


def _ab(torch):
    return torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])


def _pair(x, y):
    return x * y, x.sum()


def _cubes(x):
    return (x**3).sum()


def _mixed(x, y):
    return (x**2 * y).sum()


def jacobians(torch):
    """The shape is out + in; tuples nest, outputs outside; independent parts are zeros."""
    jacobian = torch.autograd.functional.jacobian
    a, b = _ab(torch)
    yield "square", jacobian(lambda x: x**2, a)
    yield "scalar", jacobian(_cubes, a)
    yield "two and two", jacobian(_pair, (a, b))
    yield "tuple of one", jacobian(lambda x: x**2, (a,))
    yield "tuple out", jacobian(lambda x: (x**2,), a)
    yield "matrix", jacobian(lambda x: x.exp(), torch.zeros(2, 2))
    yield "independent input", jacobian(lambda x, y: x * 2, (a, b))
    yield "constant", jacobian(lambda x: torch.ones(2), a)


def strict_jacobians(torch):
    """strict=True refuses what does not depend."""
    jacobian = torch.autograd.functional.jacobian
    a, b = _ab(torch)
    yield (
        "input",
        raises(
            lambda: jacobian(lambda x, y: x * 2, (a, b), strict=True),
            "Output 0 of the user-provided function is independent of input 1",
        ),
    )
    yield (
        "constant",
        raises(
            lambda: jacobian(lambda x: torch.ones(2), a, strict=True),
            "Output 0 of the user-provided function does not require gradients",
        ),
    )
    yield (
        "linear, to be differentiated",
        raises(
            lambda: jacobian(lambda x: x * 2, a, create_graph=True, strict=True),
            "independent of input 0",
        ),
    )


def jacobians_with_a_graph(torch):
    """create_graph: the result can be differentiated; otherwise it has no history."""
    jacobian = torch.autograd.functional.jacobian
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    yield "without", jacobian(lambda x: x**2, x).requires_grad
    with_graph = jacobian(lambda x: x**2, x, create_graph=True)
    yield "with", with_graph.requires_grad
    yield "derivative", torch.autograd.grad(with_graph.sum(), x)[0]
    yield "x.grad", x.grad


def hessians(torch):
    """Second derivatives of a function with a single element."""
    hessian = torch.autograd.functional.hessian
    a, b = _ab(torch)
    yield "cubes", hessian(_cubes, a)
    yield "mixed", hessian(_mixed, (a, b))
    yield "tuple of one", hessian(_cubes, (a,))
    yield "linear", hessian(lambda x: x.sum(), a)
    yield "one element of shape [1]", hessian(lambda x: (x**2).sum(0, keepdim=True), a)


def what_hessians_refuse(torch):
    """More than one element; a tuple; in strict mode a linear function."""
    hessian = torch.autograd.functional.hessian
    a, _ = _ab(torch)
    yield "vector", raises(lambda: hessian(lambda x: x**2, a), "should contain a single element")
    yield "tuple", raises(lambda: hessian(lambda x: (x.sum(),), a), "should return a single Tensor")
    words = "the jacobian of the user-provided function with respect to input 0 is independent"
    yield "linear", raises(lambda: hessian(lambda x: x.sum(), a, strict=True), words)


def products_with_the_hessian(torch):
    """hvp and vhp: the value and the product."""
    a, b = _ab(torch)
    for name in ("hvp", "vhp"):
        product = getattr(torch.autograd.functional, name)
        yield f"{name}: cubes", product(_cubes, a, b)
        yield f"{name}: mixed", product(_mixed, (a, b), (b, a))
        yield f"{name}: no v", product(_cubes, torch.tensor(2.0))
        yield f"{name}: linear", product(lambda x: x.sum(), a, b)
        graph = product(_cubes, a.clone().requires_grad_(), b, create_graph=True)[1]
        yield f"{name}: graph", graph.requires_grad


def what_products_with_the_hessian_refuse(torch):
    """A missing v, vector values, vectors of another shape or number."""
    a, b = _ab(torch)
    for name in ("hvp", "vhp"):
        product = getattr(torch.autograd.functional, name)
        for what, call, words in [
            ("no v", lambda f=product: f(_cubes, a), "v can only be None"),
            (
                "vector",
                lambda f=product: f(lambda x: x**2, a, b),
                "should contain a single element",
            ),
            ("tuple", lambda f=product: f(lambda x: (x.sum(),), a, b), "return a single Tensor"),
            ("shape", lambda f=product: f(_cubes, a, torch.ones(1)), "v has invalid size"),
            ("two", lambda f=product: f(_cubes, a, (b, b)), "should contain a single Tensor"),
            ("one", lambda f=product: f(_mixed, (a, b), b), "v is a tuple of invalid length"),
            ("number", lambda f=product: f(_cubes, a, 3.0), "must be either a Tensor or a tuple"),
            (
                "strict",
                lambda f=product: f(lambda x: x.sum(), a, b, strict=True),
                "is independent of the input",
            ),
        ]:
            yield f"{name}: {what}", raises(call, words)


def products_with_the_jacobian(torch):
    """vjp and jvp: the value and the product; jvp by two backward passes."""
    a, b = _ab(torch)
    vjp, jvp = torch.autograd.functional.vjp, torch.autograd.functional.jvp
    yield "vjp", vjp(lambda x: x**2, a, b)
    yield "jvp", jvp(lambda x: x**2, a, b)
    yield "vjp: pair", vjp(_pair, (a, b), (b, torch.tensor(2.0)))
    yield "jvp: pair", jvp(_pair, (a, b), (a, b))
    yield "vjp: no v", vjp(_cubes, a)
    yield "jvp: no v", jvp(_cubes, torch.tensor(2.0))
    yield "vjp: constant", vjp(lambda x: torch.ones(2), a, b)
    yield "jvp: constant", jvp(lambda x: torch.ones(2), a, b)
    yield "jvp: matrix", jvp(lambda x: torch.ones(3, 2) @ x, a, b)


def what_products_with_the_jacobian_refuse(torch):
    """A missing v; independence in strict mode."""
    a, b = _ab(torch)
    vjp, jvp = torch.autograd.functional.vjp, torch.autograd.functional.jvp
    yield (
        "vjp: no v",
        raises(lambda: vjp(lambda x: x**2, a), "v can only be None", "returns a single"),
    )
    yield "jvp: no v", raises(lambda: jvp(lambda x: x**2, a), "v can only be None", "input to")
    for name, product in {"vjp": vjp, "jvp": jvp}.items():
        constant = lambda f=product: f(lambda x: torch.ones(2), a, b, strict=True)  # noqa: E731
        yield f"{name}: strict", raises(constant, "does not require gradients")
    yield (
        "vjp: independent",
        raises(lambda: vjp(lambda x, y: x * 2, (a, b), b, strict=True), "independent of input 1"),
    )
