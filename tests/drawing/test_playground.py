"""The playground's model, and its widgets without a browser."""

import builtins
import sys

import pytest

import minigrad as mg
from minigrad.drawing import keyguard
from minigrad.drawing.grammar import ExpressionError
from minigrad.drawing.graph import OUTSIDE, Kind
from minigrad.drawing.playground import Leaf, Playground, playground
from minigrad.drawing.playgroundview import panel
from minigrad.drawing.typed import read_numbers


@pytest.fixture
def play():
    return playground("c = 3*a**3; Q = c - b**2", a=[2, 3], b=[6, 4])


def grads(outcome):
    return {row[0]: row[4] for row in outcome.rows}


def kinds(outcome):
    return [kind for kind, _ in outcome.notes]


def test_the_seeds_example(play):
    outcome = play.outcome()
    assert grads(outcome)["a"] == "[36, 81]"
    assert grads(outcome)["b"] == "[-12, -8]"
    assert grads(outcome)["c"] == "None: no leaf, and not retained (reading it warns)"
    assert "[36, 81]" in outcome.picture.text
    assert outcome.notes == ()
    assert outcome.html.count("<img") == 1


def test_the_default_is_the_seeds_example():
    assert grads(playground().outcome())["a"] == "[36, 81]"


def test_values_follow(play):
    play.leaves["a"].values = "1, 3"
    assert grads(play.outcome())["a"] == "[9, 81]"


def test_requires_grad_off(play):
    play.leaves["b"].requires_grad = False
    outcome = play.outcome()
    assert grads(outcome)["b"] == "None: it doesn't require grad"
    assert grads(outcome)["a"] == "[36, 81]"


def test_retain_grad(play):
    play.retain.add("c")
    assert grads(play.outcome())["c"] == "[1, 1]"


def test_no_grad_cuts_the_graph(play):
    play.no_grad.add("c")
    outcome = play.outcome()
    assert grads(outcome)["a"] == "None: no gradient arrives"
    assert "not tracked" in outcome.picture.text
    play.no_grad.add("Q")
    outcome = play.outcome()
    assert "element 0 of tensors does not require grad" in outcome.error
    assert outcome.picture is None
    assert "there is no graph to draw" in outcome.text
    assert grads(outcome)["Q"] == "None: it doesn't require grad"  # the values still show


def test_the_gradient_of_backward(play):
    play.gradient = "1, 0"
    assert grads(play.outcome())["a"] == "[36, 0]"
    play.gradient = "1, 2, 3"
    assert "Mismatch in shape" in play.outcome().error
    play.gradient = "one"
    assert "the gradient should be a number" in play.outcome().error


def test_inf_is_a_warning_and_numpy_is_silent(play):
    play.text = "log(a - 2)"
    outcome = play.outcome()
    assert outcome.notes == (("Warning", "inf or nan in Q"),)


def test_errors_point_at_the_place(play):
    play.text = "c = a.grad; c"
    outcome = play.outcome()
    assert kinds(outcome) == ["Error"]
    assert outcome.rows == () and outcome.picture is None
    assert "  c = a.grad\n      ^^^^^^" in outcome.error
    play.text = "a * b"
    play.leaves["a"].values = "1, 2, 3"
    assert "must match" in play.outcome().error


def test_a_new_name_gets_a_value(play):
    play.text = "a * k"
    play.outcome()
    assert play.leaves["k"] == Leaf("1")


def test_every_outcome_starts_anew(play):
    first, second = play.outcome(), play.outcome()
    assert first.rows == second.rows  # gradients don't pile up
    assert mg.is_grad_enabled()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", 2.0),
        ("-1e3", -1000.0),
        ("[2]", [2.0]),
        ("2, 3", [2.0, 3.0]),
        ("[[1],[2]]", [[1.0], [2.0]]),
    ],
)
def test_numbers_as_typed(text, numbers):
    assert read_numbers(text, "a") == numbers


NO_NUMBERS = ["", "x", "1,", "[]", "[[1], [2, 3]]", "[1, [2]]", "true", '"1"', "{}", "null", "1e99"]
TOO_MANY = ["1" * 3_000, ", ".join("1" * 101), "[" * 1_500, "[[[[[1]]]]]"]


@pytest.mark.parametrize("text", NO_NUMBERS + TOO_MANY)
def test_what_are_no_numbers(text):
    with pytest.raises(ExpressionError, match=r"a (should|has|is)"):
        read_numbers(text, "a")


def test_values_of_other_kinds():
    assert playground("a", a=mg.tensor([1.0, 2.0])).leaves["a"].values == "1.0, 2.0"
    assert playground("a", a=[[1, 2]]).leaves["a"].values == "[[1, 2]]"
    assert playground("a", a="1, 2").leaves["a"].values == "1, 2"
    with pytest.raises(TypeError, match="a should be a number"):
        playground("a", a=object())
    with pytest.raises(TypeError, match="text, not int"):
        playground(3)


def test_what_is_typed_is_words_not_markup(play):
    play.text = "<script>alert(1)</script>"
    assert "<script" not in play.html
    play.text = "a"
    play.leaves["a"].values = "<img src=x onerror=y>"
    assert "<img src=x" not in play.html


# ------------------------------------------------------------------ on a page


def test_the_page_without_a_kernel(play):
    first, second = play._repr_mimebundle_(), play._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert first[kind] == second[kind]
    assert "<code>c = 3*a**3; Q = c - b**2</code> with a = 2, 3; b = 6, 4" in first["text/html"]
    assert "a = [2, 3]; requires_grad True; grad_fn leaf; .grad [36, 81]" in first["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in first


def test_without_ipywidgets_the_first_outcome_remains(monkeypatch, play):
    real = builtins.__import__

    def refuse(name, *rest):
        if name == "minigrad.drawing.playgroundview":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert set(play._repr_mimebundle_()) == {"text/html", "text/plain"}


def labeled(widget, found=None):
    """Every control of a panel by its label."""
    found = {} if found is None else found
    for child in getattr(widget, "children", ()):
        if getattr(child, "description", ""):
            found[child.description] = child
        labeled(child, found)
    return found


def test_controls_set_the_model_and_the_result_follows(play):
    view = panel(play)
    controls, result = labeled(view), view.children[2]
    controls["a ="].value = "1, 3"
    assert play.leaves["a"].values == "1, 3" and "[9, 81]" in result.value
    assert controls["a[0]"].value == 1.0
    controls["c: under no_grad"].value = True
    assert play.no_grad == {"c"} and "no gradient arrives" in result.value
    controls["c: under no_grad"].value = False
    controls["c.retain_grad()"].value = True
    assert play.retain == {"c"} and "[1, 1]" in result.value
    controls["b.requires_grad"].value = False
    assert not play.leaves["b"].requires_grad
    controls["gradient for backward (empty: 1)"].value = "2"
    assert play.gradient == "2" and "[18, 162]" in result.value


def test_sliders_and_the_box_agree(play):
    controls = labeled(panel(play))
    controls["a[1]"].value = 2.5
    assert controls["a ="].value == "2, 2.5" == play.leaves["a"].values
    controls["a ="].value = "[4, 5]"
    controls["a[0]"].value = -1.0
    assert controls["a ="].value == "[-1, 5]"


@pytest.mark.parametrize(
    ("values", "sliders"), [("7", 1), ("1,2,3,4,5", 0), ("[[1, 2]]", 0), ("99", 0)]
)
def test_a_slider_for_each_of_a_few_numbers(values, sliders):
    controls = labeled(panel(Playground("a * 1", {"a": Leaf(values)})))
    assert sum("FloatSlider" in type(control).__name__ for control in controls.values()) == sliders


def test_half_typed_numbers_keep_the_sliders(play):
    view = panel(play)
    controls = labeled(view)
    controls["a ="].value = "2, "
    assert "a[1]" in labeled(view)
    assert "should be a number" in view.children[2].value


def test_a_new_expression_brings_new_controls(play):
    view = panel(play)
    view.children[0].value = "d = a * k\nd + 1"
    controls = labeled(view)
    assert {"a =", "k =", "d: under no_grad", "Q.retain_grad()"} <= controls.keys()
    assert "b =" not in controls
    view.children[0].value = "d = a *"
    assert "k =" in labeled(view)
    assert "something is missing" in view.children[2].value


def test_what_is_left_out_is_named_and_the_reason_told() -> None:
    play = playground("c = 3*a**3; Q = c - b**2 + 5", a=[2, 3], b=[6, 4])
    play.no_grad.add("c")
    outside = {n.name: n for n in play.outcome().picture.graph.of_kind(*OUTSIDE)}
    assert outside.keys() == {"c", "5"}
    assert outside["c"].kind is Kind.DETACHED and outside["c"].reason == "made under no_grad"
    assert outside["5"].reason == "constant"
    assert "The tensor c is made under no_grad." in play.outcome().picture.alt
    play.no_grad.clear()
    play.leaves["b"].requires_grad = False
    (b_squared,) = [
        n for n in play.outcome().picture.graph.of_kind(*OUTSIDE) if n.reason != "constant"
    ]
    assert b_squared.name == "" and b_squared.kind is Kind.DATA  # b**2 has no name of its own


def test_a_guard_stands_behind_the_controls() -> None:
    view = panel(playground("a * b", a=2, b=5))
    guard = view.children[3]
    assert "data-lm-suppress-shortcuts" in guard._esm and "aria-label" in guard._esm


def test_without_anywidget_the_controls_work_unguarded(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    keyguard._widget.cache_clear()
    assert len(panel(playground("a * b", a=2, b=5)).children) == 3
    monkeypatch.undo()
    keyguard._widget.cache_clear()
