"""The animated SVG in a browser: it plays, and it rests for who asked for less motion."""

import pytest

import minigrad as torch
from minigrad.drawing import animate

pytestmark = pytest.mark.browser

SHOWN = """() => [...document.querySelectorAll('.said')]
  .filter(group => getComputedStyle(group).opacity === '1')
  .map(group => group.querySelector('text').textContent)"""


@pytest.fixture
def moving(tmp_path):
    x = torch.tensor(3.0, requires_grad=True)
    return animate(x * x, seconds=0.5, names={"x": x}).save(tmp_path / "pass.svg")


def test_one_frame_after_the_other(chromium, moving):
    page = chromium.new_page(reduced_motion="no-preference")
    page.goto(moving.as_uri())
    seen = []
    for _ in range(200):
        shown = page.evaluate(SHOWN)
        assert len(shown) == 1
        if shown != seen[-1:]:
            seen += shown
        if len(seen) == 6:
            break
        page.wait_for_timeout(50)
    page.close()
    first = seen.index("Before the first step")
    assert seen[first : first + 2] == ["Before the first step", "Step 1 of 2: MulBackward0 runs"]
    assert set(seen) == {
        "Before the first step",
        "Step 1 of 2: MulBackward0 runs",
        "Step 2 of 2: AccumulateGrad of x runs",
        "After the last step",
    }


def test_less_motion_shows_the_end_and_stays(chromium, moving):
    page = chromium.new_page(reduced_motion="reduce")
    page.goto(moving.as_uri())
    for _ in range(4):
        assert page.evaluate(SHOWN) == ["After the last step"]
        assert page.evaluate("document.getAnimations().length") == 0
        page.wait_for_timeout(400)
    page.close()
