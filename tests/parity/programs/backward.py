"""backward(): its arguments, its errors, and what may run twice."""

import inspect

import numpy as np

from ..observe import raises, warned

FREED = ("Trying to backward through the graph a second time", "retain_graph=True")


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def the_signatures(torch):
    """The arguments' names, order and defaults."""
    method = inspect.signature(torch.Tensor.backward).parameters.values()
    yield "method", [[p.name, str(p.default)] for p in method if p.default is not p.empty]
    names = ["tensors", "grad_tensors", "retain_graph", "create_graph", "grad_variables", "inputs"]
    parameters = inspect.signature(torch.autograd.backward).parameters
    # torch still carries `grad_variables`, a name from before 2018 that nobody needs to learn.
    yield "function", [n for n in names if n in parameters and n != "grad_variables"]


def more_than_one_element_needs_a_gradient(torch):
    """No gradient and several elements: RuntimeError."""
    words = "grad can be implicitly created only for scalar outputs"
    x = _x(torch)
    yield "vector", raises((x * 2).backward, words)
    yield "no element", raises((x[:0] * 2).backward, words)
    yield "function", raises(lambda: torch.autograd.backward([x * 2]), words)
    yield "nothing happened", x.grad


def one_element_of_any_shape_is_enough(torch):
    """No gradient and one element, whatever the shape: the seed is ones."""
    for shape in ((), (1,), (1, 1), (1, 1, 1)):
        x = torch.full(shape, 3.0, requires_grad=True)
        (x * x).backward()
        yield f"shape {shape}", x.grad


def an_output_without_grad_is_refused(torch):
    """backward on a tensor that does not require grad: RuntimeError."""
    words = "element 0 of tensors does not require grad and does not have a grad_fn"
    yield "made", raises(torch.tensor(1.0).backward, words)
    yield "computed", raises((torch.tensor(1.0) * 2).backward, words)
    yield "vector", raises((torch.tensor([1.0, 2.0]) * 2).backward, words)
    x = _x(torch)
    mixed = [x.sum(), torch.tensor(1.0)]
    yield (
        "second of two",
        raises(
            lambda: torch.autograd.backward(mixed), "element 1 of tensors does not require grad"
        ),
    )
    yield "detached", raises(x.sum().detach().backward, words)


def the_gradient_is_not_broadcast(torch):
    """A gradient of another shape is refused, a 0-d one too."""
    words = ("Mismatch in shape: grad_output[0] has a shape of", "and output[0] has a shape of")
    y = _x(torch) * 2
    for shape in ((3,), (), (1,), (2, 1), (1, 2)):
        yield f"{shape}", raises(lambda shape=shape: y.backward(torch.ones(shape)), *words)
    scalar = y.sum()
    yield "[1] for a scalar", raises(lambda: scalar.backward(torch.ones(1)), *words)


def the_gradient_is_cast(torch):
    """float64 and int64 gradients on a float32 output are accepted and cast."""
    for name in ("float64", "int64"):
        x = _x(torch)
        (x * 2).backward(torch.ones(2, dtype=getattr(torch, name)))
        yield name, x.grad


def the_gradient_must_be_a_tensor(torch):
    """A list, a number or an array as gradient: TypeError."""
    y = _x(torch) * 2
    yield "list", raises(lambda: y.backward([1.0, 1.0]))
    yield "number", raises(lambda: y.sum().backward(1.0))
    yield "array", raises(lambda: y.backward(np.ones(2, dtype=np.float32)))


def a_leafs_own_backward(torch):
    """backward of a scalar leaf itself gives it the gradient 1."""
    x = torch.tensor(4.0, requires_grad=True)
    x.backward()
    yield "once", x.grad
    x.backward()
    yield "twice", x.grad


def a_freed_graph_cannot_run_again(torch):
    """The second backward over freed nodes: RuntimeError that names retain_graph=True."""
    x = _x(torch)
    y = (x * x).sum()
    y.backward()
    yield "second", raises(y.backward, *FREED)
    yield "first gradient stands", x.grad


def retain_graph_lets_it_run_again(torch):
    """retain_graph=True the first time: the second works and accumulates; then it is freed."""
    x = _x(torch)
    y = (x**3).sum()
    y.backward(retain_graph=True)
    y.backward()
    yield "twice", x.grad
    yield "third", raises(y.backward, *FREED)


def create_graph_implies_retain_graph(torch):
    """create_graph=True keeps the graph, unless retain_graph=False is said."""
    x = _x(torch)
    y = (x**3).sum()
    y.backward(create_graph=True)
    y.backward()
    yield "twice", x.grad.detach()
    z = (x**3).sum()
    z.backward(create_graph=True, retain_graph=False)
    yield "freed on request", raises(z.backward, *FREED)


def create_graph_gives_a_gradient_with_a_graph(torch):
    """backward(create_graph=True) leaves a .grad that can be differentiated again."""
    x = _x(torch)
    (x**3).sum().backward(create_graph=True)
    first = x.grad
    yield "requires_grad", first.requires_grad
    x.grad = None
    first.sum().backward()
    yield "second derivative", x.grad


def backward_with_create_graph_warns(torch):
    """backward(create_graph=True) warns about the cycle between parameter and gradient."""
    x = _x(torch)
    outcome = warned(lambda: (x**2).sum().backward(create_graph=True), "reference cycle")
    # Once a process is enough, and is what torch does unless told otherwise.
    yield "at most one", len(outcome.given) <= 1
    yield "all of this kind", all("cycle" in words for _, words in outcome.given)


def only_the_named_inputs_get_a_gradient(torch):
    """inputs=[leaf]: only those get .grad; a single tensor will do."""
    a, b = _x(torch), _x(torch)
    (a * b).sum().backward(inputs=[a])
    yield "a", a.grad
    yield "b", b.grad
    (a * b).sum().backward(inputs=b)
    yield "b alone", b.grad
    yield "a as before", a.grad


def a_non_leaf_can_be_a_named_input(torch):
    """A non-leaf in inputs gets .grad, and retains_grad becomes True."""
    x = _x(torch)
    y = x * 3
    (y * y).sum().backward(inputs=[y])
    yield "y.grad", y.grad
    yield "retains", y.retains_grad
    yield "x.grad", x.grad


def inputs_must_not_be_empty(torch):
    """An empty list of inputs: RuntimeError."""
    y = _x(torch).sum()
    yield "list", raises(lambda: y.backward(inputs=[]), "inputs", "empty")
    yield "tuple", raises(lambda: torch.autograd.backward(y, inputs=()), "inputs", "empty")


def an_unused_input_gets_nothing(torch):
    """An input that the output does not depend on stays None, silently."""
    a, b = _x(torch), _x(torch)
    (a * 2).sum().backward(inputs=[a, b])
    yield "a", a.grad
    yield "b", b.grad


def several_outputs_are_summed(torch):
    """autograd.backward takes a list of outputs with a list of gradients, None for scalars."""
    x = _x(torch)
    y, z = x * 2, (x**2).sum()
    given = torch.tensor([1.0, 10.0])
    yield "returns", torch.autograd.backward([y, z], grad_tensors=[given, None])
    yield "grad", x.grad
    a = _x(torch)
    torch.autograd.backward((a.sum(), a.sum() * 2))
    yield "no gradients given", a.grad
    b = _x(torch)
    torch.autograd.backward(b * 2, torch.ones(2))
    yield "single tensor", b.grad


def as_many_gradients_as_outputs(torch):
    """The numbers of outputs and of gradients must agree."""
    x = _x(torch)
    yield (
        "too few",
        raises(
            lambda: torch.autograd.backward([x * 2, x * 3], [torch.ones(2)]),
            "got 2 tensors and 1 gradients",
        ),
    )


def backward_works_inside_no_grad(torch):
    """backward does not care about the mode around it."""
    x = _x(torch)
    y = (x * x).sum()
    with torch.no_grad():
        y.backward()
    yield "grad", x.grad


def each_leafs_gradient_has_its_dtype(torch):
    """With mixed dtypes each leaf's gradient has the leaf's dtype."""
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    y = a * b
    yield "y", y
    y.sum().backward()
    yield "a.grad", a.grad
    yield "b.grad", b.grad


def twenty_thousand_operations_deep(torch):
    """A graph of 20,000 operations works in backward and in being freed."""
    x = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * 1.0001
    y.backward()
    yield "grad", x.grad
    del y
    yield "still here", x.is_leaf


def an_error_leaves_the_gradients_alone(torch):
    """A refused backward writes no gradient, and the graph can still be used."""
    x = _x(torch)
    y = x * x
    yield "refused", raises(lambda: y.backward(torch.ones(3)), "Mismatch in shape")
    yield "unset", x.grad
    y.backward(torch.ones(2))
    yield "then", x.grad


def a_pass_that_fails_has_filled_the_leaves_that_it_came_by(torch):
    """What nothing else leads to has its gradient, though an older node fails."""
    a, b, c = _x(torch), _x(torch), _x(torch)
    saved = (a * c).exp()
    loss = (saved * 1.0 + b).sum()
    with torch.no_grad():
        saved.add_(1.0)
    yield "error", raises(loss.backward, "modified by an inplace operation")
    yield "grads", [a.grad, b.grad, c.grad]
