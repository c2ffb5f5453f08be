"""Nobody gets stuck: a notebook's later cells run, whatever has become of the learner's answers."""

import contextlib
import linecache
import re

import pytest

from minigrad.course import exercise
from minigrad.course.notebook_05.prepared import PARTS
from minigrad.course.ownengine import finished, part
from minigrad.course.shelf import take
from minigrad.drawing.stepper import step
from notebooks import ROOT, read

NOTEBOOKS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
BUILD_IT_YOURSELF = ROOT / "notebooks" / "05_build_it_yourself.ipynb"


def _with_body(answer, body):
    return "\n".join([*answer.splitlines()[:2], f"    {body}\n"])


# What may have become of the cell of an exercise, from a right answer and its name.
LOST = {
    "a syntax error": lambda answer, name: "def (",
    "never run": lambda answer, name: "",
    "an error above the function": lambda answer, name: f"oops\n{answer}",
    "a mistyped decorator": lambda answer, name: answer.replace("@exercise", "@exercises"),
    "a blank stub": lambda answer, name: _with_body(answer, "..."),
    "a function that raises": lambda answer, name: _with_body(answer, "return 1 / 0"),
    "a function that gives itself": lambda answer, name: _with_body(answer, f"return {name}"),
    "a number of that name": lambda answer, name: f"{name} = 3",
    "a class of that name": lambda answer, name: f'@exercise("5.1")\nclass {name}: pass',
    "renamed and wrong": lambda answer, name: _with_body(answer, "return 3").replace(name, "mine"),
}
KEPT = {
    "as it should be": lambda answer, name: answer,
    "renamed": lambda answer, name: answer.replace(f"def {name}", "def mine"),
    "renamed, and the name used again": lambda answer, name: (
        answer.replace(f"def {name}", "def mine") + f"\n{name} = [3]"
    ),
    "without its decorator": lambda answer, name: answer.partition("\n")[2],
}


def run_all(notebook, fate):
    """Run the cells one by one; only those of the exercises may end with an error."""
    names = {"__name__": "__main__"}
    for cell in read(notebook)["cells"]:
        if cell["cell_type"] != "code":
            continue
        source, place = cell["source"], f"<{cell['id']}>"
        may_end = [Exception] * ("raises-exception" in cell["metadata"].get("tags", ()))
        header = re.match(r'@exercise\("(.*)"\)\ndef (\w+)', source)
        if header:
            answer = take("exercises", header[1]).solution.strip()
            source = fate(f'@exercise("{header[1]}")\n{answer}\n', header[2])
            may_end = [SyntaxError, NameError]
        # `@beside` looks for the text of its function.
        linecache.cache[place] = (len(source), None, source.splitlines(True), place)
        with contextlib.suppress(*may_end):
            exec(compile(source, place, "exec"), names)
    return names


@pytest.mark.filterwarnings("ignore")  # a notebook may warn, and the error gallery is made to
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem[:2])
@pytest.mark.parametrize("fate", ["never run", "a number of that name"])
def test_no_later_cell_needs_an_answer(notebook, fate):
    run_all(notebook, LOST[fate])


@pytest.mark.parametrize("fate", [*LOST, *KEPT])
def test_a_part_is_found_or_lent_whatever_became_of_it(fate, capsys):
    names = run_all(BUILD_IT_YOURSELF, (LOST | KEPT)[fate])
    said = re.findall(r"^(5\.\d): using (your|the prepared)", capsys.readouterr().out, re.MULTILINE)
    assert said == [(number, "your" if fate in KEPT else "the prepared") for number in PARTS]
    stepper = step(names["Q"], [1, 1], names={"a": names["a"]})
    assert "a.grad += [36, 81]: it was [72, 162]" in stepper.text


def test_what_another_notebook_has_checked_is_not_taken():
    """As where several notebooks share a process."""
    answer = take("exercises", "5.1").solution.strip()
    exec(f'@exercise("5.1")\n{answer}', {"exercise": exercise})
    assert part("5.1") is finished("5.1")
