"""Bad input, one call at a time: which error it is, and its words."""

from ..observe import raises

# By subject: expressions on x (2, 3), v (3,), n (3,) of integers, w (3, 3) of float64.
CALLS = {
    "views": [
        "x.view(torch.float64)", "torch.ones(()).view(torch.float64)",
        "torch.ones(4, 2).t().view(torch.float64)", "v.H", "v.mT", "torch.ones(2, 2, 2).t()",
        "x.permute(0)", "x.permute(0, 0)", "x.permute(0, 5)", "x.transpose(0, 2)",
        "x.view(4)", "x.t().view(6)", "x.view(-1, -1)", "x.view(-2, 3)", "x.view(2.0)",
        "torch.ones(0).view(-1, 0)", "x.expand(3)", "x.expand(2, 4)", "x.expand(-1, 2, 3)",
        "x.flatten(1, 0)", "x.unflatten(0, (3, -1))", "x.narrow(0, 1, 2)", "x.select(0, 2)",
        "torch.ones(()).select(0, 0)", "x.squeeze(2)", "x.unsqueeze(3)", "x.movedim(0, 2)",
    ],
    "making": [
        "torch.tensor([[1, 2], [3]])", "torch.tensor([1, [2]])", "torch.tensor('a')",
        "torch.tensor([None])", "torch.tensor([2**70])", "torch.tensor(['a'])",
        "torch.arange(0, 5, 0)", "torch.arange(5, 0)", "torch.eye(-1)", "torch.zeros(-1)",
        "torch.full((2,), 1, requires_grad=True)", "torch.zeros_like(3)",
        "torch.from_numpy([1.0])", "torch.zeros(2.5)",
    ],
    "products": [
        "x @ x", "x @ n", "x @ w", "v @ w.float()[:2]", "torch.mm(v, x)", "torch.mm(x, v)",
        "torch.mv(x, x)", "torch.mv(x, v[:2])", "torch.bmm(x, x)",
        "torch.bmm(torch.ones(2, 3, 4), torch.ones(2, 3, 4))", "torch.outer(x, v)",
        "torch.dot(v, v[:2])", "torch.dot(x, v)", "torch.dot(v, n)", "torch.vdot(x, v)",
        "torch.inner(x, v[:2])", "torch.cross(v, v[:2], dim=0)", "torch.addmm(v, x, x)",
        "torch.addmm(x, x, w)", "torch.addmv(v, x, v[:2])", "torch.kron(x, 2)",
        "torch.tensordot(x, v, dims=([0], [0]))", "torch.einsum('ij,jk->ik', x, x)",
        "torch.einsum('ij->k', x)", "torch.einsum('ij', v)",
    ],
    "no tensors": [
        "F.cross_entropy(x, 0)", "F.nll_loss(x, 0)",
        "F.linear(x, 2.0)", "F.linear(2.0, x)",
        "F.cosine_similarity(x, 2.0)", "torch.linalg.solve(w, 2.0)",
        "torch.linalg.inv(2.0)", "torch.linalg.det([1])", "torch.matmul(x, 2.0)",
        "torch.gather(x, 0, 2)", "torch.index_select(x, 0, 2)", "torch.addmm(x, x, 2.0)",
        "torch.einsum('ij,jk', x, 2.0)", "torch.einsum('i', 2.0)", "torch.sum(v.numpy())",
        "torch.exp(v.numpy()[0])", "torch.tensor([v, v])", "torch.tensor([torch.ones(0)])",
        "torch.tensor(1.0)[0]", "torch.matmul()",
    ],
    "targets of yes or no": [
        "F.binary_cross_entropy(v, n)",
        "F.binary_cross_entropy(v, n > 1)",
        "F.binary_cross_entropy_with_logits(v, n)",
        "F.binary_cross_entropy_with_logits(v, n > 1)",
    ],
    "matrices": [
        "torch.linalg.inv(x)", "torch.linalg.inv(v)", "torch.linalg.inv(n)",
        "torch.linalg.inv(torch.zeros(2, 2))", "torch.linalg.det(x)",
        "torch.linalg.solve(torch.zeros(2, 2), v[:2])", "torch.linalg.cholesky(-torch.eye(2))",
        "torch.linalg.eigh(x)", "torch.linalg.svd(v)", "torch.linalg.qr(v)",
        "torch.linalg.matrix_norm(x, 3)", "torch.linalg.norm(torch.ones(2, 2, 2), 2)",
        "torch.linalg.vector_norm(n)", "torch.linalg.matrix_power(x, 2)",
    ],
    "reductions": [
        "x.sum(2)", "x.sum((0, 0))", "x.mean(-3)", "n.mean()", "n.var()", "n.std(0)",
        "torch.ones(0).max()", "torch.ones(0, 3).max(0)", "x.median(2)", "x.sum('a')",
        "torch.logsumexp(x, 5)", "x.topk(4, 1)", "x.kthvalue(5, 1)", "x.cumsum(2)",
        "torch.ones(0).argmax()", "x.norm('abc')", "x.prod((0, 1))",
    ],
    "places": [
        "x.gather(1, n)", "x.gather(0, torch.tensor([[5]]))", "x.gather(0, v)",
        "x.index_select(0, torch.tensor([2]))", "x.index_select(2, n)",
        "x.index_add(0, torch.tensor([0]), x)", "x.scatter(0, n, v)", "torch.take(x, n + 9)",
        "x[2]", "x[0, 0, 0]", "x[[5]]", "x['a']", "x[1.0]", "x[torch.tensor([True, False, True])]",
        "x[::-1]", "x.masked_fill(v, 0.0)", "x.masked_select(v)", "x.repeat(2)", "x.tile('a')",
        "x.roll((1, 2), 0)", "torch.rot90(v)", "x.flip(2)", "torch.ones(()).split(1)",
        "x.split(-1)", "x.chunk(0)", "x.split([1, 2])", "torch.stack([x, v])", "torch.cat([x, v])",
        "torch.cat([])", "torch.cat(x)", "torch.stack([])", "torch.cat([x, 3])",
        "torch.where(x, x, x)",
        "torch.where(x > 0, x, v[:2])", "torch.meshgrid(x, indexing='zz')", "x.diff(-1)",
    ],
    "elements": [
        "x + v[:2]", "torch.add(x, 'a')", "torch.mul('a', x)", "torch.maximum(x, 2)",
        "torch.clamp(x)", "torch.clamp(3, 0, 1)", "~x", "-(n > 0)", "(n > 0) - (n > 0)",
        "n ** -1", "x & x", "torch.bitwise_and(x, x)", "torch.div(x, 2, rounding_mode='up')",
        "n // 0", "n % 0", "torch.lerp(x, v, w)", "torch.equal(x, 3)", "torch.exp(3.0)",
        "torch.sin([1.0])", "torch.isclose(x, x, rtol=-1.0)", "x.item()", "bool(x)", "float(x)",
        "x.to('cuda9')", "x.to('no type')",
    ],
    "losses": [
        "F.nll_loss(x, n)", "F.nll_loss(x, n[:2].float())", "F.nll_loss(x, n[:2] + 9)",
        "F.cross_entropy(x, n[:2].reshape(2, 1))", "F.cross_entropy(x, torch.ones(2, 2))",
        "F.mse_loss(x, x, reduction='most')", "F.binary_cross_entropy(x, x)",
        "F.binary_cross_entropy(x[0], x[1, :2])", "F.binary_cross_entropy_with_logits(x, v)",
        "F.huber_loss(x, x, delta=0)", "F.smooth_l1_loss(x, x, beta=-1)",
        "F.embedding(n + 9, x)", "F.embedding(v, x)", "F.one_hot(n - 5)", "F.one_hot(v)",
        "F.dropout(x, 2.0)", "F.layer_norm(x, (2,))", "F.layer_norm(x, ())",
        "F.linear(x, x[:, :2])", "F.glu(v)", "F.gelu(x, approximate='so')", "F.softmax(x, 4)",
        "F.group_norm(x, 2)",
    ],
}  # fmt: skip


def _calls(expressions):
    def program(torch):
        for expression in expressions:
            scope = {
                "torch": torch,
                "F": torch.nn.functional,
                "x": torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                "v": torch.tensor([1.0, 2.0, 3.0]),
                "n": torch.tensor([0, 1, 2]),
                "w": torch.eye(3, dtype=torch.float64),
            }
            yield expression, raises(lambda e=expression, s=scope: eval(e, s))

    program.__doc__ = f"{len(expressions)} calls, each of them wrong."
    return program


PROGRAMS = {name: _calls(expressions) for name, expressions in CALLS.items()}
