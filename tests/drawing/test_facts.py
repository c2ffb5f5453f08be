"""What `show=` adds, and the derivatives on the arrows."""

import math
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import Kind, derivatives, draw
from minigrad.drawing.facts import WORDS, number_text, parse_show, saved_facts, value_text


def leaf(value: Any = 2.0) -> Any:
    return mg.tensor(value, requires_grad=True)


def facts(picture: Any, name: str) -> dict[str, str]:
    (node,) = [node for node in picture.graph.nodes if node.name == name]
    return dict(node.facts)


def test_the_words_of_show() -> None:
    assert parse_show("values,grads") == parse_show(["grads", "values"]) == {"values", "grads"}
    assert parse_show(["values, grads"]) == {"values", "grads"}
    assert parse_show("") == frozenset()
    assert parse_show("all") == set(WORDS)
    with pytest.raises(ValueError, match="show has no 'colors'; choose from shapes, dtypes"):
        parse_show("values colors")
    with pytest.raises(TypeError, match='words such as "values,grads", but it is 3'):
        parse_show(3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="show has no 'x'"):
        draw(leaf() * 2, show="x")


def test_shapes_are_shown_unless_other_words_are_given() -> None:
    x = leaf([1.0, 2.0])
    y = x * 2
    assert "(2,)" in draw(y).dot and "(2,)" not in draw(y, show="values").dot
    assert "(2,)" in draw(y, show="values,shapes").dot


def test_numbers_are_short_and_true() -> None:
    told = [number_text(n) for n in (-0.0, 1e-9, 1e12, math.nan, -math.inf, 7, True, 12345.678)]
    assert told == ["0", "1e-9", "1e12", "nan", "-inf", "7", "True", "1.235e4"]


def test_values_of_any_shape() -> None:
    assert value_text(mg.tensor(3.5)) == "3.5"
    assert value_text(mg.zeros((0, 3))) == "[]"
    assert value_text(mg.tensor([[1, 2], [3, 4]])) == "[[1, 2], [3, 4]]"
    assert value_text(mg.tensor([True, False])) == "[True, False]"
    assert value_text(mg.arange(24.0).reshape(2, 3, 4)) == "[0, 1, 2, … 24 numbers]"


def test_gradients_appear_after_backward_and_tell_that_they_add_up() -> None:
    x = leaf([2.0, 3.0])
    y = x**2
    total = y.sum()
    y.retain_grad()
    assert facts(draw(total, show="grads"), "x") == {"grad": "None"}
    total.backward(retain_graph=True)
    assert facts(draw(total, show="grads"), "x") == {"grad": "[4, 6]"}
    assert facts(draw(total, show="grads"), "y") == {"grad": "[1, 1]"}
    assert facts(draw(total, show="grads"), "total") == {}
    total.backward()
    picture = draw(total, show="grads")
    assert facts(picture, "x") == {"grad": "[8, 12] (accumulated)"}
    assert [node.name for node in picture.graph.of_kind(Kind.FILLED)] == ["x"]


def test_reading_a_gradient_that_is_not_kept_does_not_warn() -> None:
    x = leaf()
    y = x * 2
    z = y * 3
    z.backward()
    draw(z, show="all")  # a warning is an error here


def test_saved_tensors_and_freeing() -> None:
    x = mg.zeros((10, 10), requires_grad=True)
    y = x * x
    assert saved_facts(y.grad_fn) == (
        (("saved", "other: 400 bytes"), ("saved", "self: 400 bytes")),
        False,
    )
    y.sum().backward()
    assert saved_facts(y.grad_fn) == ((), True)
    assert [n.name for n in draw(y, show="saved").graph.of_kind(Kind.FREED)] == ["MulBackward0"]
    assert "MulBackward0 has freed what was saved" in draw(y, show="saved").alt
    assert not draw(y).graph.of_kind(Kind.FREED)


def test_a_saved_tensor_tells_its_version() -> None:
    data = mg.ones(2)
    data += 1
    y = leaf([1.0, 2.0]) * data
    assert saved_facts(y.grad_fn)[0] == (("saved", "other: 8 bytes, version 1"),)


@pytest.mark.parametrize(
    ("formula", "numbers"),
    [
        (lambda x: x * 3, ["other = 3"]),
        (lambda x: 3 - x, ["−1"]),
        (lambda x: x - 2 * x, ["1", "−1"]),
        (lambda x: x / 4, ["1/other = 0.25"]),
        (lambda x: x**3, ["3·self^2 = 12"]),
        (lambda x: x**2, ["2·self = 4"]),
        (lambda x: x.exp(), ["result = 7.389"]),
        (lambda x: x.log(), ["1/self = 0.5"]),
        (lambda x: x.sin(), ["cos(self) = -0.4161"]),
        (lambda x: x.cos(), ["−sin(self) = -0.9093"]),
        (lambda x: x.tanh(), ["1−result² = 0.07065"]),
        (lambda x: x.sigmoid(), ["result·(1−result) = 0.105"]),
        (lambda x: x.sqrt(), ["1/(2·result) = 0.3536"]),
        (lambda x: (-x).relu(), ["1 where result>0, else 0 = 0"]),
        (lambda x: x.abs(), ["sign(self) = 1"]),
        (lambda x: x.reciprocal(), ["−result² = -0.25"]),
        (lambda x: mg.ones((2, 2)) @ x.reshape(1, 1).expand(2, 2), []),
    ],
)
def test_local_derivatives(formula: Any, numbers: list[str]) -> None:
    y = formula(leaf())
    told = list(derivatives.labels(y.grad_fn, type(y.grad_fn).__name__))
    assert told[: len(numbers)] == numbers
    assert bool(told) == bool(numbers)


def test_the_numbers_are_what_the_function_multiplies_with() -> None:
    for formula in (mg.Tensor.exp, mg.Tensor.tanh, mg.Tensor.sqrt, mg.Tensor.log, mg.Tensor.cos):
        x = leaf(0.7)
        y = formula(x)
        (label,) = derivatives.labels(y.grad_fn, type(y.grad_fn).__name__)
        y.backward()
        assert float(label.rpartition("= ")[2]) == pytest.approx(float(x.grad), rel=1e-3)


def test_after_freeing_the_formula_stays() -> None:
    x = leaf()
    y = x**3
    y.backward()
    assert derivatives.labels(y.grad_fn, "PowBackward0") == ("3·self^2",)
    z = mg.tensor(0.0, requires_grad=True).abs().sqrt()
    assert derivatives.labels(z.grad_fn, "SqrtBackward0") == ("1/(2·result) = inf",)


def test_a_module_names_its_parameters_and_the_caller_the_rest() -> None:
    class Line:
        def __init__(self) -> None:
            self.weight = leaf([1.0])

        def named_parameters(self) -> Any:
            return [("line.weight", self.weight)]

        def named_buffers(self) -> Any:
            return []

    model = Line()
    x = leaf([2.0])
    y = model.weight * x
    assert [n.name for n in draw(y, names=model).graph.nodes if n.dtype] == [
        "line.weight",
        "x",
        "y",
    ]
    assert draw(y, names=model).graph.nodes[-1].name == "y"


def test_the_note_twos_variable() -> None:
    a, b = mg.Variable(4), mg.Variable(3)
    c = a + b
    d = a * c
    picture = draw(d)
    assert [node.name for node in picture.graph.nodes] == ["a", "b", "c", "d"]
    assert 'label=" 7"' in picture.dot and "value 28" in picture.svg
    assert "The leaves a and b lead in 2 steps to the output d." in picture.alt
    assert draw(d, names={"first": a}).graph.nodes[0].name == "first"
    deep = mg.Variable(1)
    for _ in range(5_000):
        deep = deep + deep
    assert len(draw(deep).graph.nodes) == 5_001


def test_a_users_own_function_whose_saved_values_cannot_be_read() -> None:
    class Odd:
        next_functions = ()

        @property
        def _saved_self(self) -> Any:
            raise KeyError("not today")

    assert saved_facts(Odd()) == ((), False)


def test_what_a_function_of_ones_own_has_saved() -> None:
    class Square(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 2 * x * grad

    y = Square.apply(leaf([1.0, 2.0]))
    assert "SquareBackward {saved 0: 8 bytes}" in draw(y, show="saved").text
    y.backward(mg.ones(2))
    assert "freed" in draw(y, show="saved").text


def test_a_gradient_that_was_set_to_zero_has_not_been_added_to() -> None:
    x = leaf([2.0, 3.0])
    y = (x * 3).sum()
    y.backward(retain_graph=True)
    x.grad.zero_()
    assert facts(draw(y, show="grads"), "x") == {"grad": "[0, 0]"}
    y.backward()
    assert facts(draw(y, show="grads"), "x") == {"grad": "[3, 3] (accumulated)"}
