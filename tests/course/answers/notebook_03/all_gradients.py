"""Sample answers to exercise 3.4."""

RIGHT = (
    """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
    return torch.autograd.grad(values[-1], values)
""",
    """
def all_gradients(steps, x):
    value = torch.tensor(x, requires_grad=True)
    values = [value]
    for step in steps:
        value = step(value)
        values.append(value)
    for v in values:
        v.retain_grad()
    value.backward()
    return [v.grad.item() for v in values]
""",
    """
def all_gradients(steps, x):
    values = [torch.tensor([x], requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
        values[-1].retain_grad()
    values[-1].backward()
    return torch.cat([value.grad for value in values])
""",
)
WRONG = {
    "retain": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
    values[-1].backward()
    return [value.grad for value in values]
""",
    ),
    "late": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
    values[-1].backward()
    for value in values:
        value.retain_grad()
    return [value.grad for value in values]
""",
    ),
    "length": (
        """
def all_gradients(steps, x):
    first = value = torch.tensor(x, requires_grad=True)
    for step in steps:
        value = step(value)
    value.backward()
    return [first.grad]
""",
    ),
    "reversed": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
    return torch.autograd.grad(values[-1], values)[::-1]
""",
    ),
    "unmarked": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x)]
    for step in steps:
        values.append(step(values[-1]))
        values[-1].retain_grad()
    values[-1].backward()
    return [value.grad for value in values]
""",
        """
def all_gradients(steps, x):
    value = torch.tensor(x)
    for step in steps:
        value = step(value)
    value.backward()
    return [value.grad]
""",
    ),
    "cut": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]).detach().requires_grad_())
    return torch.autograd.grad(values[-1], values)
""",
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[0]))
        values[-1].retain_grad()
    values[-1].backward()
    return [value.grad for value in values]
""",
    ),
    "once": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
        values[-1].retain_grad()
        values[-1].backward()
    return [value.grad for value in values]
""",
    ),
    "kind": (
        """
def all_gradients(steps, x):
    return 1.0
""",
    ),
    "other": (
        """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for step in steps:
        values.append(step(values[-1]))
        values[-1].retain_grad()
    for value in values[1:]:
        value.backward(retain_graph=True)
    return [value.grad for value in values]
""",
    ),
}
