"""float16: what PyTorch computes in float32 and rounds once, and what it does not."""


def _half(torch, values):
    return torch.tensor(values, dtype=torch.float16)


def sums_do_not_overflow_on_the_way(torch):
    """mean of 1000s is 1000, although their sum is no float16; of prod each step is rounded."""
    many = torch.full((200, 3), 1000.0, dtype=torch.float16)
    yield "sum", many.sum()
    yield "mean", [many.mean(), many.mean(0), many.mean(1), many.mean(dtype=torch.float32)]
    yield "long", torch.ones(100_000, dtype=torch.float16).mean()
    yield "var", [many.var(), many.std(0), torch.var_mean(many)[1]]
    yield "spread", _half(torch, [-1000.0, 0.0, 1000.0]).std()
    yield "norm", [many[:20].norm(), many[:20].norm(1), many.norm(2, 1), many.norm(float("inf"))]
    yield "tiny", torch.full((100,), 1e-4, dtype=torch.float16).norm()
    yield "cumsum", _half(torch, [2048.0, 1.0, 1.0, 2.0]).cumsum(0)
    yield "cumprod", _half(torch, [300.0, 300.0, 0.01, 0.01]).cumprod(0)
    yield "prod", _half(torch, [300.0, 300.0, 0.01, 0.01]).prod()
    yield "logsumexp", _half(torch, [11.0, 11.5, 12.0]).logsumexp(0)
    yield "nansum", _half(torch, [40000.0, 40000.0, -40000.0, float("nan")]).nansum()


def softmax_and_normalizations(torch):
    """What is divided by a sum, or by a deviation."""
    F = torch.nn.functional
    x = _half(torch, [[300.0, 600.0, -300.0, 0.0], [1.0, 2.0, 3.0, 5.0]])
    big = x * 100
    yield "softmax", (x / 300).softmax(1)
    yield "log_softmax", (x / 300).log_softmax(1)
    yield "layer_norm", [F.layer_norm(x, (4,)), F.layer_norm(big, (4,))]
    yield "batch_norm", F.batch_norm(big.t(), None, None, training=True)
    yield "group_norm", F.group_norm(big, 2)
    yield "rms_norm", F.rms_norm(big, (4,))
    single = torch.ones(4)
    yield "float32 scale", F.layer_norm(x, (4,), single, single)
    norm = torch.nn.BatchNorm1d(4).to(torch.float16)
    yield "running", [norm(big), norm.running_mean]


def products_of_matrices(torch):
    """Each element is a sum, which is rounded once."""
    a = _half(torch, [[200.0, 200.0, -200.0], [0.1, 0.2, 0.3]])
    b = _half(torch, [[200.0, 1.0], [200.0, 2.0], [200.0, 4.0]])
    yield "mm", a @ b
    yield "mv", a @ b[:, 0]
    yield "dot", a[0].dot(b[:, 0])
    yield "bmm", torch.bmm(a[None], b[None])
    yield "einsum", torch.einsum("ij,jk->ki", a, b)
    yield "linear", torch.nn.functional.linear(a, a, a[:, 0])
    yield "conv1d", torch.nn.functional.conv1d(a[None], b.t()[:, :2, None])
    yield "avg_pool1d", torch.nn.functional.avg_pool1d(a[None] * 200, 3)


def a_number_is_taken_whole_where_it_scales(torch):
    """1e5 is no float16: a product or a quotient takes it as it is, a sum does not."""
    x = _half(torch, [1e-3, 2.0, -0.5])
    yield "times", [x * 1e5, 1e5 * x, x.clone().mul_(1e5)]
    yield "over", [x / 1e5, x / 3e-5]
    yield "under", 1e5 / (x * 1000)
    yield "plus", [x + 1e5, x - 0.1003, 0.1003 - x]
    yield "one element", [x[0] * 1e5, x[0] + 1, (x[0] * 2).dtype, (2 - x[0]).dtype]
    yield "a tensor of no dimensions", [x * torch.tensor(1e5), torch.tensor(1e5) * x]
    yield "an integer", x * torch.tensor(3)
    yield "array", x * torch.tensor([1e5])
    yield "types", [str((x * torch.tensor(2.0, dtype=torch.float64)).dtype)]
    leaf = _half(torch, [1e-3, 2e-3]).requires_grad_()
    y = leaf * 1e4
    y.sum().backward()
    yield "saved", [y.grad_fn, leaf.grad]


def gradients(torch):
    """They have the type of the leaf, and are computed as the values are."""
    calls = {
        "mean": lambda x: (x * 100).mean(),
        "sum of squares": lambda x: (x * x).sum(),
        "norm": lambda x: (x * 100).norm(),
        "std": lambda x: (x * 100).std(),
        "softmax": lambda x: x.softmax(0)[0],
        "log_softmax": lambda x: x.log_softmax(0)[0],
        "logsumexp": lambda x: x.logsumexp(0),
        "layer_norm": lambda x: torch.nn.functional.layer_norm(x * 500, (4,))[1],
        "matmul": lambda x: x @ (x * 100),
        "tanh": lambda x: x.tanh().sum(),
        "sigmoid": lambda x: x.sigmoid().sum(),
        "gelu": lambda x: torch.nn.functional.gelu(x).sum(),
        "mse": lambda x: torch.nn.functional.mse_loss(x, x.detach() * 2),
        "cube": lambda x: (x**3).sum(),
    }
    for name, call in calls.items():
        x = _half(torch, [0.5, -1.0, 2.0, 0.25]).requires_grad_()
        y = call(x)
        y.backward()
        yield name, [y, x.grad, type(y.grad_fn).__name__]


def hooks_for_saved_tensors(torch):
    """They get, and give back, what a reader of the graph sees: half precision."""
    x = _half(torch, [1.0, 2.0, 3.0]).requires_grad_()
    wide = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64, requires_grad=True)
    seen = []

    def pack(tensor):
        seen.append(str(tensor.dtype))
        return tensor.tolist(), tensor.dtype

    def unpack(packed):
        seen.append("unpacked")
        return torch.tensor(packed[0], dtype=packed[1])

    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = (x * x).softmax(0).norm().sigmoid()
        z = (x.float() * wide).sum()
    (y + z).backward()
    yield "seen", sorted(seen)
    yield "gradients", [y, z, x.grad, wide.grad]


def the_graph_shows_no_change_of_type(torch):
    """Nodes, saved tensors and versions are those of the operation alone."""
    x = _half(torch, [1.0, 2.0]).requires_grad_()
    y = x.sigmoid()
    node = y.grad_fn
    yield "next", [str(type(n).__name__) for n, _ in node.next_functions]
    yield "saved", [node._saved_result, node._saved_result.dtype]
    soft = x.softmax(0)
    yield "softmax", [soft.grad_fn._saved_result, soft.grad_fn.next_functions[0][0].variable is x]
    norm = x.norm()
    yield "saved input", norm.grad_fn._saved_self is x
    (first,) = torch.autograd.grad(x.sigmoid().sum(), x, create_graph=True)
    yield "second", torch.autograd.grad(first.sum(), x)
    with torch.no_grad():
        x.mul_(2)
    try:
        norm.backward()
    except RuntimeError as error:
        yield "modified", "modified by an inplace operation" in str(error)
