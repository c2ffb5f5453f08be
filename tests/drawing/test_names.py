import sys
from types import SimpleNamespace
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import draw
from minigrad.drawing.names import an, from_frame, from_mapping, is_tensor

everywhere = mg.tensor(1.0, requires_grad=True)
shadowed = mg.tensor(1.0, requires_grad=True)


def leaf() -> Any:
    return mg.tensor(2.0, requires_grad=True)


def shown(picture: Any) -> list[str]:
    return [node.name for node in picture.graph.nodes if node.dtype]


def test_locals_come_before_globals() -> None:
    shadowed = leaf()
    assert shown(draw(shadowed * everywhere)) == ["shadowed", "everywhere", ""]


def test_a_global_that_a_local_name_hides_is_not_found_under_it() -> None:
    hidden = globals()["shadowed"]
    shadowed = leaf()
    y = shadowed * hidden
    assert shown(draw(y)) == ["shadowed", "hidden", "y"]


def test_the_first_name_bound_is_the_name() -> None:
    first = leaf()
    second = first
    y = second.exp()
    assert shown(draw(y)) == ["first", "y"]


def test_a_function_that_only_passes_on_names_what_it_holds() -> None:
    def show(result: Any) -> Any:
        return draw(result)

    weight = leaf()
    assert shown(show(weight.exp())) == ["", "result"]


def test_variables_of_an_enclosing_function_count_where_they_are_used() -> None:
    outer = leaf()

    def inner() -> Any:
        y = outer * 2
        return draw(y)

    assert shown(inner()) == ["outer", "y"]


def test_elements_of_containers_come_after_variables() -> None:
    weights = [leaf(), leaf()]
    params = {"w": leaf(), 3: leaf(), (1, 2): leaf()}
    direct = weights[1]
    y = weights[0] * direct * params["w"] * params[3] * params[(1, 2)]
    assert [name for name in shown(draw(y)) if name] == [
        "weights[0]",
        "direct",
        "params['w']",
        "params[3]",
        "y",
    ]


def test_what_a_notebook_keeps_of_earlier_results_is_no_name() -> None:
    x = leaf()
    history = {"In": [x], "Out": {1: x}, "_": x, "_1": x, "__": x}
    frame: Any = SimpleNamespace(f_locals=history, f_globals=history)
    assert from_frame(frame) == []
    frame = SimpleNamespace(f_locals={**history, "x": x}, f_globals={})
    assert [name for name, _ in from_frame(frame)] == ["x"]


def test_without_a_frame_there_are_no_names() -> None:
    assert from_frame(None) == []


def test_a_stranger_in_the_namespace_is_never_asked_for_anything() -> None:
    class Grumpy:
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(f"asked for {name}")

        def __iter__(self) -> Any:
            raise AssertionError("walked over")

    class OddList(list):
        def __iter__(self) -> Any:
            raise AssertionError("walked over")

    grumpy = Grumpy()
    odd = OddList([1])
    x = leaf()
    assert shown(draw(x)) == ["x"]
    assert (type(grumpy), type(odd)) == (Grumpy, OddList)


def test_endless_containers_are_left_alone() -> None:
    x = leaf()
    many = [x] * 1000
    names = [name for name, _ in from_frame(sys._getframe())]
    assert "x" in names and not any(name.startswith("many") for name in names)
    assert len(many) == 1000


def test_a_mapping_gives_all_the_names_there_are() -> None:
    a = leaf()
    b = leaf()
    c = a * b
    assert shown(draw(c, names={"left": a})) == ["left", "", ""]
    assert shown(draw(c, names={})) == ["", "", ""]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([("a", 1)], "names should be a mapping"),
        ({1: leaf()}, "should be a str, but 1 is an int"),
        ({"a": 3}, "names={'a': ...} should hold a tensor, but it holds an int"),
        ({"a\n": None}, r"names={'a\\n': ...} should hold a tensor, but it holds None"),
    ],
)
def test_a_wrong_mapping_is_explained(names: Any, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        from_mapping(names)
    assert words in str(caught.value)


def test_what_a_tensor_is() -> None:
    assert is_tensor(leaf()) and is_tensor(leaf() * 2)
    for other in (3, None, [1], object(), mg, mg.Tensor, leaf().grad_fn, "grad_fn"):
        assert not is_tensor(other), other
    looks_alike = SimpleNamespace(grad_fn=None, requires_grad=True)
    assert not is_tensor(looks_alike)


def test_articles() -> None:
    assert [an(thing) for thing in (None, 1, "s", [1], object())] == [
        "None",
        "an int",
        "a str",
        "a list",
        "an object",
    ]
