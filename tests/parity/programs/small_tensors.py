"""Tensors of no elements and of no dimensions, in every kind of operation."""

from ..observe import raises

EMPTY = (
    "torch.einsum('bi,ij->bj', a, torch.ones(3, 2))", "torch.einsum('bi,bj->ij', a, a)",
    "torch.einsum('bi->i', a)", "torch.einsum('ij,kj->ik', b, b)", "torch.einsum('i,i->', e, e)",
    "torch.cat([e, w])", "torch.cat([w, e], 1)", "torch.cat([e], 1)", "torch.hstack([e, v])",
    "torch.stack([e, e], 1)", "torch.vstack([e, e])", "torch.scatter(v, 0, i, e)",
    "torch.scatter_add(v, 0, i, e)", "torch.index_add(v, 0, i, e)", "torch.index_copy(v, 0, i, e)",
    "torch.index_fill(s, 0, i, 2.)", "torch.linalg.pinv(a)", "torch.linalg.norm(b, 'nuc')",
    "torch.linalg.matrix_rank(a)", "torch.linalg.cond(b, 1)", "torch.linalg.norm(b, 1)",
    "a @ torch.ones(3, 2)", "torch.ones(2, 0) @ torch.ones(0, 3)", "torch.median(e)",
    "torch.softmax(e, 0)", "torch.log_softmax(a, 1)", "torch.meshgrid(e, v, indexing='ij')[1]",
    "torch.bincount(i)", "torch.bincount(i, minlength=2)", "torch.remainder(i, 0)", "i // 0",
    "torch.count_nonzero(v, ())", "torch.diff(e, 0, 5)", "torch.roll(e, 1, 3)",
    "torch.nn.functional.cross_entropy(a, i)", "torch.nn.functional.batch_norm(a, None, None)",
    "torch.nn.functional.one_hot(i, 3)", "torch.repeat_interleave(e, 2)", "torch.where(i)",
)  # fmt: skip
SINGLE = (
    "torch.flip(s, (0,))", "torch.movedim(s, 0, 0)", "torch.hstack([s, s])", "torch.hstack([s, v])",
    "torch.vstack([s, s])", "torch.dstack([s, s])", "torch.column_stack([s, s])",
    "torch.roll(s, 1)", "torch.repeat_interleave(s, 2)", "torch.quantile(s, .5, 0)",
    "torch.where(s > 0, 1, 0)", "torch.where(s > 0, 1, 2.)", "torch.where(s > 0, True, 2)",
    "torch.where(v > 2)", "torch.where(s)", "torch.tensor([2]) ** torch.tensor([-1])",
    "torch.split(v, torch.tensor(2))", "torch.arange(torch.tensor(3))", "torch.logit(s, 1)",
    "torch.scatter(s, 0, torch.tensor([0]), v[:1])", "torch.nn.functional.prelu(s, s)",
)  # fmt: skip
REFUSED = (
    "torch.flip(s, (0, -1))", "torch.squeeze(s, (0, -1))", "torch.roll(s, 1, 0)",
    "torch.diag_embed(s)", "torch.mv(s, s)", "torch.addr(w, s, v)", "torch.quantile(s, .5, 1)",
    "torch.movedim(s, 1, 0)", "torch.linalg.vector_norm(e, -1)",
    "torch.linalg.vector_norm(b, float('inf'), 1)", "torch.kthvalue(e, 1)",
    "torch.narrow(v, 0, 5, 1)", "torch.meshgrid(w, indexing='ij')", "v.repeat(-1)",
    "torch.repeat_interleave(v, -1)", "torch.repeat_interleave(v, torch.tensor([1, 1]))",
    "torch.diag_embed(v, 0, 1, 1)", "torch.tensordot(v, v)", "torch.baddbmm(v, v, v)",
    "torch.einsum('ii->i', w)", "torch.movedim(w, (0, 0), (0, 1))", "torch.linalg.cond(b, 3)",
    "torch.movedim(w, (0, 1), (0,))", "torch.take_along_dim(e, w, 0)",
    "torch.index_copy(w, 0, torch.tensor([0]), v)", "torch.searchsorted(s, s)",
    "torch.tril_indices(2, -1)", "torch.nn.functional.glu(s)", "torch.nn.functional.celu(v, 0)",
    "torch.nn.functional.linear(s, w)", "torch.nn.functional.prelu(w, v[:2])",
    "torch.nn.functional.nll_loss(s, torch.tensor(0))",
    "torch.nn.functional.cross_entropy(w, torch.tensor([0, 1]), v)",
    "torch.nn.functional.binary_cross_entropy(v / 4, v / 4, v)",
    "torch.nn.functional.soft_margin_loss(v, v)",
    "torch.nn.functional.cosine_embedding_loss(v, v, v)",
    "torch.nn.functional.gaussian_nll_loss(v, v, v[:2])",
    "torch.nn.functional.unfold(v, 1)", "torch.nn.functional.fold(v, 1, 1)",
    "torch.nn.functional.instance_norm(s)", "torch.nn.functional.batch_norm(w, v[:2], v)",
)  # fmt: skip


def _names(torch):
    return {
        "torch": torch,
        "e": torch.zeros(0, requires_grad=True),
        "a": torch.zeros(0, 3, requires_grad=True),
        "b": torch.zeros(2, 0, requires_grad=True),
        "s": torch.tensor(0.25, requires_grad=True),
        "v": torch.tensor([1.0, 2.0, 3.0], requires_grad=True),
        "w": torch.ones(2, 3, requires_grad=True),
        "i": torch.zeros(0, dtype=torch.int64),
    }


def values_and_gradients(torch):
    """What has no elements, or no dimensions, is computed and differentiated as anything else."""
    for call in EMPTY + SINGLE:
        names = _names(torch)
        result = eval(call, names)
        yield call, result
        parts = result if isinstance(result, tuple) else (result,)
        if any(part.requires_grad for part in parts):
            sum(part.sum() for part in parts).backward()
            yield f"gradients of {call}", {n: names[n].grad for n in "eabsvw"}


def errors(torch):
    """What has no meaning for such tensors is refused."""
    for call in REFUSED:
        yield call, raises(lambda call=call: eval(call, _names(torch)))
