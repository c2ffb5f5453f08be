"""Sample answers to exercise 6.5."""

RIGHT = (
    """
def gradient_of_all(body, losses, x):
    features = body(x)
    total = torch.stack([loss(features) for loss in losses]).sum()
    for p, grad in zip(body.parameters(), torch.autograd.grad(total, list(body.parameters()))):
        p.grad = grad
""",
)
WRONG = {
    "twice": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    for loss in losses:
        loss(features).backward()
""",
    ),
    "forward": (
        """
def gradient_of_all(body, losses, x):
    body.zero_grad()
    for loss in losses:
        loss(body(x)).backward()
""",
    ),
    "before": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    sum(loss(features) for loss in losses).backward()
""",
    ),
    "last": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    for loss in losses:
        body.zero_grad()
        loss(features).backward(retain_graph=True)
""",
    ),
    "first": (
        """
def gradient_of_all(body, losses, x):
    body.zero_grad()
    losses[0](body(x)).backward()
""",
    ),
    "mean": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    torch.stack([loss(features) for loss in losses]).mean().backward()
""",
    ),
    "nothing": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    sum(loss(features) for loss in losses).backward()
    body.zero_grad()
""",
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    total = sum(loss(features) for loss in losses)
    torch.autograd.grad(total, list(body.parameters()))
""",
    ),
    "cut": (
        """
def gradient_of_all(body, losses, x):
    features = body(x).detach()
    body.zero_grad()
    sum(loss(features) for loss in losses).backward()
""",
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    sum(loss(features).item() for loss in losses).backward()
""",
    ),
    "list": (
        """
def gradient_of_all(body, losses, x):
    body.zero_grad()
    sum(losses(body(x))).backward()
""",
    ),
    "other": (
        """
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    total = 1
    for loss in losses:
        total = total * loss(features)
    total.backward()
""",
    ),
}
