import re

import minigrad as mg
from minigrad.drawing.describe import COLUMNS, alt, columns, html_table, summary, table, title
from minigrad.drawing.graph import Graph, GraphNode, Kind
from minigrad.drawing.letters import draw_letters
from minigrad.drawing.reading import read


def leaf(value: object = 2.0) -> mg.Tensor:
    return mg.tensor(value, requires_grad=True)


def of(*nodes: GraphNode) -> Graph:
    return Graph(nodes, ())


def test_titles() -> None:
    assert title(of(GraphNode(1, Kind.OUTPUT, "Q"))) == "Computational graph of Q"
    two = of(
        GraphNode(1, Kind.OUTPUT, "y"), GraphNode(2, Kind.OUTPUT), GraphNode(3, Kind.OUTPUT, "z")
    )
    assert title(two) == "Computational graph of y and z"
    assert title(of(GraphNode(1, Kind.LEAF, "w"))) == "Computational graph of w"
    assert title(of(GraphNode(1, Kind.OUTPUT))) == "Computational graph"


def test_the_alternative_text_says_what_flows_where() -> None:
    a, b = leaf([2.0, 3.0]), leaf([6.0, 4.0])
    Q = 3 * a**3 - b**2
    assert alt(read([Q], [("a", a), ("b", b), ("Q", Q)])) == (
        "Computational graph of Q. The leaves a and b flow through 4 backward functions "
        "(PowBackward0 twice, MulBackward0 and SubBackward0) into the output Q."
    )


def test_the_alternative_text_without_names() -> None:
    x = leaf()
    assert alt(read([x.exp()])) == (
        "Computational graph. One unnamed leaf flows through 1 backward function (ExpBackward0) "
        "into one unnamed output."
    )
    y, z = leaf(), leaf()
    named = [("x", x)]
    text = alt(read([x * y + z, x.exp()], named))
    assert "The leaves x and 2 more flow through" in text and "2 unnamed outputs." in text


def test_the_alternative_text_of_special_kinds() -> None:
    x = leaf()
    y = x * 2
    y.retain_grad()
    data = mg.ones(2)
    text = alt(read([y.exp(), data], [("x", x), ("y", y), ("data", data)], untracked=True))
    assert "The tensor y retains its gradient." in text
    assert "The tensor data is not tracked, outside the DAG." in text
    assert text.endswith("The constant 2 is not tracked, outside the DAG.")


def test_leaves_alone() -> None:
    x, y = leaf(), leaf()
    assert alt(read([x], [("x", x)])).endswith("The leaf x is here alone: no operation made it.")
    assert alt(read([x, y])).endswith("2 unnamed leaves are here alone: no operation made them.")


def test_a_function_alone() -> None:
    graph = of(GraphNode(1, Kind.FUNCTION, "Start"))
    assert alt(graph) == "Computational graph. No leaf flows through 1 backward function (Start)."


def test_the_alternative_text_stays_short() -> None:
    leaves = [leaf() for _ in range(60)]
    total = leaves[0]
    for i, other in enumerate(leaves[1:]):
        total = (total * other, total.exp() + other, total.sin() - other)[i % 3]
    names = [(f"parameter{i}", tensor) for i, tensor in enumerate(leaves)]
    assert len(alt(read([total], names))) < 400


def test_the_table_names_every_input_in_its_place() -> None:
    a, b = leaf(), leaf()
    d = a - a * b
    assert table(read([d], [("a", a), ("b", b), ("d", d)])) == [
        ("1", "a", "leaf", "()", ""),
        ("2", "b", "leaf", "()", ""),
        ("3", "MulBackward0", "backward function", "", "1 a, 2 b"),
        ("4", "SubBackward0", "backward function", "", "1 a, 3 MulBackward0"),
        ("5", "d", "output", "()", "4 SubBackward0"),
    ]


def test_the_html_table_is_escaped() -> None:
    html = html_table(of(GraphNode(1, Kind.LEAF, '<script>"&')))
    assert "&lt;script&gt;&quot;&amp;" in html and "<script>" not in html


def test_the_html_table_has_a_caption_and_headings_for_columns_and_rows() -> None:
    x, y = leaf(), leaf()
    html = html_table(read([x * y], [("x", x)]))
    assert "<caption" in html and ">Nodes of the graph</caption>" in html
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', html) == list(COLUMNS[:5])
    # A tensor without a name goes by its number.
    assert re.findall(r'<th scope="row"[^>]*>([^<]*)', html) == ["x", "2", "MulBackward0", "4"]
    named = html_table(read([x.exp()], [("x", x)]))
    assert named.count("<tr>") == named.count('scope="row"') + 1
    z = x * y
    assert ">Nodes of the graph of z</caption>" in html_table(read([z], [("z", z)]))


def test_a_column_that_is_empty_for_every_node_is_left_out() -> None:
    a = mg.Variable(4)
    graph = mg.draw(a * a).graph
    assert columns(graph) == ("#", "name", "kind", "inputs", "shows", "local derivatives")
    assert len(table(graph)[0]) == 6
    assert columns(of(GraphNode(1, Kind.LEAF))) == ("#", "kind")
    assert '<th scope="row" style="text-align:left">1</th>' in html_table(
        of(GraphNode(1, Kind.LEAF))
    )


def test_a_summary_counts() -> None:
    y = x = leaf()
    for _ in range(1500):
        y = (y * 1.5).sin()
    y = y + x
    names = [("x", x), ("y", y)]
    assert summary(read([y], names)) == (
        "Computational graph of y: 3,003 nodes, 3,003 edges\n"
        "        1 leaf: x\n"
        "    3,001 backward functions, of which\n"
        "    1,500 MulBackward0\n"
        "    1,500 SinBackward0\n"
        "        1 AddBackward0"
    )
    assert summary(read([y], names), most=1).endswith("    1,501 others")


def test_letters_branch_where_inputs_meet() -> None:
    a, b = leaf(), leaf()
    c = a.exp() * b
    assert draw_letters(read([c], [("a", a), ("b", b), ("c", c)])) == (
        "c: output () ← MulBackward0\n├─ ExpBackward0 ← a: leaf ()\n└─ b: leaf ()"
    )


def test_letters_draw_what_is_shared_once() -> None:
    x = leaf()
    y = x.exp()
    z = y * y
    assert draw_letters(read([z], [("x", x)])) == (
        "output () ← MulBackward0\n├─ [2] ExpBackward0 ← x: leaf ()\n└─ [2] ExpBackward0 (above)"
    )


def test_letters_tell_unnamed_leaves_apart() -> None:
    x, y = leaf(), leaf()
    assert draw_letters(read([x * y * x])) == (
        "output () ← MulBackward0\n"
        "├─ MulBackward0\n│  ├─ [1] leaf ()\n│  └─ leaf ()\n"
        "└─ [1] leaf ()"
    )


def test_letters_break_long_chains() -> None:
    y = leaf()
    for _ in range(12):
        y = y.sin()
    lines = draw_letters(read([y])).splitlines()
    assert len(lines) > 1 and max(map(len, lines)) <= 80
    assert " ".join(" ".join(lines).split()) == "output () ← " + "SinBackward0 ← " * 12 + "leaf ()"


def test_letters_of_a_deep_graph_stay_on_the_page_and_lose_nothing() -> None:
    x = leaf()
    y = x
    for _ in range(140):
        y = y + x
    graph = read([y], [("x", x)])
    text = draw_letters(graph)
    assert max(map(len, text.splitlines())) <= 110
    drawn = text.count("AddBackward0") - text.count("(above)")
    again = text.count("below")
    assert (drawn - again, text.count("x: leaf")) == (140, 141)


def test_letters_draw_every_result() -> None:
    x = leaf()
    y, z = x.exp(), x.sin()
    assert draw_letters(read([y, z])).splitlines() == [
        "output () ← ExpBackward0 ← [1] leaf ()",
        "output () ← SinBackward0 ← [1] leaf ()",
    ]
