"""Which tensors are leaves, which require gradients, and who may change that."""

from ..observe import raises, warned


def _x(torch):
    return torch.tensor([1.5, -2.0], requires_grad=True)


def _place(tensor):
    return [tensor.is_leaf, tensor.requires_grad, tensor.grad_fn]


def made_by_the_user(torch):
    """A tensor made by the user is a leaf without gradient, or with, as asked."""
    yield "default", _place(torch.tensor([1.0]))
    yield "asked", _place(torch.tensor([1.0], requires_grad=True))
    yield "asked not to", _place(torch.tensor([1.0], requires_grad=False))


def factories_take_requires_grad(torch):
    """Every factory takes requires_grad=True and gives a leaf."""
    like = torch.tensor([[1.0, 2.0, 3.0]])
    made = {
        "tensor": torch.tensor([1.0], requires_grad=True),
        "zeros": torch.zeros(2, 3, requires_grad=True),
        "ones": torch.ones((2, 3), requires_grad=True),
        "full": torch.full((2,), 0.5, requires_grad=True),
        "arange": torch.arange(3.0, requires_grad=True),
        "linspace": torch.linspace(0, 1, 5, requires_grad=True),
        "eye": torch.eye(2, requires_grad=True),
        "zeros_like": torch.zeros_like(like, requires_grad=True),
        "ones_like": torch.ones_like(like, requires_grad=True),
        "full_like": torch.full_like(like, 7.0, requires_grad=True),
    }
    for name, tensor in made.items():
        yield name, tensor
    drawn = {
        "empty": torch.empty(2, requires_grad=True),
        "rand": torch.rand(2, 3, requires_grad=True),
        "randn": torch.randn((2, 3), requires_grad=True),
        "rand_like": torch.rand_like(like, requires_grad=True),
        "randn_like": torch.randn_like(like, requires_grad=True),
    }
    for name, tensor in drawn.items():
        yield name, [list(tensor.shape), str(tensor.dtype), *_place(tensor)]


def operations_on_gradless_tensors_give_leaves(torch):
    """The result of operations on tensors none of which requires grad is a leaf."""
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    for name, result in {"sum": x + y, "exp": x.exp(), "deep": (x * y - 1).sum()}.items():
        yield name, _place(result)


def one_requiring_input_is_enough(torch):
    """The result requires grad as soon as one input does, on either side."""
    x, c = _x(torch), torch.tensor([1.0, 2.0])
    yield "x + c", x + c
    yield "c + x", c + x
    yield "c*x*c", c * x * c


def some_operations_leave_the_graph(torch):
    """detach, data, comparisons, argmax, casts to integers and *_like give gradless leaves."""
    x = _x(torch)
    yield "detach", _place(x.detach())
    yield "data", _place(x.data)
    yield "x > 0", _place(x > 0)
    yield "x == x", _place(x == x)
    yield "argmax", _place(x.argmax())
    yield "long", _place(x.long())
    yield "int", _place(x.int())
    yield "bool", _place(x.bool())
    yield "zeros_like", _place(torch.zeros_like(x))
    yield "ones_like", _place(torch.ones_like(x))


def views_clones_and_casts_are_not_leaves(torch):
    """A view of, a clone of, and a float64 cast of a requiring leaf are results of operations."""
    x = _x(torch)
    yield "view", x.view(2, 1)
    yield "reshape", x.reshape(1, 2)
    yield "index", x[0]
    yield "slice", x[:1]
    yield "clone", x.clone()
    yield "double", x.double()
    yield "to", x.to(torch.float64)


def made_and_reshaped_is_no_longer_the_leaf(torch):
    """tensor(..., requires_grad=True).view(2, 1) and tensor(5.) * 0.1 name non-leaves."""
    yield "view", _place(torch.tensor([1.0, 2.0], requires_grad=True).view(2, 1))[:2]
    yield "product", _place(torch.tensor(5.0, requires_grad=True) * 0.1)[:2]


def nothing_to_do_gives_the_same_object(torch):
    """float() of float32, contiguous() of contiguous, and +x give x itself, still a leaf."""
    x = _x(torch)
    yield "float", x.float() is x
    yield "to its own dtype", x.to(torch.float32) is x
    yield "contiguous", x.contiguous() is x
    yield "+x", (+x) is x
    yield "place", _place(+x)


def step_functions_are_recorded_with_gradient_zero(torch):
    """round, floor, ceil and sign of a requiring tensor are in the graph; their gradient is 0."""
    for name in ("round", "floor", "ceil", "sign"):
        x = _x(torch)
        y = getattr(x, name)()
        y.backward(torch.ones(2))
        yield name, y
        yield f"gradient of {name}", x.grad


def results_under_no_grad_are_leaves(torch):
    """Computed under no_grad: a leaf that does not require grad, whatever its inputs."""
    x = _x(torch)
    with torch.no_grad():
        y = x * 2
    yield "place", _place(y)
    yield "after", _place(x * 2)[:2]


def a_gradless_result_can_become_a_leaf_that_requires(torch):
    """requires_grad_() on a gradless result makes it a leaf that gets its .grad."""
    x = torch.tensor([1.0, 2.0]) * 3
    yield "returns self", x.requires_grad_() is x
    yield "place", _place(x)
    (x * x).sum().backward()
    yield "grad", x.grad


def requires_grad_can_be_set_on_a_leaf(torch):
    """The attribute and the method switch a leaf on and off."""
    x = torch.tensor([1.0])
    x.requires_grad = True
    yield "on", x.requires_grad
    x.requires_grad = False
    yield "off", x.requires_grad
    yield "method", [x.requires_grad_().requires_grad, x.requires_grad_(False).requires_grad]
    x.requires_grad_(True)
    yield "result", (x * 2).requires_grad


def only_floating_point_can_require(torch):
    """requires_grad on integers or booleans: RuntimeError about floating point."""
    words = ("floating point", "require gradients")
    yield "constructor", raises(lambda: torch.tensor([1, 2], requires_grad=True), *words, "complex")
    yield "bools", raises(lambda: torch.tensor([True], requires_grad=True), *words)
    yield "factory", raises(lambda: torch.zeros(2, dtype=torch.int64, requires_grad=True), *words)
    yield "method", raises(torch.tensor([1, 2]).requires_grad_, *words)
    yield "method off", torch.tensor([1, 2]).requires_grad_(False)
    integers = torch.tensor([1, 2])
    yield "setter", raises(lambda: setattr(integers, "requires_grad", True), *words, "complex")
    yield "setter off", setattr(integers, "requires_grad", False)
    yield "arange", raises(lambda: torch.arange(3, requires_grad=True), *words)


def a_non_leaf_cannot_be_switched_off(torch):
    """requires_grad = False on a non-leaf: RuntimeError that points to detach()."""
    y = _x(torch) * 2
    words = ("you can only change requires_grad flags of leaf variables", "detach()")
    yield "setter", raises(lambda: setattr(y, "requires_grad", False), *words)
    yield "method", raises(lambda: y.requires_grad_(False), *words)
    yield "still requires", y.requires_grad


def switching_a_non_leaf_on_does_nothing(torch):
    """requires_grad_(True) on a non-leaf is a no-op; assigning the attribute is refused."""
    y = _x(torch) * 2
    yield "method returns self", y.requires_grad_() is y
    words = "you can only change requires_grad flags of leaf variables"
    yield "setter", raises(lambda: setattr(y, "requires_grad", True), words)
    yield "place", _place(y)


def requires_grad_is_a_bool(torch):
    """A value that is no bool: RuntimeError."""
    x = torch.tensor([1.0])
    yield "setter", raises(lambda: setattr(x, "requires_grad", 1), "must be a bool")
    yield "unchanged", x.requires_grad


def graph_attributes_are_read_only(torch):
    """is_leaf, grad_fn and _version cannot be assigned."""
    x = _x(torch)
    for name, value in {"is_leaf": False, "grad_fn": None, "_version": 3}.items():
        yield name, raises(lambda name=name, value=value: setattr(x, name, value))


def a_copy_of_a_tensor_drops_its_history(torch):
    """tensor(t) copies the values, has no history, and warns."""
    y = _x(torch) * 2
    words = ("copy construct", "detach().clone()")
    outcome = warned(lambda: torch.tensor(y), *words)
    yield "copy", outcome
    yield "another object", outcome.result is not y
    yield "asked", warned(lambda: torch.tensor(y, requires_grad=True), *words)


def factories_are_exempt_from_no_grad(torch):
    """A tensor made with requires_grad=True inside no_grad requires grad."""
    with torch.no_grad():
        x = torch.tensor([2.0], requires_grad=True)
        z = torch.zeros(2, requires_grad=True)
    yield "tensor", _place(x)
    yield "zeros", _place(z)
    (x * x).backward()
    yield "grad", x.grad
