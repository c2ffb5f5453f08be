"""Every exercise's check: blank, right and wrong answers, on minigrad and, where it is, PyTorch."""

import ast
import html
import inspect
import math
import re
import textwrap
import warnings
from pathlib import Path

import numpy
import pytest

from minigrad.course.exercises import check, is_blank
from minigrad.course.page import inline
from minigrad.course.shelf import chapters, shelf
from minigrad.variable import Variable, get_gradients

from . import answers
from .answers import named, right, samples, told

EXERCISES = [task for number in chapters() for task in shelf("exercises", number)]
RIGHT = [(task, source) for task in EXERCISES for source in right(task)]
WRONG = [
    (task, mistake, source)
    for task in EXERCISES
    for mistake, sources in samples(task).WRONG.items()
    for source in sources
]


@pytest.fixture(params=["minigrad", pytest.param("torch", marks=pytest.mark.live)])
def engine(request):
    torch = pytest.importorskip(request.param)
    if request.param == "torch":
        # Half of PyTorch is loaded with its first optimizer, which is not a learner's time; and on
        # a busy machine its threads wait for each other longer than they work.
        torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        torch.set_num_threads(1)
    return torch


def header(task):
    return next(line for line in task.solution.splitlines() if line.startswith("def "))


def imported(engine):
    """What the notebooks import for answers, the engine under its name in the notes."""
    names = {"math": math, "np": numpy, "Variable": Variable, "get_gradients": get_gradients}
    return {"torch": engine, "nn": engine.nn, "F": engine.nn.functional, **names}


def define(source, engine):
    """The one function that this source defines."""
    names = {**(before := imported(engine)), "__builtins__": __builtins__}
    exec(source, names)
    (function,) = [value for name, value in names.items() if name not in (*before, "__builtins__")]
    return function


def judge(task, source, engine, before=""):
    """What `@exercise` finds: Python binds the name afterwards, and it still means `before`."""
    found = []

    def judged(function):
        earlier = names[named(task)]
        # A machine that is busy with other tests gets more time than a student's.
        found.append(check(task, function, seconds=30))
        assert names[named(task)] is earlier
        return function

    names = {**imported(engine), "judged": judged}
    exec(before or f"{header(task)}\n    ...\n", names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading .grad of a non-leaf is one of the mistakes
        exec(f"@judged\n{source.strip()}\n", names)
    return found[0]


def calling_itself(source, engine):
    """The same answer, but the first thing it does is to call itself."""
    (function,) = (tree := ast.parse(source)).body
    given = ", ".join(argument.arg for argument in function.args.args)
    function.args.args.append(ast.arg("first"))
    function.args.defaults.append(ast.Constant(True))
    generator = inspect.isgeneratorfunction(define(source, engine))
    call = f"{'yield from ' * generator}{function.name}({given}{', ' * bool(given)}first=False)"
    function.body[:0] = ast.parse(f"if first:\n    return ({call})").body
    return ast.unparse(ast.fix_missing_locations(tree))


def name(value):
    return getattr(value, "number", None) or (value if len(value) < 12 else "answer")


def letters(page):
    return html.unescape(re.sub("<[^>]*>", "", page)).lower()


def test_there_are_exercises():
    assert len(EXERCISES) >= 4


def test_every_file_of_sample_answers_belongs_to_an_exercise():
    files = Path(answers.__file__).parent.glob("notebook_*/[!_]*.py")
    assert sorted(files) == sorted(Path(samples(task).__file__) for task in EXERCISES)


@pytest.mark.parametrize(("task", "source"), RIGHT, ids=name)
def test_a_right_answer_passes(task, source, engine):
    result = judge(task, source, engine)
    assert result.state == "passed", result


@pytest.mark.parametrize(("task", "source"), RIGHT, ids=name)
def test_a_right_answer_that_calls_itself_passes(task, source, engine):
    result = judge(task, calling_itself(source, engine), engine)
    assert result.state == "passed", result


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_an_answer_that_only_calls_itself_does_not_live_on_an_earlier_one(task, engine):
    given = ", ".join(inspect.signature(define(task.solution, engine)).parameters)
    endless = f"{header(task)}\n    return {named(task)}({given})\n"
    result = judge(task, endless, engine, before=task.solution)
    assert (result.state, "RecursionError" in result.words) == ("error", True), result


@pytest.mark.parametrize(("task", "mistake", "source"), WRONG, ids=name)
def test_a_typical_mistake_gets_its_own_hint(task, mistake, source, engine):
    result = judge(task, source, engine)
    assert (result.state in ("wrong", "error"), result.mistake) == (True, mistake), result
    assert task.hints[mistake] in result.words


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_every_hint_has_a_wrong_answer_that_shows_it(task):
    assert set(samples(task).WRONG) == set(task.hints)
    assert set(task.errors.values()) <= set(task.hints)


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_several_right_answers_are_known(task):
    known = right(task)
    assert len(known) >= 2
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_of_every_exercise_the_solution_is_told_and_why_and_other_forms(task):
    assert 40 <= len(task.why) <= 400
    assert task.why.endswith(".")
    assert 1 <= len(task.others) <= 3
    said = " ".join(task.why.split())
    for line in map(str.strip, task.solution.splitlines()):
        assert len(line) < 12 or line not in said, "the code stands above it"
    for words in task.others:
        assert len(words.split()) > 3, "they say how it differs"
        assert not words.endswith((".", ":")), "a colon is put behind them"
    assert len({"".join(words.lower().split()) for words in task.others}) == len(task.others)


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_a_hint_does_not_begin_with_a_bare_name(task):
    """In the list of all hints, each gets a capital letter."""
    for hint in task.hints.values():
        assert not re.match(r"(But )?(?!a )[a-z]\W", hint), "write `f`"


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_the_solution_and_the_other_forms_are_different_programs(task):
    forms = [ast.dump(ast.parse(source)) for source in told(task)]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_who_has_passed_is_told_all_of_it_and_nobody_else(task, engine):
    passed = judge(task, right(task)[-1], engine)
    page = passed._repr_html_()
    codes = [html.escape(code.strip(), quote=False) for code in told(task)]
    assert all(f"<code>{code}</code>" in page for code in codes)
    for words in (task.why, *task.others, *task.hints.values()):
        assert letters(inline(words.removeprefix("But "))) in letters(page)
    assert textwrap.indent(task.solution.strip(), "    ") in repr(passed)
    assert repr(passed).endswith(task.why)
    wrong = next(iter(samples(task).WRONG.values()))[0]
    for source in (f"{header(task)}\n    ...\n", f"{header(task)}\n    return 1 / 0\n", wrong):
        other = judge(task, source, engine)
        assert other.state != "passed"
        shown = other._repr_html_() + repr(other)
        assert "<details" not in shown
        assert inline(task.why) not in shown
        assert codes[0] not in shown


@pytest.mark.parametrize("task", EXERCISES, ids=name)
@pytest.mark.parametrize("body", ["...", "pass", "return None", "return ...", '"""Words."""'])
def test_a_blank_body_is_not_attempted(task, body, engine):
    function = define(f"{header(task)}\n    {body}\n", engine)
    assert is_blank(function)
    assert check(task, function).state == "blank"


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_a_blank_answer_after_some_lines_is_not_attempted(task, engine):
    function = define(f"{header(task)}\n    half_way = 1\n    return ...\n", engine)
    assert check(task, function).state == "blank"


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_an_answer_of_a_strange_kind_is_no_crash(task, engine):
    for strange in ("object()", "[None]", "{}", "float('nan')", "lambda: 3", "[[[]]]", "b'x'"):
        result = check(task, define(f"{header(task)}\n    return {strange}\n", engine))
        assert result.state in ("wrong", "error"), (strange, result)
