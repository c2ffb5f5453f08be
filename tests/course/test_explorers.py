"""Controls, the function behind them, and the widgets around both."""

import builtins

import pytest

import minigrad as torch
from minigrad import draw
from minigrad.course import choice, explore, facts, number, switch
from minigrad.course.page import table


def graph(on):
    z = torch.tensor([1.0, 2.0], requires_grad=on)
    b = z * 2
    return f"`b` requires grad: {b.requires_grad}", draw(b) if on else None


def test_the_values_reach_the_function_and_the_picture_follows():
    explorer = explore(graph, on=switch("z.requires_grad"))
    assert explorer.show().text == "`b` requires grad: False"
    shown = explorer.show(on=True)
    assert "MulBackward0" in shown.text
    assert 'alt="Computational graph of b.' in shown.html
    assert "<code>b</code> requires grad: True" in shown.html


def test_what_the_function_prints_is_shown_first():
    def talk():
        print("first")
        return "then"

    assert explore(talk).show().text == "first\nthen"


def test_an_error_becomes_a_sentence():
    shown = explore(lambda x: 1 / x, x=number("x", 0, low=0, high=1)).show()
    assert shown.text == "ZeroDivisionError: float division by zero"


def test_a_loop_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr("minigrad.course.explorers.SECONDS", 0.1)

    def forever():
        while True:
            pass

    assert explore(forever).show().text == "Stopped after 0.1 seconds\nA loop never ended."


def test_results_are_words_not_markup():
    shown = explore(lambda: "<script>alert(1)</script>").show()
    assert "<script>" not in shown.html


def test_the_fallback_names_every_control_and_its_value():
    explorer = explore(
        lambda a, b, c: "done",
        a=switch("a is on", on=True),
        b=number("b", 2, low=-1, high=3.5),
        c=choice("program", "x * x", "x + x"),
    )
    words = ["a is on: on", "b: 2 (from -1 to 3.5)", "program: x * x (or x + x)"]
    for line in words:
        assert line in repr(explorer)
        assert line in explorer.html
    assert repr(explorer).endswith("done")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: number("x", 9, low=0, high=1), "x: 9 is not between 0 and 1"),
        (lambda: choice("p", "only"), "at least two"),
    ],
)
def test_a_control_that_cannot_be(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_a_bare_value_is_no_control():
    with pytest.raises(TypeError, match=r"x=True: make a control with switch"):
        explore(graph, x=True)


def test_without_ipywidgets_the_first_picture_remains(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "minigrad.course.exploreview":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    bundle = explore(graph, on=switch("on", on=True))._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "<img" in bundle["text/html"]


# --- the widgets --------------------------------------------------------------------------------


@pytest.fixture
def panel():
    return pytest.importorskip("minigrad.course.exploreview").panel


def test_a_switch_changes_the_picture(panel):
    controls, _, result = panel(explore(graph, on=switch("z.requires_grad"))).children
    assert "<img" not in result.value
    controls.children[0].value = True
    assert 'alt="Computational graph of b.' in result.value
    controls.children[0].value = False
    assert "<img" not in result.value


def test_a_number_and_a_choice_change_the_result(panel):
    explorer = explore(
        lambda x, p: f"{p} at {x:g}",
        x=number("x", 3, low=1, high=20),
        p=choice("program", "square", "double"),
    )
    controls, _, result = panel(explorer).children
    controls.children[0].value = 4
    controls.children[1].value = "double"
    assert "double at 4" in result.value
    controls.children[0].value = 99
    assert "double at 20" in result.value, "the box keeps to its bounds"


def test_every_control_has_its_label(panel):
    controls, *_ = panel(
        explore(
            lambda a, b, c: "",
            a=switch("one"),
            b=number("two", 1, low=0, high=2),
            c=choice("three", "x", "y"),
        )
    ).children
    assert [field.description for field in controls.children] == ["one", "two", "three"]


def test_the_bundle_has_the_widget_and_fixed_words(panel):
    explorer = explore(graph, on=switch("on", on=True))
    first, again = (explorer._repr_mimebundle_() for _ in range(2))
    kind = "application/vnd.jupyter.widget-view+json"
    assert first.pop(kind) != again.pop(kind)
    assert first == again


# --- tables -------------------------------------------------------------------------------------


def test_facts_reads_grad_without_a_warning():
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = 3 * a**3
    c = b * a
    b.retain_grad()
    c.backward(gradient=torch.tensor([1.0, 1.0]))
    lines = facts(a=a, b=b, c=c).text.splitlines()  # a warning would fail the test
    assert lines[0] == "What autograd knows about a, b and c"
    assert lines[2].split() == ["a", "True", "True", "None", "False", "[12.0,", "96.0]"]
    assert lines[3].split() == ["b", "True", "False", "MulBackward0", "True", "[1.0,", "2.0]"]
    assert lines[4].split() == ["c", "True", "False", "MulBackward0", "False", "None"]


def test_facts_of_no_tensors():
    with pytest.raises(TypeError, match=r"facts\(a=a, b=b\)"):
        facts()
    with pytest.raises(TypeError, match="x is 3; facts shows tensors only"):
        facts(x=3)


def test_a_table_has_headers_for_rows_and_columns():
    html = table("Sizes", ["name", "size"], [["a", "<2"]]).html
    assert '<th scope="col"' in html
    assert '<th scope="row"' in html
    assert "<caption" in html
    assert "&lt;2" in html
