"""The progress panel: what is there to do, and what of it is done.

`progress("3")` shows one notebook, `progress()` the whole course. What stands on the page without
a kernel is only the list of what there is, the same for everybody; the widget in its place reads
the progress file and follows it (`panelview.py`).
"""

from __future__ import annotations

from typing import Any

from minigrad.course.page import Shown, framed, inline, paragraphs, table
from minigrad.course.shelf import shelf
from minigrad.course.standing import Chapter, standing


class Panel:
    """The progress in one notebook, or in all of them (number None).

    Example:
        >>> Panel(3).title
        'Your progress in notebook 03'
    """

    def __init__(self, number: int | None) -> None:
        standing(number)  # an unknown number is told at once
        self.number = number

    @property
    def title(self) -> str:
        """The line above."""
        if self.number is None:
            return "Your progress in the course"
        return f"Your progress in notebook {self.number:02d}"

    def now(self) -> Shown:
        """What the progress file says at this moment."""
        chapters, problem = standing(self.number)
        if self.number is None:
            made = _course(chapters)
        else:
            made = _notebook(chapters[0], chapters[0].summary)
        if not problem:
            return made
        return Shown(framed("attention", paragraphs(problem)) + made.html, f"{problem}\n{made}")

    def __repr__(self) -> str:
        return "\n".join(
            [f"{self.title}, where a kernel runs. What there is to do:", *self._list()]
        )

    @property
    def html(self) -> str:
        """What there is to do, for a page without a kernel: nobody's progress."""
        rows = "".join(f"<li>{inline(line)}</li>" for line in self._list())
        words = paragraphs("Run this cell to see what you have done. What there is to do:")
        title = f'<p style="margin:.3em 0"><b>{self.title}</b></p>'
        return framed("info", f"{title}{words}<ul>{rows}</ul>")

    def _list(self) -> list[str]:
        chapters, _ = standing(self.number)
        if self.number is None:
            return [
                f"{chapter.number:02d} {chapter.title}: {len(chapter.exercises)} exercises, "
                f"{len(chapter.questions)} questions"
                for chapter in chapters
            ]
        return [
            f"Exercise {task.number}: {task.title} ({task.difficulty}, {task.minutes} minutes)"
            for task in shelf("exercises", self.number)
        ]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html}
        try:
            from minigrad.course.panelview import view
        except ImportError:  # no ipywidgets: show it as it is now
            return bundle
        return view(self)._repr_mimebundle_() | bundle


def progress(number: str | int | None = None) -> Panel:
    """Return the panel of one notebook, as `progress("3")`, or of all; a cell's last line shows it.

    Raises LookupError when there is no such notebook.

    Example:
        >>> progress("3").number
        3
    """
    return Panel(None if number is None else int(number))


def _notebook(chapter: Chapter, caption: str) -> Shown:
    """One notebook's exercises, and its questions in one row."""
    rows = [
        [f"Exercise {item.number}: {item.title}", item.words, f"{item.tries}", f"{item.hints}"]
        for item in chapter.exercises
    ]
    asked = chapter.questions
    if asked:
        done = sum(item.done for item in asked)
        right = sum(item.state == "right" for item in asked)
        tries, hints = sum(item.tries for item in asked), sum(item.hints for item in asked)
        states = f"{done} answered, {right} right"
        rows.append([f"Questions, {len(asked)}", states, f"{tries}", f"{hints}"])
    return table(caption, ("what", "state", "tries", "hints"), rows)


def _course(chapters: list[Chapter]) -> Shown:
    """A row for each notebook, and below it, to open, each notebook's own table."""
    rows = []
    for chapter in chapters:
        items = [*chapter.exercises, *chapter.questions]
        rows.append(
            [
                f"{chapter.number:02d} {chapter.title}",
                f"{sum(item.done for item in chapter.exercises)} of {len(chapter.exercises)}",
                f"{sum(item.done for item in chapter.questions)} of {len(chapter.questions)}",
                f"{sum(item.tries for item in items)}",
                f"{sum(item.hints for item in items)}",
            ]
        )
    head = ("notebook", "exercises passed", "questions answered", "tries", "hints")
    made = table("What you have done so far", head, rows)
    more = "".join(
        f"<details><summary>{inline(f'{chapter.number:02d} {chapter.title}')}</summary>"
        f"{_notebook(chapter, chapter.summary).html}</details>"
        for chapter in chapters
    )
    return Shown(made.html + more, made.text)
