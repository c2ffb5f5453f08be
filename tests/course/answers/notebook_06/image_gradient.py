"""Sample answers to exercise 6.4."""

RIGHT = (
    """
def image_gradient(net, image, label):
    kept = [None if p.grad is None else p.grad.clone() for p in net.parameters()]
    leaf = torch.tensor(image.tolist(), requires_grad=True)
    torch.nn.functional.cross_entropy(net(leaf), label).backward()
    for p, grad in zip(net.parameters(), kept):
        p.grad = grad
    return leaf.grad
""",
)
WRONG = {
    "caller": (
        """
def image_gradient(net, image, label):
    image.requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(image), label)
    return torch.autograd.grad(loss, image)[0]
""",
    ),
    "left": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    torch.nn.functional.cross_entropy(net(leaf), label).backward()
    return leaf.grad
""",
    ),
    "cleared": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    torch.nn.functional.cross_entropy(net(leaf), label).backward()
    net.zero_grad()
    return leaf.grad
""",
    ),
    "unused": (
        """
def image_gradient(net, image, label):
    loss = torch.nn.functional.cross_entropy(net(image), label)
    leaf = image.clone().requires_grad_()
    return torch.autograd.grad(loss, leaf)[0]
""",
    ),
    "constant": (
        """
def image_gradient(net, image, label):
    loss = torch.nn.functional.cross_entropy(net(image), label)
    return torch.autograd.grad(loss, image)[0]
""",
    ),
    "silent": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(net(leaf), label)
    return torch.autograd.grad(loss, leaf)[0]
""",
    ),
    "kind": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(leaf), label)
    return torch.autograd.grad(loss, leaf)
""",
    ),
    "sign": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(leaf), label)
    return -torch.autograd.grad(loss, leaf)[0]
""",
    ),
    "other": (
        """
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    return torch.autograd.grad(net(leaf)[label], leaf)[0]
""",
    ),
}
