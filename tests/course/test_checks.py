"""Every exercise's check: blank, right and wrong answers, on minigrad and, where it is, PyTorch."""

import importlib
import pkgutil
import warnings

import pytest

from minigrad.course import checks
from minigrad.course.exercises import check, is_blank

CHAPTERS = [
    importlib.import_module(f"minigrad.course.checks.{module.name}")
    for module in pkgutil.iter_modules(checks.__path__)
    if module.name.startswith("notebook_")
]
EXERCISES = [task for chapter in CHAPTERS for task in chapter.EXERCISES]
RIGHT = [(task, source) for task in EXERCISES for source in task.right]
WRONG = [
    (task, mistake, source)
    for task in EXERCISES
    for mistake, sources in task.wrong.items()
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


def define(source, engine):
    """The one function that this source defines, with the engine under its name in the notes."""
    names = {"torch": engine}
    exec(source, names)
    (function,) = [value for name, value in names.items() if name not in ("torch", "__builtins__")]
    return function


def judge(task, source, engine):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading .grad of a non-leaf is one of the mistakes
        # A machine that is busy with other tests gets more time than a student's.
        return check(task, define(source, engine), seconds=30)


def name(value):
    return getattr(value, "number", None) or (value if len(value) < 12 else "answer")


def test_there_are_exercises():
    assert len(EXERCISES) >= 4


@pytest.mark.parametrize(("task", "source"), RIGHT, ids=name)
def test_a_right_answer_passes(task, source, engine):
    result = judge(task, source, engine)
    assert result.state == "passed", result


@pytest.mark.parametrize(("task", "mistake", "source"), WRONG, ids=name)
def test_a_typical_mistake_gets_its_own_hint(task, mistake, source, engine):
    result = judge(task, source, engine)
    assert (result.state in ("wrong", "error"), result.mistake) == (True, mistake), result
    assert task.hints[mistake] in result.words


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_every_hint_has_a_wrong_answer_that_shows_it(task):
    assert set(task.wrong) == set(task.hints)
    assert set(task.errors.values()) <= set(task.hints)


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_several_right_answers_are_known(task):
    assert len(task.right) >= 2


@pytest.mark.parametrize("task", EXERCISES, ids=name)
@pytest.mark.parametrize("body", ["...", "pass", "return None", "return ...", '"""Words."""'])
def test_a_blank_body_is_not_attempted(task, body, engine):
    header = task.right[0].strip().splitlines()[0]
    function = define(f"{header}\n    {body}\n", engine)
    assert is_blank(function)
    assert check(task, function).state == "blank"


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_a_blank_answer_after_some_lines_is_not_attempted(task, engine):
    header = task.right[0].strip().splitlines()[0]
    function = define(f"{header}\n    half_way = 1\n    return ...\n", engine)
    assert check(task, function).state == "blank"


@pytest.mark.parametrize("task", EXERCISES, ids=name)
def test_an_answer_of_a_strange_kind_is_no_crash(task, engine):
    header = task.right[0].strip().splitlines()[0]
    for strange in ("object()", "[None]", "{}", "float('nan')", "lambda: 3", "[[[]]]", "b'x'"):
        result = check(task, define(f"{header}\n    return {strange}\n", engine))
        assert result.state in ("wrong", "error"), (strange, result)
