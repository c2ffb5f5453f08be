"""Nodes and edges: names, sharing, order of creation, saved values."""

import threading
import time

import pytest

import minigrad as mg
import minigrad.engine.node as room


@pytest.fixture
def x() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True)


def test_a_square_has_two_edges_to_one_accumulator(x: mg.Tensor) -> None:
    node = (x * x).grad_fn
    (left, first), (right, second) = node.next_functions
    assert left is right
    assert (first, second) == (0, 0)
    assert left.variable is x


def test_a_constant_side_has_no_node(x: mg.Tensor) -> None:
    assert (x * 2).grad_fn.next_functions[1] == (None, 0)
    assert (mg.ones(2) * x).grad_fn.next_functions[0] == (None, 0)


def test_a_power_has_one_edge(x: mg.Tensor) -> None:
    assert len((x**2).grad_fn.next_functions) == 1


def test_all_uses_of_a_leaf_share_its_accumulator(x: mg.Tensor) -> None:
    y, z = x * 2, x.exp()
    assert y.grad_fn.next_functions[0][0] is z.grad_fn.next_functions[0][0]


def test_next_functions_cannot_be_changed(x: mg.Tensor) -> None:
    node = (x * x).grad_fn
    assert isinstance(node.next_functions, tuple)
    with pytest.raises(AttributeError):
        node.next_functions = ()


def test_names_of_ordinary_nodes_and_of_the_accumulator(x: mg.Tensor) -> None:
    node = (x * x).grad_fn
    assert node.name() == type(node).__name__ == "MulBackward0"
    accumulator = node.next_functions[0][0]
    assert type(accumulator).__name__ == "AccumulateGrad"
    assert accumulator.name().endswith("::autograd::AccumulateGrad")
    assert accumulator.next_functions == ()
    assert repr(node).startswith("<MulBackward0 object at 0x")


def test_sequence_numbers_grow_with_creation(x: mg.Tensor) -> None:
    nodes = [t.grad_fn._sequence_nr() for t in (x * 1, x * 2, x + x, x.sum())]
    assert nodes == sorted(set(nodes))


def test_a_saved_input_is_the_tensor_itself(x: mg.Tensor) -> None:
    h = x * 3
    assert h.sin().grad_fn._saved_self is h
    assert (h * x).grad_fn._saved_other is x


def test_a_saved_result_is_another_object_with_the_same_values(x: mg.Tensor) -> None:
    y = x.exp()
    assert y.grad_fn._saved_result is not y
    assert y.grad_fn._saved_result.tolist() == y.tolist()


def test_after_backward_saved_values_are_gone(x: mg.Tensor) -> None:
    y = (x * x).sum()
    node = y.grad_fn.next_functions[0][0]
    y.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        _ = node._saved_self


def test_an_unknown_saved_value_is_an_attribute_error(x: mg.Tensor) -> None:
    with pytest.raises(AttributeError):
        _ = (x + x).grad_fn._saved_self


def test_threads_that_use_a_leaf_at_once_get_the_same_accumulator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise the graph of one of them would lead to an end that nobody asks for."""
    number = room.new_order

    def slow() -> int:
        time.sleep(0.05)  # let the other thread come just now
        return number()

    monkeypatch.setattr(room, "new_order", slow)
    leaf = mg.tensor(2.0, requires_grad=True)
    ready, found = threading.Barrier(2), []

    def use() -> None:
        ready.wait()
        found.append(leaf._edge.accumulator(leaf))

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] is found[1]
