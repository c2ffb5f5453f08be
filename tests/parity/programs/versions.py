"""Versions, and what overwriting a tensor in place does to gradients."""

from ..observe import raises

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
