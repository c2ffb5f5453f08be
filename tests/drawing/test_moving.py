"""The backward pass as one file that plays: SVG and GIF."""

import io
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import minigrad as mg
from minigrad.drawing import Animation, RendererMissing, animate
from minigrad.drawing.themes import THEMES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def moving() -> Animation:
    a = mg.tensor([2.0, 3.0], requires_grad=True)
    b = mg.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return animate(Q, [1, 1])


def reopened(path: Path) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(path.read_bytes()))


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_one_page_a_step_and_the_words_under_it(moving: Animation) -> None:
    assert len(moving.pages) == len(moving.tellings) == 8
    for page, telling in zip(moving.pages, moving.tellings, strict=True):
        assert telling.title in texts(page)
        root = ET.fromstring(page)
        assert root.find(f"{SVG}title").text == telling.alt
        assert root.find(f"{SVG}style") is None
    sizes = {ET.fromstring(page).get("viewBox") for page in moving.pages}
    assert len(sizes) == 1
    assert "Input 1: local derivative 3·self^2 = [12, 27]. Goes out to a:" in texts(moving.pages[5])
    assert "b.grad is [-12, -8]." in texts(moving.pages[-1])


def test_the_moving_picture_holds_all_pages_and_rests_on_the_last(moving: Animation) -> None:
    root = ET.fromstring(moving.svg)
    assert root.find(f"{SVG}title").text == moving.story
    style = root.find(f"{SVG}style").text
    reduced = re.search(r"@media \(prefers-reduced-motion:reduce\)\{(.*)\n(.*)\}", style)
    assert reduced and ".s7{animation:none;opacity:1}" in reduced[2]
    assert style.count("animation-delay") == 8
    said = {t for page in moving.pages for t in texts(page)}
    assert said == set(texts(moving.svg))


def test_words_stay_on_the_page(moving: Animation) -> None:
    for svg in (moving.svg, *moving.pages):
        root = ET.fromstring(svg)
        _, _, width, height = map(float, root.get("viewBox").split())
        for text in root.iter(f"{SVG}text"):
            if text.get("text-anchor") == "middle" and float(text.get("y")) > 0:
                half = len("".join(text.itertext())) * 0.55 * float(text.get("font-size")) / 2
                assert half <= float(text.get("x")) <= width - half or width > 300
                assert float(text.get("y")) < height


def test_a_gif_has_a_frame_for_each_page(moving: Animation, tmp_path: Path) -> None:
    path = moving.save(tmp_path / "q.gif", scale=0.5)
    image = reopened(path)
    assert image.format == "GIF" and image.n_frames == 8
    assert image.info["loop"] == 0 and image.info["comment"].startswith(b"minigrad: Before the")
    durations, pictures = [], []
    for at in range(8):
        image.seek(at)
        durations.append(image.info["duration"])
        pictures.append(image.convert("RGB").tobytes())
    assert durations == [2500] * 7 + [5000]
    assert len(set(pictures)) == 8
    assert moving.save(path, scale=0.5, rounds=3) == path  # one of ours may be replaced
    assert reopened(path).info["loop"] == 2
    moving.save(path, scale=0.5, rounds=1)
    assert "loop" not in reopened(path).info
    first = path.read_bytes()
    moving.save(path, scale=0.5, rounds=1)
    assert path.read_bytes() == first


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_plays(theme: str) -> None:
    x = mg.tensor(3.0, requires_grad=True)
    shown = animate(x * x, theme=theme)
    colors = set(re.findall(r"#[0-9A-F]{6}", shown.svg))
    assert THEMES[theme].runs in colors
    if theme == "print":
        assert all(color[1:3] == color[3:5] == color[5:7] for color in colors)


def test_in_a_notebook_it_is_an_image_with_its_story(moving: Animation) -> None:
    bundle = moving._repr_mimebundle_()
    assert bundle["text/plain"] == moving.story
    assert bundle["text/html"].startswith(f'<img alt="{moving.story}"')


def test_what_can_be_wrong(moving: Animation, tmp_path: Path) -> None:
    x = mg.tensor(3.0, requires_grad=True)
    with pytest.raises(ValueError, match=r"from 0\.2 to 60, but it is 0"):
        animate(x * x, seconds=0)
    with pytest.raises(ValueError, match="no theme 'pink'"):
        animate(x * x, theme="pink")
    with pytest.raises(ValueError, match="no backward pass"):
        animate(mg.ones(1))
    y = x
    for _ in range(80):
        y = y * 2
    with pytest.raises(ValueError, match="pass limit=82"):
        animate(y)
    with pytest.raises(ValueError, match="an animation is saved as"):
        moving.save(tmp_path / "q.mp4")
    with pytest.raises(ValueError, match="rounds should be a whole number"):
        moving.save(tmp_path / "q.gif", rounds=-1)
    with pytest.raises(ValueError, match="Choose a smaller scale"):
        moving.save(tmp_path / "q.gif", scale=12)
    with pytest.raises(ValueError, match="scale should be a positive number"):
        moving.save(tmp_path / "q.gif", scale="large")
    (tmp_path / "mine.gif").write_bytes(b"GIF89a of my own")
    with pytest.raises(FileExistsError, match="doesn't look like a drawing"):
        moving.save(tmp_path / "mine.gif", scale=0.5)
    with pytest.raises(ValueError, match="moves, and this picture doesn't"):
        mg.draw(x * x).save(tmp_path / "q.gif")


def test_without_pillow_the_message_says_what_to_install(
    moving: Animation, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(RendererMissing, match="saving a GIF needs the package pillow"):
        moving.save(tmp_path / "q.gif")
    assert moving.save(tmp_path / "q.svg").read_bytes() == moving.svg.encode("utf-8")
