"""Element types that an operation is not for, or that it gets mixed; and whole numbers by zero."""

from ..observe import raises

CALLS = (
    "i%0", "i%z", "i//0", "i//z", "i.fmod(0)", "i.fmod(z)", "i.remainder(z)",
    "torch.div(i,z,rounding_mode='trunc')", "torch.div(i,0,rounding_mode='floor')", "i/0", "i/z",
    "5%z", "5//z", "u%0", "u//torch.zeros(2,dtype=torch.uint8)", "b%0", "b//True", "i.__imod__(0)",
    "i.__ifloordiv__(0)", "i%0.", "i//0.", "i%torch.tensor(0)", "i%torch.tensor(0.)",
    "torch.tensor(5)%0", "v%0", "v//0", "v.fmod(0)", "torch.remainder(5,z)",
    "torch.floor_divide(i,z)", "i.floor_divide_(0)", "i.remainder_(z)", "torch.argmax(b)",
    "torch.argmin(b)", "torch.max(b)", "torch.min(b)", "torch.max(b,0)", "torch.amax(b)",
    "torch.sort(b)", "torch.argsort(b)", "torch.topk(b,1)", "torch.kthvalue(b,1)",
    "torch.median(b)", "torch.median(b,0)", "torch.cummax(b,0)", "torch.cumsum(b,0)",
    "torch.unique(b)", "torch.allclose(v,d)", "torch.isclose(v,d)", "torch.allclose(i,v)",
    "torch.isclose(i,i)", "torch.allclose(b,b)", "torch.isclose(b,b)", "torch.equal(v,d)",
    "torch.equal(i,v)", "torch.maximum(i,v)", "torch.dot(v,d)", "torch.outer(v,d)", "v@d",
    "torch.mv(m,d)", "torch.mm(m,m.double())", "torch.bmm(m[None],m[None].double())",
    "torch.addmm(m,m,m.double())", "torch.addmv(v,m,d)", "torch.einsum('i,i',v,d)",
    "torch.tensordot(v,d,1)", "torch.inner(v,d)", "torch.kron(v,d)",
    "torch.cross(torch.ones(3),torch.ones(3).double(),0)", "torch.linalg.solve(m,d)",
    "torch.linalg.vecdot(v,d)", "torch.lerp(v,d,.5)", "torch.lerp(v,v,torch.tensor(.5).double())",
    "torch.lerp(v,v,torch.tensor([.5,.5]).double())", "torch.heaviside(v,d)", "torch.where(b,v,d)",
    "torch.cat([v,d])", "torch.stack([v,i])",
    "torch.gather(v,0,torch.tensor([0],dtype=torch.int32))",
    "torch.index_add(v,0,torch.tensor([0]),d[:1])", "torch.scatter(v,0,torch.tensor([0]),d[:1])",
    "torch.masked_scatter(v,b,d)", "torch.index_copy(v,0,torch.tensor([0]),d[:1])",
    "torch.masked_fill(i,b,1.5)", "torch.bincount(v)", "torch.bincount(i,d)", "torch.histc(i)",
    "torch.searchsorted(v,d)", "torch.searchsorted(v,i)", "torch.bucketize(v,d)",
    "torch.quantile(v,torch.tensor(.5).double())", "torch.copysign(i,i)", "torch.polygamma(1,i)",
    "F.linear(v,m.double())", "F.mse_loss(v,d)", "F.l1_loss(v,d)",
    "F.cross_entropy(m,torch.tensor([0,1],dtype=torch.int32))",
    "F.embedding(torch.tensor([0],dtype=torch.int32),m)",
    "F.embedding(torch.tensor([0],dtype=torch.int16),m)",
    "F.one_hot(torch.tensor([0],dtype=torch.int32))",
    "F.nll_loss(m,torch.tensor([0,1],dtype=torch.uint8))", "F.kl_div(v,d)", "F.kl_div(i,v)",
    "F.softmax(i,0)", "F.relu(i)", "F.relu(b)", "F.gelu(i)", "F.layer_norm(m,(2,),d)",
    "F.batch_norm(m,d,d)", "F.conv1d(m[None],torch.ones(1,2,1).double())",
    "F.conv1d(m[None].long(),torch.ones(1,2,1).long())", "F.max_pool1d(m[None].long(),1)",
    "torch.std(i)", "torch.var(i)", "torch.norm(i)", "torch.logsumexp(i,0)", "torch.cumprod(b,0)",
    "torch.prod(b)", "torch.all(v)", "torch.any(i)", "torch.sum(b,dtype=torch.bool)",
    "torch.mean(i,dtype=torch.float32)", "torch.mean(b)", "torch.tril(b.reshape(1,2))",
    "torch.trace(b.reshape(1,2))", "torch.diff(b)", "torch.clamp(b,0,1)", "torch.clamp(b,0.,1.)",
    "torch.round(b)", "torch.abs(b)", "torch.neg(b)", "torch.sign(b)", "b+b", "b*b", "b-b", "b-1",
    "1-b", "b/b", "b**b", "b**2", "i**-1", "i**torch.tensor(-1)", "2**-i", "i**2.",
    "torch.tensor([2])**torch.tensor([-1])", "torch.tensor([0])**torch.tensor([-1])", "b<<1",
    "i<<1", "i>>1", "i<<i", "v<<1", "v>>1", "1<<i", "i<<1.5", "i<<-1", "i<<64", "u<<7", "u>>1",
    "torch.bitwise_left_shift(i,1)", "torch.bitwise_right_shift(i,i)", "i.__ilshift__(1)",
    "i.__irshift__(1)", "v.__ilshift__(1)", "i.bitwise_left_shift_(1)", "~v", "v&v", "i&1.5", "i^b",
    "not i", "torch.tensor(1.5).__index__()", "torch.tensor(1).__index__()",
    "[1,2][torch.tensor(1)]", "torch.tensor(float('inf')).int()",
    "torch.tensor(float('nan')).long()", "torch.full((2,),float('inf'),dtype=torch.int64)",
    "torch.tensor([3.7,-3.7]).int()", "')[0])", "",
)  # fmt: skip


def _names(torch):
    v, m = torch.tensor([1.0, 2.0]), torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    return {
        "torch": torch,
        "F": torch.nn.functional,
        "i": torch.tensor([1, 2]),
        "z": torch.tensor([0, 1]),
        "u": torch.tensor([1, 2], dtype=torch.uint8),
        "b": torch.tensor([True, False]),
        "v": v,
        "d": v.double(),
        "m": m,
    }


def each_call(torch):
    """What it gives, or PyTorch's error in PyTorch's words."""
    for call in CALLS:
        try:
            yield call, eval(call, _names(torch))
        except Exception as error:
            words = str(error).split("\n")[0]
            yield call, raises(lambda c=call: eval(c, _names(torch)))
            yield f"the words of {call}", "" if isinstance(error, TypeError) else words


def detached_in_place(torch):
    """What saved a result before detach_() refuses to use it; a leaf only gets no gradient."""
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    z = y.sin().sum()
    y.detach_()
    words = "Trying to use a saved tensor that has been detached in-place"
    yield "a result", [raises(z.backward, words), y._version, y.is_leaf]
    y.requires_grad_()
    yield "requiring grad again", raises(z.backward, words)
    w = (y * 3).sin().sum()
    w.backward()
    yield "used afterwards", y.grad
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    z = (y + 1).sum()
    y.detach_()
    z.backward()
    yield "not saved", x.grad
    for cut in ("detach_()", "requires_grad_(False)"):
        x = torch.ones(2, requires_grad=True)
        z = x.sin().sum()
        eval(f"x.{cut}", {"x": x})
        z.backward()
        yield f"a leaf, {cut}", [x.grad, x.requires_grad]
        x = torch.ones(2, requires_grad=True)
        z = x.sin().sum()
        eval(f"x.{cut}", {"x": x})
        x.requires_grad_()
        z.backward()
        yield f"a leaf, {cut} and back", x.grad
    y = torch.ones(2, requires_grad=True) * 2
    z = y.exp()
    total = z.sum()
    z.detach_()
    total.backward()
    yield "a saved result of its own", z.requires_grad
