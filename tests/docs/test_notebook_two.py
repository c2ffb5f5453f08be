"""What notebook 02 builds is minigrad/variable.py, line for line, and counts what the note says."""

import ast
import json

from minigrad.variable import Variable, get_gradients, users_first

from . import pages

NOTEBOOK = pages.ROOT / "notebooks" / "02_a_simple_implementation.ipynb"


def definitions(code):
    """Top-level functions, classes and constants by name, without docstrings and types."""
    found = {}
    for node in ast.parse(code).body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.FunctionDef):
                inner.returns = None
                for argument in inner.args.args:
                    argument.annotation = None
            if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner):
                inner.body = inner.body[1:]
        node = _UntypedAssignments().visit(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = ast.unparse(node)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.unparse(node)
    return found


class _UntypedAssignments(ast.NodeTransformer):
    def visit_AnnAssign(self, node):
        return ast.Assign([node.target], node.value, lineno=node.lineno)


def cells():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}


def printed(cell):
    return "".join("".join(out["text"]) for out in cell["outputs"] if "text" in out)


def test_what_the_notebook_builds_is_the_file():
    """The last definition of each name, as a student has it at the end."""
    built = {}
    for cell in cells().values():
        built |= definitions("".join(cell["source"]))
    finished = definitions((pages.ROOT / "minigrad/variable.py").read_text(encoding="utf-8"))
    assert set(finished) == {"Variable", "ONE", "add", "mul", "get_gradients", "users_first"}
    for name, code in finished.items():
        assert built[name] == code, name


def test_the_notes_numbers_are_there():
    shown = {name: printed(cell) for name, cell in cells().items()}
    assert shown["example-run"].split("\n")[:4] == [
        "d = 28",
        "the derivative with respect to a is 11",
        "the derivative with respect to b is 4",
        "the derivative with respect to c is 4",
    ]
    assert "doubled 20 times: 2,097,151 visits" in shown["example-doubling"]
    assert "21 visits for 20 doublings" in shown["example-get-gradients"]
    assert shown["nth-same"] == "48\n48\n"


def test_the_corrections_are_there():
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    boxes = [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if "**Correction.**" in "".join(cell["source"])
    ]
    assert len(boxes) == 4
    assert all("213,94,0" in box for box in boxes)
    for words in ("with $c$ held fixed", "does not run", "2,097,151", "tape"):
        assert any(words in box for box in boxes), words


def test_the_graph_of_a_gradient_has_no_factor_one():
    x = Variable(2)
    gradient = get_gradients(x * x * x)[x]
    assert gradient.value == 12
    assert {leaf.value for leaf in users_first(gradient) if not leaf.local_gradients} == {2}
