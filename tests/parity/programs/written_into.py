"""`out=`: which type, which memory, which history; and the types of gradients behind writes."""

from ..observe import raises

CALLS = (
    "torch.sum(f,0,out=d3)", "torch.sum(f,0,out=i3)", "torch.sum(f>2,0,out=b3)",
    "torch.mean(f,0,out=d3)", "torch.prod(f,0,out=d3)", "torch.nansum(f,0,out=d3)",
    "torch.cumsum(f,0,out=torch.zeros(2,3).double())",
    "torch.cumprod(f,0,out=torch.zeros(2,3).long())",
    "torch.sum(f,0,dtype=torch.float32,out=d3)", "torch.softmax(f,0,out=torch.zeros(2,3).double())",
    "torch.arange(3,out=torch.zeros(3))", "torch.arange(3,out=torch.zeros(4))",
    "torch.linspace(0,1,3,out=torch.zeros(4))", "torch.eye(3,out=torch.zeros(4))",
    "torch.full((3,),2,out=torch.zeros(4))", "torch.full((3,),2.5,out=i3)",
    "torch.zeros(3,out=torch.zeros(4))", "torch.ones(3,out=d3)", "torch.ones(3,out=i3)",
    "torch.sum(f,0,out=3)", "torch.max(f,0,out=())", "torch.max(f,0,out=(d3,i3))",
    "torch.max(f,0,out=(torch.zeros(3),torch.zeros(3)))",
    "torch.add(g[:3],1,out=g[1:])", "torch.add(g,1,out=g)", "torch.exp(g,out=g)",
    "torch.cat([g[:2],g[2:]],out=torch.zeros(4))", "torch.exp(g,out=torch.zeros(1).expand(4))",
    "torch.cat([r,r],out=torch.zeros(6))", "torch.stack([r,r],out=torch.zeros(2,3))",
    "torch.cat([f[0],f[1]],out=torch.zeros(6).double())",
    "torch.var(f,0,out=d3)",
    "torch.nanmean(f,0,out=d3)", "torch.diff(g,out=d3)", "torch.amax(f,0,out=d3)",
    "torch.cat([f[0]>2,f[1]>2],out=torch.zeros(6))",
    "torch.eq(r,r,out=b3)", "torch.argmax(r,0,out=torch.tensor(0))", "torch.add(r,1,out=d3)",
    "torch.floor(r,out=torch.zeros(3))", "torch.isnan(r)", "torch.add(f[0],1,out=r)",
)  # fmt: skip


def _names(torch):
    return {
        "torch": torch,
        "f": torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "g": torch.arange(4.0),
        "r": torch.tensor([1.0, 2.0, 3.0], requires_grad=True),
        "d3": torch.zeros(3, dtype=torch.float64),
        "i3": torch.zeros(3, dtype=torch.int64),
        "b3": torch.zeros(3, dtype=torch.bool),
    }


def outs(torch):
    """What is computed in the type of `out`, what is cast into it, and what is refused."""
    for call in CALLS:
        names = _names(torch)
        try:
            given = eval(call, names)
            shown = list(given) if isinstance(given, tuple) else given
            yield call, shown
        except Exception:
            names = _names(torch)
            yield call, raises(lambda c=call, n=names: eval(c, n))
        yield f"after {call}", [names["g"], names["d3"], names["i3"]]


def gradients_of_writes(torch):
    """A gradient has its leaf's type, also when what was written was of another one."""
    for name in ("eq_", "ne_", "lt_", "le_", "gt_", "ge_", "copy_", "add_", "mul_", "atan2_"):
        for kind in ("float32", "float16"):
            x = torch.tensor([0.5, 1.0, 2.0], dtype=getattr(torch, kind), requires_grad=True)
            y = torch.ones(3, dtype=torch.float64)
            getattr(y, name)(x)
            (gradient,) = torch.autograd.grad(y.sum(), x)
            yield f"{name} {kind}", gradient
    for step in ("ceil", "clone", "sign"):
        for name in ("cumsum_", "cumprod_"):
            x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float16, requires_grad=True)
            y = getattr(x, step)()
            getattr(y[:2], name)(0)
            (gradient,) = torch.autograd.grad(y.sum(), x, create_graph=True)
            yield f"{step} {name}", gradient.detach()


def plain_results(torch):
    """Results are tensors of no other class, whatever the types of the operands."""
    f = torch.tensor([1.0, -2.0], requires_grad=True)
    half = torch.tensor([[1.0, -2.0]], dtype=torch.float16, requires_grad=True)
    F = torch.nn.functional
    yield "huber_loss", type(F.huber_loss(f, f.detach().double())).__name__
    yield "rms_norm", type(F.rms_norm(half, (2,))).__name__
    yield "attention", type(F.scaled_dot_product_attention(half, half, half)).__name__
    yield "layer_norm", type(F.layer_norm(half, (2,))).__name__
    yield "sum", type(half.sum(dtype=torch.float32)).__name__


def small_print(torch):
    """The sign of a remainder of zero; nan as a whole number; steps of nothing; 0-d dims."""
    zero, x = torch.tensor([0.0, -0.0, 4.0]), torch.tensor([-0.5, 2.0, -2.0])
    yield "1/remainder", [1 / torch.remainder(zero, x), 1 / (0 % x), 1 / (4 % x), 1 / (zero % 2)]
    yield "nansum", torch.nansum(torch.tensor([1.5, float("nan")]), dtype=torch.int64)
    for shape in ((0,), (2, 0), (0, 3), (2, 0, 3)):
        yield f"stride {shape}", list(torch.zeros(shape).stride())
    m, d = torch.tensor([[1.0, 2.0, 4.0], [5.0, 7.0, 1.0]]), torch.tensor(0)
    yield "std", [torch.std(m, d, correction=0), m.var(d, correction=0, keepdim=True)]
    yield "by name", [m.std(dim=d, correction=2), torch.var(m, d, keepdim=True)]
    x = torch.tensor([3.0, 0.0, 5.0], requires_grad=True)
    (first,) = torch.autograd.grad((x / x).sum() + x.min(), x, create_graph=True)
    yield "nan beside a minimum", torch.autograd.grad((first * first).sum(), x)[0]
