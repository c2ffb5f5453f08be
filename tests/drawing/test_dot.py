import re

import pytest

import minigrad as mg
from minigrad.drawing.dot import to_dot
from minigrad.drawing.graph import Edge, Graph, GraphNode, Kind
from minigrad.drawing.reading import read
from minigrad.drawing.render import render


def one(name: str, kind: Kind = Kind.FUNCTION) -> Graph:
    return Graph((GraphNode(1, kind, name),), ())


def label(name: str) -> str:
    (found,) = re.findall(r"\tn1 \[label=(.*) class=", to_dot(one(name)))
    return found


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("MulBackward0", "MulBackward0"),
        ("node", '"node"'),
        ('say "a"', r'"say \"a\""'),
        ("<b>bold</b>", '"<b>bold</b>"'),
        (r"\N \G \l \n", r'"\\N \\G \\l \\n"'),
        ("back\\", r'"back\\"'),
        ('back\\"', r'"back\\\""'),
        ("&lt;", '"&amp;lt;"'),
        ("a]; evil [label=x", '"a]; evil [label=x"'),
    ],
)
def test_a_label_is_data(name: str, written: str) -> None:
    assert label(name) == written


def test_every_line_of_a_label_is_escaped() -> None:
    dot = to_dot(Graph((GraphNode(1, Kind.LEAF, r"\N", (2,)),), ()))
    assert r'label="\\N\nleaf (2,)"' in dot


def test_arrows_run_from_the_leaf_to_the_result() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    dot = to_dot(read([x * x]))
    assert re.findall(r"^\t(n\d+ -> n\d+)$", dot, re.MULTILINE) == [
        "n1 -> n2",
        "n1 -> n2",
        "n2 -> n3",
    ]


def test_where_no_gradient_passes_the_arrow_is_dashed() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    dot = to_dot(read([x * 3], untracked=True))
    assert "\tn1 -> n3\n" in dot and "\tn2 -> n3 [style=dashed]\n" in dot


def test_looks_reach_the_nodes() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    dot = to_dot(read([x.exp()], untracked=True))
    leaf, function, output = re.findall(r"\tn\d \[.*\]", dot)
    assert 'fillcolor="#0072B2"' in leaf and "class=leaf" in leaf and "style=filled" in leaf
    assert 'style="filled,rounded"' in function
    assert "peripheries=2" in output


def test_directions() -> None:
    graph = one("f")
    assert "rankdir=TB" in to_dot(graph) and "rankdir=LR" in to_dot(graph, "right")


def chain(steps: int) -> Graph:
    """A leaf that is used in every step: what costs Graphviz most."""
    nodes = [GraphNode(1, Kind.LEAF, "x")]
    edges = []
    for number in range(2, steps + 2):
        nodes.append(GraphNode(number, Kind.FUNCTION, "AddBackward0"))
        edges += [Edge(number - 1, number, 0), Edge(1, number, 1)]
    return Graph(tuple(nodes), tuple(edges))


def test_long_edges_get_less_effort() -> None:
    assert "nslimit=2 " in to_dot(chain(20))
    assert "nslimit=0.1 " in to_dot(chain(200)) and "splines=line" in to_dot(chain(200))


@pytest.mark.uncounted
def test_the_hardest_graph_below_the_limit_is_laid_out_in_time() -> None:
    assert render(to_dot(chain(298)), seconds=30).count('class="edge"') == 2 * 298


def test_an_empty_graph_is_valid() -> None:
    assert "<svg" in render(to_dot(Graph((), ())))
