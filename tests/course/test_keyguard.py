"""The guard that keeps keys inside the course's widgets (tests/browser presses them)."""

import sys

from minigrad.course import explore, keyguard, predict, progress, switch
from minigrad.course.exploreview import panel
from minigrad.course.panelview import view
from minigrad.course.quizview import quiz


def kinds(widget):
    return [type(child).__name__ for child in widget.children]


def test_every_widget_of_the_course_has_one():
    explorer = explore(lambda on: f"on is {on}", on=switch("on"))
    for widget in (quiz(predict("3.1")), panel(explorer), view(progress("3"))):
        assert kinds(widget).count("KeyGuard") == 1


def test_without_anywidget_there_is_none(monkeypatch):
    keyguard._kind.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    assert keyguard.guard() == []
    assert "KeyGuard" not in kinds(quiz(predict("3.1")))
