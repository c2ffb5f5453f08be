"""Two moments in one picture: what each operation changes."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import Kind, compare, draw, snapshot
from minigrad.drawing.difference import Difference

from .test_hostile import PIECES


def leaf(value: Any = 2.0) -> Any:
    return mg.tensor(value, requires_grad=True)


def marked(difference: Difference) -> dict[str, str]:
    return {node.name: node.change for node in difference.whole.nodes if node.change}


def test_nothing() -> None:
    x = leaf()
    y = x * x
    same = compare(snapshot(y), snapshot(y))
    assert same.changes == () and marked(same) == {}
    assert same.alt == "Difference between two moments of y. Nothing changed."


def test_backward_fills_leaves_and_frees(golden: Any) -> None:
    a, b = leaf([2.0, 3.0]), leaf([6.0, 4.0])
    Q = 3 * a**3 - b**2
    before = snapshot(Q)
    Q.backward(mg.ones(2))
    difference = compare(before, snapshot(Q))
    assert difference.changes == (
        "a: grad None → [36, 81]",
        "PowBackward0: freed",
        "MulBackward0: freed",
        "b: grad None → [-12, -8]",
        "PowBackward0: freed",
    )
    golden("difference_backward.svg", difference.svg)
    golden("difference_backward.txt", difference.text + "\n")


def test_a_second_backward_accumulates_and_zeroing_takes_back() -> None:
    x = leaf()
    y = x**2
    y.backward(retain_graph=True)
    once = snapshot(y)
    y.backward(retain_graph=True)
    twice = snapshot(y)
    assert compare(once, twice).changes == ("x: grad 4 → 8 (accumulated)",)
    x.grad = None
    assert compare(twice, snapshot(y)).changes == ("x: grad 8 (accumulated) → None",)


def test_retain_grad() -> None:
    x = leaf()
    y = x * 3
    z = y.exp()
    before = snapshot(z)
    y.retain_grad()
    difference = compare(before, snapshot(z))
    assert difference.changes == ("y: retains its grad",)
    assert marked(difference) == {"y": "changed"}


def test_detach_takes_a_part_away() -> None:
    x, w = leaf(), leaf(3.0)
    y = x.exp()
    z = y * w
    before = snapshot(z)
    z = y.detach() * w
    difference = compare(before, snapshot(z, names={"x": x, "w": w, "y": y, "z": z}))
    assert {"x: gone", "ExpBackward0: gone", "y: gone"} <= set(difference.changes)
    assert "w: gone" not in difference.changes
    assert marked(difference)["ExpBackward0"] == "gone"
    assert "cut off" in difference.svg or "detached" in difference.svg


def test_one_more_forward_makes_a_new_graph_on_the_same_leaves() -> None:
    x = leaf()
    y = x.exp()
    before = snapshot(y)
    y = x.exp()
    difference = compare(before, snapshot(y))
    assert sorted(difference.changes) == [
        "ExpBackward0: gone",
        "ExpBackward0: new",
        "y: gone",
        "y: new",
    ]
    assert len(difference.whole.of_kind(Kind.LEAF, Kind.FILLED)) == 1


def test_an_operation_more() -> None:
    x = leaf()
    y = x * 2
    before = snapshot(y)
    z = y.sin()
    difference = compare(before, snapshot(z))
    assert "SinBackward0: new" in difference.changes and "z: new" in difference.changes
    assert "MulBackward0: gone" not in difference.changes


def test_a_changed_value_of_a_leaf() -> None:
    x = leaf()
    y = x * 2
    before = snapshot(y)
    with mg.no_grad():
        x -= 1
    assert "x: value 2 → 1" in compare(before, snapshot(y)).changes


def test_it_is_a_picture_with_all_its_forms(tmp_path: Any) -> None:
    x = leaf()
    y = x * x
    before = snapshot(y)
    y.backward()
    difference = compare(before, snapshot(y))
    for name in ("d.svg", "d.png", "d.pdf", "d.dot", "d.mmd", "d.json", "d.txt"):
        difference.save(tmp_path / name)
        difference.save(tmp_path / name)
    assert "(changed)" in difference.text and "(changed)" in difference.svg
    assert "<td" in difference.html and "changed" in difference.html
    assert difference.alt.startswith("Difference between two moments of y. X: grad None → 4.") or (
        "x: grad None → 4." in difference.alt
    )


def test_pictures_of_different_programs_are_all_gone_and_new() -> None:
    x, y = leaf(), leaf()
    one, other = draw(x.exp(), names={"x": x}), draw(y.sin(), names={"y": y})
    changes = compare(one, other).changes
    assert {line.rpartition(": ")[2] for line in changes} == {"gone", "new"}


def test_what_is_no_picture() -> None:
    with pytest.raises(TypeError, match=r"compare\(\) takes two pictures.*not an int"):
        compare(3, 4)  # type: ignore[arg-type]


def test_hostile_names_in_differences() -> None:
    for piece in PIECES:
        x = leaf()
        y = x * 2
        before = snapshot(y, names={piece: x, "y": y})
        y.backward()
        difference = compare(before, snapshot(y, names={piece: x, "y": y}))
        ET.fromstring(difference.svg)
        assert all(line.isprintable() for line in difference.text.splitlines())


@pytest.mark.live
def test_pytorch_gives_the_same_difference(torch: Any) -> None:
    def program(engine: Any) -> str:
        a = engine.tensor([2.0, 3.0], requires_grad=True)
        b = (a * 2).exp()
        c = b.sum()
        before = snapshot(c)
        b.retain_grad()
        c.backward()
        return compare(before, snapshot(c)).html

    assert program(torch) == program(mg)
