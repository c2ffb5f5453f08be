"""Views: who shares memory with whom, and what a change does to the graph of all of them."""

from ..observe import graph


def _x(torch):
    return torch.arange(1.0, 7.0).reshape(2, 3).requires_grad_()


def _family(tensor, root):
    return [tensor._is_view(), tensor._base is root, tensor._base is None]


def what_shares_memory(torch):
    """Shape changes and basic indexing give views; copies, indexing by lists and sums do not."""
    t = torch.arange(6.0).reshape(2, 3).clone()
    for name, make in {
        "view": lambda: t.view(3, 2),
        "view, own shape": lambda: t.view(2, 3),
        "reshape": lambda: t.reshape(6),
        "reshape, own shape": lambda: t.reshape(2, 3),
        "flatten": lambda: t.flatten(),
        "t": lambda: t.t(),
        "T": lambda: t.T,
        "mT": lambda: t.mT,
        "transpose": lambda: t.transpose(0, 1),
        "permute": lambda: t.permute(1, 0),
        "movedim": lambda: t.movedim(0, 1),
        "squeeze": lambda: t.squeeze(),
        "unsqueeze": lambda: t.unsqueeze(0),
        "expand": lambda: t.expand(2, 2, 3),
        "narrow": lambda: t.narrow(1, 0, 2),
        "select": lambda: t.select(1, 0),
        "x[0]": lambda: t[0],
        "x[0, 1]": lambda: t[0, 1],
        "x[:, 1]": lambda: t[:, 1],
        "x[:]": lambda: t[:],
        "x[...]": lambda: t[...],
        "x[None]": lambda: t[None],
        "x[::2]": lambda: t[::2],
        "view_as": lambda: t.view_as(torch.zeros(6)),
        "alias of a part": lambda: t[0][1:],
        "split": lambda: t.split(1)[1],
        "chunk": lambda: t.chunk(2, 1)[0],
        "unbind": lambda: t.unbind()[1],
        "iteration": lambda: next(iter(t)),
    }.items():
        made = make()
        memory = made.numpy()[...]
        memory[...] = memory + 0
        shares = made.data_ptr() >= t.data_ptr() and made.data_ptr() < t.data_ptr() + 24
        yield name, [shares, *_family(made, t)]
    for name, make in {
        "clone": lambda: t.clone(),
        "x + 0": lambda: t + 0,
        "x[[0, 1]]": lambda: t[[0, 1]],
        "x[mask]": lambda: t[t > 0],
        "x[tensor]": lambda: t[torch.tensor([0])],
        "reshape of a transpose": lambda: t.t().reshape(6),
        "contiguous of a transpose": lambda: t.t().contiguous(),
        "repeat": lambda: t.repeat(1, 1),
        "cat": lambda: torch.cat([t]),
        "to another type": lambda: t.double(),
        "detach": lambda: t.detach(),
        "data": lambda: t.data,
    }.items():
        made = make()
        yield name, _family(made, t)


def what_returns_itself(torch):
    """Some calls have nothing to do and return the very tensor."""
    t = torch.arange(3.0)
    m = torch.zeros(2, 3)
    yield (
        "the same",
        [
            t.flatten() is t,
            t.contiguous() is t,
            (+t) is t,
            t.float() is t,
            t.to(torch.float32) is t,
            m.flatten() is m,
            m.view(2, 3) is m,
            m.reshape(2, 3) is m,
            m.squeeze() is m,
            m.t().contiguous() is m,
            m.T.T is m,
            m.expand(2, 3) is m,
            m[:] is m,
            m.ravel() is m,
            t.ravel() is t,
        ],
    )


def a_view_of_a_view_has_the_root_as_base(torch):
    """`_base` is the tensor that owns the memory, however long the chain."""
    t = torch.zeros(2, 3)
    yield (
        "chain",
        [
            t.t()[0]._base is t,
            t[0][1:][0]._base is t,
            t.view(6).view(3, 2)._base is t,
            t.detach()[0]._base is t,
            t.unbind()[0][1]._base is t,
        ],
    )
    x = _x(torch)
    y = x * 1
    yield "recorded", [y[0]._base is y, y.t()[0]._base is y, x[0]._base is x]


def a_detached_view_is_none(torch):
    """detach() is not reported as a view; its own views have it as their base."""
    t = torch.zeros(2, 3)
    d = t.detach()
    yield "detached", [d._is_view(), d._base is None]
    v = d[0]
    yield "its view", [v._is_view(), v._base is d, v._base is t]
    dv = t[0].detach()
    yield "of a view", [dv._is_view(), dv._base is None]


def values_are_shared_both_ways(torch):
    """What is written into a view is in the base, and the other way round."""
    t = torch.arange(6.0).reshape(2, 3)
    views = [t[0], t.t(), t.view(6), t[:, 1:], t.unsqueeze(1), t[1, 2], t.expand(2, 2, 3)]
    t.mul_(10)
    yield "base written", list(views)
    views[1][0, 1] = -1.0
    views[2][5] = -2.0
    views[5].sub_(3)
    yield "views written", [t, *views]


def in_place_on_a_view_changes_the_base(torch):
    """The base's history becomes CopySlices; what was overwritten is scaled or cleared."""
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    y = x * 1
    v = y[1:3]
    v.mul_(3)
    yield "base", y
    yield "view", v
    yield "base's graph", graph(y)
    yield "view's graph", graph(v)
    y.sum().backward()
    yield "gradient", x.grad


def in_place_on_the_base_is_seen_by_the_view(torch):
    """An earlier view has a new grad_fn after its base was changed."""
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    y = x * 1
    v = y[1:3]
    before = v.grad_fn
    y.mul_(3)
    yield "view", v
    yield "another node", [type(before).__name__, v.grad_fn is before, v.grad_fn is v.grad_fn]
    yield "graph", graph(v)
    v.sum().backward()
    yield "gradient", x.grad


def kinds_of_views(torch):
    """Base and view are differentiable after a change of either, whatever kind the view is."""
    for name, make in {
        "select": lambda y: y[1],
        "element": lambda y: y[1, 2],
        "slice": lambda y: y[:, 1:],
        "steps": lambda y: y[:, ::2],
        "t": lambda y: y.t(),
        "view": lambda y: y.view(3, 2),
        "permute and slice": lambda y: y.permute(1, 0)[1:],
        "unsqueeze": lambda y: y.unsqueeze(1),
        "squeeze": lambda y: y[0:1].squeeze(0),
        "alias": lambda y: y[...],
        "narrow": lambda y: y.narrow(1, 1, 2),
        "view of a view of a view": lambda y: y.view(6)[1:5].view(2, 2)[:, 0],
    }.items():
        for what in ("view", "base"):
            x = _x(torch)
            y = x * x
            v = make(y)
            (v if what == "view" else y).mul_(x.sum())
            (y * y).sum().backward(retain_graph=True)
            yield f"{name}, {what} changed: from the base", x.grad
            x.grad = None
            v.sin().sum().backward()
            yield f"{name}, {what} changed: from the view", x.grad
            yield f"{name}, {what} changed: graphs", [graph(y), graph(v)]


def several_views_and_several_changes(torch):
    """Every change goes into the history of all, in the order in which it was made."""
    x = _x(torch)
    y = x * 2
    a, b = y[0], y[:, 1]
    a.mul_(3)
    b.add_(x[:, 0])
    a.sin_()
    y[1, 2] = 0.0
    yield "values", [y, a, b]
    (y * y).sum().backward(retain_graph=True)
    yield "from the base", x.grad
    x.grad = None
    a.sum().backward(retain_graph=True)
    yield "from one view", x.grad
    x.grad = None
    b.sum().backward()
    yield "from the other", x.grad
    yield "graph", graph(y)


def a_requiring_value_into_a_gradless_base(torch):
    """Writing a value that requires grad into a view makes the base require grad."""
    x = torch.tensor(2.0, requires_grad=True)
    base = torch.zeros(2, 3)
    view = base[1]
    yield "before", [base.requires_grad, view.requires_grad]
    view[0] = x * x
    yield "after", [base, view]
    yield "graphs", [graph(base), graph(view)]
    base.sum().backward()
    yield "gradient", x.grad
    rows = torch.zeros(3, 2)
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    for i in range(3):
        rows[i] = w * i
    yield "rows", rows
    (rows**2).sum().backward()
    yield "rows' gradient", w.grad
