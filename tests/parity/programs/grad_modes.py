"""Switching recording off and on."""

from ..observe import raises


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def no_grad_and_enable_grad_as_blocks(torch):
    """Blocks nest, and restore what was."""
    x = _x(torch)
    yield "outside", torch.is_grad_enabled()
    with torch.no_grad():
        yield "off", [torch.is_grad_enabled(), (x * 2).requires_grad]
        with torch.enable_grad():
            yield "on again", [torch.is_grad_enabled(), (x * 2).requires_grad]
        yield "off again", torch.is_grad_enabled()
    yield "restored", [torch.is_grad_enabled(), (x * 2).requires_grad]


def set_grad_enabled_as_block_and_call(torch):
    """set_grad_enabled(False) acts at once; as a block it restores."""
    x = _x(torch)
    with torch.set_grad_enabled(False):
        yield "block", (x * 2).requires_grad
    yield "after", torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    yield "called", (x * 2).requires_grad
    torch.set_grad_enabled(True)
    yield "called again", (x * 2).requires_grad


def as_decorators(torch):
    """With and without parentheses; the function keeps its name and documentation."""
    x = _x(torch)

    @torch.no_grad()
    def off(t):
        """Say so."""
        return t * 2

    @torch.no_grad
    def bare(t):
        return t * 2

    @torch.enable_grad()
    def on(t):
        return t * 2

    @torch.set_grad_enabled(False)
    def chosen(t):
        return t * 2

    yield "off", [off(x).requires_grad, bare(x).requires_grad, chosen(x).requires_grad]
    with torch.no_grad():
        yield "on", on(x).requires_grad
    yield "names", [off.__name__, off.__doc__, bare.__name__]
    yield "restored", torch.is_grad_enabled()


def an_exception_restores_the_mode(torch):
    """Leaving a block by an exception restores the mode."""

    def fail():
        with torch.no_grad():
            raise KeyError("on purpose")

    yield "raised", raises(fail, "on purpose")
    yield "restored", torch.is_grad_enabled()


def a_constant_branch_gets_no_gradient(torch):
    """What was computed under no_grad is a constant for what follows."""
    x = _x(torch)
    with torch.no_grad():
        factor = x * 3
    (x * factor).sum().backward()
    yield "gradient", x.grad


def backward_records_nothing_by_itself(torch):
    """Gradients computed in grad mode carry no graph without create_graph."""
    x = _x(torch)
    (x**2).sum().backward()
    yield "grad", x.grad
