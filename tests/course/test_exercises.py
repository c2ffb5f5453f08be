"""The decorator and what it says about a student's function."""

import dataclasses
import functools
import sys
import threading

import pytest

from minigrad.course import exercise
from minigrad.course.exercises import Attempt, Exercise, Mistake, check


def passing(attempt):
    if attempt(1) != 2:
        raise Mistake("sum", "For 1 your function did not give 2.")


TASK = Exercise(
    number="0.1",
    title="Add one",
    difficulty="easy",
    minutes=1,
    check=passing,
    passed="Two it is.",
    hints={"sum": "Add 1.", "name": "Use x."},
    right=(),
    wrong={},
    errors={"'z' is not defined": "name"},
)


def define(body):
    names = {}
    exec(f"def add_one(x):\n{body}\n", names)
    return names["add_one"]


def test_a_right_answer():
    assert repr(check(TASK, lambda x: x + 1)) == "Exercise 0.1: passed.\nTwo it is."


def test_a_wrong_answer_shows_what_was_seen_and_its_hint():
    result = check(TASK, lambda x: x)
    assert (result.state, result.mistake) == ("wrong", "sum")
    assert repr(result) == (
        "Exercise 0.1: not right yet.\nFor 1 your function did not give 2.\n\nAdd 1."
    )


def test_an_exception_names_the_line_and_the_hint_that_belongs_to_it():
    result = check(TASK, define("    y = x\n    return y + z"))
    assert (result.state, result.mistake) == ("error", "name")
    assert "Line 3: `NameError`: name 'z' is not defined" in result.words
    assert "Use x." in result.words
    assert "Traceback" not in result.words


def test_the_line_is_the_students_deepest_one_even_below_other_code():
    names = {}
    exec("def bad(n):\n    return 1 // n\ndef add_one(x):\n    return max([0], key=bad)\n", names)
    assert check(TASK, names["add_one"]).words.startswith("Line 2: `ZeroDivisionError`")


def test_the_line_is_one_of_the_students_cell_not_of_another():
    names = {}
    exec(compile("\n\n\ndef helper(n):\n    return 1 // n\n", "<another cell>", "exec"), names)
    exec(compile("def add_one(x):\n    return helper(0)\n", "<the cell>", "exec"), names)
    assert check(TASK, names["add_one"]).words.startswith("Line 2: `ZeroDivisionError`")


def seen(attempt):
    answer = attempt(1)
    if not isinstance(answer, int):
        raise Mistake("kind", f"Your function gave {answer}.")


KIND = dataclasses.replace(TASK, check=seen, hints={"kind": "Return one number."})


def test_a_function_that_ends_without_return_is_told_so():
    words = check(KIND, define("    print(x + 1)")).words
    assert words.index("without a `return`") < words.index("Return one number.")
    assert "`return`" not in check(KIND, define("    return str(x)")).words


def test_a_screen_reader_announces_what_a_run_has_brought_but_not_an_untouched_stub():
    assert 'role="alert"' in check(TASK, lambda x: x)._repr_html_()
    assert 'role="alert"' not in check(TASK, lambda x: ...)._repr_html_()


def test_no_address_is_shown():
    assert "gave <object object>." in check(KIND, define("    return object()")).words
    words = check(KIND, define("    raise KeyError(object())")).words
    assert "`KeyError`: <object object>" in words


def test_an_exception_without_words():
    assert "`ValueError`: no message" in check(TASK, define("    raise ValueError")).words


def test_leaving_python_is_caught():
    assert check(TASK, define("    raise SystemExit(3)")).state == "error"


def test_the_wrong_number_of_parameters():
    result = check(TASK, lambda: 3)
    assert result.state == "error"
    assert "takes 0 positional arguments but 1 was given" in result.words


def test_unending_recursion():
    result = check(TASK, define("    return add_one(x)"))
    assert result.state == "error"
    assert "RecursionError" in result.words


def test_something_that_is_not_a_function():
    assert "plain `def`" in check(TASK, len).words


ENDLESS = [
    "    while True: pass",
    "    while True:\n        try:\n            x = 1\n        except Exception:\n            pass",
]


@pytest.mark.parametrize("body", ENDLESS)
def test_an_endless_loop_is_stopped_on_the_main_thread(body):
    assert check(TASK, define(body), seconds=0.1).state == "timeout"


@pytest.mark.parametrize("body", ENDLESS)
def test_an_endless_loop_is_stopped_on_another_thread(body):
    found = []
    thread = threading.Thread(
        target=lambda: found.append(check(TASK, define(body), seconds=0.1)), daemon=True
    )
    thread.start()
    thread.join(20)
    assert [result.state for result in found] == ["timeout"]


def test_a_loop_that_prints_without_end_does_not_bury_the_page(capsys):
    result = check(TASK, define("    while True:\n        print('round', x)"), seconds=0.2)
    assert result.state == "timeout"
    printed = capsys.readouterr().out
    assert printed.startswith("round 1\nround 1\n")
    assert printed.endswith("\n... and more, which is not shown.\n")
    assert len(printed) < 6000


def test_what_is_printed_is_all_there_as_long_as_it_is_little(capsys):
    body = "    import sys\n    print('out')\n    print('err', file=sys.stderr)\n    return x + 1"
    assert check(TASK, define(body)).state == "passed"
    assert tuple(capsys.readouterr()) == ("out\n", "err\n")


def test_the_words_of_a_time_out_hold_no_measured_time():
    result = check(TASK, define(ENDLESS[0]), seconds=0.1)
    assert result.words.startswith("It was still running after 0.1 seconds.")


def test_a_result_looks_the_same_each_time_and_says_its_verdict_in_words():
    first, again = check(TASK, lambda x: x), check(TASK, lambda x: x)
    assert first._repr_html_() == again._repr_html_()
    assert "not right yet" in first._repr_html_()
    assert "0x" not in first._repr_html_()


def test_what_the_student_returns_is_never_markup():
    result = check(TASK, define("    raise ValueError('<img src=x onerror=alert(1)>')"))
    assert "<img" not in result._repr_html_()


def test_the_decorator_shows_the_result_and_returns_the_function(capsys):
    def slope(f, x): ...

    assert exercise("3.1")(slope) is slope
    assert capsys.readouterr().out.startswith("Exercise 3.1: not attempted yet.")


def test_without_ipython_the_result_is_printed(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    exercise("3.1")(lambda f, x: ...)
    assert capsys.readouterr().out.startswith("Exercise 3.1: not attempted yet.")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("3.99", "notebook 3 has 3.1, 3.2"),
        ("77.1", "there is no notebook '77'"),
        ("slope", "there is no notebook 'slope'"),
        (3.1, "notebook 3 has 3.1, 3.2"),
    ],
)
def test_the_number_of_an_exercise_that_is_not_there(number, said):
    with pytest.raises(LookupError, match=r"write it like '3\.1'") as caught:
        exercise(number)
    assert said in str(caught.value)


def test_the_notebooks_engine_is_found_below_a_decorator():
    names = {"torch": "the notebook's own"}
    exec("def answer(): ...", names)

    @functools.wraps(names["answer"])
    def wrapped():
        return names["answer"]()

    assert Attempt(wrapped).torch == "the notebook's own"
