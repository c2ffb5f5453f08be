"""Sample answers to exercise 4.7."""

RIGHT = (
    """
def predict_with(net, x):
    training = net.training
    net.eval()
    with torch.no_grad():
        y = net(x)
    net.train(training)
    return y
""",
    """
@torch.inference_mode()
def predict_with(net, x):
    before = net.training
    try:
        return net.train(False)(x)
    finally:
        net.train(before)
""",
)
WRONG = {
    "dropout": (
        """
def predict_with(net, x):
    with torch.no_grad():
        return net(x)
""",
    ),
    "recorded": (
        """
def predict_with(net, x):
    training = net.training
    net.eval()
    y = net(x)
    net.train(training)
    return y
""",
    ),
    "left": (
        """
def predict_with(net, x):
    net.eval()
    with torch.no_grad():
        return net(x)
""",
    ),
    "started": (
        """
def predict_with(net, x):
    net.eval()
    with torch.no_grad():
        y = net(x)
    net.train()
    return y
""",
    ),
    "parts": (
        """
def predict_with(net, x):
    training = net.training
    net.eval()
    with torch.no_grad():
        y = net(x)
    net.training = training
    return y
""",
    ),
    "frozen": (
        """
def predict_with(net, x):
    training = net.training
    net.eval().requires_grad_(False)
    y = net(x)
    net.train(training)
    return y
""",
    ),
    "method": (
        """
def predict_with(net, x):
    training = net.train
    net.eval()
    with torch.no_grad():
        y = net(x)
    net.train(training)
    return y
""",
    ),
    "kind": (
        """
def predict_with(net, x):
    net.eval()
    with torch.no_grad():
        y = net(x)
""",
    ),
}
