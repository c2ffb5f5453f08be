"""A student's own engine: its parts are taken or lent, and its results stand beside the others'."""

import inspect
import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest

import minigrad
from minigrad.course import facts, timelimit
from minigrad.course.besides import FOLDER
from minigrad.course.exercises import Attempt, check
from minigrad.course.notebook_05 import prepared
from minigrad.course.notebook_05.exercises import EXERCISES
from minigrad.course.notebook_05.programs import PROGRAMS, expected
from minigrad.course.notebook_05.students import unwatched
from minigrad.course.ownengine import (
    Workbench,
    as_block,
    finished,
    part,
    passes,
    three_engines,
    whose,
)
from minigrad.course.timelimit import time_limit
from minigrad.drawing import animate, compare, draw, snapshot
from minigrad.drawing.stepper import step
from notebooks import ROOT, read

from .answers import right, samples

NUMBERS = [task.number for task in EXERCISES]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_prepared_part_passes_the_check_of_its_exercise(number):
    assert passes(number, finished(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_blank_part_is_lent_and_that_is_said(number, capsys):
    def blank(*arguments): ...

    assert part(number, blank) is finished(number)
    name = finished(number).__name__
    assert capsys.readouterr().out == f"{number}: using the prepared {name} until yours passes.\n"


def test_a_part_that_passes_is_taken(capsys):
    def edge(tensor):
        return tensor.grad_fn or tensor.accumulator

    assert part("5.1", edge) is edge
    assert capsys.readouterr().out == "5.1: using your edge.\n"


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda tensor: tensor,
        lambda tensor: 1 / 0,
        lambda: 3,
        lambda tensor: exit(),
        "not a function",
    ],
    ids=["wrong", "an error", "no parameter", "exit", "a text"],
)
def test_a_part_that_does_not_pass_is_lent(spoiled, capsys):
    assert part("5.1", spoiled) is finished("5.1")


def test_a_part_that_never_ends_is_lent(monkeypatch, capsys):
    def endless(tensor):
        while True:
            pass

    monkeypatch.setattr("minigrad.course.ownengine.SECONDS", 0.1)
    assert part("5.1", endless) is finished("5.1")


def test_a_check_does_its_own_work_unwatched_by_the_time_limit_alone(monkeypatch):
    monkeypatch.setattr(timelimit, "monitoring_works", lambda: False)  # as before Python 3.12
    before = sys.gettrace()
    with time_limit(60, alarm=False):
        watching = sys.gettrace()
        with unwatched():
            inside = sys.gettrace()
        after = sys.gettrace()
    assert watching is not before
    assert inside is None
    assert watching is after
    with unwatched():
        assert sys.gettrace() is before


@pytest.mark.parametrize("number", NUMBERS)
def test_a_check_passes_where_a_trace_function_keeps_the_time_limit(number, monkeypatch):
    monkeypatch.setattr(timelimit, "monitoring_works", lambda: False)
    task = EXERCISES[NUMBERS.index(number)]
    with time_limit(60, alarm=False):
        task.check(Attempt(finished(number)))


def test_an_unknown_part():
    with pytest.raises(LookupError, match=r"no part '5\.9'.*5\.1"):
        part("5.9", lambda: 3)


def test_the_workbench_says_whose_its_parts_are():
    lent = {part.__name__: part for part in prepared.PARTS.values()}
    assert whose(SimpleNamespace(**lent)).startswith(
        "Of the 7 parts none is yours yet. Lent are: e"
    )
    mixed = SimpleNamespace(**lent | {"edge": len})
    assert whose(mixed).startswith("Of the 7 parts 1 is yours. Lent are: pow_formula, users_first")
    mixed.run = len
    assert whose(mixed).startswith("Of the 7 parts 2 are yours.")
    assert whose(SimpleNamespace(**dict.fromkeys(lent, len))) == "All 7 parts are yours."


@pytest.mark.parametrize("number", NUMBERS)
def test_a_part_that_is_missing_from_the_workbench_says_where_it_comes_from(number):
    name = finished(number).__name__
    with pytest.raises(AttributeError, match=rf'part\("{number}"\)'):
        getattr(Workbench(recording=True), name)


def test_a_workbench_holds_what_is_put_there():
    engine = Workbench(recording=True)
    engine.edge = finished("5.1")
    assert engine.edge is finished("5.1")
    with pytest.raises(AttributeError, match="there is no `power`"):
        _ = engine.power


def test_a_right_answer_passes_on_a_workbench_that_is_still_empty():
    """As after a new start of the kernel, when only this one cell was run."""
    for task in EXERCISES:
        names = {"engine": Workbench(recording=True), "Tensor": type("Tensor", (), {}), "np": np}
        if task.number in ("5.1", "5.2"):  # these need the class, and nothing else
            del names["Tensor"]
        exec(task.solution, names)
        assert passes(task.number, names[finished(task.number).__name__]), task.number


def test_calling_ones_own_method_after_an_earlier_run_is_told(monkeypatch):
    """Run All has put `Tensor.backward` there, which calls what the workbench holds."""

    def method(self, gradient=None):
        prepared.backward(prepared.engine, self, gradient)

    monkeypatch.setattr(prepared.Tensor, "backward", method, raising=False)
    names = {"Tensor": prepared.Tensor, "engine": prepared.engine}
    exec("def backward(engine, tensor, gradient=None):\n    tensor.backward(gradient)\n", names)
    assert check(EXERCISES[-1], names["backward"]).mistake == "itself"
    assert prepared.Tensor.backward is method


@pytest.mark.parametrize("recording", [True, False])
def test_an_answer_that_switches_the_recording_off_leaves_it_as_it_was(recording, monkeypatch):
    """Or no later cell of the notebook has a graph."""
    monkeypatch.setattr(prepared.engine, "recording", recording)
    names = {"Tensor": prepared.Tensor, "engine": prepared.engine}
    exec(samples(EXERCISES[-1]).WRONG["off"][0], names)
    assert check(EXERCISES[-1], names["backward"]).mistake == "off"
    assert prepared.engine.recording is recording


# --- the engine that the parts make -------------------------------------------------------------

MINE = SimpleNamespace(
    tensor=prepared.Tensor,
    no_grad=lambda: as_block(prepared.no_grad)(prepared.engine),
    backward=lambda tensor, gradient=None: prepared.backward(prepared.engine, tensor, gradient),
)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_prepared_engine_has_minigrads_gradients(name):
    found = PROGRAMS[name](MINE)
    for leaf, wanted in expected(PROGRAMS[name]).items():
        assert found[leaf].grad.shape == wanted.shape
        np.testing.assert_allclose(found[leaf].grad, wanted, rtol=1e-5)


def test_the_numbers_of_the_notes_are_there():
    gradients = expected(PROGRAMS["Q = 3*a**3 - b**2, gradient [1, 1]"])
    assert {name: grad.tolist() for name, grad in gradients.items()} == {
        "a": [36.0, 81.0],
        "b": [-12.0, -8.0],
    }
    assert expected(PROGRAMS["c = 2*y + 5*y with y = 3*x"])["x"] == 21


def test_its_graph_is_drawn_as_minigrads():
    def graph_of(engine):
        a = engine.tensor([2.0, 3.0], requires_grad=True)
        b = engine.tensor([6.0, 4.0], requires_grad=True)
        Q = 3 * a**3 - b**2
        return draw(Q)

    assert graph_of(MINE).text == graph_of(minigrad).text


@pytest.fixture
def whole(monkeypatch):
    """The engine with the method that the notebook adds last."""
    monkeypatch.setattr(
        prepared.Tensor,
        "backward",
        lambda self, gradient=None: prepared.backward(prepared.engine, self, gradient),
        raising=False,
    )
    return MINE


def broadcast(engine):
    x = engine.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    w = engine.tensor([1.0, -1.0, 2.0], requires_grad=True)
    b = engine.tensor(10.0, requires_grad=True)
    return x * w + b, {"w": w, "b": b}


def seed(engine):
    a = engine.tensor([2.0, 3.0], requires_grad=True)
    b = engine.tensor([6.0, 4.0], requires_grad=True)
    return 3 * a**3 - b**2 + a, {"a": a, "b": b}


def leaf(engine):
    x = engine.tensor(3.0, requires_grad=True)
    return x, {"x": x}


@pytest.mark.parametrize("run", [finished("5.4"), *right(EXERCISES[3])])
@pytest.mark.parametrize("program", [seed, broadcast, leaf])
def test_its_pass_is_stepped_through_as_minigrads(program, run, whole, monkeypatch):
    if isinstance(run, str):
        exec(run, names := {})
        run = names["run"]
    monkeypatch.setattr(prepared.engine, "run", run)
    traces = []
    for engine in (whole, minigrad):
        result, leaves = program(engine)
        ones = np.ones(tuple(result.shape), dtype="f").tolist()
        first = step(result, ones, names=leaves).trace
        assert all(leaf.grad is None for leaf in leaves.values())
        for leaf in leaves.values():  # an earlier gradient, to be added to
            leaf.grad = engine.tensor(leaf.data.tolist()).data
        traces.append((first, step(result, 1, names=leaves).trace))
    for mine, theirs in zip(*traces, strict=True):
        for trace in (mine, theirs):
            assert len({each.number for each in trace.steps}) == len(trace.steps)
        assert mine.filled == theirs.filled
        found, wanted = ({s.number: s for s in trace.steps} for trace in (mine, theirs))
        assert found.keys() == wanted.keys()
        for number, each in found.items():
            assert (each.before, each.after) == (wanted[number].before, wanted[number].after)
            assert [value.numbers for value in each.incoming] == [
                value.numbers for value in wanted[number].incoming
            ]


def depth_first(root):
    """As in the notebook: a node that is used twice runs before all has arrived."""
    order, to_visit = [], [root]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in order:
            order.append(node)
            to_visit.extend(following for following, _ in reversed(node.next_functions))
    return order


def test_a_pass_that_runs_a_node_too_early_is_told_as_it_is(whole, monkeypatch):
    x = whole.tensor(2.0, requires_grad=True)
    y = 3 * x
    c = 2 * y + 5 * y
    monkeypatch.setattr(prepared.engine, "users_first", depth_first)
    *_, last, end = [telling.text for telling in step(c, names={"x": x, "y": y}).tellings]
    assert "x.grad is 6" in end
    assert "Waiting with a gradient: MulBackward0." in last  # y has not heard of 5 * y


def test_a_pass_along_every_path_is_told_as_it_is(whole, monkeypatch):
    """It runs nodes several times, and fills a leaf several times."""

    def along(order, gradient):
        def go(node, grad):
            if node.name() == "AccumulateGrad":
                kept = node.variable.grad
                node.variable.grad = grad if kept is None else kept + grad
                return
            for (following, _), share in zip(
                node.next_functions, node.backward(grad=grad), strict=True
            ):
                if following is not None:
                    go(following, share)

        go(order[0], gradient)

    monkeypatch.setattr(prepared.engine, "run", along)
    x = whole.tensor(2.0, requires_grad=True)
    y = 3 * x
    words = step(y * y + y, names={"x": x, "y": y}).text
    assert "hook" not in words
    assert "earlier pass" not in words
    assert "The pass has given it something else than their sum" in words
    assert re.findall(r"x\.grad .*", words) == [
        "x.grad was None: it becomes 18.",
        "x.grad += 18: it was 18, it becomes 36.",
        "x.grad += 3: it was 36, it becomes 39.",
        "x.grad is 39.",
    ]


def test_what_cannot_be_stepped_through_is_told(whole, monkeypatch):
    x = whole.tensor(2.0, requires_grad=True)
    y = x * x
    z = y * y
    z.grad_fn.next_functions = y.grad_fn.next_functions
    monkeypatch.setattr(prepared.engine, "run", lambda order, gradient: None)
    with pytest.raises(ValueError, match="none was heard"):
        step(z)
    z.grad_fn.next_functions = ((y.grad_fn, 0), (z.grad_fn, 0))
    with pytest.raises(ValueError, match=r"in a circle, MulBackward0 ← MulBackward0:"):
        step(z)
    monkeypatch.delattr(prepared.Node, "backward")
    with pytest.raises(ValueError, match=r"a MulBackward0 .* has no method backward\(grad\)"):
        step(y)


def test_what_a_node_gives_arrives_as_it_was(whole, monkeypatch):
    """An engine may be one whose nodes give a single array as it is, in no list."""

    def run(order, gradient):
        order[1].variable.grad = order[0].backward(gradient).copy().reshape(2)

    monkeypatch.setattr(prepared.engine, "run", run)
    monkeypatch.setattr(prepared.Node, "backward", lambda node, grad: grad * 3)
    x = whole.tensor([1.0, 2.0], requires_grad=True)
    assert "x.grad was None: it becomes [3, 6]" in step(x * 3, [1, 2], names={"x": x}).text


def test_a_step_leaves_nothing_behind(whole):
    Q, leaves = seed(whole)
    Q.backward(whole.tensor([1.0, 1.0]))
    grads = [leaf.grad for leaf in leaves.values()]
    held = vars(Q.grad_fn).copy()
    step(Q, [1, 1])
    with pytest.raises(ValueError, match="records itself"):
        step(Q, [1, 1], create_graph=True)
    assert vars(Q.grad_fn) == held
    assert all(leaf.grad is grad for leaf, grad in zip(leaves.values(), grads, strict=True))


def test_before_the_last_part_a_step_says_what_is_missing():
    with pytest.raises(ValueError, match=r"a Tensor of this engine has no method backward"):
        step(seed(MINE)[0], [1, 1])


def test_all_that_is_drawn_of_minigrads_graph_is_drawn_of_its(whole):
    Q, leaves = seed(whole)
    before = snapshot(Q, names=leaves)
    Q.backward(whole.tensor([1.0, 1.0]))
    assert compare(before, snapshot(Q, names=leaves)).changes == (
        "a: grad None → [37, 82]",
        "b: grad None → [-12, -8]",
    )
    assert "value 5" in draw(Q, whole.tensor(5.0), show="all").text
    assert "grad [37, 82]" in draw(Q, show="all", names=leaves).text
    assert animate(Q, [1, 1]).svg == animate(Q, whole.tensor([1.0, 1.0])).svg
    assert facts(**leaves, Q=Q).text.splitlines()[2].split() == [
        *["a", "True", "True", "None", "False", "[37.0,", "82.0]"]
    ]


def test_a_graph_made_anew_is_another_one(whole):
    """Its nodes have no number of their own to be known by."""
    a = whole.tensor([2.0, 3.0], requires_grad=True)
    names = {"a": a}
    y = a * a
    first = snapshot(y * y + a * a, names=names)
    assert [c.split(": ")[1] for c in compare(first, snapshot(a * a + y * y, names=names)).changes]


def test_the_notebook_shows_the_classes_that_the_checks_fall_back_on():
    """Line by line, without what is said about types: the cells and the file may not drift."""
    cells = read(ROOT / "notebooks" / "05_build_it_yourself.ipynb")["cells"]
    shown = {line.partition("#")[0].strip() for c in cells for line in c["source"].splitlines()}
    for method in (
        prepared.Tensor.__init__,
        prepared.AccumulateGrad.__init__,
        prepared.Node.name,
        prepared.MulBackward0.formula,
    ):
        lines = [line.strip() for line in inspect.getsource(method).splitlines()[1:]]
        assert {line for line in lines if not line.startswith('"""')} <= shown


# --- three engines ------------------------------------------------------------------------------


def recorded(torch):
    """The text of this function is recorded by the notebook under another name only."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    return {"x": x, "two": 2, "name": "x"}


class Half:
    """An engine that halves every number."""

    def tensor(self, values, requires_grad=False):
        return prepared.Tensor(np.array(values) / 2, requires_grad)


def test_the_same_everywhere():
    shown = three_engines(MINE, recorded)
    assert shown.text.splitlines()[2].split() == [
        *["recorded", "x", "[1,", "2]", "[1,", "2]", "-"],
        *["the", "same"],
    ]
    assert shown.text.endswith("All that yours gave is the same as minigrad's.")


def test_a_difference_is_said_in_words():
    text = three_engines(Half(), recorded).text
    assert "[0.5, 1]  [1, 2]" in text
    assert text.endswith("Yours differs where the last column says so.")


def test_a_number_in_another_shape_differs():
    def one(torch):
        return {"one": torch.tensor([1.0])}

    flat = SimpleNamespace(tensor=lambda values: prepared.Tensor(values[0]))
    assert "differs" in three_engines(flat, one).text


def test_what_the_students_engine_raises_is_a_result():
    text = three_engines(SimpleNamespace(), recorded).text
    assert "AttributeError: 'types.SimpleNamespace' object has no attribute 'tensor'" in text
    assert "differs" in text


def test_an_endless_program_is_stopped(monkeypatch):
    def tensor(*arguments, **options):
        while True:
            pass

    monkeypatch.setattr("minigrad.course.ownengine.SECONDS", 0.1)
    assert (
        "stopped after 0.1 seconds" in three_engines(SimpleNamespace(tensor=tensor), recorded).text
    )


def test_the_programs_of_the_notebook_are_recorded():
    assert (FOLDER / "notebook_05.json").is_file()
