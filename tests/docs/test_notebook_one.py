"""Notebook 01 computes what it says: the two sweeps agree, and their costs are counted."""

import json

from minigrad import Variable
from minigrad.variable import get_gradients, users_first

from . import pages

NOTEBOOK = pages.ROOT / "notebooks" / "01_what_is_autodiff.ipynb"
CELLS = {
    cell["id"]: cell
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
}


def built(*names):
    """What these cells define, run here."""
    scope = {"Variable": Variable, "get_gradients": get_gradients, "users_first": users_first}
    for name in names:
        lines = "".join(CELLS[name]["source"]).splitlines()
        exec("\n".join(line for line in lines if "draw(" not in line), scope)
    return scope


def printed(name):
    return "".join("".join(out["text"]) for out in CELLS[name]["outputs"] if "text" in out)


def test_the_steps_of_the_note_have_its_names():
    code = "".join(CELLS["chain-example"]["source"])
    for step in ("w0 = 2", "w1 = h(w0)", "w2 = g(w1)", "w3 = f(w2)"):
        assert step in code
    assert printed("chain-product") == "288\n"


def test_both_sweeps_agree():
    scope = built("forward-dual", "forward-picture")
    example, Dual = scope["example"], scope["Dual"]
    a, b = Variable(2), Variable(3)
    adjoints = get_gradients(example(a, b)[0])
    assert example(Dual(2, 1), Dual(3, 0))[0].slope == adjoints[a].value == 21
    assert example(Dual(2, 0), Dual(3, 1))[0].slope == adjoints[b].value == 16


def test_dual_numbers_agree_with_small_steps():
    scope = built("forward-dual")
    x = scope["Dual"](1.5, 1)
    slope = (x * x * x + x).slope

    def f(x):
        return x * x * x + x

    assert abs(slope - (f(1.5 + 1e-6) - f(1.5 - 1e-6)) / 2e-6) < 1e-6


def test_the_costs_grow_as_the_text_says(capsys):
    """n inputs, one output: forward n times the 2n - 1 operations, reverse there and back."""
    scope = built("forward-dual", "forward-cost", "reverse-cost")
    for n in (1, 7, 30):
        slopes, operations = scope["forward_gradient"](n)
        assert slopes == scope["reverse_gradient"](n)[0] == [2 * (i + 1) for i in range(n)]
        assert operations == n * (2 * n - 1)
        assert scope["reverse_gradient"](n)[1] == 2 * (2 * n - 1)
    assert "100 inputs: 100 sweeps, 19,900 operations" in printed("forward-cost")
    assert "100 inputs: 398 operations" in printed("reverse-cost")
