"""What modules are made with: how they print it, and what it does."""

from ..observe import raises

MADE = (
    "ReLU(inplace=True)", "ReLU6(inplace=True)", "ReLU6()", "LeakyReLU(.1,True)",
    "ELU(inplace=True)", "CELU(inplace=True)", "SELU(True)", "SiLU(True)", "Mish(True)",
    "Hardswish(True)", "Hardsigmoid(True)", "Hardtanh(-2,2,True)", "Hardtanh()", "Hardtanh(2,1)",
    "Hardtanh(min_value=-2.)", "Threshold(1,2,True)", "Threshold(.1,20)", "Dropout(.2,True)",
    "Dropout(inplace=True)", "PReLU(3,dtype=torch.float64)", "PReLU(3,.1).weight.tolist()",
    "PReLU(device='cpu')", "GLU()", "GELU('tanh')", "Softplus()", "Tanh()", "LogSigmoid()",
    "Softmax(1)", "Softmax()", "LogSoftmax(dim=0)", "Hardshrink()", "Softshrink(.2)",
    "Conv1d(1,2,3,padding='same')", "Conv1d(1,2,3,padding='valid')",
    "Conv1d(1,2,3,stride=2,padding='same')", "Conv2d(1,2,3,padding=1,padding_mode='reflect')",
    "Conv2d(1,2,(3,5),padding='same',padding_mode='circular')", "Conv2d(1,2,3,groups=0)",
    "Conv2d(3,2,3,groups=2)", "Conv2d(1,2,3,bias=False,padding_mode='replicate')",
    "Conv2d(1,2,3,device='cpu',dtype=torch.float64)", "Conv2d(1,2,3,dilation=2,groups=1)",
    "MaxPool1d(2)", "MaxPool2d(2,1,1,2,True,True)", "MaxPool2d((2,3))", "AvgPool1d(2)",
    "AvgPool2d(2,ceil_mode=True)", "AvgPool2d(2,None,1,True,False,3)", "AdaptiveAvgPool2d(1)",
    "Embedding(3,2,0,2.,1.,True)", "Embedding(3,2,max_norm=1.)", "Embedding(3,2,norm_type=1.)",
    "Embedding(3,2,sparse=True)", "Embedding(3,2,padding_idx=-1)", "Embedding(3,2,5)",
    "Embedding.from_pretrained(torch.eye(2))", "Embedding.from_pretrained(torch.ones(2))",
    "Embedding.from_pretrained(torch.eye(2)).weight.requires_grad",
    "Embedding.from_pretrained(torch.eye(2),freeze=False,padding_idx=0)",
    "GroupNorm(1,2,bias=False)", "GroupNorm(2,4)", "BatchNorm1d(2,affine=False)",
    "BatchNorm1d(2,bias=False)", "LayerNorm(2,bias=False)", "LayerNorm((2,3))", "RMSNorm(2)",
    "Linear(2,3,False)", "Linear(2,3,device='cpu',dtype=torch.float64).weight.dtype", "Flatten()",
    "Unflatten(1,(2,3))", "Identity(3,a=2)", "CosineSimilarity()", "PairwiseDistance()",
    "Sequential()", "Sequential(ReLU(),Tanh())", "ModuleList()", "ModuleList([ReLU()])",
    "ModuleDict()", "ParameterList()", "ParameterDict()", "BCELoss(torch.ones(2))",
    "BCEWithLogitsLoss(pos_weight=torch.ones(2))", "CrossEntropyLoss(torch.ones(2))",
    "MSELoss(reduction='sum')", "NLLLoss(ignore_index=0)", "KLDivLoss()", "SmoothL1Loss(beta=2.)",
    "HuberLoss(delta=2.)", "HingeEmbeddingLoss()", "MarginRankingLoss()", "CosineEmbeddingLoss()",
    "SoftMarginLoss()", "L1Loss()",
)  # fmt: skip
IN_PLACE = (
    "ReLU", "ReLU6", "LeakyReLU", "ELU", "CELU", "SELU", "SiLU", "Mish", "Hardswish",
    "Hardsigmoid", "Hardtanh",
)  # fmt: skip
PADDINGS = ("same", "valid", 0, 1)
MODES = ("zeros", "reflect", "replicate", "circular")


def printed_forms(torch):
    """Each module prints what it was made with, or is refused in PyTorch's words."""
    for call in MADE:
        names = vars(torch.nn) | {"torch": torch}
        try:
            made = eval(call, names)
        except Exception as error:
            yield call, raises(lambda c=call, n=names: eval(c, n))
            yield f"the words of {call}", str(error)
        else:
            yield call, made if isinstance(made, bool | list) else repr(made)


def in_place(torch):
    """`inplace=True` gives the input back, overwritten, with another version and history."""
    x = torch.linspace(-2, 2, 5)
    for name in IN_PLACE:
        factor = torch.ones(5, requires_grad=True)
        y = factor * x
        out = getattr(torch.nn, name)(inplace=True)(y)
        yield name, [out is y, y._version, y]
        out.sum().backward()
        yield f"{name}, gradient", factor.grad
    y = torch.ones(5) * 1
    out = torch.nn.Dropout(1.0, inplace=True)(y)
    yield "Dropout", [out is y, y._version, y]
    out = torch.nn.Dropout(0.5, inplace=True).eval()(y)
    yield "Dropout in eval mode", [out is y, y._version]
    out = torch.nn.Threshold(0.5, 3.0, inplace=True)(y)
    yield "Threshold", [out is y, y]
    leaf = torch.ones(2, requires_grad=True)
    words = "a leaf Variable that requires grad is being used in an in-place operation"
    yield "a leaf", raises(lambda: torch.nn.ReLU(inplace=True)(leaf), words)
    y = leaf.exp()
    torch.nn.ReLU(inplace=True)(y)
    yield "what was saved", raises(y.sum().backward, "modified by an inplace operation")


def paddings_of_convolutions(torch):
    """padding= "same" or "valid", and what stands in the border."""
    x1 = torch.arange(1.0, 6).reshape(1, 1, 5)
    x2 = torch.arange(1.0, 21).reshape(1, 1, 4, 5)
    for padding in PADDINGS:
        for mode in MODES:
            for cls, x, kernel in (("Conv1d", x1, 3), ("Conv2d", x2, (2, 3))):
                options = {"padding": padding, "padding_mode": mode, "bias": False}
                layer = getattr(torch.nn, cls)(1, 1, kernel, **options)
                with torch.no_grad():
                    count = layer.weight.numel()
                    layer.weight.copy_(torch.arange(1.0, count + 1).reshape(layer.weight.shape))
                x = x.clone().requires_grad_()
                out = layer(x)
                out.sum().backward()
                yield f"{cls}, {padding}, {mode}", [out.detach(), x.grad, layer.weight.grad]


def tables(torch):
    """The options of Embedding."""
    weights = torch.tensor([[3.0, 4.0], [0.0, 0.5], [1.0, 1.0]])
    for options in (
        {}, {"padding_idx": 0}, {"padding_idx": -1, "scale_grad_by_freq": True},
        {"max_norm": 1.0}, {"max_norm": 1.0, "norm_type": 1.0}, {"scale_grad_by_freq": True},
    ):  # fmt: skip
        table = torch.nn.Embedding(3, 2, **options)
        with torch.no_grad():
            table.weight.copy_(weights)
        before = table.weight._version
        out = table(torch.tensor([0, 1, 0, 2]))
        (out * torch.arange(8.0).reshape(4, 2)).sum().backward()
        seen = [out.detach(), table.weight.grad, table.weight.detach()]
        yield str(options), [*seen, table.weight._version - before]
    ready = torch.nn.Embedding.from_pretrained(weights)
    yield "ready made", [ready(torch.tensor([1])), ready.weight.requires_grad]
    yield "not copied", ready.weight.data_ptr() == weights.data_ptr()
    yield "learning", torch.nn.Embedding.from_pretrained(weights, freeze=False).weight.requires_grad


def weights_of_losses(torch):
    """weight= and pos_weight= of the losses of yes and no; they are buffers."""
    nn, p, y = torch.nn, torch.tensor([0.2, 0.6]), torch.tensor([0.0, 1.0])
    w = torch.tensor([1.0, 3.0])
    yield "weight", nn.BCELoss(weight=w)(p, y)
    yield "pos_weight", nn.BCEWithLogitsLoss(pos_weight=w)(p, y)
    both = nn.BCEWithLogitsLoss(w, pos_weight=torch.tensor(3.0), reduction="none")
    yield "both", both(p, y)
    yield "buffers", [list(both.state_dict()), list(nn.CrossEntropyLoss(w).state_dict())]


def pools(torch):
    """The options of pooling layers."""
    nn = torch.nn
    x1 = torch.arange(1.0, 6).reshape(1, 1, 5)
    x2 = torch.arange(1.0, 21).reshape(1, 1, 4, 5)
    yield "places", list(nn.MaxPool2d(2, return_indices=True)(x2))
    yield "ceil_mode", [nn.MaxPool1d(2, ceil_mode=True)(x1), nn.AvgPool1d(2, ceil_mode=True)(x1)]
    yield "dilation", nn.MaxPool1d(2, dilation=2)(x1)
    yield "without the border", nn.AvgPool2d(3, 2, 1, count_include_pad=False)(x2)
    yield "another divisor", nn.AvgPool2d(2, divisor_override=1)(x2)
