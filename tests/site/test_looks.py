"""The first page and a notebook on a phone, and at 200 % zoom."""

import pytest

from website.pages import opened

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
# 200 % zoom in a window of 1280 x 900: half the space, twice the pixels.
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
SIZES = {"phone": PHONE, "zoom": ZOOMED}
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


def scroll_to(page, element):
    """Scroll as a reader does; JupyterLab hides what is far from the window."""
    size = page.viewport_size
    page.mouse.move(size["width"] / 2, size["height"] / 2)
    for _ in range(60):
        if element.is_visible():
            break
        page.mouse.wheel(0, 150)
        page.wait_for_timeout(200)
    element.scroll_into_view_if_needed()


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page_fits(size, browser, visit, tmp_path):
    page = visit("", browser.start(tmp_path / "profile", **SIZES[size]))
    assert page.page.evaluate(FITS)
    assert page.page.get_by_role("link", name="Start the course").is_visible()
    page.picture(f"first-page-{size}", full_page=True)
    page.page.goto(page.page.url + "licenses.html")
    assert page.page.evaluate(FITS)


@pytest.mark.parametrize("size", SIZES)
def test_a_notebook_can_be_read_and_run(size, browser, visit, tmp_path):
    first = visit("", browser.start(tmp_path / "profile", **SIZES[size]))
    # The first page offers the plain view on a small screen.
    path = first.page.get_by_role("link", name="Summary").get_attribute("href")
    assert path == opened("notebooks/00_summary.ipynb").replace("lab/", "notebooks/")
    page = first.page
    page.goto(page.url + path)
    picture = page.locator(".jp-OutputArea img").first
    picture.wait_for(state="attached", timeout=60_000)
    first.picture(f"notebook-{size}-top")
    scroll_to(page, picture)
    first.picture(f"notebook-{size}-picture")
    box = picture.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= SIZES[size]["viewport"]["width"]


def test_the_first_page_speaks_to_a_screen_reader(visit):
    page = visit().page
    assert page.evaluate("() => document.documentElement.lang") == "en"
    levels = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")
    assert levels[0] == "H1" and set(levels[1:]) == {"H2"}
    assert page.get_by_role("main").count() == 1
    for image in page.get_by_role("img").all():
        assert len(image.get_attribute("alt")) > 40
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the start button"
    for link in page.get_by_role("link").all():
        assert link.inner_text().strip()
