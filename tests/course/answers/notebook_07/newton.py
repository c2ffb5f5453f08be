"""Sample answers to exercise 7.5."""

RIGHT = (
    """
def newton(f, x, steps):
    for _ in range(steps):
        gradient = torch.autograd.functional.jacobian(f, x)
        hessian = torch.autograd.functional.hessian(f, x)
        x = x - torch.linalg.inv(hessian) @ gradient
    return x
""",
    """
def newton(f, x, steps):
    x = x.clone()
    while steps > 0:
        g = torch.autograd.functional.jacobian(f, x)
        x -= torch.linalg.solve(torch.autograd.functional.hessian(f, x), g)
        steps -= 1
    return x
""",
    """
def newton(f, x, steps):
    if steps == 0:
        return x
    gradient = torch.autograd.functional.jacobian(f, x)
    hessian = torch.autograd.functional.hessian(f, x)
    return newton(f, x - torch.linalg.solve(hessian, gradient), steps - 1)
""",
)
WRONG = {
    "uphill": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(f, x)
        x = x + torch.linalg.solve(torch.autograd.functional.hessian(f, x), g)
    return x
""",
    ),
    "stale": (
        """
def newton(f, x, steps):
    hessian = torch.autograd.functional.hessian(f, x)
    for _ in range(steps):
        x = x - torch.linalg.solve(hessian, torch.autograd.functional.jacobian(f, x))
    return x
""",
    ),
    "once": (
        """
def newton(f, x, steps):
    g = torch.autograd.functional.jacobian(f, x)
    return x - torch.linalg.solve(torch.autograd.functional.hessian(f, x), g)
""",
    ),
    "history": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient, = torch.autograd.grad(f(leaf), leaf, create_graph=True)
        hessian = torch.autograd.functional.hessian(f, leaf.detach())
        x = x - torch.linalg.solve(hessian, gradient)
    return x
""",
    ),
    "changed": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(f, x)
        x -= torch.linalg.solve(torch.autograd.functional.hessian(f, x), g)
    return x
""",
    ),
    "freed": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient, = torch.autograd.grad(f(leaf), leaf, create_graph=True)
        rows = [torch.autograd.grad(part, leaf)[0] for part in gradient]
        x = x - torch.linalg.solve(torch.stack(rows), gradient.detach())
    return x
""",
    ),
    "graph": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        gradient, = torch.autograd.grad(f(leaf), leaf)
        rows = [torch.autograd.grad(part, leaf)[0] for part in gradient]
        x = x - torch.linalg.solve(torch.stack(rows), gradient)
    return x
""",
    ),
    "swapped": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        g = torch.autograd.functional.jacobian(f, x)
        h = torch.autograd.functional.hessian(f, x)
        x = x - torch.linalg.solve(g, h)
    return x
""",
    ),
    "height": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        x = x - torch.linalg.solve(torch.autograd.functional.hessian(f, x), f(x))
    return x
""",
    ),
    "kind": (
        """
def newton(f, x, steps):
    return f(x)
""",
    ),
    "none": (
        """
def newton(f, x, steps):
    hessian = torch.autograd.functional.hessian(f, x)
""",
    ),
    "other": (
        """
def newton(f, x, steps):
    for _ in range(steps):
        x = x - 0.05 * torch.autograd.functional.jacobian(f, x)
    return x
""",
    ),
}
