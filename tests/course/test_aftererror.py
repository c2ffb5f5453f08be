"""What is said below an error: true, in every case, and with a way on."""

import ast

import pytest

from minigrad.course.aftererror import BUTTON, NONE_RAN, explain, show_after_error

PROBLEMS = {
    "print(1": "The cell ends too early",
    "print(1\nx = 2": "The bracket `(` in this line is opened, and never closed.",
    "x = [1, 2)": "`)` closes a bracket that was opened as `[`",
    "x = 1)": "`)` closes a bracket that is not open",
    "print('hello)": "its closing quotation mark is missing",
    "print(f'hello)": "its closing quotation mark is missing",
    "x = '''one\ntwo": "text in quotation marks is not closed",
    "for i in range(3)\n    print(i)": "A colon `:` is missing",
    "def f(x)\n    return x": "A colon `:` is missing",
    "if x = 3:\n    pass": "write `==`",
    "print(x = 3 = 4)": "",
    "def f():": "The cell ends too early",
    "if f(x) = 3:\n    pass": "write `==`",
    "print(\N{LEFT DOUBLE QUOTATION MARK}hi\N{RIGHT DOUBLE QUOTATION MARK})": "straight ones",
    "x = 3 \N{MINUS SIGN} 2": "Python does not know the character",
    "x = 3\N{NO-BREAK SPACE}+ 2": "invisible character",
    "def f(x):\nreturn x": "must stand below it",
    "x = 1\n  y = 2": "further to the right",
    "if 1:\n        x = 1\n    y = 2": "further to the left",
    "if 1:\n\tx = 1\n        y = 2": "",
    "x = 1\nreturn x": "`return` stands outside of a function",
    "x = 1\nbreak": "`break` stands outside of a loop",
    "def f():\n    await x": "a function that is not an `async def`",
    "class A:\n    yield 1": "`yield` stands outside of a function",
    "for 3 in x:\n    pass": "in the place of a name",
    "None = 3": "in the place of a name",
    "__debug__ = 1": "",
    "f(a=1, a=2)": "",
    "*a, *b = c": "",
    "x = *a": "",
    "from __future__ import nope": "",
    "def f():\n    from math import *": "",
    "try:\n    1\nexcept:\n    2\nexcept E:\n    3": "",
    "[(yield 1) for i in x]": "",
    "match x:\n    case a:\n        1\n    case b:\n        2": "",
    "def f():\n    x = 1\n    global x": "",
    "f(x) = 3": "On the left of `=`",
    "print 3": "`print(...)`",
    "x = [1 2]": "a comma or an operator",
    "f(a=1, 2)": "comes before",
    "x = 3 + ... y z": "",
    "x = ... y": "keeps a place free",
    "x = 3 +": "at the end of the line before",
}


@pytest.fixture(scope="module")
def shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    return InteractiveShell(config=Config(HistoryManager={"enabled": False}))


def ran(shell, source):
    """IPython's result of a cell, and what it said."""
    shell.user_ns["seen"] = []
    return shell.run_cell(source)


@pytest.mark.parametrize("source", PROBLEMS)
def test_a_cell_that_was_not_read(shell, source, capsys):
    result = ran(shell, f"seen.append(1)\n{source}")
    error = result.error_before_exec
    assert isinstance(error, SyntaxError)
    said = explain(error, shell.user_ns)
    assert PROBLEMS[source] in said.text
    # What it says of the cell is so.
    assert (NONE_RAN in said.text) == (not shell.user_ns["seen"])
    assert error.lineno is None or f"Look at line {error.lineno}" in said.text
    known = PROBLEMS[source] or error.msg.startswith("invalid syntax")
    assert known or "end of the line before" not in said.text
    assert BUTTON[:30] not in said.html
    assert all(len(line) < 300 for line in said.text.splitlines())


def test_every_problem_is_one():
    for source in PROBLEMS:
        with pytest.raises(SyntaxError):
            compile(ast.parse(source), "cell", "exec")


def failed(source, names):
    try:
        exec(compile(source, "cell", "exec"), names)
    except NameError as error:
        return explain(error, names)
    raise AssertionError("no NameError")


def test_an_unknown_name():
    said = failed("net(3)", {})
    assert said.text.startswith("`net` has no value in this kernel.\nIt may be made in a cell")
    assert "Run > Run All Above Selected Cell" in said.text
    assert 'data-minigrad-run-above="net"' in said.html and "<p hidden" in said.html
    assert "Did you mean" not in said.text


def test_a_name_that_is_nearly_known():
    assert "Did you mean `train_net`?" in failed("trainnet()", {"train_net": 1}).text
    assert "Did you mean `Q`?" in failed("q", {"Q": 1}).text
    assert "Did you mean `True`?" in failed("true", {}).text
    assert "Did you mean `print`?" in failed("prnit(3)", {}).text
    # Short names are near to many.
    assert "Did you mean" not in failed("net", {"set": 1, "next": 2}).text


def test_a_place_to_fill_in():
    said = failed("____ + 1", {})
    assert "a place to fill in" in said.text and "hidden" not in said.html


def test_a_local_name_without_a_value():
    said = failed("x = 1\ndef f():\n    x += 1\nf()", {})
    assert "everywhere in the function `x` means a name of the function's own" in said.text
    assert "hidden" not in said.html


def test_a_name_of_the_function_around_it():
    source = "def f():\n    def g():\n        return x\n    g()\n    x = 1\nf()"
    assert "the function around" in failed(source, {}).text


def test_a_name_that_a_module_does_not_know_is_not_the_readers():
    names = {"there": {}}
    names["f"] = eval("lambda: nowhere", names["there"])
    with pytest.raises(NameError) as raised:
        exec("f()", names)
    assert explain(raised.value, names) is None


@pytest.mark.parametrize(
    "source",
    [
        "raise NameError(\"name 'foo' is not defined\")",
        "foo = 3\nraise NameError('no', name='foo')",
        "try:\n    foo\nexcept NameError as error:\n    kept = error\nfoo = 3\nraise kept",
        "raise NameError(3)",
        "error = NameError('no')\nerror.name = 5\nraise error",
        "raise NameError(\"'foo' is not allowed\")",
        "del print",
    ],
)
def test_a_name_error_that_is_not_pythons_own(source):
    assert failed(source, {}) is None


def test_a_name_of_the_function_around_it_that_was_deleted():
    source = "def f():\n    x = 1\n    def g():\n        return x\n    del x\n    g()\nf()"
    assert failed(source, {}).text.startswith("`x` had no value when this line ran.")


def test_others_are_left_to_python():
    assert explain(ValueError("no"), {}) is None
    assert explain(None, {}) is None
    assert explain(NameError("raised by hand"), {}) is None


def test_it_is_shown_below_the_error(shell, capsys):
    result = ran(shell, "nowhere")
    capsys.readouterr()
    show_after_error(shell, result)
    assert "nowhere" in capsys.readouterr().out
    result = ran(shell, "exec('x = (')")  # the cell itself was read
    capsys.readouterr()
    show_after_error(shell, result)
    assert capsys.readouterr().out == ""
    show_after_error(shell, ran(shell, "1"))
    show_after_error(shell, None)  # of a cell that was stopped


def test_markup_in_a_cell_stays_text(shell):
    said = explain(ran(shell, "x = <script>alert(1)</script> (").error_before_exec, {})
    assert "<script>" not in said.html
