"""What each operation is called in the graph: the chain of nodes down its first edges."""

from ..observe import graph

# Tested in this row's order: the expression, on x (2, 2) and v (2,), both requiring grad.
NOW = {
    "arithmetic": ["x + v", "x - v", "x * v", "x / v", "-x", "abs(x)", "x.abs()", "1 - x", "1 / x"],
    "arithmetic with numbers": ["x + 1", "1 + x", "x - 1", "2 * x", "x / 2", "x.neg()"],
    "methods": ["x.add(v)", "x.sub(v)", "x.mul(v)", "x.div(v)", "x.pow(2)"],
    "powers": ["x ** 2", "x ** v", "2 ** x", "x ** 0.5", "torch.square(x)", "torch.pow(x, 3)"],
    "exponentials": ["x.exp()", "x.log()", "x.sqrt()", "torch.exp(x)", "torch.log(x)"],
    "trigonometry": ["x.sin()", "x.cos()", "x.tan()", "x.tanh()"],
    "activations": ["x.sigmoid()", "x.relu()", "torch.sigmoid(x)", "torch.relu(x)"],
    "sums": ["x.sum()", "x.sum(0)", "x.sum((0, 1))", "x.sum(1, keepdim=True)", "torch.sum(x)"],
    "means": ["x.mean()", "x.mean(1)", "x.mean((0, 1), keepdim=True)"],
    "extremes": ["x.max()", "x.max(1)[0]", "x.min()", "x.min(0).values", "torch.max(x, v)"],
    "extremes of two": ["torch.maximum(x, v)", "torch.minimum(x, v)", "torch.min(x, v)"],
    "matmul": ["x @ x", "x @ v", "v @ v", "torch.matmul(x, v)", "x.mm(x)", "v.dot(v)"],
    "view": ["x.view(4)", "x.reshape(4)", "x.reshape(-1)", "x.flatten()", "x.view(1, 4)"],
    "transpose": ["x.t()", "x.transpose(0, 1)", "x.T", "x.permute(1, 0)", "x.mT"],
    "squeeze": [
        "x.unsqueeze(0)",
        "x[None]",
        "x.unsqueeze(0).squeeze()",
        "x.unsqueeze(0).squeeze(0)",
    ],
    "expand": ["x.expand(3, 2, 2)", "v.expand(2, 2)", "torch.broadcast_to(v, (2, 2))"],
    "clone": ["x.clone()", "x.double()", "x.to(torch.float64)"],
    "select": ["x[0]", "x[0, 1]", "x[-1]", "x[:, 1]"],
    "slice": ["x[1:]", "x[:, :1]", "x[:]", "x[::2]", "x.narrow(0, 0, 1)"],
    "ellipsis": ["x[...]", "x[..., 0]"],
    "mixed basic": ["x[0, 1:]", "x[1:, None]"],
    "advanced": ["x[x > 1]", "x[[0, 1]]", "x[torch.tensor([0, 0])]"],
    "joining": ["torch.cat([x, x])", "torch.stack([x, x])", "torch.cat([x, v[None]], 0)"],
    "unbind": ["x.unbind()[1]", "x.unbind(1)[0]", "list(x)[0]"],
    "amax": ["x.amax(1)", "x.amin((0, 1))"],
    "batched": ["torch.bmm(x[None], x[None])"],
    "splitting": ["x.split(1)[1]", "x.chunk(2)[0]"],
    "where": ["torch.where(x > 2, x, v)", "torch.where(x > 2, x, 0.0)"],
}
# The rest of the table, for the operations that are not here yet.
LATER = {
    "more exponentials": ["x.log1p()", "x.expm1()", "x.rsqrt()", "x.erf()", "x.reciprocal()"],
    "products": ["x.prod()", "x.prod(1)"],
    "statistics": ["x.var()", "x.std(0)", "x.norm()", "x.logsumexp(1)", "x.median()"],
    "scans": ["x.cumsum(0)", "x.sort()[0]", "x.topk(1)[0]"],
    "more shapes": ["x.repeat(2, 1)", "x.movedim(0, 1)", "x.unflatten(0, (2, 1))"],
    "picking": ["x.gather(0, torch.tensor([[0, 1]]))", "x.index_select(0, torch.tensor([1]))"],
    "masking": ["x.masked_fill(x > 1, 0.0)", "x.clamp(0, 1)", "x.clamp(min=2)"],
    "softmax": ["x.softmax(1)", "x.log_softmax(1)"],
    "losses": [
        "torch.nn.functional.cross_entropy(x, torch.tensor([0, 1]))",
        "torch.nn.functional.nll_loss(x, torch.tensor([0, 1]))",
        "torch.nn.functional.mse_loss(x, x * 2)",
        "torch.nn.functional.l1_loss(x, x * 2)",
        "torch.nn.functional.binary_cross_entropy(x.sigmoid(), torch.ones(2, 2))",
        "torch.nn.functional.binary_cross_entropy_with_logits(x, torch.ones(2, 2))",
    ],
    "layers": [
        "torch.nn.functional.linear(x, x, v)",
        "torch.nn.functional.layer_norm(x, (2,))",
        "torch.nn.functional.embedding(torch.tensor([0, 1]), x)",
    ],
}


def _chains(expressions):
    def program(torch):
        for expression in expressions:
            x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
            v = torch.tensor([0.5, 3.0], requires_grad=True)
            yield expression, graph(eval(expression, {"torch": torch, "x": x, "v": v}))

    program.__doc__ = f"The nodes and edges of {', '.join(expressions)}."
    return program


PROGRAMS = {name: _chains(expressions) for name, expressions in NOW.items()}
for _name, _expressions in LATER.items():
    PROGRAMS[_name] = _chains(_expressions)
