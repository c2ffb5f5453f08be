"""The stepper: words, frames, the strip, and the widget's model."""

import builtins
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

import minigrad as mg
from minigrad.drawing import film as film_room
from minigrad.drawing import style as film_style
from minigrad.drawing.graph import Kind
from minigrad.drawing.stepper import step
from minigrad.drawing.themes import THEMES


@pytest.fixture
def stepper():
    a = mg.tensor([2.0, 3.0], requires_grad=True)
    b = mg.tensor([6.0, 4.0], requires_grad=True)
    c = a * a
    Q = 3 * a**3 - b**2 + c
    return step(Q, gradient=[1, 1])


class Pictures(HTMLParser):
    """The images of a page, and the tags that were left open."""

    def __init__(self, page):
        super().__init__()
        self.alts, self.open = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.alts.append(dict(attributes)["alt"])
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_words_name_numbers_and_reasons(stepper):
    text = stepper.text
    assert (
        "local derivative 3·self^2 = [12, 27]. Goes out to a: [3, 3] · [12, 27] = [36, 81]" in text
    )
    assert "[36, 81] + [2, 3] + [2, 3] = [40, 87]" in text
    assert "They are added up (+=): this value is used in 3 places" in text
    assert "a.grad was None: it becomes [40, 87]." in text
    assert "no gradient is needed" in text
    assert repr(stepper) == text


def test_an_earlier_gradient_is_told():
    x = mg.tensor(2.0, requires_grad=True)
    y = x * 3
    y.backward(retain_graph=True)
    assert "x.grad += 3: it was 3 from an earlier pass, it becomes 6." in step(y).text
    assert x.grad.item() == 3


def test_every_frame_is_an_svg_with_its_alt_text(stepper):
    film = stepper.film
    assert len(film.frames) == len(stepper.trace.steps) + 2
    for at, frame in enumerate(film.frames):
        root = ET.fromstring(film.svg(at))
        assert root[0].text == frame.telling.alt
    alts = [frame.telling.alt for frame in film.frames]
    assert len(set(alts)) == len(alts)


def test_marks_are_words_and_borders_and_stay_on_the_page(stepper):
    film = stepper.film
    marks = [frame.marks for frame in film.frames]
    assert "starts here" in marks[0]
    assert all(mark.count("runs now") + mark.count(".grad =") == 1 for mark in marks[1:-1])
    assert marks[-1].count("has .grad") == 2
    assert "waits" in marks[1] and "stroke-dasharray" in marks[1]
    # AddBackward0 sends to c's box, on through it, and to SubBackward0.
    runs, page = film_style.DEFAULT.runs, film.page
    assert marks[1].count("<polygon") == 6
    # Each has a head of its own, and the head of the forward arrow is covered: one way, not two.
    assert len(re.findall(f'<polygon points="[^"]*" fill="{runs}"/>', marks[1])) == 3
    assert (
        len(re.findall(f'<polygon points="[^"]*" fill="{page}" stroke="{page}"/>', marks[1])) == 3
    )
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', film.head)[1])
    for x, wide in re.findall(r'<rect x="(-?[\d.]+)" y="[-\d.]+" width="([\d.]+)"', "".join(marks)):
        assert float(x) >= -10.9 and float(x) + float(wide) <= width


def test_the_strip_has_a_picture_with_alt_for_each_frame(stepper):
    page = Pictures(stepper.html)
    assert page.alts == [telling.alt for telling in stepper.tellings]
    assert page.open == []
    assert "<details open>" in stepper.html  # or it would not be printed
    assert len(stepper.html) < 1_000_000


def test_a_long_strip_keeps_the_words_and_drops_pictures(monkeypatch, stepper):
    monkeypatch.setattr(film_room, "_MOST_PICTURES", 20_000)
    page = Pictures(stepper.html)
    assert 0 < len(page.alts) < len(stepper.tellings)
    assert all(telling.title in stepper.html for telling in stepper.tellings)
    assert "told without pictures" in stepper.html


def test_the_output_is_the_same_each_time():
    def once():
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        y = (x.exp() * x).sum()
        return step(y, names={"x": x, "y": y})

    first, second = once()._repr_mimebundle_(), once()._repr_mimebundle_()
    for kind in ("text/html", "text/plain"):
        assert first[kind] == second[kind]
    assert "application/vnd.jupyter.widget-view+json" in first


def test_without_anywidget_the_strip_says_how_to_get_the_buttons(monkeypatch, stepper):
    real = builtins.__import__

    def refuse(name, *rest):
        if name == "minigrad.drawing.stepperview":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    bundle = stepper._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "pip install anywidget" in bundle["text/html"]


def test_without_a_renderer_the_words_remain(monkeypatch, stepper):
    from minigrad.drawing.render import RendererMissing

    def missing(*_):
        raise RendererMissing("no renderer here")

    monkeypatch.setattr("minigrad.drawing.picture.render", missing)
    bundle = stepper._repr_mimebundle_()
    assert "no renderer here" in bundle["text/html"]
    assert "Comes in: [1, 1]" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" not in bundle


def test_hostile_names_are_words(stepper):
    name = '</title><script>alert("1")</script>'
    x = mg.tensor(2.0, requires_grad=True)
    shown = step(x * x, names={name: x})
    for at in range(len(shown.film.frames)):
        tags = {element.tag for element in ET.fromstring(shown.film.svg(at)).iter()}
        assert not any(tag.endswith("script") for tag in tags)
    assert "<script" not in shown.html
    assert Pictures(shown.html).open == []


def test_a_module_gives_the_names():
    layer = mg.nn.Linear(2, 1)
    x = mg.tensor([[1.0, 2.0]])
    filled = [name for name, _, _ in step(layer(x).sum(), names=layer).trace.filled]
    assert sorted(filled) == ["bias", "weight"]


def test_a_long_strip_is_folded():
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(45):
        y = y * 2
    assert "<details><summary>" in step(y).html


def test_the_widget_holds_every_frame(stepper):
    widget = stepper.widget
    assert widget is stepper.widget
    assert widget.title == "Backward pass of Q"
    assert [frame["alt"] for frame in widget.frames] == [t.alt for t in stepper.tellings]
    assert widget.at == 0
    assert widget.head + widget.frames[3]["marks"] + widget.tail
    ET.fromstring(widget.head + widget.frames[3]["marks"] + widget.tail)
    widget.close()


def test_the_script_has_what_it_needs(stepper):
    assert "data-lm-suppress-shortcuts" in stepper.widget._esm
    assert "innerHTML" not in stepper.widget._esm
    assert ".minigrad-stepper" in stepper.widget._css


def test_it_is_offered_by_the_package_and_loaded_late():
    assert mg.step is step


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_steps(theme):
    x = mg.tensor(3.0, requires_grad=True)
    shown = step(x * x, theme=theme)
    colors = set(re.findall("#[0-9A-F]{6}", shown.film.svg(1)))
    assert {THEMES[theme].runs, THEMES[theme].looks[Kind.LEAF].fill} <= colors
    for at in range(len(shown.film.frames)):
        root = ET.fromstring(shown.film.svg(at))
        flags = [r for r in root.iter() if r.tag.endswith("rect") and r.get("rx") == "2"]
        # Flags stand on the page, also over the uppermost box. (Their group is shifted down.)
        shift = float(re.search(r"rotate\(0\) translate\([\d.]+ ([\d.]+)\)", shown.film.head)[1])
        assert all(float(flag.get("y")) + shift >= 0 for flag in flags)


def test_an_unknown_theme_stops_before_the_pass():
    x = mg.tensor(3.0, requires_grad=True)
    ran = []
    x.register_hook(lambda grad: ran.append(grad))
    with pytest.raises(ValueError, match="no theme 'pink'"):
        step(x * x, theme="pink")
    assert ran == []
