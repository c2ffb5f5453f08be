"""Modules: their parts, modes, state, hooks and errors. (First values are random: not compared.)"""

from ..observe import raises


def _filled(torch, model):
    """The model with values that are the same everywhere."""
    for count, parameter in enumerate(model.parameters()):
        size = parameter.numel()
        values = (torch.arange(size).float() - size // 2) / (size + count + 1)
        parameter.data = values.view(*parameter.shape)
    return model


def _net(torch):
    nn = torch.nn
    return _filled(torch, nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)))


def _x(torch):
    return torch.tensor([[1.0, -2.0], [0.5, 3.0], [-1.0, 1.0]])


def parameters_are_leaves_that_require_grad(torch):
    """A Parameter is a Tensor, a leaf, and requires grad unless told not to."""
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    frozen = torch.nn.Parameter(torch.tensor([1, 2]), requires_grad=False)
    yield "flags", [isinstance(p, torch.Tensor), p.is_leaf, p.requires_grad, p.grad is None]
    yield "frozen", [frozen.requires_grad, str(frozen.dtype)]
    yield "repr", [repr(p), repr(frozen), str(p)]
    yield "integers", raises(lambda: torch.nn.Parameter(torch.tensor([1])), "floating point")
    yield "types", [type(p).__name__, type(p * 1).__name__, type(p.detach()).__name__]
    yield "mul", type((p * 2).grad_fn.next_functions[0][0]).__name__


def a_parameter_shares_its_datas_memory(torch):
    """Parameter(t) is on the memory of t, and cut off from its history."""
    t = torch.tensor([1.0, 2.0], requires_grad=True)
    y = t * 2
    p = torch.nn.Parameter(y)
    yield "leaf", [p.is_leaf, p.grad_fn is None]
    with torch.no_grad():
        p.add_(1)
    yield "y", y.detach()


def arithmetic_with_parameters(torch):
    """On either side of every operator, beside numbers and tensors."""
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    q = torch.nn.Parameter(torch.tensor([3.0, 4.0]))
    t = torch.tensor([5.0, 6.0])
    y = (p * q + t - p / t) ** 2 + 3 * p - p * 2 + t * q - torch.maximum(p, t)
    y.backward(torch.ones(2))
    yield "y", y
    yield "grads", [p.grad, q.grad]


def training_moves_a_parameter_in_place(torch):
    """Under no_grad a parameter can be written; its version tells."""
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    before = p._version
    with torch.no_grad():
        p -= 0.5 * torch.ones(2)
        p.mul_(2)
    yield "p", p
    yield "versions", p._version - before
    yield "refused", raises(lambda: p.add_(1), "a leaf Variable that requires grad")


def forward_and_backward(torch):
    """A small network's output and gradients."""
    model = _net(torch)
    out = model(_x(torch))
    loss = torch.nn.MSELoss()(out, torch.tensor([[1.0], [0.0], [-1.0]]))
    loss.backward()
    yield "out", out.detach()
    yield "loss", loss.detach()
    yield "grads", [p.grad for p in model.parameters()]


def names_of_parts(torch):
    """Dotted names, in the order of assignment; a shared part counts once."""
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(2, 2)
            self.again = self.first
            self.scale = nn.Parameter(torch.tensor(1.0))
            self.rest = nn.Sequential(nn.ReLU(), nn.Linear(2, 1, bias=False))
            self.register_buffer("seen", torch.zeros(1))
            self.register_buffer("scratch", torch.zeros(1), persistent=False)
            self.register_parameter("absent", None)

    net = Net()
    yield "parameters", [name for name, _ in net.named_parameters()]
    yield "own", [name for name, _ in net.named_parameters(recurse=False)]
    yield "modules", [name for name, _ in net.named_modules()]
    yield "children", [name for name, _ in net.named_children()]
    yield "buffers", [name for name, _ in net.named_buffers()]
    yield "state", list(net.state_dict())
    yield "repr", repr(net)
    yield "absent", net.absent is None
    yield "sub", type(net.get_submodule("rest.1")).__name__
    del net.scale
    yield "without", [name for name, _ in net.named_parameters()]


def errors_of_assignment(torch):
    """What cannot be put where, in PyTorch's words."""
    nn = torch.nn
    layer = nn.Linear(1, 1)
    bad = "cannot assign"
    yield "tensor", raises(lambda: setattr(layer, "weight", torch.zeros(1, 1)), bad, "as parameter")
    yield "number", raises(lambda: setattr(layer, "weight", 3), "'int' as parameter 'weight'")
    net = nn.Sequential(layer)
    yield "child", raises(lambda: setattr(net, "0", 3), "'int' as child module '0'")
    norm = nn.BatchNorm1d(1)
    yield "buffer", raises(lambda: setattr(norm, "running_mean", 3), "'int' as buffer")
    yield "misspelt", raises(lambda: layer.wieght, "'Linear' object has no attribute 'wieght'")
    yield "dot", raises(lambda: layer.register_parameter("a.b", None), "parameter name")
    yield "empty", raises(lambda: layer.register_buffer("", None), "be empty string")
    yield "exists", raises(lambda: layer.register_buffer("forward", None), "already exists")
    yield "forward", raises(lambda: nn.Module()(1), 'is missing the required "forward" function')

    class Early(nn.Module):
        def __init__(self):
            self.p = nn.Parameter(torch.zeros(1))

    class EarlyModule(nn.Module):
        def __init__(self):
            self.part = nn.ReLU()

    yield "early", raises(Early, "cannot assign parameters before Module.__init__() call")
    yield "early module", raises(EarlyModule, "cannot assign module before Module.__init__() call")


def freezing(torch):
    """requires_grad_(False) on a module: its parameters get no gradient, the others do."""
    model = _net(torch)
    yield "returns", model[0].requires_grad_(False) is model[0]
    model(_x(torch)).sum().backward()
    yield "grads", [p.grad for p in model.parameters()]
    yield "flags", [p.requires_grad for p in model.parameters()]


def zero_grad(torch):
    """To None, or to zeros in the same tensor."""
    model = _net(torch)
    model(_x(torch)).sum().backward()
    grad = model[0].weight.grad
    model.zero_grad(set_to_none=False)
    yield "same", [model[0].weight.grad is grad, grad]
    model.zero_grad()
    yield "none", [p.grad for p in model.parameters()]


def train_and_eval(torch):
    """The mode reaches all modules inside; recording goes on in eval mode."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(1.0)))
    yield "first", [m.training for m in model.modules()]
    yield "train", model(_x(torch)).detach() == 0
    yield "eval", [m.training for m in model.eval().modules()]
    yield "recorded", model(_x(torch)).requires_grad
    yield "back", [m.training for m in model.train().modules()]
    yield "bad", raises(lambda: model.train("yes"), "training mode is expected to be boolean")
    yield "p", raises(lambda: nn.Dropout(2), "dropout probability has to be between 0 and 1")


def state_dicts(torch):
    """The state is detached, on the module's memory; loading copies."""
    one, two = _net(torch), _net(torch)
    state = one.state_dict()
    yield "values", list(state.items())
    yield "flags", [t.requires_grad for t in state.values()]
    with torch.no_grad():
        one[0].bias.add_(1)
    yield "shared", state["0.bias"]
    yield "answer", repr(two.load_state_dict(state))
    yield "loaded", [p.detach() for p in two.parameters()]
    yield "own memory", two[0].bias is not one[0].bias
    part = {"0.bias": torch.ones(3), "extra": torch.ones(1)}
    yield "lax", repr(two.load_state_dict(part, strict=False))
    yield "bias", two[0].bias
    words = ("Missing key(s) in state_dict", "Unexpected key(s)", '"extra"', "for Sequential")
    yield "strict", raises(lambda: two.load_state_dict(part), *words)
    wrong = {**state, "0.bias": torch.ones(4)}
    yield "shape", raises(lambda: two.load_state_dict(wrong), "size mismatch for 0.bias")
