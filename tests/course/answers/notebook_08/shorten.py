"""Sample answers to exercise 8.4."""

RIGHT = (
    """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g / max(1.0, float((g * g).sum())**0.5 / longest))
""",
)
WRONG = {
    "unchanged": (
        """
def shorten(tensor, longest):
    def hook(gradient):
        gradient = gradient * (longest / gradient.norm())
    return tensor.register_hook(hook)
""",
    ),
    "each": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g.clamp(-longest, longest))
""",
    ),
    "one": (
        """
def shorten(tensor, longest):
    def hook(g):
        return g / g.norm() if g.norm() > longest else g
    return tensor.register_hook(hook)
""",
    ),
    "lengthened": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g * (longest / g.norm()))
""",
    ),
    "zero": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g / g.norm() * min(longest, g.norm().item()))
""",
    ),
    "handle": (
        """
def shorten(tensor, longest):
    def hook(g):
        return g * (longest / g.norm()) if g.norm() > longest else g
    tensor.register_hook(hook)
""",
        """
def shorten(tensor, longest):
    def hook(g):
        return g * (longest / g.norm()) if g.norm() > longest else g
    tensor.register_hook(hook)
    return tensor.register_hook(hook)
""",
    ),
    "length": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g * longest / g.norm() if g.max() > longest else g)
""",
        """
def shorten(tensor, longest):
    def hook(g):
        return g * longest / g.norm() if g.abs().max() > longest else g
    return tensor.register_hook(hook)
""",
    ),
    "in place": (
        """
def shorten(tensor, longest):
    def hook(g):
        if g.norm() > longest:
            g *= longest / g.norm()
    return tensor.register_hook(hook)
""",
    ),
    "early": (
        """
def shorten(tensor, longest):
    length = tensor.grad.norm()
    return tensor.register_hook(lambda g: g * min(1.0, longest / length))
""",
    ),
    "number": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: longest if g.norm() > longest else g)
""",
    ),
    "other": (
        """
def shorten(tensor, longest):
    return tensor.register_hook(lambda g: g / longest)
""",
    ),
}
