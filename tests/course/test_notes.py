"""Notebooks 01 to 04 against the series of notes: its numbers, its corrections, its links."""

import ast
import re
from functools import cache

import pytest

from environment import ROOT
from outline import SERIES
from stored import Notebook

NOTES = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("0[0-4]_*.ipynb"))}


@cache
def notebook(number):
    return Notebook.read(NOTES[number])


def words(number):
    return "\n\n".join(cell.source for cell in notebook(number).markdown)


def shown(number, cell_id):
    """What the cell of this id shows, as text."""
    (cell,) = [cell for cell in notebook(number).code if cell.data["id"] == cell_id]
    found = []
    for output in cell.outputs:
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        found.append("".join(text))
    return "".join(found)


# (notebook, cell, what it must show): each number that the series names.
NUMBERS = [
    ("01", "chain-product", "288\n"),
    ("01", "forward-sweep", "y: 30 with the slope 21"),
    ("01", "forward-second", "y: 30 with the slope 16"),
    ("01", "reverse-by-hand", "p: 5  q: 6  a: 21  b: 16"),
    ("01", "forward-cost", "100 inputs: 100 sweeps, 19,900 operations"),
    ("01", "reverse-cost", "100 inputs: 398 operations"),
    ("02", "solving-paths", "7 + 4 = 11"),
    ("02", "example-run", "d = 28"),
    ("02", "example-run", "the derivative with respect to a is 11"),
    ("02", "example-run", "the derivative with respect to b is 4"),
    ("02", "example-run", "the derivative with respect to c is 4"),
    ("02", "example-doubling", "doubled 20 times: 2,097,151 visits"),
    ("02", "example-get-gradients", "21 visits for 20 doublings"),
    ("02", "nth-again", "Variable(12) Variable(6)"),
    ("03", "q-backward", "tensor([36., 81.])\ntensor([-12.,  -8.])"),
    ("03", "requires-grad", "False True True"),
    ("03", "exclusion-print", "False None\nTrue AddBackward0"),
    ("03", "leaves-retain", "tensor([12., 96.])\ntensor([1., 2.])"),
    ("03", "graph-diamond", "tensor(21.)"),
    ("04", "saved-pow", "True"),
    ("04", "saved-legendre-compare", "tensor([-1.5000,  0.3750,  6.0000, 28.5000])"),
    ("04", "setting-parameter", "False\nTrue"),
    ("04", "eval-recorded", "requires grad: True"),
]


@pytest.mark.parametrize(("number", "cell", "text"), NUMBERS)
def test_a_number_of_the_notes_is_reproduced(number, cell, text):
    assert text in shown(number, cell)


# (notebook, words of the box): what the notes get wrong or leave out, put right openly.
CORRECTIONS = [
    ("02", "2,097,151 visits where 21 are enough"),
    ("02", "a line is indented wrongly, and the import of `defaultdict` is missing"),
    ("02", "says that PyTorch writes a tape"),
    ("04", "It has no tape"),
    ("03", "The graph is new because your code, the *forward* pass, runs again"),
    ("02", "writes $\\partial d/\\partial a$ for two different things"),
    ("03", "*control flow*: `if`, `while`, recursion"),
]


@pytest.mark.parametrize(("number", "text"), CORRECTIONS)
def test_a_correction_is_made_in_a_box(number, text):
    boxes = re.findall(
        r"<blockquote style=[^>]*213,94,0[^>]*>(.*?)</blockquote>", words(number), re.S
    )
    (box,) = [box for box in boxes if text in box]
    assert "**Correction.**" in box


def test_what_the_corrections_claim_is_shown():
    assert "visits" in shown("02", "example-doubling")
    assert "second gets 1.0" in shown("04", "history-tape")
    assert "first gets" not in shown("04", "history-tape")
    assert shown("03", "graph-twice-works") == "tensor([2., 2.])\n"


@pytest.mark.parametrize(("one", "other"), [("01", "02"), ("02", "03"), ("03", "04")])
def test_neighbors_link_to_each_other(one, other):
    assert f"]({NOTES[other].name}" in words(one)
    assert f"]({NOTES[one].name}" in words(other)


@pytest.mark.parametrize("number", ["01", "02", "03", "04"])
def test_the_summary_and_every_section_link_to_each_other(number):
    assert f"]({NOTES['00'].name})" in words(number)
    name = NOTES[number].name
    for _, heading in SERIES[number][1:]:
        assert f"({name}#{heading.replace(' ', '-')})" in words("00")


class Bare(ast.NodeTransformer):
    """A definition without docstrings and annotations."""

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.returns = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        return node

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        return ast.Assign([node.target], node.value, lineno=node.lineno)


def definitions(source):
    """The classes and functions at the top level, without what does not run, by name."""
    found = [
        node
        for node in Bare().visit(ast.parse(source)).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    return {node.name: ast.unparse(node) for node in found}


def test_the_variable_of_notebook_02_is_that_of_the_course():
    """The last definition of each name, when the notebook has been run to its end."""
    built = {}
    for cell in notebook("02").code:
        built |= definitions(cell.source)
    finished = definitions((ROOT / "minigrad" / "variable.py").read_text(encoding="utf-8"))
    assert set(finished) == {"Variable", "add", "mul", "get_gradients", "users_first"}
    assert {name: built[name] for name in finished} == finished
