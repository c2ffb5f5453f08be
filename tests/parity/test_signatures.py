"""Each row's forms are PyTorch's, all of them, and it is a function and a method as there."""

from __future__ import annotations

import inspect
import linecache
import subprocess
import sys
import warnings

import pytest

import minigrad as mg
from minigrad import linalg
from minigrad.ops.arguments import read
from minigrad.ops.calls import Call
from minigrad.ops.rows import FACES, TABLE

from .signatures import recorded

FORMS = {name: face.forms for name, face in FACES.items() if face.forms}
FORMS |= {f"linalg_{name}": forms for name, forms in linalg.FORMS.items()}

# Forms that rows have not, and why.
LEFT_OUT = {
    "nonzero": "the method's as_tuple has no default there: it comes to the same",
    "repeat_interleave": "repeats alone, as a function: that is unlike all other functions",
    "divide": "a number is taken for the tensor", "divide_": "a number is taken for the tensor",
    "multiply": "a number is taken for the tensor", "multiply_": "a number is taken for the tensor",
    "subtract": "alpha by position", "subtract_": "alpha by position",
    "linalg_svd": "driver= is for other devices", "linalg_svdvals": "driver= is for other devices",
}  # fmt: skip

RECORDED = recorded()


def as_method(form: str) -> str:
    return str(read(form).as_method())


@pytest.mark.parametrize("name", FORMS)
def test_the_forms_are_those_of_pytorch(name: str) -> None:
    there = {str(read(form)) for form in RECORDED.get(name, ["()"])}
    here = {str(read(form)) for form in FORMS[name]}
    methods = {as_method(form) for form in FORMS[name]}
    if name not in LEFT_OUT:
        assert here | methods >= there
        assert all(str(read(f)) in there or as_method(f) in there for f in FORMS[name])


def test_what_is_left_out_is_left_out() -> None:
    for name in LEFT_OUT:
        here = {str(read(form)) for form in FORMS[name]} | {as_method(f) for f in FORMS[name]}
        assert {str(read(form)) for form in RECORDED[name]} - here, f"{name}: take it off the list"


@pytest.mark.parametrize("name", FORMS)
def test_the_operation_takes_what_its_forms_name(name: str) -> None:
    face = FACES.get(name)
    op = TABLE[name] if face else getattr(linalg, name.removeprefix("linalg_")).__wrapped__
    for method in (False, True) if face and face.method else (False,):
        call = Call(name, FORMS[name], op, method)
        for form in call.forms:
            if form.deprecated:
                continue
            ordered, named = call.plan(form)
            assert set(named) <= {*call.takes.positional, *call.takes.keyword}, str(form)
            assert call.takes.several or len(ordered) <= len(call.takes.positional), str(form)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(call.text(), name, "exec")


def test_the_text_of_a_function_is_to_be_read() -> None:
    mg.argmax(mg.ones(2))
    text = "".join(linecache.getlines(mg.argmax.__code__.co_filename))
    assert text.startswith("def argmax(input=MISSING, dim=None, keepdim=False, *rest, out=None")
    assert "return op(input, dim, keepdim)" in text
    assert list(inspect.signature(mg.argmax).parameters)[1:] == ["dim", "keepdim"]


def test_importing_writes_no_function() -> None:
    code = (
        "import minigrad as t\n"
        "for f in list(vars(t).values()):\n"
        "    if hasattr(f, 'forms') and f.__code__.co_filename != '<not yet written>':\n"
        "        print(f.__name__)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == ""
