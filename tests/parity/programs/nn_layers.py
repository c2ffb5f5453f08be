"""Layers: the same values and gradients from the same parameters."""

from ..observe import raises


def _filled(torch, layer):
    for count, parameter in enumerate(layer.parameters()):
        size = parameter.numel()
        values = (torch.arange(size).float() - size // 2) / (size + count + 1)
        parameter.data = values.view(*parameter.shape)
    return layer


def _tried(torch, layer, *inputs):
    """The output of a layer and all gradients, of a loss with different weights everywhere."""
    layer = _filled(torch, layer).double()
    out = layer(*inputs)
    weights = [float(i * i * 3 % 13) for i in range(out.numel())]
    weights = torch.tensor(weights, dtype=torch.float64).view(*out.shape)
    (out * weights).sum().backward()
    return [out.detach(), *[t.grad for t in inputs if t.requires_grad]] + [
        p.grad for p in layer.parameters()
    ]


def _x(torch, *shape, dtype=None):
    size = 1
    for n in shape:
        size *= n
    values = torch.tensor([(i * 7 % 11 - 5) / 3 for i in range(size)], dtype=dtype)
    return values.view(*shape).requires_grad_()


LAYERS = {
    "Linear": ("nn.Linear(3, 2)", (4, 3)),
    "Linear without bias": ("nn.Linear(3, 2, bias=False)", (4, 3)),
    "Linear of a vector": ("nn.Linear(3, 2)", (3,)),
    "Linear of a batch of batches": ("nn.Linear(3, 2)", (2, 2, 3)),
    "Identity": ("nn.Identity()", (2, 3)),
    "Flatten": ("nn.Flatten()", (2, 3, 2)),
    "ReLU": ("nn.ReLU()", (2, 3)),
    "Tanh": ("nn.Tanh()", (2, 3)),
    "Sigmoid": ("nn.Sigmoid()", (2, 3)),
    "LeakyReLU": ("nn.LeakyReLU(0.2)", (2, 3)),
    "ELU": ("nn.ELU(0.5)", (2, 3)),
    "GELU": ("nn.GELU()", (2, 3)),
    "SiLU": ("nn.SiLU()", (2, 3)),
    "Softplus": ("nn.Softplus()", (2, 3)),
    "Softmax": ("nn.Softmax(1)", (2, 3)),
    "LogSoftmax": ("nn.LogSoftmax(1)", (2, 3)),
    "LayerNorm": ("nn.LayerNorm(3)", (4, 3)),
    "LayerNorm of two dimensions": ("nn.LayerNorm((2, 3))", (4, 2, 3)),
    "LayerNorm without weights": ("nn.LayerNorm(3, elementwise_affine=False)", (4, 3)),
    "BatchNorm1d": ("nn.BatchNorm1d(3)", (4, 3)),
    "BatchNorm1d of sequences": ("nn.BatchNorm1d(3)", (2, 3, 4)),
    "BatchNorm1d plain": ("nn.BatchNorm1d(3, affine=False, track_running_stats=False)", (4, 3)),
    "Dropout in eval mode": ("nn.Dropout(0.5).eval()", (2, 3)),
    "Dropout of everything": ("nn.Dropout(1.0)", (2, 3)),
    "Conv1d": ("nn.Conv1d(2, 3, 2)", (2, 2, 5)),
    "Conv2d": ("nn.Conv2d(2, 3, 2)", (2, 2, 4, 4)),
    "Conv2d with all settings": ("nn.Conv2d(2, 2, 2, stride=2, padding=1)", (1, 2, 5, 5)),
    "MaxPool1d": ("nn.MaxPool1d(2)", (2, 2, 6)),
    "MaxPool2d": ("nn.MaxPool2d(2)", (2, 2, 4, 4)),
    "AvgPool1d": ("nn.AvgPool1d(2)", (2, 2, 6)),
    "AvgPool2d": ("nn.AvgPool2d(2)", (2, 2, 4, 4)),
    "AdaptiveAvgPool2d": ("nn.AdaptiveAvgPool2d((1, 2))", (2, 2, 4, 4)),
    "BatchNorm2d": ("nn.BatchNorm2d(2)", (2, 2, 3, 2)),
    "GroupNorm": ("nn.GroupNorm(2, 4)", (2, 4, 3)),
    "GLU": ("nn.GLU()", (2, 4)),
    "PReLU": ("nn.PReLU()", (2, 3)),
    "PReLU by channel": ("nn.PReLU(3)", (2, 3, 2)),
    "Mish": ("nn.Mish()", (2, 3)),
    "SELU": ("nn.SELU()", (2, 3)),
    "CELU": ("nn.CELU(0.5)", (2, 3)),
    "ReLU6": ("nn.ReLU6()", (2, 3)),
    "Hardswish": ("nn.Hardswish()", (2, 3)),
    "Hardtanh": ("nn.Hardtanh(-0.5, 2.0)", (2, 3)),
    "LogSigmoid": ("nn.LogSigmoid()", (2, 3)),
    "Softsign": ("nn.Softsign()", (2, 3)),
    "Tanhshrink": ("nn.Tanhshrink()", (2, 3)),
    "Hardshrink": ("nn.Hardshrink(0.4)", (2, 3)),
    "Softshrink": ("nn.Softshrink()", (2, 3)),
    "Threshold": ("nn.Threshold(0.5, -2.0)", (2, 3)),
    "Unflatten": ("nn.Unflatten(1, (3, 2))", (2, 6)),
    "RMSNorm": ("nn.RMSNorm(3)", (4, 3)),
    "RMSNorm of two dimensions": ("nn.RMSNorm((2, 3), eps=0.1)", (4, 2, 3)),
    "RMSNorm without weights": ("nn.RMSNorm([3], elementwise_affine=False)", (4, 3)),
}


def _layer(expression, shape):
    def program(torch):
        layer = eval(expression, {"nn": torch.nn})
        yield "repr", repr(layer)
        yield "out and grads", _tried(torch, layer, _x(torch, *shape, dtype=torch.float64))

    program.__doc__ = f"{expression} on {shape}: output, gradients, and how it prints."
    return program


PROGRAMS = {name: _layer(*case) for name, case in LAYERS.items()}

LOSSES = {
    "MSELoss": "nn.MSELoss()",
    "MSELoss sum": "nn.MSELoss(reduction='sum')",
    "L1Loss": "nn.L1Loss()",
    "SmoothL1Loss": "nn.SmoothL1Loss()",
    "BCEWithLogitsLoss": "nn.BCEWithLogitsLoss()",
    "HuberLoss": "nn.HuberLoss(delta=0.5)",
    "KLDivLoss": "nn.KLDivLoss(reduction='batchmean')",
}


def _loss(expression):
    def program(torch):
        loss = eval(expression, {"nn": torch.nn})
        x = _x(torch, 2, 3)
        value = loss(x, torch.tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]))
        value.backward()
        yield "value", value.detach()
        yield "grad", x.grad

    program.__doc__ = f"{expression}: value and gradient."
    return program


PROGRAMS |= {name: _loss(expression) for name, expression in LOSSES.items()}


def losses_of_classes(torch):
    """Cross-entropy of scores, and the same from log-probabilities."""
    x = _x(torch, 3, 4)
    target = torch.tensor([0, 3, 1])
    loss = torch.nn.CrossEntropyLoss()(x, target)
    loss.backward()
    yield "cross entropy", [loss.detach(), x.grad]
    same = torch.nn.NLLLoss()(torch.nn.LogSoftmax(1)(x), target)
    yield "negative log likelihood", same.detach()


def binary_cross_entropy(torch):
    """BCELoss of probabilities."""
    p = torch.tensor([0.2, 0.9, 0.5], requires_grad=True)
    loss = torch.nn.BCELoss()(p, torch.tensor([0.0, 1.0, 1.0]))
    loss.backward()
    yield "loss", [loss.detach(), p.grad]


PAIRED = {
    "CosineSimilarity": "nn.CosineSimilarity()",
    "CosineSimilarity of columns": "nn.CosineSimilarity(dim=0)",
    "PairwiseDistance": "nn.PairwiseDistance()",
    "PairwiseDistance by another norm": "nn.PairwiseDistance(p=1, keepdim=True)",
    "SoftMarginLoss": "nn.SoftMarginLoss()",
    "HingeEmbeddingLoss": "nn.HingeEmbeddingLoss(margin=2.0)",
}
TRIPLES = {
    "MarginRankingLoss": ("nn.MarginRankingLoss(margin=0.5)", (3,)),
    "MarginRankingLoss sum": ("nn.MarginRankingLoss(reduction='sum')", (3,)),
    "CosineEmbeddingLoss": ("nn.CosineEmbeddingLoss(margin=0.2)", (3, 2)),
}


def of_two_inputs(torch):
    """Similarities, distances, and losses that want 1 and -1."""
    for name, expression in PAIRED.items():
        layer = eval(expression, {"nn": torch.nn})
        x, y = _x(torch, 2, 3), torch.tensor([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]])
        out = layer(x, y)
        out.sum().backward()
        yield name, [repr(layer), out.detach(), x.grad]


def of_two_inputs_and_a_target(torch):
    """Which of two is larger, or whether two belong together."""
    for name, (expression, shape) in TRIPLES.items():
        layer = eval(expression, {"nn": torch.nn})
        x, y = _x(torch, *shape), (_x(torch, *shape).detach() * 2 + 1).requires_grad_()
        out = layer(x, y, torch.tensor([1.0, -1.0, 1.0]))
        out.backward()
        yield name, [repr(layer), out.detach(), x.grad, y.grad]


def lists_and_dicts_of_parameters(torch):
    """They belong to the module that holds them, under the names that PyTorch gives them."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.several = torch.nn.ParameterList([torch.ones(2), torch.zeros(1)])
            self.named = torch.nn.ParameterDict({"a": torch.ones(1)})

    model = Model()
    model.several.append(torch.full((1,), 3.0)).extend([torch.ones(3)])
    model.named["b"] = torch.nn.Parameter(torch.zeros(2), requires_grad=False)
    yield "names", [name for name, _ in model.named_parameters()]
    yield "requires grad", [p.requires_grad for p in model.parameters()]
    several = model.several
    yield "list", [len(several), several[-1], several[0], [p.numel() for p in several]]
    several[1] = torch.full((2,), 7.0)
    yield "replaced", [several[1], list(model.state_dict())]
    yield "part", [p.numel() for p in several[1:3]]
    yield "range", raises(lambda: several[9], "index 9 is out of range")
    named = model.named
    yield "dict", [list(named), len(named), "a" in named, named["a"], list(named.keys())]
    named.update({"a": torch.ones(2)})
    del named["b"]
    yield "changed", [[(key, value) for key, value in named.items()], len(list(named.values()))]
    sum(p.sum() for p in several).backward()
    yield "grads", [p.grad for p in several]


def parameters_as_one_vector(torch):
    """One after the other, and back."""
    utils = torch.nn.utils
    layer = _filled(torch, torch.nn.Linear(2, 3))
    vector = utils.parameters_to_vector(layer.parameters())
    yield "vector", vector
    (vector * vector).sum().backward()
    yield "grads", [p.grad for p in layer.parameters()]
    utils.vector_to_parameters(torch.arange(9.0), layer.parameters())
    yield "values", list(layer.parameters())


def more_first_values(torch):
    """Matrices at right angles, the identity, numbers that are cut off."""
    init = torch.nn.init
    for shape in ((3, 5), (5, 3), (2, 2, 2)):
        q = init.orthogonal_(torch.empty(shape), gain=2).flatten(1).double()
        product = q @ q.t() if q.shape[0] <= q.shape[1] else q.t() @ q
        yield (
            f"orthogonal {shape}",
            bool((product - torch.eye(len(product)) * 4).abs().max() < 1e-5),
        )
    yield "eye", init.eye_(torch.empty(2, 3))
    cut = init.trunc_normal_(torch.empty(500), mean=1.0, std=2.0, a=0.0, b=1.5)
    yield "cut", [bool(cut.min() >= 0), bool(cut.max() <= 1.5), bool(cut.std() > 0.3)]
    yield "vector", raises(lambda: init.orthogonal_(torch.empty(3)), "2 or more dimensions")
    yield "no matrix", raises(lambda: init.eye_(torch.empty(3)), "tensors with 2 dimensions")


def embedding(torch):
    """A row for each index; an index used twice gets both gradients."""
    layer = _filled(torch, torch.nn.Embedding(5, 2))
    out = layer(torch.tensor([[1, 4], [1, 0]]))
    (out * out).sum().backward()
    yield "out", out.detach()
    yield "grad", layer.weight.grad
    yield "repr", repr(layer)


def batch_norm_keeps_running_statistics(torch):
    """Running averages move in training, and are used in eval mode."""
    layer = torch.nn.BatchNorm1d(2)
    for shift in (0.0, 1.0, 5.0):
        layer(_x(torch, 4, 2).detach() + shift)
    yield "state", list(layer.state_dict().items())
    layer.eval()
    x = _x(torch, 3, 2)
    out = layer(x)
    out.sum().backward()
    yield "eval", [out.detach(), x.grad]
    yield "unmoved", layer.running_mean
    cumulative = torch.nn.BatchNorm1d(2, momentum=None)
    for shift in (0.0, 1.0):
        cumulative(_x(torch, 4, 2).detach() + shift)
    yield "average", [cumulative.running_mean, cumulative.running_var]


def batch_norm_errors(torch):
    """Other dimensions, and a single sample in training."""
    layer = torch.nn.BatchNorm1d(3)
    yield "1d", raises(lambda: layer(torch.ones(3)), "expected 2D or 3D input (got 1D input)")
    single = "Expected more than 1 value per channel when training"
    yield "single", raises(lambda: layer(torch.ones(1, 3)), single)
    yield "features", raises(lambda: layer(torch.ones(2, 4)), "should contain 4 elements not 3")


def first_values(torch):
    """Random first values lie where they should; the fixed ones are exact."""
    nn, init = torch.nn, torch.nn.init
    layer = nn.Linear(100, 50)
    bound = 0.1
    yield "linear", [bool(p.abs().max() <= bound) for p in layer.parameters()]
    yield "spread", bool(layer.weight.abs().max() > 0.09)
    w = torch.empty(50, 100)
    yield "xavier", bool(init.xavier_uniform_(w).abs().max() <= (6 / 150) ** 0.5)
    yield "kaiming", bool(init.kaiming_uniform_(w, nonlinearity="relu").abs().max() <= 0.2450)
    yield "normal", bool(abs(init.normal_(w, 5.0, 0.1).mean().item() - 5) < 0.1)
    yield "he", bool(abs(init.kaiming_normal_(w).std().item() - 0.02**0.5) < 0.02)
    yield "same", init.zeros_(w) is w
    yield "fixed", [init.ones_(torch.empty(2)), init.constant_(torch.empty(2), 3.0)]
    yield "gains", [init.calculate_gain(n) for n in ("relu", "tanh", "sigmoid", "linear")]
    yield "1d", raises(lambda: init.xavier_normal_(torch.empty(3)), "fewer than 2 dimensions")
    yield "parameter", init.zeros_(layer.bias).requires_grad
