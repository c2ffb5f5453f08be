"""Sample answers to exercise 7.6."""

RIGHT = (
    """
def gradient_penalty(critic, x):
    leaf = x.detach().requires_grad_()
    y = critic(leaf)
    gradient = torch.autograd.grad(y, leaf, torch.ones_like(y), create_graph=True)[0]
    return ((gradient.norm(dim=1) - 1)**2).mean()
""",
)
WRONG = {
    "constant": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf)
    return (((gradient**2).sum(dim=1).sqrt() - 1)**2).mean()
""",
    ),
    "polluted": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    critic(leaf).sum().backward(create_graph=True)
    return (((leaf.grad**2).sum(dim=1).sqrt() - 1)**2).mean()
""",
    ),
    "partly": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    lengths = (gradient * gradient.detach()).sum(dim=1).sqrt()
    return ((lengths - 1)**2).mean()
""",
    ),
    "whole": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return (gradient.norm() - 1)**2
""",
    ),
    "zero": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return (gradient**2).sum(dim=1).mean()
""",
    ),
    "sum": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return (((gradient**2).sum(dim=1).sqrt() - 1)**2).sum()
""",
    ),
    "unrooted": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return (((gradient**2).sum(dim=1) - 1)**2).mean()
""",
    ),
    "late": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((gradient**2).sum(dim=1).sqrt().mean() - 1)**2
""",
    ),
    "share": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    g, = torch.autograd.grad(critic(leaf).mean(), leaf, create_graph=True)
    return ((g.norm(dim=1) - 1)**2).mean()
""",
    ),
    "columns": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    g, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((g.norm(dim=0) - 1)**2).mean()
""",
    ),
    "tuple": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    g = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((g.norm(dim=1) - 1)**2).mean()
""",
    ),
    "changed": (
        """
def gradient_penalty(critic, x):
    x.requires_grad_()
    gradient, = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return (((gradient**2).sum(dim=1).sqrt() - 1)**2).mean()
""",
    ),
    "leaf": (
        """
def gradient_penalty(critic, x):
    gradient, = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    return (((gradient**2).sum(dim=1).sqrt() - 1)**2).mean()
""",
    ),
    "scalar": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf), leaf, create_graph=True)
    return (((gradient**2).sum(dim=1).sqrt() - 1)**2).mean()
""",
    ),
    "kind": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
    gradient, = torch.autograd.grad(critic(leaf).sum(), leaf, create_graph=True)
    return ((gradient**2).sum(dim=1).sqrt() - 1)**2
""",
    ),
    "none": (
        """
def gradient_penalty(critic, x):
    leaf = x.clone().requires_grad_()
""",
    ),
    "other": (
        """
def gradient_penalty(critic, x):
    return critic(x).mean()
""",
    ),
}
