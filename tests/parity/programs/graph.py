"""The graph: nodes, their names, their edges, and how it is shared and released."""

import gc
import weakref

from ..observe import graph, names, raises


def _x(torch):
    return torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)


def an_ordinary_nodes_two_names_agree(torch):
    """type(node).__name__ and node.name() are the same for the node of an operation."""
    node = (_x(torch) * 2).grad_fn
    yield "type", type(node).__name__
    yield "name()", node.name()


def the_leaf_accumulator(torch):
    """AccumulateGrad: its name(), its variable, no further edges."""
    x = _x(torch)
    accumulator, index = (x * 2).grad_fn.next_functions[0]
    yield "type", type(accumulator).__name__
    yield "name()", accumulator.name()
    yield "variable", accumulator.variable is x
    yield "edges", accumulator.next_functions
    yield "is a tuple", isinstance(accumulator.next_functions, tuple)
    yield "index", index


def grad_fn_is_one_object(torch):
    """grad_fn is the same object each time; edges lead to that same object."""
    x = _x(torch)
    y = x * 2
    z = y.exp()
    yield "same", y.grad_fn is y.grad_fn
    yield "reached by the edge", z.grad_fn.next_functions[0][0] is y.grad_fn
    yield "leaf", x.grad_fn
    yield "edges are tuples", [isinstance(z.grad_fn.next_functions, tuple)]


def the_repr_of_a_node(torch):
    """A node prints its name and an address."""
    x = _x(torch)
    yield "product", repr((x * 2).grad_fn)
    yield "leaf", repr((x * 2).grad_fn.next_functions[0][0])


def one_accumulator_for_all_uses(torch):
    """All uses of a leaf share one AccumulateGrad while something holds it."""
    x = _x(torch)
    y, z = x * 2, x + 1
    yield "shared", y.grad_fn.next_functions[0][0] is z.grad_fn.next_functions[0][0]
    yield "graph", graph(y + z)


def edges_of_inputs_that_need_no_gradient(torch):
    """(None, 0) for inputs that need no gradient, Python numbers included; x**2 has one entry."""
    x, c = _x(torch), torch.ones(2, 2)
    for name, y in {
        "x*2": x * 2,
        "2*x": 2 * x,
        "x*c": x * c,
        "c*x": c * x,
        "x/2": x / 2,
        "c/x": c / x,
        "x+c": x + c,
        "c-x": c - x,
        "x+1": x + 1,
        "x-1": x - 1,
        "x**2": x**2,
        "x**c": x**c,
        "c**x": c**x,
        "c@x": c @ x,
        "maximum(c, x)": torch.maximum(c, x),
    }.items():
        yield name, [[node and type(node).__name__, i] for node, i in y.grad_fn.next_functions]


def the_index_says_which_output(torch):
    """The outputs of one operation share its node; the edge's index tells them apart."""
    x = _x(torch)
    first, second = x.unbind()
    yield "one node", first.grad_fn is second.grad_fn
    yield "output_nr", [first.output_nr, second.output_nr]
    yield "edge", (second * 2).grad_fn.next_functions[0][1]
    yield "both", graph(second * first)
    (second * 10).sum().backward()
    yield "the unused output gets zeros", x.grad


def a_node_with_one_output_has_number_zero(torch):
    """output_nr of an ordinary result and of a leaf is 0."""
    x = _x(torch)
    yield "leaf and result", [x.output_nr, (x * 2).output_nr]


def max_of_a_dim_has_two_outputs_one_differentiable(torch):
    """max(dim) gives values in the graph and indices outside it."""
    values, indices = _x(torch).max(1)
    yield "values", values
    yield "indices", indices
    yield "output_nr", values.output_nr


def nodes_count_up_in_creation_order(torch):
    """_sequence_nr grows with every node made."""
    x = _x(torch)
    y = x.sin()
    z = x.cos()
    w = y + z
    numbers = [t.grad_fn._sequence_nr() for t in (y, z, w)]
    yield "ascending", numbers == sorted(set(numbers))


def the_graph_of_an_expression(torch):
    """A shared subexpression is one node with several consumers."""
    x = _x(torch)
    w = torch.tensor([2.0, 3.0], requires_grad=True)
    h = (x @ w).tanh()
    loss = ((h - 1) ** 2).mean() + h.sum() * 0.1
    yield "graph", graph(loss)
    yield "first edges", names(loss)


def the_graph_does_not_contain_what_needs_no_gradient(torch):
    """A subexpression of constants leaves no node."""
    x, c = _x(torch), torch.ones(2, 2)
    yield "graph", graph(x * (c * 3 + c.exp()))
    yield "detached", graph(x * (x * 2).detach())


def a_result_is_released_by_reference_counting(torch):
    """No cycle ties a tensor to its node: both go when the last reference does."""
    was = gc.isenabled()
    gc.disable()
    try:
        x = _x(torch)
        y = (x * 2).exp()
        watched = weakref.ref(y)
        del y
        yield "gone", watched() is None
        z = (x * x).sum()
        z.backward()
        watched = weakref.ref(z)
        del z
        yield "gone after backward", watched() is None
        yield "the leaf stays", x.grad
    finally:
        if was:
            gc.enable()


def nodes_are_graph_nodes(torch):
    """isinstance(node, autograd.graph.Node) holds for every node."""
    node = (_x(torch) * 2).grad_fn
    kinds = torch.autograd.graph.Node
    yield "product", isinstance(node, kinds)
    yield "leaf", isinstance(node.next_functions[0][0], kinds)
    yield "other", isinstance(3, kinds)


def nodes_can_be_called(torch):
    """A node called with gradients returns the gradients of its inputs."""
    x = _x(torch)
    yield "product", (x * 3).grad_fn(torch.ones(2, 2))
    yield "sum", (x + x).grad_fn(torch.ones(2, 2))


def nodes_carry_metadata(torch):
    """node.metadata is a dict to write into."""
    node = (_x(torch) * 2).grad_fn
    node.metadata["layer"] = 3
    yield "read back", node.metadata["layer"]


def in_place_on_a_view_rewrites_the_history(torch):
    """The base's node becomes CopySlices, the view's AsStridedBackward0."""
    x = _x(torch)
    y = x * 1
    v = y[0]
    v.mul_(3)
    yield "base", names(y)
    yield "view", names(v)


def a_custom_functions_node(torch):
    """Named after the class, without a digit."""

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, t):
            return t.exp()

        @staticmethod
        def backward(ctx, gradient):
            return gradient

    yield "graph", graph(Exp.apply(_x(torch)))


def a_gradient_edge(torch):
    """autograd.graph.get_gradient_edge names the node and the output."""
    y = _x(torch) * 2
    edge = torch.autograd.graph.get_gradient_edge(y)
    yield "node", edge.node is y.grad_fn
    yield "output", edge.output_nr


def a_gradient_with_a_graph_is_a_copy(torch):
    """backward(create_graph=True) leaves a .grad with a graph of its own."""
    x = _x(torch)
    (x**3).sum().backward(create_graph=True)
    yield "is_leaf", x.grad.is_leaf
    yield "requires_grad", x.grad.requires_grad
    yield "leaves", [row for row in graph(x.grad).rows if row[0] == "AccumulateGrad"]


def executing_order_is_reverse_creation(torch):
    """sin, then cos, then add are visited as add, cos, sin; the sums come out right."""
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    (x.sin() + x.cos()).sum().backward()
    yield "grad", x.grad


def hooks_show_the_order(torch):
    """Hooks on the nodes of sin(x) + cos(x) run as add, cos, sin."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    s, c = x.sin(), x.cos()
    y = s + c
    seen = []
    for name, tensor in {"sin": s, "cos": c, "add": y}.items():
        tensor.grad_fn.register_hook(lambda *_, name=name: seen.append(name))
    y.sum().backward()
    yield "order", seen


def nodes_and_tensors_refuse_nonsense(torch):
    """An attribute that a node does not have is an AttributeError."""
    node = (_x(torch) * 2).grad_fn
    yield "attribute", raises(lambda: node._saved_nothing)
    yield "setting next_functions", raises(lambda: setattr(node, "next_functions", ()))
