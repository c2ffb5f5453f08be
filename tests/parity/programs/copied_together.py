"""Tensors on one memory stay on one memory when they are copied together, or saved and loaded."""

import copy
import io


def _families(torch):
    x = torch.arange(6.0)
    m = torch.arange(6.0).reshape(2, 3)
    leaf = torch.ones(4, requires_grad=True)
    yield "a part", [x, x[:2]]
    yield "the part first", [x[2:], x]
    yield "two parts", [x[1:4], x[2:]]
    yield "transposed", [m, m.t()]
    yield "transposed first", [m.t(), m]
    yield "a column", [m[:, 1], m]
    yield "a number", [x[3], x]
    yield "expanded", [x, x[:1].expand(3)]
    yield "detached", [x, x.detach()]
    yield "data", [leaf, leaf.data]
    yield "the same", [x, x]
    yield "apart", [x, x.clone()]
    yield "a parameter", [torch.nn.Parameter(x), x]
    yield "integers", [torch.arange(4), torch.arange(4)[1:]]


def _loaded(torch, family):
    file = io.BytesIO()
    torch.save(family, file)
    return torch.load(io.BytesIO(file.getvalue()))


def each_family(torch):
    """What a write into the first does to the second."""
    for name, _ in _families(torch):
        for way, copied in {
            "deepcopy": copy.deepcopy,
            "save": lambda family: _loaded(torch, family),
        }.items():
            original = dict(_families(torch))[name]
            first, second = copied(original)
            yield (
                f"{name}, {way}: as it was",
                [first.tolist(), second.tolist(), first.requires_grad, first.is_leaf],
            )
            first.detach().fill_(7)
            yield (
                f"{name}, {way}",
                [first.tolist(), second.tolist(), first is second, second._is_view()],
            )
            yield f"{name}, {way}: the original", [tensor.tolist() for tensor in original]


def modules_with_tied_weights(torch):
    """One parameter twice, and the detached values of a state_dict."""
    layer = torch.nn.Linear(2, 2)
    other = torch.nn.Linear(2, 2)
    other.weight = layer.weight
    both = copy.deepcopy(torch.nn.Sequential(layer, other))
    yield "tied", both[0].weight is both[1].weight
    state = _loaded(torch, both.state_dict())
    state["0.weight"].fill_(3)
    yield "state", state["1.weight"]
