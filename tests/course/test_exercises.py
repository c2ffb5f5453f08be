"""The decorator and what it says about a student's function."""

import dataclasses
import functools
import linecache
import sys
import textwrap
import threading
from types import SimpleNamespace

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
    solution="def add_one(x):\n    return x + 1",
    why="One more is one added.",
    others={},
    errors={"'z' is not defined": "name"},
)


def define(body):
    names = {}
    exec(f"def add_one(x):\n{body}\n", names)
    return names["add_one"]


def test_a_right_answer():
    words = repr(check(TASK, lambda x: x + 1))
    assert words.startswith("Exercise 0.1: passed.\nTwo it is.\n")


TOLD = dataclasses.replace(
    TASK,
    solution="\ndef add_one(x):\n    return x + 1 if x < 9 else x + 1\n",
    why="It is `x & 1`.",
    others={"with `sum`, for *many* numbers": "\ndef add_one(x):\n    return sum([x, 1])\n"},
    hints={"sum": "But add 1.", "name": "`x` < 2."},
)


def test_who_has_passed_is_told_the_solution_other_forms_and_all_hints():
    result = check(TOLD, lambda x: x + 1)
    assert repr(result).splitlines() == [
        "Exercise 0.1: passed.",
        "Two it is.",
        "",
        "The model solution:",
        "",
        "    def add_one(x):",
        "        return x + 1 if x < 9 else x + 1",
        "",
        "It is `x & 1`.",
    ]
    announced, solution, forms, hints = result._repr_html_().split("<details")
    assert announced.endswith("</div>"), "what is folded is not announced"
    assert "    return x + 1 if x &lt; 9 else" in solution
    assert "It is <code>x &amp; 1</code>." in solution
    assert "With <code>sum</code>, for <em>many</em> numbers:" in forms
    assert "<code>def add_one(x):\n    return sum([x, 1])</code>" in forms
    assert "<ul><li>Add 1.</li><li><code>x</code> &lt; 2.</li></ul>" in hints
    assert "<script" not in result._repr_html_()
    assert " class=" not in result._repr_html_()


MODEL = "def mine(x):  # words\n    return  x + 1 if x < 9 else (x + 1)\n"


@pytest.mark.parametrize(
    ("source", "same"),
    [
        (f'@exercise("0.1")\n{MODEL}', True),
        (f'@course.exercise("0.1")\n{MODEL}', True),
        (f"@functools.cache\n{MODEL}", False),
        (MODEL.replace("9", "8"), False),
        ("mine = [lambda x: x + 1,\n][0]", False),
    ],
)
def test_who_has_written_the_model_solution_is_told_so(source, same):
    place = "<its cell>"
    names = {"functools": functools, "exercise": lambda number: lambda function: function}
    names["course"] = SimpleNamespace(exercise=names["exercise"])
    linecache.cache[place] = (len(source), None, source.splitlines(True), place)
    exec(compile(source, place, "exec"), names)
    result = check(TOLD, names["mine"])
    assert result.state == "passed"
    for shown in (repr(result), result._repr_html_()):
        assert ("Your function is the model solution." in shown) == same
        assert ("if x" in shown) != same
    assert repr(result).endswith(TOLD.why)


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
    assert "Your function called itself" in result.words


# --- what its own name means to a function while it is checked ----------------------------------

SELF_CALLING = "def add_one(x, first=True):\n    return add_one(x, False) if first else x + 1\n"
# Each of these is the same answer to the exercise, for a name that is bound after the check.
FORMS = {
    "plain": f"@judged\n{SELF_CALLING}",
    "cached": f"@judged\n@functools.cache\n{SELF_CALLING}",
    "cached above": f"@functools.cache\n@judged\n{SELF_CALLING}",
    "decorated": f"@judged\n@counted\n{SELF_CALLING}",
    "lambda": "add_one = judged(lambda x, first=True: add_one(x, False) if first else x + 1)",
    "renamed": f"@judged\n{SELF_CALLING.replace('add_one', 'plus_one')}",
    "by a helper": "def helper(x):\n    return add_one(x, False)\n@judged\n"
    "def add_one(x, first=True):\n    return helper(x) if first else x + 1\n",
    "in a function": "def around():\n    @judged\n"
    f"{textwrap.indent(SELF_CALLING, '    ')}    return add_one\nadd_one = around()",
}
EARLIER = {
    "nothing": "",
    "a stub": "def add_one(x): ...",
    "an older answer": "def add_one(x): return 5",
    "a number": "add_one = 3",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("earlier", EARLIER)
def test_a_call_to_itself_reaches_the_function_that_is_checked(form, earlier, monkeypatch, capsys):
    def counted(function):
        return lambda *arguments: function(*arguments)

    monkeypatch.setattr("minigrad.course.exercises.take", lambda *_: TASK)
    names = {"functools": functools, "counted": counted, "judged": exercise("0.1")}
    exec(EARLIER[earlier], names)
    exec(FORMS[form], names)
    assert capsys.readouterr().out.startswith("Exercise 0.1: passed.")
    assert names["plus_one" if form == "renamed" else "add_one"](1) == 2
    if form == "renamed":  # what the others have bound, it leaves alone
        assert ("add_one" in names) == bool(EARLIER[earlier])


ENDS = {
    "passed": "x + 1",
    "wrong": "x",
    "error": "1 / 0",
    "timeout": "[0 for _ in iter(int, 1)]",
    "interrupted": "interrupt()",
}


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize("place", ["names", "cell"])
@pytest.mark.parametrize("earlier", [(), (5,)], ids=["unbound", "bound"])
def test_after_its_check_the_name_means_what_it_did(state, place, earlier):
    """However the check ends; in a notebook's names, and in a function around the function."""

    def interrupt():
        raise KeyboardInterrupt

    source = f"def add_one(x):\n    assert add_one != 5\n    return {ENDS[state]}\n"
    names = {"interrupt": interrupt}
    if place == "names":
        exec(f"{source}now = add_one", names)
        del names["add_one"]
        names.update(dict.fromkeys(["add_one"] * len(earlier), *earlier))
    else:
        then = "add_one = 5" if earlier else "del add_one"
        around = f"{source}now, known = add_one, lambda: add_one\n{then}\nreturn now, known"
        exec(f"def around():\n{textwrap.indent(around, '    ')}", names)
        names["now"], known = names["around"]()
    try:
        assert check(TASK, names["now"], seconds=0.1).state == state
    except KeyboardInterrupt:
        assert state == "interrupted"
    if place == "names":
        assert [names[name] for name in names if name == "add_one"] == [*earlier]
    elif earlier:
        assert known() == 5
    else:
        with pytest.raises(NameError):
            known()


def test_a_helper_that_stands_below_is_told():
    assert "must stand above it" in check(TASK, define("    return below(x)")).words
    assert "above" not in check(TASK, define("    y = y + x\n    return y")).words


@pytest.mark.parametrize("call", [None, lambda self, *_: self])
def test_something_that_has_any_attribute_is_not_a_function(call):
    kind = type("Any", (), {"__getattr__": lambda self, _: self, "__call__": call})
    assert check(TASK, kind()).words == "Put `@exercise` above a plain `def`, nothing else."


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
