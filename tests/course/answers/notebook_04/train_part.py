"""Sample answers to exercise 4.4."""

RIGHT = ()
WRONG = {
    "frozen": (
        """
def train_part(net, part):
    part.requires_grad_(True)
    net.requires_grad_(False)
""",
    ),
    "nothing": (
        """
def train_part(net, part):
    net.requires_grad = False
    part.requires_grad = True
""",
    ),
    "compare": (
        """
def train_part(net, part):
    for one in net.parameters():
        one.requires_grad = one in list(part.parameters())
""",
        """
def train_part(net, part):
    wanted = list(part.parameters())
    for one in net.parameters():
        one.requires_grad = bool(one == one) and one in wanted
""",
    ),
    "call": (
        """
def train_part(net, part):
    for one in net.parameters:
        one.requires_grad = False
""",
    ),
    "inverted": (
        """
def train_part(net, part):
    net.requires_grad_(True)
    part.requires_grad_(False)
""",
    ),
    "rest": (
        """
def train_part(net, part):
    part.requires_grad_(True)
""",
        """
def train_part(net, part):
    net.requires_grad_(True)
""",
    ),
    "other": (
        """
def train_part(net, part):
    net.requires_grad_(False)
    part.weight.requires_grad_(True)
""",
    ),
}
