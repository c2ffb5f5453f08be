"""Operations that write into their tensor: the limits that types, shapes and saved results set."""

from ..observe import graph, raises
from .versions import _x


def types_must_allow_the_result(torch):
    """A float result cannot be written into integers, nor a larger shape into a smaller."""
    i = torch.tensor([1, 2])
    cast = "can't be cast to the desired output type Long"
    yield "add_ 1.5", raises(lambda: i.add_(1.5), "result type Float " + cast)
    yield "/= 2", raises(lambda: i.div_(2), "result type Float " + cast)
    yield "mul_", raises(lambda: i.mul_(torch.ones(2)), "result type Float " + cast)
    yield "sqrt_", raises(lambda: i.sqrt_(), "result type Float " + cast)
    yield (
        "bool",
        raises(
            lambda: torch.tensor([True]).add_(1),
            "result type Long can't be cast",
            "output type Bool",
        ),
    )
    yield "fits", [i.add_(1), i.mul_(True), torch.ones(2).add_(i), i.fill_(2.7)]
    f = torch.ones(2)
    yield "float64 into float32", f.add_(torch.ones(2, dtype=torch.float64))
    yield (
        "broadcast",
        raises(
            lambda: torch.ones(2).add_(torch.ones(3, 2)),
            "output with shape [2] doesn't match the broadcast shape [3, 2]",
        ),
    )
    yield "does not fit", raises(lambda: torch.ones(2).add_(torch.ones(3)), "must match the size")
    yield "copy_ converts", [i.copy_(torch.tensor([1.9, -1.9])), f.copy_(torch.tensor([3, 4]))]
    yield "copy_ broadcasts", torch.zeros(2, 2).copy_(torch.tensor([1.0, 2.0]))
    yield "copy_ refuses", raises(lambda: torch.zeros(2).copy_(torch.zeros(3)))
    yield "setitem refuses", raises(lambda: f.__setitem__(slice(None), torch.zeros(3)))
    yield "no tensor", raises(lambda: f.copy_([1.0, 2.0]), "must be Tensor, not list")


def mixed_types_in_place_keep_their_gradients_type(torch):
    """Each input's gradient has the input's type, whatever was written where."""
    x = _x(torch)
    d = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    y = x * 1
    y.mul_(d)
    y.sum().backward()
    yield "float64 into float32", [y, x.grad, d.grad]
    x.grad = d.grad = None
    y = d * 1
    y[0] = x[1]
    y[1:].add_(x[:1])
    y.sum().backward()
    yield "float32 into float64", [y, x.grad, d.grad]


def retained_gradients_after_in_place(torch):
    """retain_grad() before an in-place change asks for the gradient of the final value."""
    x = _x(torch)
    y = x * 2
    y.retain_grad()
    y.mul_(3)
    yield "retains", y.retains_grad
    y.sum().backward()
    yield "gradients", [y.grad, x.grad]
    x = _x(torch)
    y = x * 2
    y.retain_grad()
    y[0] = 5.0
    (y * y).sum().backward()
    yield "after setitem", [y.grad, x.grad]


def hooks_stay_with_the_old_value(torch):
    """A hook registered before an in-place change sees the gradient of the old value."""
    x = _x(torch)
    y = x * 2
    seen = []
    y.register_hook(lambda grad: seen.append(("before", grad.tolist())))
    y.mul_(3)
    y.register_hook(lambda grad: seen.append(("after", grad.tolist())))
    y.sum().backward()
    yield "seen", seen


def an_expanded_tensor_cannot_be_written(torch):
    """Several elements in one place: clone first."""
    t = torch.ones(1).expand(3)
    yield "add_", raises(lambda: t.add_(1), "single memory location", "clone()")
    yield "zero_", raises(lambda: torch.ones(2, 1).expand(2, 3).zero_())
    yield "setitem", raises(lambda: t.__setitem__(0, 5.0))
    yield "part", raises(lambda: t[1:].mul_(2), "single memory location")
    x = _x(torch)
    yield "requiring", raises(lambda: (x * 1).expand(3, 2).add_(1), "single memory location")
    yield "clone", t.clone().add_(1)


def shapes_changed_in_place(torch):
    """t_, transpose_, unsqueeze_, squeeze_ change the tensor's own shape, and are recorded."""
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    for name, change in {
        "t_": lambda y: y.t_(),
        "transpose_": lambda y: y.transpose_(0, 1),
        "unsqueeze_": lambda y: y.unsqueeze_(1),
        "squeeze_": lambda y: y.unsqueeze_(0).squeeze_(),
        "squeeze_(dim)": lambda y: y.unsqueeze_(0).squeeze_(0),
    }.items():
        y = x * 2
        yield name, [change(y) is y, y, y._version]
        yield f"{name}: graph", graph(y)
        x.grad = None
        (y * torch.arange(6.0).reshape(y.shape)).sum().backward()
        yield f"{name}: gradient", x.grad
    yield "on a leaf", raises(lambda: x.t_(), "a leaf Variable that requires grad")
    t = torch.zeros(2, 3)
    view = t[0]
    t.t_()
    yield "view unmoved", [view, t.shape]


def every_augmented_assignment(torch):
    """Each of Python's augmented assignments keeps the tensor, and counts once; but not @=."""
    t = torch.tensor([5.0, 7.0])
    same = t
    t //= 2
    t %= 2
    t **= 3
    yield "floats", [t, t is same, t._version]
    b = torch.tensor([True, True, False])
    same = b
    b &= torch.tensor([True, False, True])
    b |= torch.tensor([False, False, True])
    b ^= torch.tensor([True, True, True])
    yield "bools", [b, b is same, b._version]
    m = same = torch.ones(2, 2)
    m @= m
    yield "a product is a new tensor", [m, m is same]


def filled_at_random(torch):
    """uniform_ and normal_ overwrite in place; a recorded tensor loses its gradient."""
    t = torch.zeros(2, 3)
    yield "same", [t.uniform_(1, 2) is t, bool((t >= 1).all() and (t < 2).all()), t._version]
    yield "normal", [t.normal_(0, 0.1).shape, t._version]
    w = torch.zeros(3, requires_grad=True)
    yield "leaf", raises(lambda: w.uniform_(-1, 1), "a leaf Variable that requires grad")
    with torch.no_grad():
        w.normal_()
    yield "under no_grad", [w.is_leaf, w.requires_grad, w._version]
    x = _x(torch)
    y = x * 2
    y.normal_()
    y.sum().backward()
    yield "gradient", x.grad


def a_result_saved_within_a_part(torch):
    """An operation that saved its result, in place on a view: derivatives of higher order too."""
    for name in ("sigmoid_", "exp_", "tanh_", "sqrt_"):
        for kind, seen in {"all": lambda t: t[...], "a part": lambda t: t[1:]}.items():
            x = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
            y = x * 2
            view = seen(y)
            getattr(view, name)()
            total = (view * view).sum() + y.cos().sum()
            grads = []
            for _ in range(3):
                (grad,) = torch.autograd.grad(total, x, create_graph=True)
                grads.append(grad.detach())
                total = (grad * grad).sum()
            yield f"{name}, {kind}", grads


def a_retained_gradient_of_a_part_hears_of_second_derivatives(torch):
    """What a view retains is also what a derivative of the derivative sends to its final value."""
    x = torch.tensor([-1.75, 0.5], dtype=torch.float64, requires_grad=True)
    y = x * x
    view = y[:1]
    view.retain_grad()
    view.sigmoid_()
    for name, root in (("view", view), ("base", y)):
        out = (root.sin() * 0.75).sum()
        (first,) = torch.autograd.grad(out, x, create_graph=True)
        (second,) = torch.autograd.grad((first * first).sum(), x, retain_graph=True)
        yield name, [first.detach(), second, view.grad.detach().clone()]
