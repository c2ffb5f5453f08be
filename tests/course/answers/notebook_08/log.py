"""Sample answers to exercise 8.2."""

RIGHT = ()
WRONG = {
    "graph": (
        """
def log(step, n):
    losses = []
    for _ in range(n):
        loss = step()
        loss.backward()
        losses.append(loss)
    return losses
""",
    ),
    "stacked": (
        """
def log(step, n):
    losses = [step() for _ in range(n)]
    for loss in losses:
        loss.backward(retain_graph=True)
    return torch.stack(losses)
""",
    ),
    "calls": (
        """
def log(step, n):
    loss = step()
    loss.backward()
    return [loss.item()] * n
""",
    ),
    "backward": (
        """
def log(step, n):
    return [step().item() for _ in range(n)]
""",
    ),
    "held": (
        """
def log(step, n):
    losses = [step() for _ in range(n)]
    for loss in losses:
        loss.backward()
    return [loss.item() for loss in losses]
""",
    ),
    "early": (
        """
def log(step, n):
    values = []
    for _ in range(n):
        loss = step().detach()
        loss.backward()
        values.append(loss)
    return values
""",
        """
def log(step, n):
    values = [step().item() for _ in range(n)]
    for value in values:
        value.backward()
    return values
""",
    ),
    "kind": (
        """
def log(step, n):
    total = 0.0
    for _ in range(n):
        loss = step()
        loss.backward()
        total += loss.item()
    return total
""",
    ),
    "other": (
        """
def log(step, n):
    values = []
    for _ in range(n):
        loss = step()
        loss.backward()
        values.insert(0, loss.item())
    return values
""",
    ),
}
