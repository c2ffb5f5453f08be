"""What operations say to wrong input: the same kind of error, the same key words."""

from ..observe import raises

# (call, words of the message); the kind of the error is compared too.
CALLS = {
    "torch.ones(0).max(0)": ("Expected reduction dim 0 to have non-zero size",),
    "torch.ones(2, 0).amin(1)": ("Expected reduction dim 1 to have non-zero size",),
    "torch.ones(0).argmax(0)": ("Expected reduction dim 0 to have non-zero size",),
    "torch.ones(0).amax()": ("specify", "dim"),
    "torch.eye(-2)": ("n must be greater or equal to 0",),
    "torch.tensor([1, 2]).var()": ("std and var only support floating point",),
    "torch.tensor([1, 2]).softmax(0)": ("not implemented for",),
    "torch.ones(2).clamp()": ("At least one of 'min' or 'max' must not be None",),
    "torch.ones(2).gather(0, torch.tensor([3]))": ("out of bounds", "size 2"),
    "torch.ones(2, 2).gather(0, torch.tensor([0]))": ("same number of dimensions",),
    "torch.ones(2).scatter(0, torch.tensor([5]), 1.0)": ("index 5 is out of bounds",),
    "torch.ones(2).index_select(0, torch.tensor([5]))": (),
    "torch.ones(2).topk(3)": ("selected index k out of range",),
    "torch.ones(2).kthvalue(3)": ("selected number k out of range for dimension 0",),
    "torch.ones(2).cumsum(3)": ("Dimension out of range",),
    "torch.ones(2).masked_fill(torch.tensor([1, 0]), 1.0)": ("boolean masks",),
    "torch.ones(1).masked_fill(torch.tensor([True]), torch.zeros(2))": ("0-dimensional value",),
    "torch.ones(2, 2).repeat(2)": ("Number of dimensions of repeat dims can not be smaller",),
    "torch.ones(6).unflatten(0, (4, 2))": ("don't multiply up to the size of dim 0 (6)",),
    "torch.ones(2).flip(1)": ("Dimension out of range",),
    "torch.ones(2).roll((1, 2), 0)": ("shifts and dimensions must align",),
    "torch.ones(2).tril()": ("at least 2 dimensions",),
    "torch.ones(2).trace()": ("expected a matrix",),
    "torch.ones(2, 2, 2).diag()": (),
    "torch.tensor([1]) // 0": (),
    "torch.div(torch.ones(1), 2, rounding_mode='up')": ("rounding_mode to be one of",),
    "torch.outer(torch.ones(2, 2), torch.ones(2))": ("Expected 1-D argument",),
    "torch.einsum('ij,jk->ik', torch.ones(2, 3), torch.ones(2, 3))": ("subscript j has size 2",),
    "torch.einsum('ij->k', torch.ones(2, 3))": ("output subscript k does not appear",),
    "torch.einsum('ijk->i', torch.ones(2, 3))": ("does not match the number of dimensions (2)",),
    "torch.addmm(torch.ones(2), torch.ones(2, 3), torch.ones(2, 3))": ("cannot be multiplied",),
    "torch.tensordot(torch.ones(2, 3), torch.ones(2, 3), 1)": ("contracted dimensions",),
    "torch.linalg.inv(torch.zeros(2, 2))": ("singular",),
    "torch.linalg.inv(torch.zeros(2, 3))": ("batches of square matrices",),
    "torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))": ("singular",),
    "torch.linalg.cholesky(-torch.eye(2))": ("not positive-definite",),
    "F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 3]))": ("Target 3 is out of bounds",),
    "F.cross_entropy(torch.zeros(2, 3), torch.tensor([0]))": ("to match target batch_size (1)",),
    "F.cross_entropy(torch.zeros(2, 3), torch.tensor([0.0, 1.0]))": ("Long", "Float"),
    "F.mse_loss(torch.ones(2), torch.ones(2), reduction='avg')": ("avg is not a valid value",),
    "F.binary_cross_entropy(torch.tensor([2.0]), torch.ones(1))": ("between 0 and 1",),
    "F.binary_cross_entropy(torch.ones(1), torch.ones(2))": ("different to the input size",),
    "F.embedding(torch.tensor([5]), torch.ones(2, 3))": ("index out of range in self",),
    "F.embedding(torch.tensor([0.5]), torch.ones(2, 3))": ("Long, Int",),
    "F.one_hot(torch.tensor([3]), 2)": ("smaller than num_classes",),
    "F.linear(torch.ones(2, 3), torch.ones(4, 2))": ("cannot be multiplied (2x3 and 2x4)",),
    "F.linear(torch.ones(2, 3), torch.ones(4, 3), torch.ones(5))": ("must match", "size (5)"),
    "F.layer_norm(torch.ones(2, 3), (2,))": ("Given normalized_shape=[2]",),
    "F.batch_norm(torch.ones(1, 3), None, None, training=True)": ("more than 1 value per channel",),
    "F.dropout(torch.ones(2), 2.0)": ("has to be between 0 and 1",),
    "F.conv2d(torch.ones(1, 2, 3, 3), torch.ones(1, 3, 2, 2))": ("to have 3 channels, but got 2",),
    "F.conv2d(torch.ones(1, 2, 1, 1), torch.ones(1, 2, 2, 2))": ("greater than actual input size",),
    "F.max_pool2d(torch.ones(1, 1, 4, 4), 2, padding=2)": ("at most half",),
    "F.pad(torch.ones(2), (1,))": ("divisible by 2",),
}


def _error(call, words):
    def program(torch):
        names = {"torch": torch, "F": torch.nn.functional}
        yield "error", raises(lambda: eval(call, names), *words)

    program.__doc__ = f"{call} says what is wrong."
    return program


PROGRAMS = {call: _error(call, words) for call, words in CALLS.items()}
