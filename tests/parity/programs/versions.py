"""Versions, and what overwriting a tensor in place does to gradients."""

from ..observe import graph, raises

MODIFIED = "modified by an inplace operation"


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def _place(tensor):
    return [tensor.is_leaf, tensor.requires_grad, tensor.grad_fn]


def every_in_place_change_counts(torch):
    """Methods, augmented assignments and setitem add one each, under no_grad too."""
    t = torch.tensor([1.0, 2.0])
    yield "new", t._version
    counts = []
    t.add_(1)
    counts.append(t._version)
    t += 1
    counts.append(t._version)
    t *= 2
    t -= 1
    t /= 2
    t **= 2
    counts.append(t._version)
    t[0] = 5.0
    counts.append(t._version)
    t[0] += 5.0
    counts.append(t._version)
    t.zero_().fill_(2).copy_(torch.ones(2))
    counts.append(t._version)
    with torch.no_grad():
        t.exp_()
    counts.append(t._version)
    yield "counts", counts
    yield "result", t


def results_start_at_zero(torch):
    """A new result has version 0, whatever its inputs have."""
    t = torch.zeros(2).add_(1).add_(1)
    yield "versions", [t._version, (t + 1)._version, t.clone()._version, t.exp()._version]
    yield "copy", torch.tensor([1.0])._version


def views_and_detached_tensors_share_the_count(torch):
    """The count belongs to the memory: view, base and detach() share it, .data does not."""
    base = torch.zeros(4)
    view, detached, data = base[1:3], base.detach(), base.data
    base.add_(1)
    yield "base", [t._version for t in (base, view, detached, data)]
    view.add_(1)
    yield "view", [t._version for t in (base, view, detached, data)]
    detached.add_(1)
    yield "detached", [t._version for t in (base, view, detached, data)]
    data.add_(1)
    yield "data", [t._version for t in (base, view, detached, data)]
    yield "values", [base, view, detached, data]


def a_later_view_takes_over_the_count(torch):
    """A view made after a change starts at the base's count; a view of a view shares it too."""
    base = torch.zeros(2, 2).add_(1)
    view = base[0]
    yield "view", view._version
    deeper = view[1]
    deeper.fill_(7)
    yield "all", [base._version, view._version, deeper._version]
    yield "values", base


def numpy_writes_unseen(torch):
    """An array on the memory sees changes, and its own changes are not counted."""
    t = torch.zeros(3)
    array = t.numpy()
    array[0] = 4
    yield "tensor", t
    yield "version", t._version
    t.add_(1)
    yield "array", array
    yield "counted", t._version


def methods_return_the_tensor(torch):
    """All in-place methods return self."""
    t = torch.tensor([0.5, 0.25])
    same = []
    for name in ("neg_", "abs_", "exp_", "log_", "sqrt_", "sin_", "cos_", "tanh_", "sigmoid_"):
        same.append(getattr(t, name)() is t)
    for name in ("relu_", "square_", "reciprocal_", "floor_", "ceil_", "round_", "zero_"):
        same.append(getattr(t, name)() is t)
    for name in ("add_", "sub_", "mul_", "div_", "pow_", "fill_"):
        same.append(getattr(t, name)(2.0) is t)
    same.append(t.copy_(torch.ones(2)) is t)
    same.append(t.requires_grad_() is t)
    yield "same", same
    yield "version", t._version


def version_is_read_only(torch):
    """`_version` cannot be set."""
    t = torch.zeros(2)

    def assign():
        t._version = 3

    yield "error", raises(assign)


def who_minds_a_changed_output(torch):
    """exp and sigmoid saved their output, so a change of it is an error; sin and add did not."""
    for name in ("exp", "sigmoid", "relu", "tanh", "sqrt", "reciprocal"):
        x = _x(torch)
        y = getattr(x, name)()
        y.add_(1)
        yield name, raises(lambda y=y: y.sum().backward(), MODIFIED, "is at version 1; expected")
    for name in ("sin", "cos", "neg", "log", "abs", "square"):
        x = _x(torch)
        y = getattr(x, name)()
        y.add_(1)
        y.sum().backward()
        yield name, x.grad
    x = _x(torch)
    y = x + 1
    y.add_(1)
    y.sum().backward()
    yield "add", x.grad


def who_minds_a_changed_input(torch):
    """A product minds a change of either factor that another needs; a sum does not."""
    x = _x(torch)
    y = x * 1
    z = y * y
    y.add_(1)
    yield "y * y", raises(lambda: z.sum().backward(), MODIFIED, "[torch.FloatTensor [2]]")
    constant = torch.tensor([3.0, 4.0])
    y = x * 1
    z = y * constant
    y.add_(1)
    z.sum().backward()
    yield "y * constant, y changed", x.grad
    y = x * 1
    z = y * constant
    constant.add_(1)
    yield (
        "y * constant, constant changed",
        raises(lambda: z.sum().backward(), MODIFIED, "is at version 1; expected version 0"),
    )
    y = x * 1
    z = y.sin()
    y.add_(1)
    yield (
        "sin(y)",
        raises(lambda: z.sum().backward(), MODIFIED, "is at version 1; expected version 0"),
    )
    y = x * 1
    z = y.exp()
    y.add_(1)
    x.grad = None
    z.sum().backward()
    yield "exp(y)", x.grad


def the_message_names_the_tensor(torch):
    """Type, shape, origin and both versions are in the message; a leaf has no origin."""
    x = _x(torch)
    y = x.exp()
    y.add_(1).add_(1)
    yield (
        "result",
        raises(
            lambda: y.sum().backward(),
            "one of the variables needed for gradient computation has been modified",
            "[torch.FloatTensor [2]], which is output 0 of Exp, is at version 2; expected",
            "anomaly detection",
        ),
    )
    c = torch.ones(2, 1, dtype=torch.float64)
    c.mul_(2)
    z = x * c
    c.mul_(2)
    yield (
        "constant",
        raises(
            lambda: z.sum().backward(),
            "[torch.DoubleTensor [2, 1]] is at version 2; expected version 1 instead",
        ),
    )


def a_step_between_forward_and_backward(torch):
    """A parameter stepped under no_grad before backward is an error, if its value was saved."""
    w = _x(torch)
    loss = (w * w).sum()
    with torch.no_grad():
        w -= 0.1
    yield "w * w", raises(lambda: loss.backward(), MODIFIED, "is at version 1; expected version 0")
    w = _x(torch)
    loss = (w * 3).sum()
    with torch.no_grad():
        w -= 0.1
    loss.backward()
    yield "w * 3", [w, w.grad]


def a_saved_view_minds_its_base(torch):
    """A change of the base is a change of a saved view, and the other way round."""
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    z = y[1:] * y[1:]
    y[0] = 0.0
    yield "view saved", raises(lambda: z.sum().backward(), MODIFIED)
    y = x * 1
    z = y * y
    y[1:].zero_()
    yield "base saved", raises(lambda: z.sum().backward(), MODIFIED)
    y = x * 1
    z = y * y
    y.detach().zero_()
    yield "through detach", raises(lambda: z.sum().backward(), MODIFIED)
    y = x * 1
    z = y * y
    y.data.zero_()
    z.sum().backward()
    yield "through data: wrong, and unnoticed", x.grad


def a_leaf_that_requires_grad_is_protected(torch):
    """In grad mode it cannot be overwritten, nor through a view; under no_grad it can."""
    message = "a leaf Variable that requires grad is being used in an in-place operation."
    through = "a view of a leaf Variable that requires grad is being used in an in-place operation."
    x = _x(torch)

    def augmented():
        y = x
        y += 1

    def setitem():
        x[0] = 5.0

    def masked():
        x[x > 0] = 5.0

    yield "add_", raises(lambda: x.add_(1), message)
    yield "zero_", raises(lambda: x.zero_(), message)
    yield "copy_", raises(lambda: x.copy_(torch.ones(2)), message)
    yield "+=", raises(augmented, message)
    yield "setitem", raises(setitem, through)
    yield "setitem by a mask", raises(masked, "leaf Variable that requires grad")
    yield "view", raises(lambda: x[:1].mul_(2), through)
    yield "view's view", raises(lambda: x.view(2, 1)[0].mul_(2), through)
    yield "untouched", [x, x._version]
    with torch.no_grad():
        x.add_(1)
        x[0] = 5.0
        x[1:].mul_(10)
    yield "under no_grad", [x, x._version, *_place(x)]


def in_place_is_recorded(torch):
    """y.mul_(3) makes y the product of what it was; the gradient follows."""
    x = _x(torch)
    y = x + 1
    before = y.grad_fn
    y.mul_(3)
    yield "names", [type(y.grad_fn).__name__, y.grad_fn.next_functions[0][0] is before]
    yield "graph", graph(y)
    y.sum().backward()
    yield "gradient", x.grad
    yield (
        "the table",
        [
            type(make(x * 1).grad_fn).__name__
            for make in (
                lambda t: t.add_(1),
                lambda t: t.sub_(1),
                lambda t: t.div_(2),
                lambda t: t.neg_(),
                lambda t: t.pow_(2),
                lambda t: t.exp_(),
                lambda t: t.sqrt_(),
                lambda t: t.sigmoid_(),
                lambda t: t.tanh_(),
                lambda t: t.relu_(),
                lambda t: t.zero_(),
                lambda t: t.fill_(2.0),
                lambda t: t.fill_(torch.tensor(2.0)),
                lambda t: t.copy_(torch.ones(2)),
                lambda t: t.copy_(x),
                lambda t: t.clamp_(0, 1),
                lambda t: t.clamp_(min=0.5),
                lambda t: t.masked_fill_(torch.tensor([True, False]), 0.0),
            )
        ],
    )


def in_place_squares_and_powers(torch):
    """An operation that saved what it then overwrites keeps the old values."""
    x = _x(torch)
    y = x * 1
    y.pow_(3)
    y.sum().backward()
    yield "pow_", x.grad
    x = _x(torch)
    y = x * 1
    y.mul_(y)
    yield "mul_(itself), backward", raises(lambda: y.sum().backward())
    x = _x(torch)
    y = x * 1
    y.sin_()
    y.sum().backward()
    yield "sin_", x.grad
    x = _x(torch)
    y = x * 1
    y.exp_().sin_()
    yield "exp_, then sin_", raises(lambda: y.sum().backward(), MODIFIED)
    x = _x(torch)
    y = x * 1
    y.sin_().exp_()
    y.sum().backward()
    yield "sin_, then exp_", x.grad
    x = _x(torch)
    y = x * 1
    y.mul_(x)
    y.div_(x + 1)
    y.sum().backward()
    yield "with tensors", x.grad


def higher_derivatives_through_in_place(torch):
    """A derivative of a derivative goes through in-place operations too."""
    x = _x(torch)
    y = x * 1
    y.pow_(3)
    y.mul_(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "first", g
    (h,) = torch.autograd.grad(g.sum(), x)
    yield "second", h
    x = _x(torch)
    y = x * x
    y[0] = x[1] ** 3
    y[1:].mul_(x[:1])
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "slices, first", g
    (h,) = torch.autograd.grad(g.sum(), x)
    yield "slices, second", h


def a_requiring_operand_brings_a_graph(torch):
    """In-place with an operand that requires grad turns a constant into a non-leaf."""
    x = _x(torch)
    t = torch.ones(2)
    t.add_(x)
    yield "add_", [t, *_place(t)]
    yield "graph", graph(t)
    t.sum().backward()
    yield "gradient", x.grad
    t = torch.ones(3)
    t[:2] = x
    yield "setitem", [t, *_place(t)]
    yield "its graph", graph(t)
    t = torch.ones(2)
    t[0] = x[1]
    yield "one element", graph(t)
    x.grad = None
    (t * 3).sum().backward()
    yield "its gradient", x.grad
    t = torch.zeros(2)
    t.fill_(x.sum())
    yield "fill_", graph(t)
    t = torch.zeros(3, 2)
    t.copy_(x)
    yield "copy_", graph(t)


def setitem_clears_gradients(torch):
    """What was overwritten gets gradient 0; CopySlices is the node."""
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    for name, key in {
        "int": 0,
        "ints": (1, 2),
        "slice": slice(0, 1),
        "steps": (slice(None), slice(None, None, 2)),
        "ellipsis": (..., 1),
        "all": slice(None),
        "none": (None, 0),
        "list": [1, 0],
        "tensor": torch.tensor([1]),
        "mask": torch.tensor([[True, False, True], [False, True, False]]),
        "mixed": (slice(None), [0, 2]),
        "pairs": ([0, 1], [1, 1]),
        "empty": slice(0, 0),
    }.items():
        y = x * 2
        y[key] = 7.0
        x.grad = None
        y.sum().backward()
        yield name, [y, x.grad]
        yield f"{name}: graph", graph(y)
        y = x * 2
        y[key] = x[key] * 5
        x.grad = None
        y.sum().backward()
        yield f"{name}, with a tensor", [y, x.grad]


def no_grad_keeps_the_old_history(torch):
    """Under no_grad an in-place change keeps the old grad_fn: the gradient is the user's affair."""
    x = _x(torch)
    y = x * 2
    before = y.grad_fn
    with torch.no_grad():
        y.mul_(100)
    yield "same node", y.grad_fn is before
    y.sum().backward()
    yield "gradient", x.grad
    y = x * 2
    with torch.no_grad():
        y.copy_(x)
    yield "copy_", [y, y.grad_fn]


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
