"""Optimizers: the same values after every step, from the same start."""

from ..observe import raises

CASES = {
    "SGD": "SGD(w, lr=0.05)",
    "SGD with momentum": "SGD(w, lr=0.05, momentum=0.9)",
    "SGD with dampening": "SGD(w, lr=0.05, momentum=0.9, dampening=0.5)",
    "SGD with Nesterov's momentum": "SGD(w, lr=0.05, momentum=0.9, nesterov=True)",
    "SGD with weight decay": "SGD(w, lr=0.05, momentum=0.5, weight_decay=0.1)",
    "SGD uphill": "SGD(w, lr=0.01, maximize=True)",
    "Adam": "Adam(w, lr=0.1)",
    "Adam with other betas": "Adam(w, lr=0.1, betas=(0.8, 0.9), eps=1e-3)",
    "Adam with weight decay": "Adam(w, lr=0.1, weight_decay=0.1)",
    "Adam that remembers the largest": "Adam(w, lr=0.3, amsgrad=True)",
    "AdamW": "AdamW(w, lr=0.1)",
    "AdamW with weight decay": "AdamW(w, lr=0.1, weight_decay=0.5)",
    "AdamW uphill": "AdamW(w, lr=0.1, maximize=True)",
    "Adagrad": "Adagrad(w, lr=0.1)",
    "Adagrad with all settings": (
        "Adagrad(w, lr=0.2, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)"
    ),
    "RMSprop": "RMSprop(w, lr=0.05)",
    "RMSprop with momentum": "RMSprop(w, lr=0.02, alpha=0.9, momentum=0.9, weight_decay=0.1)",
    "RMSprop that is centered": "RMSprop(w, lr=0.02, centered=True, momentum=0.5)",
}


def _weights(torch, dtype=None):
    return [
        torch.tensor([[1.0, -2.0], [3.0, 0.5]], dtype=dtype, requires_grad=True),
        torch.tensor(0.5, dtype=dtype, requires_grad=True),
    ]


def _loss(w):
    return (w[0] ** 2).sum() * (w[1] + 2) ** 2 / 10 - w[1] * w[0][0, 1]


def _steps(expression):
    def program(torch):
        for dtype in (torch.float32, torch.float64):
            w = _weights(torch, dtype)
            optimizer = eval(f"optim.{expression}", {"optim": torch.optim, "w": w})
            for step in range(5):
                optimizer.zero_grad()
                _loss(w).backward()
                optimizer.step()
                yield f"{dtype} after {step + 1}", [t.detach().clone() for t in w]

    program.__doc__ = f"Five steps of {expression}."
    return program


PROGRAMS = {name: _steps(expression) for name, expression in CASES.items()}


def steps_write_in_place(torch):
    """The tensor stays the same object and memory, its version grows, it stays a leaf."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    other = w.detach()
    loss = (w * w).sum()
    loss.backward()
    before = w._version
    torch.optim.SGD([w], lr=0.1).step()
    yield "seen through another", other
    yield "grew", w._version > before
    yield "leaf", [w.is_leaf, w.requires_grad, w.grad_fn is None]


def a_graph_from_before_the_step_is_refused(torch):
    """A saved parameter was modified: backward says so."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    torch.optim.SGD([w], lr=0.1).step()
    yield "backward", raises(loss.backward, "modified by an inplace operation")


def parameters_without_grad_are_left_alone(torch):
    """No gradient, no step; also nothing of the weight decay."""
    used, unused = _weights(torch)
    used.sum().backward()
    torch.optim.SGD([used, unused], lr=0.1, weight_decay=0.5).step()
    yield "values", [used, unused]


def zero_grad(torch):
    """To None unless told to keep zeros."""
    w = _weights(torch)
    optimizer = torch.optim.SGD(w, lr=0.1)
    _loss(w).backward()
    grad = w[0].grad
    optimizer.zero_grad(set_to_none=False)
    yield "zeros", [w[0].grad is grad, grad]
    optimizer.zero_grad()
    yield "none", [t.grad for t in w]


def closures(torch):
    """step(closure) computes the loss, also under no_grad, and returns it."""
    w = _weights(torch)
    optimizer = torch.optim.SGD(w, lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = _loss(w)
        loss.backward()
        return loss

    yield "loss", optimizer.step(closure).detach()
    with torch.no_grad():
        yield "again", optimizer.step(closure).detach()
    yield "w", w


def groups(torch):
    """Each group has its own settings."""
    w = _weights(torch)
    optimizer = torch.optim.SGD(
        [{"params": [w[0]]}, {"params": w[1], "lr": 1.0}], lr=0.1, momentum=0.9
    )
    yield "lr", [group["lr"] for group in optimizer.param_groups]
    for _ in range(3):
        optimizer.zero_grad()
        _loss(w).backward()
        optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.param_groups[1]["lr"] = 0.01
    _loss(w).backward()
    optimizer.step()
    yield "w", w
    extra = torch.tensor(1.0, requires_grad=True)
    optimizer.add_param_group({"params": extra})
    yield "groups", [len(group["params"]) for group in optimizer.param_groups]
    again = "some parameters appear in more than one parameter group"
    yield "twice", raises(lambda: optimizer.add_param_group({"params": [extra]}), again)


def state_dicts(torch):
    """An optimizer that loads another's state goes on as that one would."""
    names = [
        "SGD(w, lr=0.1, momentum=0.9)",
        "Adam(w, lr=0.1, amsgrad=True)",
        "Adagrad(w, lr=0.1)",
        "RMSprop(w, lr=0.1, centered=True, momentum=0.9)",
    ]
    for name in names:
        w, v = _weights(torch), _weights(torch)
        first = eval(f"optim.{name}", {"optim": torch.optim, "w": w})
        for _ in range(2):
            first.zero_grad()
            _loss(w).backward()
            first.step()
        second = eval(f"optim.{name}", {"optim": torch.optim, "w": v})
        with torch.no_grad():
            for to, source in zip(v, w, strict=True):
                to.copy_(source)
        second.load_state_dict(first.state_dict())
        yield f"{name} state", [sorted(own) for own in first.state_dict()["state"].values()]
        _loss(v).backward()
        second.step()
        yield name, v
    yield (
        "groups",
        raises(
            lambda: torch.optim.SGD([{"params": w[:1]}, {"params": w[1:]}]).load_state_dict(
                first.state_dict()
            ),
            "different number of parameter groups",
        ),
    )
    yield (
        "size",
        raises(
            lambda: torch.optim.SGD(w[:1]).load_state_dict(first.state_dict()),
            "doesn't match the size of optimizer's group",
        ),
    )


def bad_arguments(torch):
    """A single tensor, nothing, numbers, results, and settings out of range."""
    SGD, Adam = torch.optim.SGD, torch.optim.Adam
    w = torch.ones(2, requires_grad=True)
    yield "tensor", raises(lambda: SGD(w, lr=0.1), "should be an iterable of Tensors or dicts")
    yield "empty", raises(lambda: SGD([], lr=0.1), "optimizer got an empty parameter list")
    yield "number", raises(lambda: SGD([3], lr=0.1), "can only optimize Tensors", "int")
    yield "result", raises(lambda: SGD([w * 2], lr=0.1), "can't optimize a non-leaf Tensor")
    yield "lr", raises(lambda: SGD([w], lr=-1.0), "Invalid learning rate: -1.0")
    yield "momentum", raises(lambda: SGD([w], momentum=-1.0), "Invalid momentum value")
    yield "decay", raises(lambda: Adam([w], weight_decay=-1.0), "Invalid weight_decay value")
    nesterov = "Nesterov momentum requires a momentum and zero dampening"
    yield "nesterov", raises(lambda: SGD([w], nesterov=True), nesterov)
    betas = "Invalid beta parameter at index 0: 1.0"
    yield "betas", raises(lambda: Adam([w], betas=(1.0, 0.9)), betas)


def clipping(torch):
    """Gradients scaled to a length, or cut off at a value; short ones stay."""
    utils = torch.nn.utils
    for most in (1.0, 1000.0):
        w = _weights(torch)
        _loss(w).backward()
        yield f"norm {most}", [utils.clip_grad_norm_(w, most), [t.grad for t in w]]
    w = _weights(torch)
    _loss(w).backward()
    yield "largest", [utils.clip_grad_norm_(w, 0.5, norm_type=float("inf")), w[0].grad]
    w = _weights(torch)
    _loss(w).backward()
    utils.clip_grad_value_(w, 0.5)
    yield "values", [t.grad for t in w]
    yield "none", utils.clip_grad_norm_([torch.ones(1, requires_grad=True)], 1.0)
