"""Sample answers to exercise 7.4."""

RIGHT = (
    """
def slopes_agree(f, x):
    step = 1e-5
    jacobian = torch.autograd.functional.jacobian(f, x)
    return all(
        abs(((f(x + step)[i] - f(x - step)[i]) / (2 * step) - jacobian[i, i]).item()) < 0.001
        for i in range(len(x))
    )
""",
)
WRONG = {
    "strict": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return bool((seen == leaf.grad).all())
""",
        """
def slopes_agree(f, x):
    seen = (f(x + 0.1) - f(x)) / 0.1
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return bool(((seen - leaf.grad).abs() < 0.001).all())
""",
    ),
    "blind": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    also = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    return bool(((seen - also).abs() < 0.001).all())
""",
    ),
    "any": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return bool(((seen - leaf.grad).abs() < 0.001).any())
""",
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return bool(abs(seen - leaf.grad)[0] < 0.001)
""",
    ),
    "sum": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return bool((seen - leaf.grad).sum().abs() < 0.001)
""",
    ),
    "several": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    leaf = x.clone().requires_grad_()
    f(leaf).sum().backward()
    return (seen - leaf.grad).abs() < 0.001
""",
    ),
    "leaf": (
        """
def slopes_agree(f, x):
    f(x).sum().backward()
    return True
""",
        """
def slopes_agree(f, x):
    return torch.autograd.gradcheck(f, x, raise_exception=False)
""",
    ),
    "scalar": (
        """
def slopes_agree(f, x):
    leaf = x.clone().requires_grad_()
    said, = torch.autograd.grad(f(leaf), leaf)
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
    return bool(((seen - said).abs() < 0.001).all())
""",
    ),
    "raised": (
        """
def slopes_agree(f, x):
    return torch.autograd.gradcheck(f, x.clone().requires_grad_())
""",
    ),
    "changed": (
        """
def slopes_agree(f, x):
    x.requires_grad_()
    return torch.autograd.gradcheck(f, x, raise_exception=False)
""",
    ),
    "kind": (
        """
def slopes_agree(f, x):
    return "yes"
""",
    ),
    "none": (
        """
def slopes_agree(f, x):
    seen = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
""",
    ),
}
