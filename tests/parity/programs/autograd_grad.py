"""autograd.grad: gradients as values, for any tensor of the graph, of any order."""

import inspect

from ..observe import graph, names, raises


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def the_signature(torch):
    """The arguments' names, order and defaults."""
    parameters = inspect.signature(torch.autograd.grad).parameters.values()
    yield "arguments", [[p.name, str(p.default)] for p in parameters if p.default is not p.empty]
    yield "required", [p.name for p in parameters if p.default is p.empty]


def always_a_tuple_and_grad_untouched(torch):
    """The result is a tuple, for one input too; .grad of leaves stays as it was."""
    x = _x(torch)
    result = torch.autograd.grad((x**2).sum(), x)
    yield "is a tuple", isinstance(result, tuple)
    yield "one input", result
    yield "leaf", x.grad
    a, b = _x(torch), _x(torch)
    yield "two inputs", torch.autograd.grad((a * b).sum(), (b, a))
    yield "list of inputs", torch.autograd.grad((a * b).sum(), [a, b])


def inputs_may_be_intermediates(torch):
    """Inputs may be intermediate tensors, and the output itself (ones)."""
    x = _x(torch)
    y = x * 3
    z = (y * y).sum()
    yield "y and z", torch.autograd.grad(z, (y, z))
    yield "nothing kept", [x.grad, y.retains_grad]
    w = _x(torch)
    deep = w.exp()
    yield "leaf and intermediate", torch.autograd.grad((deep * w).sum(), (w, deep))


def the_same_input_twice(torch):
    """Naming an input twice gives its gradient twice."""
    x = _x(torch)
    yield "twice", torch.autograd.grad((x * x).sum(), (x, x))


def grad_outputs_weighs_the_outputs(torch):
    """grad_outputs is the vector of the vector-Jacobian product; one for each output."""
    x = _x(torch)
    y = x**2
    yield "one", torch.autograd.grad(y, x, torch.tensor([1.0, 10.0]), retain_graph=True)
    yield "keyword", torch.autograd.grad(y, x, grad_outputs=torch.ones(2))
    a = _x(torch)
    given = (torch.ones(2), None)
    yield "two", torch.autograd.grad((a * 2, (a**2).sum()), (a,), grad_outputs=given)
    b = _x(torch)
    refused = "grad can be implicitly created only for scalar outputs"
    yield "needed", raises(lambda: torch.autograd.grad(b * 2, b), refused)
    words = "Mismatch in shape: grad_output[0] has a shape of"
    yield "shape", raises(lambda: torch.autograd.grad(b * 2, b, torch.ones(3)), words)


def an_unused_input_is_an_error(torch):
    """An input that was not used: RuntimeError that names allow_unused=True."""
    a, b = _x(torch), _x(torch)
    words = ("appears to not have been used in the graph", "allow_unused=True")
    yield "default", raises(lambda: torch.autograd.grad(a.sum(), (a, b)), *words)
    yield "False", raises(lambda: torch.autograd.grad(a.sum(), (a, b), allow_unused=False), *words)


def an_unused_input_can_be_allowed(torch):
    """allow_unused=True gives None; materialize_grads=True gives zeros."""
    a, b = _x(torch), _x(torch)
    yield "None", torch.autograd.grad(a.sum(), (a, b), allow_unused=True)
    yield "zeros", torch.autograd.grad(a.sum(), (a, b), materialize_grads=True)
    both = {"materialize_grads": True, "allow_unused": True}
    yield "both", torch.autograd.grad(a.sum(), (a, b), **both)
    both["allow_unused"] = False
    yield (
        "contradiction",
        raises(
            lambda: torch.autograd.grad(a.sum(), (a, b), **both),
            "allow_unused",
            "materialize_grads",
        ),
    )


def every_input_must_require_grad(torch):
    """An input, or the output, that does not require grad: RuntimeError."""
    x, c = _x(torch), torch.tensor([1.0, 2.0])
    yield "input", raises(lambda: torch.autograd.grad((x * c).sum(), c), "does not require grad")
    words = "element 0 of tensors does not require grad and does not have a grad_fn"
    yield "output", raises(lambda: torch.autograd.grad((c * c).sum(), x), words)


def there_must_be_an_input(torch):
    """Empty inputs: RuntimeError."""
    x = _x(torch)
    yield "empty", raises(lambda: torch.autograd.grad(x.sum(), []))


def a_dict_of_inputs_gives_a_dict(torch):
    """A dict of inputs returns a dict with the same keys."""
    a, b = _x(torch), _x(torch)
    result = torch.autograd.grad((a * b).sum(), {"first": a, "second": b})
    yield "dict", result
    yield "is a dict", isinstance(result, dict)


def it_frees_the_graph_like_backward(torch):
    """grad frees what was saved, unless retain_graph=True."""
    x = _x(torch)
    y = (x**3).sum()
    torch.autograd.grad(y, x, retain_graph=True)
    torch.autograd.grad(y, x)
    words = ("Trying to backward through the graph a second time", "retain_graph=True")
    yield "third", raises(lambda: torch.autograd.grad(y, x), *words)


def without_create_graph_results_have_no_graph(torch):
    """Differentiating a plain gradient again: RuntimeError."""
    x = _x(torch)
    (g,) = torch.autograd.grad((x**3).sum(), x)
    yield "gradient", g
    words = "element 0 of tensors does not require grad and does not have a grad_fn"
    yield "again", raises(lambda: torch.autograd.grad(g.sum(), x), words)


def create_graph_gives_the_formulas_own_nodes(torch):
    """With create_graph=True the gradient of x**3 is the result of a product."""
    x = _x(torch)
    (g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
    yield "gradient", g
    yield "names", names(g)[:1]
    (second,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    yield "second", second.detach()
    (third,) = torch.autograd.grad(second.sum(), x)
    yield "third", third


def repeated_derivatives_of_a_power(torch):
    """a**4 at 2: 32, 48, 48, 24, 0."""
    a = torch.tensor(2.0, requires_grad=True)
    y = a**4
    for order in range(1, 6):
        (y,) = torch.autograd.grad(y, a, create_graph=True)
        yield f"order {order}", y.detach()


def the_gradient_of_a_linear_function_has_no_graph(torch):
    """The gradient of a*3 comes out with requires_grad False, even under create_graph."""
    a = _x(torch)
    yield "a*3", torch.autograd.grad((a * 3).sum(), a, create_graph=True)
    yield "a + a", torch.autograd.grad((a + a).sum(), a, create_graph=True)
    yield "-a", torch.autograd.grad((-a).sum(), a, create_graph=True)


def mixed_second_derivatives(torch):
    """d2/dadb of a*b**2 is 2b; the two orders agree."""
    a, b = _x(torch), torch.tensor([3.0, 4.0], requires_grad=True)
    y = (a * b**2).sum()
    da, db = torch.autograd.grad(y, (a, b), create_graph=True)
    yield "da", da.detach()
    yield "db", db.detach()
    yield "dadb", torch.autograd.grad(da.sum(), b, retain_graph=True)
    yield "dbda", torch.autograd.grad(db.sum(), a, retain_graph=True)


def a_gradient_penalty(torch):
    """The squared gradient can be part of a loss and is differentiated through."""
    w = torch.tensor([0.5, -1.0], requires_grad=True)
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    out = (w * x).sum().tanh()
    (g,) = torch.autograd.grad(out, x, create_graph=True)
    loss = out + (g**2).sum()
    loss.backward()
    yield "w.grad", w.grad
    yield "x.grad", x.grad


def a_vector_jacobian_product_of_a_vector_function(torch):
    """Row by row, grad gives the Jacobian of [x0*x1, x0 + x1]."""
    x = torch.tensor([3.0, 5.0], requires_grad=True)
    y = torch.stack([x[0] * x[1], x[0] + x[1]])
    for row in range(2):
        yield f"row {row}", torch.autograd.grad(y, x, torch.eye(2)[row], retain_graph=True)


def materialized_second_derivative(torch):
    """materialize_grads=True gives zeros where a first gradient no longer depends on the input."""
    x = _x(torch)
    (g,) = torch.autograd.grad((x * x).sum(), x, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    yield "h depends", h.requires_grad
    y = torch.tensor([1.0], requires_grad=True)
    yield "zeros", torch.autograd.grad(g.sum(), (x, y), materialize_grads=True)


def the_graph_of_a_gradient_reaches_the_leaf(torch):
    """The graph of d(x*x) under create_graph ends in the leaf's accumulator."""
    x = torch.tensor(3.0, requires_grad=True)
    (g,) = torch.autograd.grad(x * x, x, create_graph=True)
    yield "gradient", g.detach()
    rows = graph(g).rows
    yield "leaves", [row for row in rows if row[0] == "AccumulateGrad"]
    yield "differentiated again", torch.autograd.grad(g, x)
