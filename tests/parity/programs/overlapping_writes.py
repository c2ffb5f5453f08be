"""Memory that is read while it is written, and places that show one element several times."""

from ..observe import raises

WRITES = (
    "x[1:] = x[:-1]", "x[1:] += x[:-1]", "x[1:].add_(x[:-1])", "x[1:].copy_(x[:-1])", "x[:] = x",
    "x.copy_(x)", "x += x", "x[:3] += x[:3]", "x[:3] *= x[2:]", "x.add_(x[0])", "x.add_(x[:1])",
    "x.mul_(x[-1])", "x.add_(x[0], alpha=2)", "x[0] = x[1]", "x[1:] = x[0]", "x[:] = x[0]",
    "x[0:1] = x[0]", "x[::2] = x[1::2]", "x[::2] += x[1::2]", "x[::2] += x[:3]", "x[:3] += x[::2]",
    "m.add_(m.t())", "m.mul_(m.T)", "m.copy_(m.t())", "m[:] = m.t()", "m += m.t()", "m.add_(m[0])",
    "m[0] += m[1]", "m[0] += m[:, 0]", "m[:, 0] += m[0]", "m[:2] = m[1:]", "m[:, :2] = m[:, 1:]",
    "m[:, :2] += m[:, 1:]", "m.sub_(m.view(9).view(3, 3))", "m.sub_(m.detach())",
    "m.sub_(m.clone())", "m.div_(m.data)", "x[[0, 0]] = x[:2]", "x[[0, 1]] = x[3:]",
    "x[[0, 1, 2, 3, 4]] = x", "x[i] = x", "i[i] = i", "i[i] = 7", "x[x > 2] = x[x > 2]",
    "x[x > 2] = x[:2]", "x[x > 2] = x[0]", "x.masked_fill_(x > 2, x[0])", "b.masked_fill_(b, True)",
    "b[b] = False", "b.masked_fill_(b[0:1], True)", "x.masked_scatter_(x > 0, x)",
    "x.index_add_(0, i, x)", "x.index_add_(0, i[:2], x[:2])", "x.index_add_(0, i[:2], x[3:])",
    "x.index_copy_(0, i, x)", "x.index_copy_(0, i[:2], x[:2])", "x.index_fill_(0, i, x[0])",
    "i.index_fill_(0, i, 3)", "x.scatter_(0, i, x)", "x.scatter_(0, i[:2], x[:2])",
    "i.scatter_(0, i, 2)", "i.scatter_(0, i[:2], 2)", "x.scatter_add_(0, i, x)",
    "i.scatter_add_(0, i, i)", "x.fill_(x[0])", "x.fill_(x.sum())", "x.clamp_(x[0], x[1])",
    "x.clamp_(x[:1])", "x.clamp_min_(x[0])", "x.lerp_(x[0], 0.5)", "x.lerp_(x, 0.5)",
    "x.lerp_(x.flip(0), x)", "x.addcmul_(x, x)", "x.addcmul_(x[0], x)", "x.addcdiv_(x[1], x[1])",
    "x.pow_(x[0])", "x.pow_(x)", "x.atan2_(x[0])", "x.eq_(x[0])", "x.lt_(x)", "x.remainder_(x[0])",
    "x.floor_divide_(x[0])", "x.copysign_(x[0])", "x.hypot_(x[0])", "x.xlogy_(x[0])",
    "x.fmod_(x[0])", "x.logical_and_(x[0])", "i.bitwise_and_(i[0])", "x.cumsum_(0)", "m.tril_()",
    "x[1:].cumsum_(0)", "e.add_(1)", "e.mul_(e)", "e.copy_(e)", "e[0] = 1", "e[:, 0] = 1",
    "e[0, 0] = 1", "e[0].add_(1)", "e[:, 0].add_(1)", "e[0, 0].add_(1)", "e.zero_()", "e.fill_(2)",
    "e.relu_()", "e.clamp_(0, 1)", "e.cumsum_(0)", "e.index_add_(0, i[:1], e[:1])",
    "e.scatter_(0, i[:1][None], 1)", "e.exp_()", "e.neg_()", "e1.add_(1)", "e1.copy_(x[:1])",
    "x.add_(e)", "x.add_(e[:, 0])", "x[:2].add_(e1.expand(2))", "x.add_(x.expand(2, 5)[0])",
    "x[:2].add_(x[:2].expand(3, 2)[1])", "x.view(1, 5).add_(x)", "x.add_(x.view(1, 5)[0])",
    "x.view(5, 1).add_(x.view(5, 1))", "x.view(1, 5).add_(x.view(1, 5))", "x[2:2].add_(x[2:2])",
    "x[1:1] = x[0:0]", "s.add_(s)", "s.copy_(s)", "s.add_(s.view(1)[0])", "m.diagonal().add_(m[0])",
    "m.diagonal().copy_(m[0])", "m[0].add_(m.diagonal())", "m.diagonal().add_(m.diagonal())",
    "x[1:].sub_(x[:-1])", "x.data.add_(x[0])", "x.detach()[1:].add_(x[:-1])", "x[1:].relu_()",
    "x[1:].zero_()", "x.addcmul_(x[:5], x[:5])", "x[1:] = x[:-1].double()", "x[1:] = x[:-1] + 0",
    "x[1:] = x[:-1].long()", "x.__setitem__(slice(1, None), x[:-1])",
)  # fmt: skip


# Of these PyTorch's backward is an error (docs/differences.md).
FILLING = ("e.copy_(e)", "e.zero_()", "e.fill_(2)")


def _names(torch, factor):
    x, m, e = torch.arange(5.0) + 1, torch.arange(9.0).reshape(3, 3) + 1, torch.ones(1, 3)
    s = torch.tensor(2.0)
    if factor is not None:
        x, m, e, s = x * factor, m * factor, e * factor, s * factor
    return {
        "x": x,
        "m": m,
        "e": e.expand(3, 3),
        "e1": torch.ones(1).expand(1),
        "s": s,
        "i": torch.arange(5),
        "b": torch.tensor([True, False, True]),
    }


def without_history(torch):
    """Each write is done, or refused in PyTorch's words."""
    for write in WRITES:
        names = _names(torch, None)
        yield write, raises(lambda w=write, n=names: exec(w, n))


def with_history(torch):
    """The same of tensors that are results; what is done is differentiated."""
    for write in WRITES:
        factor = torch.ones((), requires_grad=True)
        names = _names(torch, factor)
        yield write, raises(lambda w=write, n=names: exec(w, n))
        if write in FILLING:
            continue
        total = sum(names[name].sum() for name in "xmes")
        yield f"backward after {write}", raises(total.backward)


def messages(torch):
    """The two sentences."""
    x = torch.arange(3.0)
    words = "some elements of the input tensor and the written-to tensor refer to a single memory"
    yield "read and written", raises(lambda: x[1:].add_(x[:-1]), words, "Please clone() the tensor")
    words = "more than one element of the written-to tensor refers to a single memory location"
    yield "written twice", raises(lambda: x[:1].expand(3).add_(1), words)
