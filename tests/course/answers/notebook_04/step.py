"""Sample answers to exercise 4.5."""

RIGHT = (
    """
@torch.no_grad()
def step(parameters, rate):
    for p in parameters:
        p.copy_(p - rate * p.grad)
""",
)
WRONG = {
    "recorded": (
        """
def step(parameters, rate):
    for p in parameters:
        p -= rate * p.grad
""",
    ),
    "unchanged": (
        """
def step(parameters, rate):
    for p in parameters:
        p = p - rate * p.grad
""",
    ),
    "first": (
        """
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate * p.grad
            return p
""",
    ),
    "again": (
        """
def step(parameters, rate):
    for p in parameters:
        p.backward()
        p.data -= rate * p.grad
""",
    ),
    "list": (
        """
def step(parameters, rate):
    with torch.no_grad():
        parameters -= rate * parameters.grad
""",
    ),
    "uphill": (
        """
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p += rate * p.grad
""",
    ),
    "rate": (
        """
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= p.grad
""",
    ),
    "frozen": (
        """
def step(parameters, rate):
    for p in parameters:
        p.requires_grad_(False)
        p -= rate * p.grad
""",
    ),
    "other": (
        """
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate
""",
    ),
}
