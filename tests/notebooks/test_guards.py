"""Each guard finds what it is for in a made-up bad notebook, and nothing in a good one."""

import copy
import json
from pathlib import Path

import pytest

import guards
import tasklist
from notebooks import normalize
from stored import Notebook, stored

GOOD_HTML = '<figure><img alt="Q points at a" src="data:image/svg+xml;base64,L2hvbWUv"></figure>'


def code(source, outputs=(), count=None, **metadata):
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
        "metadata": metadata,
    }


def words(source):
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def prints(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shows(html, kind="text/html"):
    return {"output_type": "display_data", "data": {kind: html}, "metadata": {}}


ERROR = {"output_type": "error", "ename": "RuntimeError", "evalue": "no", "traceback": []}
CELLS = [
    words("# PyTorch Autograd - Basics\n\nSee [the next](03_next.ipynb#The-Chain-Rule)."),
    words("## Differentiation in Autograd\n\n![Two leaves](picture.svg)\n\n`![](not-an-image)`"),
    code("a = 1\nprint(a)", [prints("1\n")], 1),
    words("## Computational Graph\n\n```python\n# no heading\n```"),
    code("draw(Q)", [shows(GOOD_HTML)], 2),
    words("### Exclusion from the DAG\n\n> **Remember.** Plain."),
    code("Q.backward()", [ERROR], 3, tags=["raises-exception"]),
    words("### The Relevance of Leaf Nodes\n\n**Exercise 3.1**"),
    code("# Solution: open this cell\n1", [], 4, tags=["solution"]),
]


def make(folder: Path, cells, name="03_pytorch_autograd_basics.ipynb", widgets=None):
    """A notebook on disk in the stored form, beside the page that it links to."""
    (folder / "picture.svg").write_text("<svg/>", encoding="utf-8")
    there = {"cells": [words("# Next\n\n## The Chain Rule")], "metadata": {}}
    (folder / "03_next.ipynb").write_text(json.dumps(there), encoding="utf-8")
    metadata = {"widgets": widgets} if widgets else {}
    data = normalize({"cells": copy.deepcopy(cells), "metadata": metadata}, Path(name).stem)
    return write(folder / name, data)


def write(path: Path, data) -> Notebook:
    path.write_text(json.dumps(data), encoding="utf-8")
    return Notebook.read(path, root=path.parent)


def having(number, **changes):
    """CELLS with one cell changed."""
    cells = copy.deepcopy(CELLS)
    cells[number].update(changes)
    return cells


def replaced(number, cell):
    return [*CELLS[:number], cell, *CELLS[number + 1 :]]


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_good_notebook_passes(guard, tmp_path):
    assert list(guard(make(tmp_path, CELLS))) == []


BAD = {
    "unexecuted": ("executed", having(2, execution_count=None), "cell 2"),
    "unexecuted and empty outputs": ("executed", having(8, execution_count=None), "cell 8"),
    "no code at all": ("executed", [c for c in CELLS if c["cell_type"] != "code"], "no code cell"),
    "run out of order": ("in_one_run", having(2, execution_count=7), "one run"),
    "raises nothing": ("raises", having(6, outputs=[]), "holds no error"),
    "raises nothing, by comment": (
        "raises",
        having(2, source="# NBVAL_RAISES_EXCEPTION\na = 1"),
        "holds no error",
    ),
    "an untagged error": ("raises", having(2, outputs=[ERROR]), "tag it"),
    "skipped": ("compared", having(2, source="# NBVAL_SKIP\na"), "NBVAL_SKIP"),
    "not compared": ("compared", having(2, source="#NBVAL_IGNORE_OUTPUT\na"), "NBVAL_IGNORE"),
    "not compared, by tag": (
        "compared",
        having(2, metadata={"tags": ["nbval-ignore-output"]}),
        "nbval-ignore-output",
    ),
    "address": ("portable", having(2, outputs=[prints("<A at 0x7f3a2b1c0d10>")]), "0x7f3a"),
    "path": ("portable", having(2, outputs=[prints('File "/home/ann/x.py"')]), "/home/a"),
    "temporary path": ("portable", having(2, outputs=[prints("in /tmp/tmpabc")]), "/tmp/t"),
    "macOS path": ("portable", having(2, outputs=[shows("at /Users/ann", "text/plain")]), "path"),
    "Windows path": ("portable", having(2, outputs=[prints("C:\\Users\\ann")]), "path"),
    "path in a traceback": (
        "portable",
        having(6, outputs=[{**ERROR, "traceback": ["File ~/course/x.py:3"]}]),
        "path",
    ),
    "timing": ("portable", having(2, outputs=[prints("took 1.25 s")]), "measured time"),
    "%timeit": ("portable", having(2, outputs=[prints("12 µs ± 3 ns per loop")]), "measured"),
    "two titles": ("one_title", replaced(1, words("# Another")), "2 headings"),
    "no title": ("one_title", replaced(0, words("## Deeper")), "0 headings"),
    "late title": ("one_title", [*CELLS[1:], words("# Late")], "before its title"),
    "skipped level": ("heading_order", replaced(1, words("### Deep")), "level 3 after level 1"),
    "HTML heading": ("heading_order", having(1, source="<h2>Deep</h2>"), "cell 1"),
    "other words": (
        "outline",
        replaced(3, words("## The Computational Graph")),
        "'The Computational Graph'",
    ),
    "other depth": ("outline", replaced(5, words("## Exclusion from the DAG")), "heading 3"),
    "missing section": ("outline", CELLS[:7], "The Relevance of Leaf Nodes"),
    "one more section": ("outline", [*CELLS, words("## More")], "'More'"),
    "image without words": ("described", replaced(1, words("![ ](picture.svg)")), "cell 1"),
    "img without words": ("described", replaced(1, words('<img src="picture.svg">')), "cell 1"),
    "drawn without words": (
        "described",
        having(4, outputs=[shows('<img src="x" alt="">')]),
        "cell 4",
    ),
    "no such file": ("linked", replaced(1, words("[x](04_none.ipynb)")), "no such file"),
    "no such heading": ("linked", replaced(1, words("[x](03_next.ipynb#Nothing)")), "#Nothing"),
    "no such heading here": ("linked", replaced(1, words("[x](#nowhere)")), "#nowhere"),
    "no such picture": ("linked", replaced(1, words('<img alt="x" src="none.svg">')), "none.svg"),
    "link out": ("linked", replaced(1, words("[x](../../elsewhere.md)")), "out of the project"),
    "link from the root": ("linked", replaced(1, words("[x](/notebooks/x)")), "relative"),
    "no such cell": ("linked", replaced(1, words("[x](#cell-id=nowhere)")), "#cell-id=nowhere"),
    "exercise not listed": (
        "tasks_listed",
        replaced(7, words("**Exercise 3.1: One** · easy · about 5 minutes")),
        "tasklist.py",
    ),
    "an exercise that is gone": (
        "tasks_listed",
        replaced(0, words(f"{tasklist.TITLE}\n\n- [3.1 One](#cell-id=x), easy, 5 minutes")),
        "tasklist.py",
    ),
    "empty link": ("link_words", replaced(1, words("[ ](03_next.ipynb)")), "where it leads"),
    "link without words": ("link_words", replaced(1, words("See [here](x.md).")), "'here'"),
    "empty cell": ("vacuous", replaced(1, words("\n ")), "cell 1"),
    "cell without effect": ("vacuous", having(2, source="# only\npass"), "does nothing"),
    "path in the code": ("rooted", having(2, source='open("/home/ann/x")'), "/home/a"),
    "path in the words": ("rooted", replaced(1, words("It lies in C:\\Users\\ann.")), "C:"),
    "callout": ("callouts", replaced(1, words("> [!NOTE]\n> text")), "[!NOTE]"),
    "admonition": ("callouts", replaced(1, words(":::{note}\ntext\n:::")), "note"),
    "long cell": ("short_cells", having(2, source="x = 1\n" * 26), "26 lines"),
    "unlabeled solution": ("solutions", having(8, source="answer = 1"), "# Solution"),
}


@pytest.mark.parametrize("guard, cells, words", BAD.values(), ids=BAD)
def test_bad_notebook_is_found(guard, cells, words, tmp_path):
    problems = list(getattr(guards, guard)(make(tmp_path, cells)))
    assert len(problems) >= 1
    assert words in " ".join(problems)


def test_every_guard_has_a_bad_notebook():
    found = {guard for guard, _, _ in BAD.values()} | {"normalized"}  # make() mends that one
    assert {guard.__name__ for guard in guards.GUARDS} == found


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["metadata"]["language_info"].update(version="3.12.1"),
        lambda data: data["cells"][2]["metadata"].update(execution={"shell.execute_reply": "1"}),
        lambda data: data["cells"][8]["metadata"].pop("jupyter"),
        lambda data: data["cells"][2].update(outputs=[prints("1"), prints("\n")]),
        lambda data: data["cells"][2].pop("id"),
    ],
    ids=["python version", "times", "open solution", "pieces of a stream", "no id"],
)
def test_a_saved_editing_session_is_not_normalized(spoil, tmp_path):
    notebook = make(tmp_path, CELLS)
    spoil(notebook.data)
    assert list(guards.normalized(notebook)) != []


def test_an_open_solution_is_found(tmp_path):
    notebook = make(tmp_path, CELLS)
    notebook.data["cells"][8]["metadata"]["jupyter"]["source_hidden"] = False
    assert "stored open" in next(guards.solutions(notebook))


def test_stored_widgets_are_read_too(tmp_path):
    state = {"model_name": "HTMLModel", "state": {"value": '<img src="x"> took 3.2 s'}}
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"f" * 32: state}}}
    notebook = make(tmp_path, CELLS, widgets=widgets)
    assert "HTMLModel" in next(guards.described(notebook))
    assert "measured time" in next(guards.portable(notebook))


def test_lists_of_lines_are_one_text(tmp_path):
    """Files hold texts as lists of lines; an image may be broken over two."""
    outputs = [shows(['<img src="x"\n', ' alt="words">'])]
    assert list(guards.described(make(tmp_path, having(4, outputs=outputs)))) == []


def test_a_file_that_is_no_notebook(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.ipynb is not a notebook"):
        Notebook.read(path)


def test_stored_finds_notebooks_anywhere_but_not_copies(tmp_path):
    for name in (
        "a.ipynb",
        "docs/b.ipynb",
        ".venv/c.ipynb",
        "notebooks/.ipynb_checkpoints/d.ipynb",
        "my-course/notebooks/e.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in stored(tmp_path)] == ["a.ipynb", "b.ipynb"]
