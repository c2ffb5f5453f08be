"""Sample answers to exercise 7.1."""

RIGHT = (
    """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(part, x, retain_graph=True)[0] for part in y])
""",
    """
def jacobian(f, x):
    rows = []
    for i in range(len(f(x))):
        leaf = x.detach().clone().requires_grad_()
        f(leaf)[i].backward()
        rows.append(leaf.grad.tolist())
    return torch.tensor(rows)
""",
)
WRONG = {
    "sum": (
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    f(x).sum().backward()
    return x.grad
""",
    ),
    "columns": (
        """
def jacobian(f, x):
    return torch.autograd.functional.jacobian(f, x).T
""",
    ),
    "added": (
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    rows = []
    for part in f(x):
        part.backward(retain_graph=True)
        rows.append(x.grad.clone())
    return torch.stack(rows)
""",
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    rows = []
    for i in range(len(y)):
        y[i].backward(retain_graph=True)
        rows.append(x.grad)
    return torch.stack(rows)
""",
    ),
    "freed": (
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(part, x)[0] for part in y])
""",
    ),
    "leaf": (
        """
def jacobian(f, x):
    return torch.stack([torch.autograd.grad(part, x, retain_graph=True)[0] for part in f(x)])
""",
    ),
    "changed": (
        """
def jacobian(f, x):
    x.requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(part, x, retain_graph=True)[0] for part in y])
""",
    ),
    "rows": (
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack(
        [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(len(x))])
""",
    ),
    "tuple": (
        """
def jacobian(f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    return torch.stack([torch.autograd.grad(y[i], x, retain_graph=True) for i in range(len(y))])
""",
    ),
    "kind": (
        """
def jacobian(f, x):
    return 3.0
""",
    ),
    "none": (
        """
def jacobian(f, x):
    y = f(x)
""",
    ),
    "other": (
        """
def jacobian(f, x):
    return f(x)
""",
    ),
}
