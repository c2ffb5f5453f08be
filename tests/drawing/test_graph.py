from dataclasses import FrozenInstanceError
from types import SimpleNamespace
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing.graph import Edge, Graph, Kind
from minigrad.drawing.reading import function_name, read


def leaf(value: Any = 2.0) -> Any:
    return mg.tensor(value, requires_grad=True)


def outline(graph: Graph) -> list[tuple[int, str, str, list[int]]]:
    arriving = graph.inputs()
    return [
        (node.number, node.kind.value, node.name, [e.source for e in arriving[node.number]])
        for node in graph.nodes
    ]


def test_the_seed() -> None:
    a, b = leaf([2.0, 3.0]), leaf([6.0, 4.0])
    Q = 3 * a**3 - b**2
    graph = read([Q], [("a", a), ("b", b), ("Q", Q)])
    assert outline(graph) == [
        (1, "leaf", "a", []),
        (2, "function", "PowBackward0", [1]),
        (3, "function", "MulBackward0", [2]),
        (4, "leaf", "b", []),
        (5, "function", "PowBackward0", [4]),
        (6, "function", "SubBackward0", [3, 5]),
        (7, "output", "Q", [6]),
    ]
    assert graph.nodes[0].shape == (2,) and graph.nodes[0].dtype == "float32"
    assert graph.nodes[1].shape is None and graph.nodes[1].id == "n2"


def test_a_node_used_twice_has_two_edges() -> None:
    x = leaf()
    graph = read([x * x])
    assert [e for e in graph.edges if e.source == 1] == [Edge(1, 2, 0), Edge(1, 2, 1)]


def test_two_edges_stay_two_when_the_tensor_between_has_a_name() -> None:
    x = leaf()
    y = x.exp()
    z = y * y
    graph = read([z], [("y", y)])
    assert outline(graph)[2:4] == [
        (3, "intermediate", "y", [2]),
        (4, "function", "MulBackward0", [3, 3]),
    ]


def test_nodes_come_in_creation_order_whatever_the_roots() -> None:
    x = leaf()
    early = x.sin()
    late = x.cos()
    assert [n.name for n in read([late, early]).of_kind(Kind.FUNCTION)] == [
        "SinBackward0",
        "CosBackward0",
    ]


def test_untracked_inputs_on_request() -> None:
    x = leaf()
    y = 3 * x + mg.tensor(1.0)
    assert not read([y]).of_kind(Kind.UNTRACKED)
    graph = read([y], untracked=True)
    assert [kind for _, kind, _, _ in outline(graph)] == [
        "leaf",
        "untracked",
        "function",
        "untracked",
        "function",
        "output",
    ]
    places = {edge.source: (edge.target, edge.position) for edge in graph.edges}
    assert places[4] == (5, 1)


def test_a_tensor_without_grad_stands_beside_the_graph() -> None:
    x, data = leaf(), mg.ones(3)
    graph = read([data, x * 2], [("data", data)])
    assert outline(graph)[0] == (1, "data", "data", [])
    assert graph.nodes[0].shape == (3,)


def test_kinds_of_tensors() -> None:
    x = leaf()
    plain = x.exp()
    kept = plain.sin()
    kept.retain_grad()
    result = kept.cos()
    result.retain_grad()
    names = [("plain", plain), ("kept", kept), ("result", result)]
    tensors = {n.name: n for n in read([result], names).nodes if n.dtype}
    assert {name: n.kind.value for name, n in tensors.items()} == {
        "": "leaf",
        "plain": "intermediate",
        "kept": "retained",
        "result": "output",
    }
    assert [n.name for n in tensors.values() if n.retains_grad] == ["kept", "result"]


def test_a_root_that_leads_to_another_is_drawn_between() -> None:
    x = leaf()
    b = x.exp()
    c = b.sin()
    assert outline(read([b, c])) == [
        (1, "leaf", "", []),
        (2, "function", "ExpBackward0", [1]),
        (3, "output", "", [2]),
        (4, "function", "SinBackward0", [3]),
        (5, "output", "", [4]),
    ]


def test_named_tensors_that_do_not_lead_to_the_root_stay_away() -> None:
    x = leaf([1.0, 2.0])
    first, second = x.unbind()
    side = first.exp()
    names = [("first", first), ("second", second), ("side", side)]
    assert [n.name for n in read([first * 2], names).nodes if n.dtype] == ["", "first", ""]


def test_outputs_of_one_function_are_told_apart() -> None:
    x = leaf([1.0, 2.0])
    first, second = x.unbind()
    total = second - first
    graph = read([total], [("first", first), ("second", second)])
    assert [n.name for n in graph.of_kind(Kind.INTERMEDIATE)] == ["first", "second"]
    made = [edge for edge in graph.edges if edge.source == 2]
    assert [edge.output for edge in made] == [0, 1]
    without = read([total], intermediates=False)
    assert [(e.position, e.output) for e in without.edges if e.source == 2] == [(0, 1), (1, 0)]


def test_the_same_root_twice_is_one() -> None:
    y = leaf().exp()
    assert outline(read([y, y])) == outline(read([y]))


def test_a_leaf_as_root() -> None:
    x = leaf()
    assert outline(read([x])) == [(1, "leaf", "", [])]
    assert outline(read([x, x])) == [(1, "leaf", "", [])]
    data = mg.ones(2)
    assert outline(read([data, data])) == [(1, "data", "", [])]
    assert outline(read([x, x * 2]))[0] == (1, "leaf", "", [])
    accumulator = (x * 2).grad_fn.next_functions[0][0]
    assert outline(read([accumulator])) == [(1, "leaf", "", [])]


def test_backward_functions_can_be_roots() -> None:
    y = leaf().exp()
    assert [kind for _, kind, _, _ in outline(read([y.grad_fn]))] == ["leaf", "function"]


def test_a_freed_graph_keeps_its_shape() -> None:
    x = leaf()
    y = (x * x).exp()
    before = read([y])
    y.backward()
    assert read([y]) == before


def test_a_model_holds_no_tensor_and_cannot_be_changed() -> None:
    import gc
    import weakref

    x = leaf()
    y = x.exp()
    watch = weakref.ref(y.grad_fn)
    graph = read([y], [("x", x), ("y", y)])
    del y
    gc.collect()
    assert watch() is None
    with pytest.raises(FrozenInstanceError):
        graph.nodes[0].name = "z"  # type: ignore[misc]


@pytest.mark.uncounted
def test_deep_graphs_need_no_recursion() -> None:
    y = leaf()
    for _ in range(100_000):
        y = y * 1.0001
    graph = read([y])
    assert len(graph.nodes) == 100_002
    assert graph.edges[-1] == Edge(100_001, 100_002)


class FakeNode:
    """A node of some engine, with a number of our choosing."""

    def __init__(self, name: str, number: int | None, *inputs: Any) -> None:
        self.label = name
        self.next_functions = tuple((source, 0) for source in inputs)
        if number is not None:
            self._sequence_nr = lambda: number

    def name(self) -> str:
        return f"torch::autograd::{self.label}"


class CppFunction(FakeNode):
    """What PyTorch calls nodes without a class of their own."""


def order(*roots: FakeNode) -> list[str]:
    return [node.name for node in read(list(roots)).nodes]


def test_numbers_order_what_the_edges_leave_open() -> None:
    first = CppFunction("First", 1)
    second = CppFunction("Second", 2)
    assert order(CppFunction("End", 3, second, first)) == ["First", "Second", "End"]


def test_a_function_never_comes_before_its_inputs() -> None:
    late = CppFunction("Late", 9)
    root = CppFunction("Root", 1, late)
    assert order(root) == ["Late", "Root"]


def test_without_numbers_the_order_of_discovery_counts() -> None:
    left, right = CppFunction("Left", None), CppFunction("Right", None)
    assert order(CppFunction("Root", None, left, right)) == ["Left", "Right", "Root"]


def test_names_of_functions() -> None:
    assert function_name(FakeNode("x", 0)) == "FakeNode"
    assert function_name(CppFunction("CopySlices", 0)) == "CopySlices"
    nasty = type("<b>\n" + "x" * 100, (FakeNode,), {})
    assert function_name(nasty("x", 0)).startswith(r"<b>\nxxx")


def test_a_users_own_function_may_keep_something_called_variable() -> None:
    node = CppFunction("Mine", 1)
    node.variable = "not a leaf"  # type: ignore[attr-defined]
    assert order(node) == ["Mine"]


def test_a_tensor_of_another_engine_is_read_by_its_interface() -> None:
    class AccumulateGrad:
        next_functions = ()

        def __init__(self, variable: Any) -> None:
            self.variable = variable

    variable = SimpleNamespace(shape=(2, 2), dtype="other.float16", requires_grad=True)
    graph = read([CppFunction("Double", 4, AccumulateGrad(variable))])
    assert graph.nodes[0].dtype == "float16" and graph.nodes[0].shape == (2, 2)
