"""What a node saves for its formula, and who owns it."""

import numpy as np

from ..observe import raises

FREED = ("Trying to backward through the graph a second time", "retain_graph=True")


def _xy(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.tensor([3.0, 4.0], requires_grad=True)
    return x, y


def a_product_saves_both_factors(torch):
    """mul saves each factor, as the very object."""
    x, y = _xy(torch)
    node = (x * y).grad_fn
    yield "self", node._saved_self
    yield "other", node._saved_other
    yield "the same objects", [node._saved_self is x, node._saved_other is y]


def a_product_saves_only_what_is_needed(torch):
    """A factor is saved only if the other one needs a gradient."""
    x, _ = _xy(torch)
    c = torch.tensor([5.0, 6.0])
    node = (x * c).grad_fn
    yield "x*c", [node._saved_self, node._saved_other is c]
    node = (c * x).grad_fn
    yield "c*x", [node._saved_self is c, node._saved_other]


def a_python_factor_becomes_a_tensor(torch):
    """x*2 saves the 2 as a 0-d tensor."""
    x, _ = _xy(torch)
    node = (x * 2.5).grad_fn
    yield "self", node._saved_self
    yield "value", float(node._saved_other)
    yield "shape", list(node._saved_other.shape)


def a_quotient_saves_numerator_and_denominator(torch):
    """div saves other, and self when the denominator needs a gradient."""
    x, y = _xy(torch)
    node = (x / y).grad_fn
    yield "same objects", [node._saved_self is x, node._saved_other is y]
    c = torch.tensor([5.0, 6.0])
    yield "x/c", [(x / c).grad_fn._saved_self, (x / c).grad_fn._saved_other is c]


def a_power_saves_base_and_exponent(torch):
    """pow saves self and a plain number."""
    x, _ = _xy(torch)
    node = (x**2).grad_fn
    yield "self is x", node._saved_self is x
    yield "exponent", node._saved_exponent
    yield "is a number", isinstance(node._saved_exponent, int | float)
    yield "float exponent", (x**0.5).grad_fn._saved_exponent


def the_note_on_saved_tensors(torch):
    """y = x.pow(2): x.equal(y.grad_fn._saved_self) is True, and it is x itself."""
    x, _ = _xy(torch)
    y = x.pow(2)
    yield "equal", x.equal(y.grad_fn._saved_self)
    yield "is", x is y.grad_fn._saved_self


def functions_of_their_result_save_the_result(torch):
    """exp, sqrt, tanh, sigmoid and relu save the result: another object, the same memory."""
    for name in ("exp", "sqrt", "tanh", "sigmoid", "relu"):
        x, _ = _xy(torch)
        y = getattr(x, name)()
        saved = y.grad_fn._saved_result
        yield name, saved.detach()
        yield f"{name}: another object", saved is not y
        yield f"{name}: same memory", np.shares_memory(saved.detach().numpy(), y.detach().numpy())
        yield f"{name}: same node", saved.grad_fn is y.grad_fn


def functions_of_their_input_save_the_input(torch):
    """sin, cos, log and abs save the input itself."""
    for name in ("sin", "cos", "log", "abs"):
        x, _ = _xy(torch)
        yield name, getattr(x, name)().grad_fn._saved_self is x


def a_sum_saves_sizes_only(torch):
    """sum saves the input's sizes, and dim and keepdim when they are given."""
    x = torch.ones(2, 3, requires_grad=True)
    node = x.sum().grad_fn
    yield "sizes", list(node._saved_self_sym_sizes)
    yield "no dim", raises(lambda: node._saved_dim)
    node = x.sum(1, keepdim=True).grad_fn
    yield "dim", list(node._saved_dim)
    yield "keepdim", node._saved_keepdim
    yield "its sizes", list(node._saved_self_sym_sizes)


def an_addition_saves_no_tensor(torch):
    """add has only alpha."""
    x, y = _xy(torch)
    node = (x + y).grad_fn
    yield "alpha", node._saved_alpha
    yield "self", raises(lambda: node._saved_self)
    yield "saved", [name for name in dir(node) if name.startswith("_saved")]


def negation_and_clone_save_nothing(torch):
    """neg and clone have no saved attributes."""
    x, _ = _xy(torch)
    for name, y in {"neg": -x, "clone": x.clone()}.items():
        yield name, [attribute for attribute in dir(y.grad_fn) if attribute.startswith("_saved")]


SAVED = {
    "mul": "x * y",
    "div": "x / y",
    "pow": "x ** 2",
    "pow of tensors": "x ** y",
    "number to a tensor": "2 ** x",
    "exp": "x.exp()",
    "log": "x.log()",
    "sqrt": "x.sqrt()",
    "sin": "x.sin()",
    "cos": "x.cos()",
    "tanh": "x.tanh()",
    "sigmoid": "x.sigmoid()",
    "relu": "x.relu()",
    "abs": "x.abs()",
    "sum": "x.sum()",
    "sum of a dim": "x.sum(0)",
    "max": "x.max()",
    "maximum": "torch.maximum(x, y)",
    "dot": "x @ y",
    "where": "torch.where(x > 1, x, y)",
}


def saved_names(torch):
    """The names under which each operation saves, one by one."""
    for name, expression in SAVED.items():
        x, y = _xy(torch)
        node = eval(expression, {"torch": torch, "x": x, "y": y}).grad_fn
        yield name, sorted(attribute for attribute in dir(node) if attribute.startswith("_saved"))


def after_backward_nothing_can_be_read(torch):
    """Once the graph is freed, reading a saved value is the second-backward error."""
    x, y = _xy(torch)
    z = x * y
    e = x.exp()
    z.sum().backward()
    e.sum().backward()
    yield "product", raises(lambda: z.grad_fn._saved_self, *FREED)
    yield "exp", raises(lambda: e.grad_fn._saved_result, *FREED)


def with_retain_graph_it_can_still_be_read(torch):
    """retain_graph=True keeps what was saved."""
    x, y = _xy(torch)
    z = x * y
    z.sum().backward(retain_graph=True)
    yield "still there", z.grad_fn._saved_self is x


def what_is_saved_can_be_differentiated(torch):
    """A saved input is the tensor with its history, so its graph can be walked on."""
    x, _ = _xy(torch)
    h = x * 3
    y = h.sin()
    yield "history", y.grad_fn._saved_self.grad_fn is h.grad_fn
    yield "gradient", torch.autograd.grad(y.grad_fn._saved_self.sum(), x)


def raw_saved_tensors_take_hooks(torch):
    """_raw_saved_self.register_hooks(pack, unpack) changes what backward reads."""
    x, _ = _xy(torch)
    y = x.sin()
    y.grad_fn._raw_saved_self.register_hooks(lambda t: t * 0, lambda t: t)
    y.sum().backward()
    yield "cos(0)", x.grad


def a_length_saves_what_requires_grad(torch):
    """hypot(x, y): the formula for x needs no y."""
    x, y = torch.tensor([3.0], requires_grad=True), torch.tensor([4.0])
    z = torch.hypot(x, y)
    yield "saved", [z.grad_fn._saved_self, z.grad_fn._saved_other]
    y.add_(1)
    z.backward()
    yield "grad", x.grad
