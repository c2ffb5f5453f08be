"""What is outside the DAG: who is excluded and why, and what is known of it after backward."""

import importlib
import weakref
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import Kind, draw, excluded, seen
from minigrad.drawing.graph import GraphNode

ENGINES = ["minigrad", pytest.param("torch", marks=pytest.mark.live)]


def leaf(value: Any = 2.0) -> Any:
    return mg.tensor(value, requires_grad=True)


def test_reasons_for_exclusion() -> None:
    x = leaf()
    y = x * 2
    assert excluded.reason(y.detach(), [("y", y)]) == ("detached from y", True)
    assert excluded.reason(mg.tensor([1, 2]), []) == ("whole numbers", False)
    assert excluded.reason(mg.ones(2), [("x", x)]) == ("requires_grad=False", False)
    with mg.inference_mode():
        fast = mg.ones(2) * 2
    assert excluded.reason(fast, []) == ("made in inference mode", True)


def test_excluded_inputs_have_the_names_of_the_callers_variables() -> None:
    x = leaf([1.0, 2.0])
    data = mg.ones(2)
    with mg.no_grad():
        scale = x * 3
    picture = draw(x * data * scale * 5.0, untracked=True)
    outside = [(node.name, node.reason) for node in picture.graph.nodes if node.reason]
    assert outside == [
        ("data", "requires_grad=False"),
        ("scale", "requires_grad=False"),
        ("5", "constant"),
    ]
    assert "3 constant" not in picture.text


def test_a_tensor_that_is_excluded_twice_is_one_box() -> None:
    x, data = leaf([1.0, 2.0]), mg.ones(2)
    picture = draw(x * data + (x + 1) * data, untracked=True)
    assert len(picture.graph.of_kind(Kind.DATA)) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_an_excluded_input_is_found_wherever_a_function_saves_it(engine: str) -> None:
    torch = importlib.import_module(engine)
    F = importlib.import_module(f"{engine}.nn.functional")
    data = torch.ones((2, 3))

    def made(*shape: int) -> Any:
        return torch.ones(shape, requires_grad=True)

    results = [
        F.linear(data, made(4, 3), made(4)),
        F.linear(data, made(4, 3)),
        torch.addmm(made(1), made(2, 2), data),
        data @ made(3),
        made(2, 2) @ data,
        torch.addmv(made(1), data, made(3)),
        torch.addcmul(made(1), data, made(1)),
        F.mse_loss(made(2, 3), data),
        F.layer_norm(data, (3,), made(3), made(3)),
        made(1) ** data,
        data ** made(1),
        torch.lerp(made(1), made(1), data),
    ]
    for result in results:
        kinds = {n.name: n.kind for n in draw(result, untracked=True).graph.nodes if n.name}
        assert kinds.get("data") is Kind.DATA, type(result.grad_fn).__name__


def test_after_backward_nobody_knows_what_the_excluded_input_was() -> None:
    x, data = leaf([1.0, 2.0]), mg.ones(2)
    y = x * data + mg.ones(2)
    y.sum().backward()
    freed, never_saved = draw(y, untracked=True).graph.of_kind(Kind.UNTRACKED)
    assert (freed.reason, never_saved.reason) == ("unknown after backward", "")
    assert "2 unnamed inputs are not tracked" in draw(y, untracked=True).alt


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_drawn_before_backward_is_known_after_it(engine: str) -> None:
    torch = importlib.import_module(engine)
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    data, cut = torch.tensor([3.0, 4.0]), (x * 2).detach()
    y = x * data * cut * 3 * torch.tensor([5.0, 6.0]) * data
    before = draw(y, untracked=True)
    y.sum().backward()
    assert draw(y, untracked=True).text == before.text  # also the constant, and what nobody holds
    # A variable that has another name by now: the tensor is known, not a word.
    other = data
    del data
    after = draw(y, untracked=True, show="values")
    assert [n.name for n in after.graph.of_kind(Kind.DATA)] == ["other", "cut", ""]
    (box,) = [node for node in after.graph.nodes if node.name == "other"]
    assert box.facts == (("value", "[3, 4]"),)
    # Of what nobody holds any more the box is left, once for two places, without its numbers.
    del other
    told = draw(y, untracked=True, show="shapes,values").graph.of_kind(Kind.DATA)
    assert [(n.name, n.shape, n.facts != ()) for n in told] == [
        ("other", (2,), False),
        ("cut", (2,), True),
        ("", (2,), False),
    ]


def test_what_a_drawing_has_seen_keeps_nothing_alive() -> None:
    data, x = mg.ones(2), leaf([1.0, 2.0])
    y = x * data
    draw(y, untracked=True, names={"data": data})  # a look at the frame would keep its variables
    count = len(seen._seen)
    gone = weakref.ref(data)
    y.sum().backward()
    del data
    assert gone() is None
    del y
    assert len(seen._seen) == count - 1


def test_an_input_that_requires_grad_by_now_is_drawn_as_it_was() -> None:
    data, x = mg.ones(2), leaf([1.0, 2.0])
    y = x * data
    draw(y, untracked=True)
    y.sum().backward()
    data.requires_grad_()
    (box,) = draw(y, untracked=True).graph.of_kind(Kind.DATA)
    assert (box.name, box.reason) == ("data", "requires_grad=False")


def test_functions_of_strangers_are_not_kept_in_mind() -> None:
    class Odd:
        __slots__ = ()

    seen.remember(Odd(), 0, mg.ones(2), GraphNode(1, Kind.DATA))
    assert seen.recall(Odd()) == {}


def test_a_function_that_takes_no_weak_reference_keeps_in_mind_itself_what_was_seen() -> None:
    class Theirs:  # as PyTorch's
        __slots__ = ("metadata",)

        def __init__(self) -> None:
            self.metadata: dict[str, Any] = {}

    function, node = Theirs(), GraphNode(1, Kind.DATA, "x")
    assert seen.recall(function) == {}
    seen.remember(function, 0, 3.0, node)  # a plain number takes none either
    assert seen.recall(function)[0].alive() is None and seen.recall(function)[0].node is node
