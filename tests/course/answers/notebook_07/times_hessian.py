"""Sample answers to exercise 7.3."""

RIGHT = (
    """
def times_hessian(f, x, v):
    return torch.autograd.functional.hvp(f, x, v)[1]
""",
    """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    gradient.backward(v, inputs=[x])
    return x.grad
""",
)
WRONG = {
    "first": (
        """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(f(x), x)[0] * v
""",
    ),
    "unweighted": (
        """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(gradient.sum(), x)[0]
""",
    ),
    "table": (
        """
def times_hessian(f, x, v):
    return torch.autograd.functional.hessian(f, x) @ v
""",
    ),
    "graph": (
        """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x)
    return torch.autograd.grad((gradient * v).sum(), x)[0]
""",
    ),
    "leaf": (
        """
def times_hessian(f, x, v):
    y = f(torch.ones(2, requires_grad=True))
    gradient, = torch.autograd.grad(y, x, create_graph=True)
    return torch.autograd.grad((gradient * v).sum(), x)[0]
""",
    ),
    "scalar": (
        """
def times_hessian(f, x, v):
    x = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad(gradient * v, x)[0]
""",
    ),
    "changed": (
        """
def times_hessian(f, x, v):
    x.requires_grad_()
    gradient, = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad((gradient * v).sum(), x)[0]
""",
    ),
    "kind": (
        """
def times_hessian(f, x, v):
    return torch.autograd.functional.hvp(f, x, v)
""",
    ),
    "none": (
        """
def times_hessian(f, x, v):
    product = torch.autograd.functional.hvp(f, x, v)[1]
""",
    ),
    "other": (
        """
def times_hessian(f, x, v):
    return x * v
""",
    ),
}
