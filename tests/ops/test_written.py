"""Operations are written from their rows: the text can be read, and is compiled when it is used."""

import builtins
import dis
import gc
import inspect
import linecache
import subprocess
import sys
import threading
import traceback

import numpy as np
import pytest

import minigrad as mg
import minigrad.nn  # so that all rows are there
from minigrad.ops import methods, written
from minigrad.ops.elementwise.elementary import exp
from minigrad.ops.elementwise.pointwise import mul
from minigrad.ops.rows import ELEMENTWISE, FACES, NUMPY, TABLE, unary
from minigrad.ops.written import BINARY, ROW, UNARY, Operation

OPERATIONS = {}
for thing in gc.get_objects():
    if isinstance(thing, Operation):
        OPERATIONS.setdefault(thing.name, thing)


def made(name="f", head=UNARY, forward=np.sin, arguments=(), **formulas):
    formulas = formulas or {"self": lambda grad, self: grad * np.cos(self)}
    extra = {"accepts": lambda array: array} if head is UNARY else {}
    return Operation(head, name, forward, formulas, None, (), arguments, **extra)


# ------------------------------------------------------------------ to be read


def test_the_source_of_an_operation_is_its_own_text():
    text = inspect.getsource(mg.Tensor.__mul__)
    assert text.startswith("def mul(self, other):\n")
    assert "        result = x * y\n" in text
    assert "def apply" not in text
    node = (mg.tensor(2.0, requires_grad=True) * mg.tensor(3.0, requires_grad=True)).grad_fn
    back = inspect.getsource(type(node).apply)
    assert back.startswith("def apply(node, grad, keep):\n")
    assert "        None if to_self is None else grad * other,\n" in back


def test_it_can_be_read_before_it_is_written():
    op = made().op
    assert "op" not in op.__globals__
    assert inspect.getsource(op).startswith("def f(self):\n")
    assert "op" not in op.__globals__


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_text_is_plain_and_speaks_of_what_is_there(name):
    """Lines that fit, no field left empty, no word without a meaning."""
    operation = OPERATIONS[name]
    text = operation.text()
    assert max(map(len, text.splitlines())) <= 115
    assert "{" not in text
    operation.write()
    functions = [operation.op, operation.names["Node"].apply]
    functions += [operation.op.record] if operation.records else []
    for function in functions:
        for step in dis.get_instructions(function):
            if step.opname == "LOAD_GLOBAL":
                assert step.argval in operation.names or hasattr(builtins, step.argval)


def test_a_traceback_shows_the_line_at_the_first_call_and_at_the_next():
    def forward(array):
        raise ArithmeticError("too much")

    op = made("fails", forward=forward).op
    for number in range(2):
        with pytest.raises(ArithmeticError) as caught:
            op(mg.tensor(1.0))
        shown = "".join(traceback.format_exception(caught.value))
        assert "in fails\n    result = forward(self._array if" in shown
        first_call = "in fails\n    def fails(self):\n" in shown
        assert first_call is (number == 0)


# ------------------------------------------------------------------ when it is compiled

COUNTING = """
import numpy, minigrad
from minigrad.ops.rows import ELEMENTWISE, TABLE
written = [op.__name__ for op in ELEMENTWISE if "op" in op.__globals__]
rows = [n for n, op in TABLE.items() if "write" in op.__globals__ and "op" in op.__globals__]
x = minigrad.tensor([1.0], requires_grad=True)
y = x * x
later = [op.__name__ for op in ELEMENTWISE if "op" in op.__globals__]
print(len(ELEMENTWISE) > 50, written, rows, later)
"""


def test_importing_compiles_nothing_and_an_operation_only_itself():
    done = subprocess.run([sys.executable, "-c", COUNTING], capture_output=True, text=True)
    assert done.stdout.strip() == "True [] [] ['mul']", done.stderr


def test_an_operation_stays_the_same_object():
    op = made("same").op
    before = (op, op.__code__, op.__name__, op.__qualname__)
    op(mg.tensor(1.0))
    assert (op, op.__name__, op.__qualname__) == (before[0], *before[2:])
    assert op.__code__ is not before[1]
    assert op.__code__.co_filename == before[1].co_filename


@pytest.mark.parametrize("written_already", [False, True])
def test_a_stub_takes_what_the_operation_takes(written_already):
    def forward(self, size):
        return self * size

    operation = made("sized", ROW, forward, ("size",), self=lambda grad, size: grad * size)
    op = operation.write() if written_already else operation.op
    assert str(inspect.signature(op)) == "(self, size)"
    with pytest.raises(
        TypeError, match=r"sized\(\) missing 1 required positional argument: 'size'"
    ):
        op(mg.tensor(1.0))
    with pytest.raises(TypeError, match=r"sized\(\) takes 2 positional arguments but 3 were given"):
        op(mg.tensor(1.0), 2, 3)
    assert op(mg.tensor(1.5), size=2).item() == 3


def test_two_threads_that_come_first_get_one_operation():
    operation = made("shared")
    x = mg.tensor(1.0, requires_grad=True)
    begin, nodes = threading.Barrier(8), []

    def call():
        begin.wait()
        nodes.append(operation.op(x).grad_fn)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({type(node) for node in nodes}) == 1 and len(nodes) == 8


# ------------------------------------------------------------------ what is written into it


def test_a_parameter_that_the_text_uses_otherwise_is_refused():
    with pytest.raises(TypeError, match="stretch: a parameter cannot be named mode"):
        made("stretch", ROW, lambda self, mode: self, ("mode",), self=lambda grad: grad)


def test_a_short_formula_stands_in_the_text_and_a_long_one_is_called():
    assert "return (grad * result,)" in exp.__globals__["write"].__self__.text()
    long = made(
        "long",
        self=lambda grad, self: grad * (self + 1.25) * (self + 2.25) * (self + 3.25) * (1 + self),
    )
    assert "return (d_self(grad, self),)" in long.text()


def test_a_formula_with_variables_of_its_own_or_a_name_is_called():
    factor = 3.0

    def named(grad, self):
        return grad * self

    for formula in (lambda grad: grad * factor, named):
        assert "d_self(grad" in made("own", self=formula).text()


def test_a_formula_is_only_taken_from_a_file_that_still_says_it():
    scope = {}
    for file, now in (("<cell 1>", None), ("<cell 2>", "f = lambda grad, self: grad + self")):
        text = "f = lambda grad, self: grad * self"
        exec(compile(text, file, "exec"), scope)
        shown = now or text
        linecache.cache[file] = (len(shown), None, [shown], file)
        expected = "grad * self" if now is None else None
        assert written.body_of(scope["f"]) == expected
        del linecache.cache[file]
        assert written.body_of(scope["f"]) is None


def test_a_word_that_means_two_things_is_not_written_out():
    ours = {"np": None, "twice": lambda x: x + x, "mode": lambda x: x}
    linecache.cache["<cell 3>"] = (1, None, [], "<cell 3>")
    for word in ("twice", "mode"):
        line = f"f = lambda grad, self: grad * {word}(self)"
        linecache.cache["<cell 3>"] = (len(line), None, [line], "<cell 3>")
        exec(compile(line, "<cell 3>", "exec"), ours)
        text = made(f"word_{word}", self=ours["f"]).text()
        assert ("d_self(grad, self)" in text) == (word == "mode")
    del linecache.cache["<cell 3>"]


@pytest.mark.parametrize("head", [UNARY, BINARY])
def test_every_operation_of_one_or_two_tensors_says_itself_what_is_no_tensor(head):
    ops = [o.op for o in OPERATIONS.values() if o.head is head and o.op in ELEMENTWISE]
    assert len(ops) > 10 and (mul if head is BINARY else exp) in ops
    for op in ops:
        with pytest.raises(TypeError, match="must be Tensor, not NoneType"):
            op(*[None] * op.__code__.co_argcount)


def test_a_row_of_ones_own_is_written_like_any_other():
    name = "one_of_ones_own"
    op = unary(name, np.cbrt, lambda grad, result: grad / (3 * result * result), doc="Roots.")
    try:
        assert (op.__name__, op.__doc__) == (name, "Roots.")
        assert "grad / (3 * result * result)" in op.__globals__["write"].__self__.text()
    finally:
        del TABLE[name], FACES[name], NUMPY[np.cbrt]
        methods.ADDED.discard(name)
        delattr(mg.Tensor, name)
        delattr(mg, name)
