"""The code blocks of the note "PyTorch Autograd - Basics", run as they are printed there.

A block's text is not edited. Its `import torch` line is carried out by handing the block the module
under test by that name, which is what `import minigrad as torch` does for a reader.
"""

from ..observe import graph, printed, warned

DIFFERENTIATION = """\
import torch

a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2
"""

EXCLUSION = """\
x = torch.rand(5,5)
y = torch.rand(5,5)
z = torch.rand((5,5), requires_grad=True)

a = x + y  # Will have requires_grad = False
b = x + y + z # Will have requires_grad = True
"""

LEAVES = """\
a = torch.tensor([1., 2.], requires_grad=True)
b = 3*a**3
c = b * a
b.retain_grad() # Ensure b has .grad attribute populated
c.backward(gradient=torch.tensor([1.,1.]))

print(a.grad)
print(b.grad)
"""

LEAVES_OUTPUT = """\
tensor([12., 96.])
tensor([1., 2.])
"""

UNSET = ("not a leaf Tensor", "retain_grad()")


def _run(torch, block):
    names = {"torch": torch}
    exec(block.replace("import torch\n", ""), names)
    return names


def differentiation_in_autograd(torch):
    """The first block: Q, its graph, and the gradients that the text then asks for."""
    names = _run(torch, DIFFERENTIATION)
    a, b, q = names["a"], names["b"], names["Q"]
    yield "Q", q
    yield "printed", printed(lambda: print(a, b, q))
    yield "graph", graph(q)
    yield "unset gradients", [a.grad, b.grad]
    q.backward(gradient=torch.tensor([1.0, 1.0]))
    yield "a.grad", a.grad
    yield "b.grad", b.grad


def requires_grad_is_false_by_default(torch):
    """The first callout: torch.tensor() gives requires_grad = False."""
    yield "requires_grad", torch.tensor([2.0, 3.0]).requires_grad


def everything_dependent_requires_gradients(torch):
    """The text under the first block: every tensor that depends on a requires gradients."""
    names = _run(torch, DIFFERENTIATION)
    derived = [names["a"] * 2, names["Q"], names["Q"].sum(), names["Q"].sum() + 1]
    yield "requires_grad", [t.requires_grad for t in derived]


def exclusion_from_the_dag(torch):
    """The second block: x + y stays out of the graph, x + y + z is in it."""
    names = _run(torch, EXCLUSION)
    for name in ("x", "y", "z", "a", "b"):
        tensor = names[name]
        yield name, [list(tensor.shape), tensor.requires_grad, tensor.is_leaf]
    yield "a's node", names["a"].grad_fn
    yield "graph of b", graph(names["b"])
    yield "values in [0, 1)", [bool((names[n] >= 0).all() and (names[n] < 1).all()) for n in "xyz"]


def the_relevance_of_leaf_nodes(torch):
    """The third block prints what the note says it prints."""
    seen = []
    out = printed(lambda: seen.append(_run(torch, LEAVES)))
    yield "printed", out
    yield "as in the note", out == LEAVES_OUTPUT
    yield "leaves", [seen[0][name].is_leaf for name in "abc"]


def without_retain_grad_the_gradient_is_unset_and_says_so(torch):
    """The third block without its retain_grad line: b.grad is None, with a UserWarning."""
    names = {}
    block = LEAVES.replace("b.retain_grad()", "pass")
    yield "printed", warned(lambda: printed(lambda: names.update(_run(torch, block))), *UNSET)
    yield "b.grad", warned(lambda: names["b"].grad, *UNSET)
    yield "c.grad", warned(lambda: names["c"].grad, *UNSET)
    yield "a.grad", warned(lambda: names["a"].grad)


def all_tensors_without_requires_grad_are_leaves(torch):
    """The text of the last section: requires_grad=False is a leaf; made by the user is a leaf."""
    plain = torch.tensor([1.0]) * 2 + 1
    made = torch.tensor([1.0], requires_grad=True)
    yield "computed, no grad", [plain.is_leaf, plain.grad_fn]
    yield "made by the user", [made.is_leaf, made.grad_fn]
    yield "result of an operation", [(made * 2).is_leaf, (made * 2).grad_fn is None]
