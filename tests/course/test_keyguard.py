"""The guard that keeps keys inside the course's widgets (tests/browser presses them)."""

import sys

from minigrad.course import explore, keyguard, predict, progress, progressfile, switch
from minigrad.course.exploreview import panel
from minigrad.course.panelview import view
from minigrad.course.quizview import quiz
from minigrad.drawing.keyguard import guard_script


def kinds(widget):
    return [type(child).__name__ for child in widget.children]


def test_every_widget_of_the_course_has_one():
    explorer = explore(lambda on: f"on is {on}", on=switch("on"))
    for widget in (quiz(predict("3.1")), panel(explorer), view(progress("3"))):
        assert kinds(widget).count("KeyGuard") == 1


def test_it_is_the_guard_of_the_drawing_and_hears_of_hints():
    (guard,) = keyguard.guard()
    assert guard._esm.startswith(guard_script())
    assert guard._esm.count("export default") == 1 and "minigradHintsTold" in guard._esm


def test_what_the_page_tells_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setenv(progressfile.PLACE, str(tmp_path / "mine.txt"))
    (guard,) = keyguard.guard()
    guard._handle_custom_msg({"exercise": "3.1", "hint": 2}, [])
    (event,) = progressfile.read().events
    assert (event["exercise"], event["state"], event["hint"]) == ("3.1", "hint", 2)


def test_without_anywidget_there_is_none(monkeypatch):
    keyguard._kind.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert keyguard.guard() == []
    assert "KeyGuard" not in kinds(quiz(predict("3.1")))
