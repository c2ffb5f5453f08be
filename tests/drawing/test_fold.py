"""Large graphs: what is folded, what stays, how it is opened, and how long it takes."""

from collections.abc import Callable
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import Kind, Picture, draw
from minigrad.drawing.fold import fold
from minigrad.drawing.graph import FUNCTIONS, Graph
from minigrad.drawing.reading import read


def layers(count: int) -> tuple[Any, list[Any]]:
    weights = [mg.zeros((2, 2), requires_grad=True) for _ in range(count)]
    h = mg.ones(2, 2)
    for weight in weights:
        h = (h @ weight + 1.0).relu()
    return h.sum(), weights


def no_cycle(graph: Graph) -> bool:
    return all(edge.source < edge.target for edge in graph.edges)


def functions_of(picture: Picture) -> int:
    opened = [n for n in picture.graph.of_kind(*FUNCTIONS) if n.kind is not Kind.FOLDED]
    shown = [n.name for n in picture.graph.of_kind(Kind.FOLDED)]
    return len(opened) + sum(int(name.split()[2].replace(",", "")) for name in shown)


def test_repeated_layers_become_one_box(golden: Callable[[str, str], None]) -> None:
    loss, weights = layers(120)
    picture = draw(loss, names={f"w{n}": weight for n, weight in enumerate(weights)})
    assert [each.words for each in picture.folds] == [
        "120 × MmBackward0, AddBackward0, ReluBackward0"
    ]
    (leaves,) = picture.graph.of_kind(Kind.LEAF)
    assert leaves.name == "120 leaves"
    assert leaves.facts == (("from", "w0 to w119"),)
    assert len(picture.graph.nodes) == 4 and no_cycle(picture.graph)
    golden("folded_layers.svg", picture.svg)
    golden("folded_layers.txt", picture.text + "\n")


def test_it_says_what_it_folded_everywhere() -> None:
    loss, _weights = layers(120)
    picture = draw(loss)
    words = "Fold 1: 120 × MmBackward0, AddBackward0, ReluBackward0."
    assert words in picture.alt and words in picture.text and words in picture.html
    assert "folded: many functions" in picture.svg
    assert "unfold=1" in picture.text and f"limit={len(picture.whole.nodes)}" in picture.text


def test_small_graphs_are_never_folded() -> None:
    loss, _weights = layers(3)
    assert draw(loss).folds == () and draw(loss).folded == ""


def test_unfolding_where_one_points() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(150):
        y = y.sin()
    middle = y
    for _ in range(150):
        y = y.cos() * x
    closed = draw(y)
    assert [each.number for each in closed.folds] == ["1", "2"] and functions_of(closed) == 450
    opened = draw(y, unfold=1)
    assert len(opened.graph.of_kind(Kind.FUNCTION)) == 150 and functions_of(opened) == 450
    assert no_cycle(opened.graph) and "fold 2" in opened.svg and "Fold 1:" not in opened.text
    assert len(draw(y, unfold=[1, "2.1"]).graph.of_kind(Kind.FUNCTION)) == 180
    assert draw(y, unfold=True).folds == () and draw(y, unfold=False).folds == closed.folds
    assert "middle" in [node.name for node in closed.graph.nodes] and middle is not y
    with pytest.raises(ValueError, match="there is no fold 3; this graph has folds 1 to 2"):
        draw(y, unfold=3)
    with pytest.raises(TypeError, match="unfold should be a number or numbers"):
        draw(y, unfold="all")  # type: ignore[arg-type]


def test_a_large_fold_opens_into_smaller_ones() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(2_000):
        y = y.sin() * x
    opened = draw(y, unfold=1)
    folded = opened.graph.of_kind(Kind.FOLDED)
    assert [n.name for n in folded[:2]] == ["fold 1.1: 400 functions", "fold 1.2: 400 functions"]
    assert len(folded) == 10 and functions_of(opened) == 4_000 and no_cycle(opened.graph)
    assert folded[0].facts == (("200 ×", "SinBackward0, MulBackward0"),)
    deeper = draw(y, unfold=["1.2", "1.2.3"])
    names = [n.name for n in deeper.graph.of_kind(Kind.FOLDED, Kind.FUNCTION)]
    assert names[0] == "fold 1.1: 400 functions" and names[3] == "SinBackward0"
    assert len(deeper.graph.of_kind(Kind.FUNCTION)) == 40 and functions_of(deeper) == 4_000
    assert "Fold 1.2.4: 20 × SinBackward0, MulBackward0." in draw(y, unfold="1.2.3").folded
    with pytest.raises(ValueError, match=r"there is no fold 1\.11; this graph has folds 1 to 1"):
        draw(y, unfold="1.11")


def test_what_does_not_repeat_is_one_stretch() -> None:
    x = mg.tensor(0.5, requires_grad=True)
    y = x
    for n in range(400):  # no period: the bits of n * n
        y = (y.sin(), y.cos(), y.tanh(), y.exp())[(n * n * 7919 >> 5) % 4]
    small, folds = fold(read([y]))
    assert (
        sum(each.count for each in folds) + sum(node.kind is Kind.FUNCTION for node in small.nodes)
        == 400
    )
    assert len(small.nodes) < 100 and no_cycle(small)


def test_parallel_arrows_outside_a_fold_stay_two() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(400):
        y = y.sin()
    picture = draw(y * y)
    last = picture.graph.of_kind(Kind.FUNCTION)
    arrows = [edge for edge in picture.graph.edges if edge.target == picture.graph.nodes[-2].number]
    assert (len(last) == 1 and len(arrows) == 2) or arrows[0].label == "2 ×"


def test_every_function_is_somewhere() -> None:
    for count in (101, 150, 333):
        loss, _weights = layers(count)
        assert functions_of(draw(loss)) == 3 * count + 1


@pytest.mark.uncounted
def test_a_hundred_thousand_nodes_are_one_fold() -> None:
    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(100_000):
        y = y * 1.0
    picture = draw(y)
    assert "100,002 nodes" in picture.text and "Fold 1: 100,000 × MulBackward0" in picture.text
    assert picture.svg.startswith("<?xml")


@pytest.mark.uncounted
def test_a_hundred_thousand_irregular_nodes_are_summed_up() -> None:
    y = mg.tensor(0.5, requires_grad=True)
    n = 1
    for _ in range(30_000):
        n = n * 1103515245 + 12345 & 0x7FFFFFFF
        y = (y.sin, y.cos, y.tanh, y.sigmoid)[n >> 16 & 3]()
    picture = draw(y)
    assert "30,002 nodes" in picture.text


def test_variables_are_summed_up_and_not_folded() -> None:
    v = mg.Variable(1)
    for _ in range(400):
        v = v + v
    assert draw(v).folds == () and "can't be read" in draw(v).text


class Parts:
    """What a network with these parts looks like to the drawing."""

    def __init__(self, **parts: Any) -> None:
        self.parts = parts

    def named_parameters(self) -> list[tuple[str, Any]]:
        return [
            (f"{name}.{at}.weight", weight)
            for name, weights in self.parts.items()
            for at, weight in enumerate(weights)
        ]


def parts(count: int, size: int) -> Parts:
    given = {
        f"part{n}": [mg.tensor(1.0, requires_grad=True) for _ in range(size)] for n in range(count)
    }
    return Parts(**given)


def through(network: Parts, x: Any) -> Any:
    for weights in network.parts.values():
        for weight in weights:
            x = (x * weight).tanh()
        x = x.exp().sin()
    return x


def test_modules_are_folded_one_by_one() -> None:
    network = parts(3, 60)
    picture = draw(through(network, mg.tensor(2.0)), names=network)
    folded = picture.graph.of_kind(Kind.FOLDED)
    assert [node.name for node in folded] == [f"fold {n}: 122 functions" for n in (1, 2, 3)]
    assert [node.facts[0] for node in folded] == [("module", f"part{n}") for n in range(3)]
    leaves = picture.graph.of_kind(Kind.LEAF)
    assert [n.facts for n in leaves] == [
        (("from", f"part{n}.0.weight to part{n}.59.weight"),) for n in range(3)
    ]
    assert functions_of(picture) == 366 and no_cycle(picture.graph)
    assert "Fold 2: module part1, 60 × MulBackward0, 60 × TanhBackward0" in picture.text


def test_a_module_that_is_opened_shows_its_repetitions() -> None:
    network = parts(2, 100)
    y = through(network, mg.tensor(2.0))
    opened = draw(y, names=network, unfold=1)
    names = [n.name for n in opened.graph.of_kind(Kind.FOLDED, Kind.FUNCTION)]
    assert names == [
        "fold 1.1: 200 functions",
        "ExpBackward0",
        "SinBackward0",
        "fold 2: 202 functions",
    ]
    assert opened.graph.of_kind(Kind.FOLDED)[0].facts == (("100 ×", "MulBackward0, TanhBackward0"),)


def test_many_modules_are_told_by_their_repetition() -> None:
    network = parts(60, 2)
    picture = draw(through(network, mg.tensor(2.0)), names=network)
    assert len(picture.graph.of_kind(Kind.FOLDED)) == 1 and no_cycle(picture.graph)
