"""What every widget is where no kernel runs: words without an address, and its picture."""

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets
import nbconvert
import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from IPython.lib.pretty import pretty

import minigrad as mg
import notebooks
from minigrad import course
from minigrad.course import exploreview, keyguard, nodesview, panelview, quizview
from minigrad.course.predictions import Choice, Nodes, Number
from minigrad.course.shelf import shelf
from minigrad.drawing import animate, playgroundview
from minigrad.drawing.render import RendererMissing

ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")
VIEW = "application/vnd.jupyter.widget-view+json"
PICTURES = {"FoldWidget", "StepperWidget", "Picture"}


def graph(steps: int = 2) -> mg.Tensor:
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(steps):
        y = y.sin()
    return y


def made() -> Iterator[Any]:
    """A widget of each kind, as the drawing and the course make them."""
    yield from (mg.draw(graph()).widget, mg.draw(graph(400)).widget, mg.step(graph()).widget)
    questions = [each for n in range(10) for each in shelf("questions", n)]
    for kind in (Choice, Number, Nodes):
        question = next(each for each in questions if isinstance(each, kind))
        yield quizview.quiz(course.predict(question.number))
    assert isinstance(question, Nodes)
    yield from (nodesview.Picture(question), quizview.Boxes(question))
    yield exploreview.panel(course.explore(str, x=course.number("x", 3, low=1, high=20)))
    yield playgroundview.panel(mg.playground("a * b", a=2, b=5))
    yield panelview.view(course.progress("3"))
    yield from keyguard.guard()


def all_in(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_in(child)


def named(kind: type) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def bundle(shown: Any) -> dict[str, Any]:
    """What a notebook stores of a cell that ends with this."""
    return DisplayFormatter().format(shown)[0]


class Images(HTMLParser):
    """The alternative texts of a page's pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.alts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")


@pytest.fixture(scope="module")
def widgets() -> list[Any]:
    return [each for widget in made() for each in all_in(widget)]


def test_each_kind_of_widget_is_made_here(widgets: list[Any]) -> None:
    for package in ("minigrad.drawing", "minigrad.course"):
        path = importlib.import_module(package).__path__
        for module in pkgutil.iter_modules(path, f"{package}."):
            importlib.import_module(module.name)
    ours = {named(kind) for kind in below(ipywidgets.Widget) if named(kind).startswith("minigrad.")}
    assert ours == {named(type(each)) for each in widgets if named(type(each)) in ours}


def test_no_text_of_a_widget_holds_an_address(widgets: list[Any]) -> None:
    for widget in widgets:
        box = ipywidgets.VBox([widget])
        for shown in (widget, [widget], {"a": (widget,)}, box):
            found = {k: v for k, v in bundle(shown).items() if isinstance(v, str)}
            assert found["text/plain"], widget
            for text in (*found.values(), repr(shown), str(shown), pretty(shown)):
                assert not ADDRESS.search(text), (type(widget), text[:300])


def test_what_shows_a_picture_carries_it_with_its_words(widgets: list[Any]) -> None:
    kinds = set()
    for widget in widgets:
        if type(widget).__name__ not in PICTURES:
            continue
        kinds.add(type(widget).__name__)
        found = bundle(widget)
        assert found[VIEW]["model_id"] == widget.model_id
        alts = Images(found["text/html"]).alts
        assert alts and all(len(alt) > 20 for alt in alts)
        assert 'src="data:image/svg+xml;base64,' in found["text/html"]
        assert "graph" in found["text/plain"] or "backward pass" in found["text/plain"]
    assert kinds == PICTURES


def test_an_animation_in_a_list_is_its_story() -> None:
    moving = animate(graph())
    assert repr([moving]) == f"[{moving.story}]" and not ADDRESS.search(str(moving))


# -- the widget of a picture ------------------------------------------------------------------


def test_it_says_what_the_picture_says() -> None:
    picture = mg.draw(graph())
    shown, told = bundle(picture.widget), bundle(picture)
    assert shown["text/html"] == told["text/html"] and "<figure" in shown["text/html"]
    assert shown["text/plain"] == told["text/plain"] == repr(picture.widget)


def test_it_says_what_is_open_at_this_moment() -> None:
    y = graph(400)
    view = mg.draw(y).widget
    closed = bundle(view)
    view.pressed(view, {"open": "1"})
    opened = bundle(view)
    wanted = bundle(mg.draw(y, unfold=1))
    for kind in ("text/html", "text/plain"):
        assert opened[kind] == wanted[kind] != closed[kind]
    view.pressed(view, {"open": "7"})  # there is none: the picture stays
    assert bundle(view)["text/html"] == opened["text/html"]
    view.pressed(view, {"close": "1"})
    assert bundle(view)["text/html"] == closed["text/html"]


def test_a_program_opens_folds_too() -> None:
    y = graph(400)
    view, times = mg.draw(y).widget, 1
    view.opened = [1]
    assert view.opened == ["1"] and view.shown == times + 1
    assert view.svg == mg.draw(y, unfold=1).svg
    assert bundle(view)["text/html"] == bundle(mg.draw(y, unfold=1))["text/html"]
    with pytest.raises(ValueError, match="there is no fold"):
        view.opened = ["1", "7"]
    assert view.opened == ["1"] and view.svg == mg.draw(y, unfold=1).svg


def test_a_renderer_that_goes_leaves_what_was_drawn(monkeypatch) -> None:
    view = mg.draw(graph(400)).widget
    before = bundle(view)["text/html"]

    def missing(*_: Any) -> str:
        raise RendererMissing("no renderer here")

    monkeypatch.setattr("minigrad.drawing.picture.render", missing)
    view.pressed(view, {"open": "1"})
    assert "no renderer here" in view.said and view.opened == []
    assert bundle(view)["text/html"] == before


# -- in a notebook ----------------------------------------------------------------------------

GRAPH = """
import minigrad as mg
a = mg.tensor([2.0, 3.0], requires_grad=True)
b = mg.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
"""
SHOWN = [
    *["mg.draw(Q).widget", "[mg.draw(Q).widget]", "mg.step(Q, gradient=[1, 1]).widget"],
    "view = mg.draw(Q, limit=3).widget\nview.pressed(view, {'open': '1'})\nview",
    "import ipywidgets\nfrom minigrad.drawing.keyguard import guarded\n"
    "guarded(ipywidgets.VBox([mg.draw(Q).widget]))",
]


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Path:
    """A notebook whose cells end with widgets, with the outputs of a kernel of its own."""
    path = tmp_path_factory.mktemp("book") / "a.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"source": s.strip(), "id": f"c{i}"} for i, s in enumerate([GRAPH, *SHOWN])]
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(notebooks.to_text(notebooks.execute(book, path)), encoding="utf-8")
    return path


@pytest.mark.uncounted
@pytest.mark.slow
def test_nbval_finds_the_same_in_each_run(stored: Path) -> None:
    """Stored by one kernel, compared in two others."""
    (stored.parent / "b.ipynb").write_bytes(stored.read_bytes())
    (stored.parent / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval"]
    ran = subprocess.run(
        [*command, "--nbval-current-env", "a.ipynb", "b.ipynb"],
        cwd=stored.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert f"{2 * (1 + len(SHOWN))} passed" in ran.stdout


@pytest.mark.uncounted
@pytest.mark.slow
def test_a_page_without_a_kernel_shows_the_picture(stored: Path) -> None:
    book = nbformat.read(stored, as_version=4)
    book.metadata.pop("widgets", None)  # as a JupyterLab stores it that keeps no state
    page, _ = nbconvert.HTMLExporter().from_notebook_node(book)
    alts = [alt for alt in Images(page).alts if alt.startswith("Computational graph of Q")]
    assert len(alts) >= 2
