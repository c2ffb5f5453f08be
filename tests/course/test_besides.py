"""PyTorch beside it: what is run, what is compared, what is shown, on both engines."""

import json
import sys
import types

import pytest

import minigrad
from minigrad.course import besides, pytorch_beside, record
from minigrad.course.besides import Beside, compare, plain_text
from minigrad.course.outcome import entry, run, same
from notebooks import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
IDS = [path.stem for path in NOTEBOOKS]


def gradient(torch):
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    Q = 3 * a**3
    Q.sum().backward()
    return {"Q": Q, "a.grad": a.grad}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An empty folder of records; the value writes one notebook's."""
    monkeypatch.setattr(besides, "FOLDER", tmp_path)
    monkeypatch.setenv(besides.SWITCH, "off")
    besides.records.cache_clear()

    def write(**functions):
        text = json.dumps({"PyTorch": "9.9", "functions": functions})
        (tmp_path / "notebook_03.json").write_text(text, encoding="utf-8")
        besides.records.cache_clear()

    yield write
    besides.records.cache_clear()


# --- an outcome ---------------------------------------------------------------------------------


def test_an_outcome_has_what_is_returned_warned_and_raised():
    def stops(torch):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        y = x.exp()
        assert y.grad is None
        y.backward()

    found = run(stops, minigrad)
    assert list(found) == ["warns", "raises"]
    assert found["warns"]["shown"].startswith("UserWarning: The .grad attribute of a Tensor")
    assert "github.com" not in found["warns"]["shown"]
    assert found["raises"]["shown"] == (
        "RuntimeError: grad can be implicitly created only for scalar outputs"
    )


def test_a_tensor_is_compared_by_dtype_shape_node_and_numbers():
    x = minigrad.tensor([1.0, 2.0], requires_grad=True)
    ours = entry("x", 2 * x)
    assert ours["shown"] == "tensor([2., 4.], grad_fn=<MulBackward0>)"
    assert same(ours, entry("x", 2 * x * (1 + 1e-7)))
    for other in ((2 * x).detach(), x + x, (2 * x).double(), 2 * x + 0.001, (2 * x)[:1]):
        assert not same(ours, entry("x", other)), other


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (7, "7"),
        (1 / 3, "0.333333"),
        ("words", "words"),
        ([1, (2.5, None)], "[1, [2.5, None]]"),
        (minigrad.float32, "torch.float32"),
        (minigrad.tensor([1.0]).shape, "[1]"),
        (ValueError, "ValueError"),
        ((minigrad.tensor([1.0], requires_grad=True) * 2).grad_fn, "MulBackward0"),
        (minigrad.tensor([[1, 2], [3, 4]]), "tensor([[1, 2], [3, 4]])"),
    ],
)
def test_what_may_be_returned(value, shown):
    made = entry("it", value)
    assert made["shown"] == shown
    assert json.loads(json.dumps(made)) == made
    assert same(made, entry("it", value))
    assert not same(made, entry("it", "something else"))
    assert not same(made, None)


def test_nan_is_the_same_as_nan():
    assert same(entry("x", float("nan")), entry("x", float("nan")))
    assert not same(entry("x", float("nan")), entry("x", 1.0))


def test_true_is_not_one_and_an_int_is_not_a_float():
    assert not same(entry("x", True), entry("x", 1))
    assert not same(entry("x", [1]), entry("x", [1.0]))
    assert not same(entry("x", [1]), entry("x", [1, 1]))


def test_what_can_not_be_compared_says_what_to_return():
    with pytest.raises(TypeError, match=r"gives returned list; return a dict"):
        run(types.FunctionType((lambda torch: [1]).__code__, {}, "gives"), minigrad)
    with pytest.raises(TypeError, match="x is a dictionary; give each of its values a name"):
        entry("x", {"y": 1})
    with pytest.raises(ValueError, match="x has 101 numbers; return at most 100"):
        entry("x", minigrad.zeros(101))


# --- the table ----------------------------------------------------------------------------------


def test_without_a_record_minigrads_column_stands_alone(kept):
    both = compare(gradient)
    assert both.theirs is None
    assert both.rows()[1] == ("a.grad", "tensor([36., 81.])", "-", "not compared")
    assert both.summary.startswith("There is no record of `gradient` on PyTorch.")


def test_a_record_is_shown_and_compared(kept):
    kept(gradient={"text": besides.text_of(gradient), "outcome": run(gradient, minigrad)})
    both = compare(gradient)
    assert both.agree()
    assert both.engine == "PyTorch 9.9, recorded"
    assert "a.grad: tensor([36., 81.]) | tensor([36., 81.]) | the same" in repr(both)
    assert "<code>tensor([36., 81.])</code>" in both._repr_html_()


def test_a_difference_is_told_in_words(kept):
    other = run(gradient, minigrad)
    other["a.grad"] = entry("a.grad", minigrad.tensor([36.0, 82.0]))
    other["more"] = entry("more", 1)
    kept(gradient={"text": besides.text_of(gradient), "outcome": other})
    both = compare(gradient)
    assert [row[-1] for row in both.rows()] == ["the same", "differs", "differs"]
    assert both.summary == "The engines differ here."
    assert "213,94,0" in both._repr_html_(), "the color of a box that wants attention"


def test_a_changed_function_has_no_record(kept):
    kept(gradient={"text": "def gradient(torch): ...", "outcome": {}})
    both = compare(gradient)
    assert both.theirs is None
    assert both.summary.startswith("`gradient` was changed since PyTorch ran it.")


def test_comments_and_empty_lines_change_nothing():
    source = '@beside\n@other\ndef f(torch):\n\n    # why\n    return {"n": 1}  \n'
    assert plain_text(source) == 'def f(torch):\n    return {"n": 1}'


def test_a_function_without_source_has_no_text():
    made = {}
    # Not "<string>", as by default: from Python 3.13 on that names the program of `python -c`.
    exec(compile("def f(torch): return {}", "<nowhere>", "exec"), made)
    assert besides.text_of(made["f"]) == ""


# --- the switch ---------------------------------------------------------------------------------


def test_the_switch_runs_torch_and_says_so(kept, monkeypatch, capsys):
    pretended = types.ModuleType("torch")
    vars(pretended).update({k: v for k, v in vars(minigrad).items() if not k.startswith("__")})
    pretended.tensor, pretended.__version__ = minigrad.tensor, "9.9.1+cpu"
    monkeypatch.setitem(sys.modules, "torch", pretended)
    pytorch_beside("on")
    assert capsys.readouterr().out.startswith("PyTorch runs beside this course's engine")
    both = compare(gradient)
    assert (both.engine, both.agree()) == ("PyTorch 9.9.1, run just now", True)
    pytorch_beside("off")
    assert compare(gradient).theirs is None


def test_the_switch_renews_the_tables_that_are_shown(kept, monkeypatch):
    updates = []
    handle = types.SimpleNamespace(update=updates.append)
    monkeypatch.setattr(besides, "_shown_so_far", {"gradient": (gradient, handle)})
    monkeypatch.setitem(sys.modules, "torch", None)
    pytorch_beside("on")
    pytorch_beside("off")
    assert ["not installed" in both.summary for both in updates] == [True, False]


def test_without_torch_one_line_says_so_and_the_record_is_shown(kept, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "torch", None)
    kept(gradient={"text": besides.text_of(gradient), "outcome": run(gradient, minigrad)})
    pytorch_beside("on")
    assert capsys.readouterr().out == (
        "PyTorch is not installed here (pip install torch): the recorded results stay.\n"
    )
    both = compare(gradient)
    assert both.summary == (
        "On both engines the same. PyTorch is not installed here: `pip install torch`."
    )


def test_the_switch_knows_two_words():
    with pytest.raises(ValueError, match='say "on" or "off"'):
        pytorch_beside("yes")


def test_the_box_of_the_table_does_not_take_marks_for_code():
    both = Beside("f", {"words": entry("words", "a `mark`")}, None, "PyTorch", "None.")
    assert "<td" in both._repr_html_()


# --- recording ----------------------------------------------------------------------------------


def notebook(tmp_path, *sources):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    cells.append({"cell_type": "markdown", "source": "@beside"})
    path = tmp_path / "03_some.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


SOME = [
    "%matplotlib inline\nimport math\nfrom minigrad.course import beside",
    '@beside\ndef root(torch):\n    # why\n    return {"x": torch.tensor(math.sqrt(4.0))}',
]


def test_the_functions_of_a_notebook_see_its_imports(tmp_path):
    found = record.functions(notebook(tmp_path, *SOME))
    assert list(found) == ["root"]
    assert run(found["root"], minigrad)["x"]["shown"] == "tensor(2.)"


def test_a_name_may_stand_only_once(tmp_path):
    with pytest.raises(ValueError, match="two functions 'root'"):
        record.functions(notebook(tmp_path, *SOME, SOME[1]))


def test_a_function_uses_no_names_of_the_notebook(tmp_path, kept):
    path = notebook(tmp_path, "lr = 1.0", '@beside\ndef f(torch):\n    return {"lr": lr}')
    with pytest.raises(NameError, match="f: NameError: name 'lr' is not defined; a function below"):
        list(record.problems(path))


def test_missing_stale_and_forgotten_records_are_problems(tmp_path, kept):
    path = notebook(tmp_path, *SOME)
    assert [p.partition(".")[0] for p in record.problems(path)] == [
        "root: There is no record of `root` on PyTorch"
    ]
    kept(root={"text": "def root(): ...", "outcome": {}}, gone={"text": "", "outcome": {}})
    told = list(record.problems(path))
    assert "was changed" in told[0]
    assert told[1] == "gone: is recorded, but the notebook does not have it any more"
    text = 'def root(torch):\n    return {"x": torch.tensor(math.sqrt(4.0))}'
    kept(root={"text": text, "outcome": {"x": entry("x", 2.0)}})
    assert "the engines differ" in next(record.problems(path))
    assert record.main(["--check", str(path)]) == 1


@pytest.mark.live
def test_recording_writes_what_a_check_then_finds(tmp_path, kept, capsys):
    pytest.importorskip("torch")
    path = notebook(tmp_path, *SOME)
    assert record.main([str(path)]) == 0
    assert record.main(["--check", str(path)]) == 0
    assert capsys.readouterr().out == "03_some.ipynb: 1 functions\n" * 2


# --- the course ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_minigrad_gives_what_was_recorded(path):
    assert list(record.problems(path)) == []


def test_no_name_is_used_by_two_notebooks():
    names = [name for path in NOTEBOOKS for name in record.functions(path)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.live
@pytest.mark.parametrize("path", NOTEBOOKS, ids=IDS)
def test_pytorch_gives_what_was_recorded(path):
    pytest.importorskip("torch")
    kept = besides.records()
    for name, theirs in record.record(path)["functions"].items():
        assert theirs["text"] == kept[name]["text"]
        assert theirs["outcome"].keys() == kept[name]["outcome"].keys()
        for key, value in theirs["outcome"].items():
            assert same(value, kept[name]["outcome"][key]), f"{name}: {key}"
