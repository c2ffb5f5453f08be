"""Sample answers to exercise 4.6."""

RIGHT = (
    """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    loss = ((features.clone() * w)**2).sum()
    loss.backward()
    return w.grad
""",
    """
def weight_gradient(features_of, data, w):
    features = torch.inference_mode()(features_of)(data)
    loss = ((torch.tensor(features.tolist()) * w)**2).sum()
    return torch.autograd.grad(loss, w)[0]
""",
)
WRONG = {
    "saved": (
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    ((features * w)**2).sum().backward()
    return w.grad
""",
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data).clone()
    ((features * w)**2).sum().backward()
    return w.grad
""",
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    features.requires_grad_()
    ((features * w)**2).sum().backward()
    return w.grad
""",
    ),
    "inside": (
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        loss = ((features_of(data) * w)**2).sum()
    loss.backward()
    return w.grad
""",
    ),
    "mode": (
        """
def weight_gradient(features_of, data, w):
    with torch.no_grad():
        features = features_of(data)
    ((features * w)**2).sum().backward()
    return w.grad
""",
    ),
    "kind": (
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    return ((features.clone() * w)**2).sum().backward()
""",
    ),
    "other": (
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    ((features.clone() * w)**2).backward()
    return w.grad
""",
        """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    (features.clone() * w).sum().backward()
    return w.grad
""",
    ),
}
