"""What may be typed, what it gives, and that nothing else gets through."""

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

import minigrad as mg
from minigrad.drawing.expressions import MOST_NUMBERS, parse
from minigrad.drawing.grammar import FUNCTIONS, NEEDS_DIM, ExpressionError

from .conftest import FUZZ

GIVEN = {"a": [2.0, 3.0], "b": [6.0, 4.0]}


def compute(text, **more):
    program = parse(text)
    values = {**GIVEN, **more}
    return program.run(
        {name: mg.tensor(values[name], requires_grad=True) for name in program.names}
    )


def place(text):
    """What an error points at."""
    with pytest.raises(ExpressionError) as caught:
        parse(text).run({name: mg.tensor(GIVEN.get(name, 1.0)) for name in parse(text).names})
    error = caught.value
    return error.problem, error.line[error.start : error.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3*a**3 - b**2", [-12.0, 65.0]),
        ("-a + +b / 2", [1.0, -1.0]),
        ("a @ b", 24.0),
        ("exp(a) * 0 + sum(a, dim=0)", [5.0, 5.0]),
        ("sum(a, -1)", 5.0),
        ("where(a < 2.5, a, b)", [2.0, 4.0]),
        ("a == b", [False, False]),
        ("max(a)", 3.0),
        ("max(a, 0)", 3.0),
        ("softmax(a*0, dim=0)", [0.5, 0.5]),
        ("maximum(a, 2.5)", [2.5, 3.0]),
        ("detach(a)", [2.0, 3.0]),
        ("1/4", 0.25),
        ("2**3", 8.0),
        ("a**(1+1)", [4.0, 9.0]),
        ("c = a*b; d = c - 1\n# a comment\nd", [11.0, 11.0]),
    ],
)
def test_values(text, expected):
    assert list(compute(text).values())[-1].tolist() == pytest.approx(expected)


def test_the_graph_is_the_one_that_the_code_would_make():
    assert type(compute("3*a**3 - b**2")["Q"].grad_fn).__name__ == "SubBackward0"
    power = compute("a**(1+1)")["Q"].grad_fn
    assert type(power).__name__ == "PowBackward0" and power._saved_exponent == 2
    assert not compute("detach(a)")["Q"].requires_grad


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_the_engines(name):
    count, _ = FUNCTIONS[name]
    arguments = ", ".join("ab"[: min(count, 2)])
    text = {"where": "where(a < b, a, b)"}.get(name, f"{name}({arguments})")
    text = f"{name}(a, dim=0)" if name in NEEDS_DIM else text
    text = f"{name}(a / 10)" if name in ("acos", "asin") else text
    assert compute(text)["Q"].shape is not None


def test_names_of_lines():
    program = parse("c = a*b; Q = 1; c + Q")
    assert program.names == ("a", "b")
    assert [line.name for line in program.lines] == ["c", "Q", "R"]


@pytest.mark.parametrize(
    ("text", "problem", "at"),
    [
        ("a.grad + 1", "a dot after a name", "a.grad"),
        ("1 + a[0]", "square brackets", "a[0]"),
        ("b + expp(a)", "did you mean exp", "expp"),
        ("open(a)", "no function open", "open"),
        ("__import__(a)", "no function __import__", "__import__"),
        ("(lambda: 1)()", "only a function's name stands before (", "(lambda: 1)()"),
        ("a.backward()", "a dot after a name", "a.backward"),
        ("a ^ 2", "a power is written **", "a ^ 2"),
        ("a // 2", "this operator is not known", "a // 2"),
        ("a**1000", "exponents go up to 100", "1000"),
        ("a**-1000", "exponents go up to 100", "-1000"),
        ("9**9**9", "too large", "9**9**9"),
        ("1e200*1e200", "too large", "1e200"),
        ("(-8)**0.5", "no real number", "(-8)**0.5"),
        ("1/0", "by zero", "1/0"),
        ("a < b < a", "one comparison at a time", "a < b < a"),
        ("a in b", "compare with", "a in b"),
        ("a if b else a", "where(condition, x, y)", "a if b else a"),
        ("a and b", "and/or", "a and b"),
        ("[a, b]", "a list", "[a, b]"),
        ("a, b", "a comma", "a, b"),
        ("'a' + b", "only numbers and names", "'a'"),
        ("True + a", "only numbers and names", "True"),
        ("1j * a", "only numbers and names", "1j"),
        ("f'{a}'", "a string", "f'{a}'"),
        ("(x := a)", "name a result on its own line", "x := a"),
        ("sum(*a)", "a star", "*a"),
        ("sum(**a)", "takes no **", "**a"),
        ("sum(a, out=b)", "takes no out", "out=b"),
        ("sum(a, dim=a)", "dim is a small whole number", "a"),
        ("sum(a, dim=99)", "dim is a small whole number", "99"),
        ("exp(a, b)", "takes 1 argument", "exp(a, b)"),
        ("exp()", "takes 1 argument", "exp()"),
        ("exp + 1", "is a function", "exp"),
        ("exp = 1", "is a function", "exp"),
        ("c = a = 1", "only expressions", "c = a = 1"),
        ("a[0] = 1", "one name stands on the left", "a[0]"),
        ("a += 1", "only expressions", "a += 1"),
        ("import os", "only expressions", "import os"),
        ("a + b; c", "name this line's result", "a + b"),
        ("a = a * 2", "choose another name", None),
        ("c = a; a = 2", "used before", "a"),
        ("3a", "write *", "a"),
        ("2(a)", "write *", "2(a)"),
        ("exp(a", "parentheses", None),
        ("é * a[1]", "square brackets", "a[1]"),
        ("sum(a, dim=3)", "", "sum(a, dim=3)"),
        ("__a + 1", "underscores", "__a"),
        ("", "nothing to compute", None),
        ("# only a comment", "nothing to compute", None),
        ("a\x00b", "", None),
    ],
)
def test_everything_else_gets_a_message_that_points_at_the_place(text, problem, at):
    said, pointed = place(text)
    assert problem in said
    if at is not None:
        assert pointed == at


def test_the_mark_stands_under_the_place():
    with pytest.raises(ExpressionError) as caught:
        parse("1 + a.grad")
    _, line, mark = str(caught.value).split("\n")
    assert line[mark.index("^") : mark.rindex("^") + 1] == "a.grad"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 500 + "a" + ")" * 490,
        "-" * 900 + "a",
        "+".join("a" * 400),
        "a**" * 300 + "a",
        "1" * 900,
        "a" * 2_000,
        "\n".join("abcdefgh"),
        "a;" * 400,
    ],
)
def test_too_much_is_refused_at_once(text):
    start = time.perf_counter()
    with pytest.raises(ExpressionError):
        parse(text)
    assert time.perf_counter() - start < 30  # it does not hang; how fast it is, is not tested


def test_large_results_are_refused_before_they_fill_the_memory():
    tall = mg.ones(1_000, 1)
    for text in ("a @ t(a)", "a + t(a)"):
        with pytest.raises(ExpressionError, match=f"more than {MOST_NUMBERS:,} numbers"):
            parse(text).run({"a": tall})


def test_what_is_no_text():
    with pytest.raises(TypeError, match="text, not int"):
        parse(3)


WORDS = (
    "a b c exp sum max where softmax dim 0 1 2.5 1e9 99 3a é ∂ ( ) ( ) [ ] { } , . + - * / ** // % "
    "@ ^ & | ~ < > == != = := : ; # ' \" \\ lambda if else for in and not or is import yield await "
    "True None ... __class__ f'' open eval"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", "\t", "\x00", "\u202e", "\ud800"])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of inf and nan
@FUZZ
@given(st.one_of(st.lists(PIECES, max_size=25).map(" ".join), st.text(max_size=60)))
def test_any_text_is_computed_or_refused(text):
    try:
        program = parse(text)
        results = program.run({name: mg.tensor([2.0, 3.0]) for name in program.names})
    except ExpressionError as error:
        assert str(error)
        assert 0 <= error.start < error.end
    else:
        assert all(isinstance(tensor, mg.Tensor) for tensor in results.values())


FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "2", "0.5"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
        st.builds("{}({})".format, st.sampled_from(["sin", "tanh", "abs"]), inner),
        st.builds("-{}".format, inner),
    ),
    max_leaves=12,
)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of inf and nan
@FUZZ
@given(FORMULAS)
def test_formulas_give_what_python_gives(text):
    names = {"a": mg.tensor([2.0, 3.0]), "b": mg.tensor([6.0, 4.0])}

    def called(name):
        return lambda x: getattr(mg, name)(x if hasattr(x, "shape") else mg.tensor(float(x)))

    functions = {name: called(name) for name in ("sin", "tanh", "abs")}
    expected = eval(text, {**functions, **names})
    expected = expected.tolist() if isinstance(expected, mg.Tensor) else expected
    program = parse(text)
    result = program.run({name: names[name] for name in program.names})["Q"].tolist()
    assert result == pytest.approx(expected, rel=1e-5)
