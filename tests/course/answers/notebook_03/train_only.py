"""Sample answers to exercise 3.3."""

RIGHT = (
    """
def train_only(tensors, wanted):
    for name in tensors:
        tensors[name].requires_grad_(False)
    for name in wanted:
        tensors[name].requires_grad_()
    return tensors
""",
)
WRONG = {
    "off": (
        """
def train_only(tensors, wanted):
    for name in wanted:
        tensors[name].requires_grad = True
""",
    ),
    "on": (
        """
def train_only(tensors, wanted):
    for name, tensor in tensors.items():
        if name not in wanted:
            tensor.requires_grad = False
""",
    ),
    "inverted": (
        """
def train_only(tensors, wanted):
    for name, tensor in tensors.items():
        tensor.requires_grad = name not in wanted
""",
    ),
    "names": (
        """
def train_only(tensors, wanted):
    for tensor in tensors:
        tensor.requires_grad = tensor in wanted
""",
    ),
    "fewer": (
        """
def train_only(tensors, wanted):
    for name in list(tensors):
        if name not in wanted:
            del tensors[name]
        else:
            tensors[name].requires_grad_()
""",
        """
def train_only(tensors, wanted):
    for name in tensors:
        if name not in wanted:
            del tensors[name]
""",
    ),
    "nothing": (
        """
def train_only(tensors, wanted):
    for name, tensor in tensors.items():
        tensor.requires_grad_ = name in wanted
""",
        """
def train_only(tensors, wanted):
    for name, tensor in tensors.items():
        requires_grad = name in wanted
""",
    ),
    "renewed": (
        """
def train_only(tensors, wanted):
    for name in tensors:
        tensors[name] = torch.tensor(2., requires_grad=name in wanted)
""",
    ),
    "other": (
        """
def train_only(tensors, wanted):
    for tensor in tensors.values():
        tensor.requires_grad = True
""",
    ),
}
