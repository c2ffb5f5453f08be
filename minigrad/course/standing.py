"""Where a student stands: what the events of the progress file say of each exercise and question.

Only tries up to the first success count, with the hints that were given until then; of a question
it is the first answer. A hint is one that the reader opened, one that the check gave to a typical
mistake, or an answer that was shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minigrad.course import answers, progressfile
from minigrad.course.shelf import chapters, shelf

TITLES = {
    1: "What is Autodiff?",
    2: "A Simple Implementation",
    3: "PyTorch Autograd - Basics",
    4: "PyTorch Autograd - More Detail",
    5: "Build It Yourself",
    6: "Train a Network",
    7: "Beyond First Order",
    8: "Time and Memory",
    9: "Error Gallery",
}
DONE = ("passed", "right", "answered")


@dataclass
class Item:
    """One exercise or question, and what its student has done with it.

    Example:
        >>> Item("exercise", "3.1", "The slope of any function").words
        'not tried'
    """

    kind: str
    number: str
    title: str
    state: str = ""
    tries: int = 0
    hints: int = 0
    opened: set[int] = field(default_factory=set)

    @property
    def done(self) -> bool:
        """Whether it was passed, or answered."""
        return self.state in DONE

    @property
    def words(self) -> str:
        """The state, as a reader sees it."""
        if self.state == "shown":
            return "answer shown"
        return self.state if self.done else "tried" if self.tries else "not tried"

    def take(self, event: dict[str, Any]) -> None:
        """Count one event."""
        if self.done:
            return
        state = str(event.get("state"))
        if state == "hint":  # opening one again is no further help
            hint = event.get("hint")
            hint = hint if isinstance(hint, int) else 0  # whoever edits the file may write anything
            self.hints += hint not in self.opened
            self.opened.add(hint)
            return
        if state == "wrong" and "said" in event:  # a prediction, of which there is one
            state = "answered"
        self.hints += bool(event.get("mistake")) or state == "shown"
        self.tries += state != "shown"
        self.state = state if state in (*DONE, "shown") else self.state or "tried"


@dataclass(frozen=True)
class Chapter:
    """One notebook: its number, its exercises and its questions.

    Example:
        >>> Chapter(3, [Item("exercise", "3.1", "")], []).summary
        'exercises passed: 0 of 1'
    """

    number: int
    exercises: Sequence[Item]
    questions: Sequence[Item]

    @property
    def title(self) -> str:
        """The title of the notebook."""
        return TITLES.get(self.number, f"Notebook {self.number:02d}")

    @property
    def summary(self) -> str:
        """How much of it is done."""
        words = f"exercises passed: {_of(self.exercises)}"
        return f"{words}; questions answered: {_of(self.questions)}" if self.questions else words


def standing(number: int | None = None) -> tuple[list[Chapter], str]:
    """Return the notebooks (or the one of this number), and a sentence if the file is damaged.

    Raises LookupError when there is no such notebook.

    Example:
        >>> [chapter.title for chapter in standing(3)[0]]
        ['PyTorch Autograd - Basics']
    """
    known = chapters()
    if number is not None and number not in known:
        there = ", ".join(str(n) for n in known)
        raise LookupError(f"there are no exercises of a notebook {number}; there are {there}")
    wanted = known if number is None else [number]
    found = progressfile.read()
    items: dict[tuple[str, str], Item] = {}
    made = [_chapter(n, items) for n in wanted]
    for event in found.events:
        for kind in ("exercise", "question"):
            item = items.get((kind, str(event.get(kind))))
            if item is not None:
                item.take(event)
    return made, found.problem


def _chapter(number: int, items: dict[tuple[str, str], Item]) -> Chapter:
    exercises = [Item("exercise", task.number, task.title) for task in shelf("exercises", number)]
    questions = [Item("question", asked.number, "") for asked in shelf("questions", number)]
    items.update({(item.kind, item.number): item for item in [*exercises, *questions]})
    return Chapter(number, exercises, questions)


def as_csv() -> str:
    """Return all exercises and questions with their states as CSV, for an instructor or a backup.

    Example:
        >>> as_csv().splitlines()[0]
        'kind,number,title,state,tries,hints'
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["kind", "number", "title", "state", "tries", "hints"])
    for chapter in standing()[0]:
        for item in [*chapter.exercises, *chapter.questions]:
            row = [item.kind, item.number, item.title, item.words, item.tries, item.hints]
            rows.writerow(row)
    return text.getvalue()


def export_progress(path: str | Path = "my-progress.csv") -> str:
    """Write the progress as a table, for a spreadsheet or an instructor; return what was done.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     export_progress(Path(folder) / "mine.csv")
        'Your progress was written to `mine.csv`.'
    """
    path = Path(path)
    try:
        path.write_text(as_csv(), encoding="utf-8", newline="\n")
    except OSError as error:
        return f"`{path}` can't be written: {error.strerror}. Give another name."
    return f"Your progress was written to `{path.name}`."


def reset_progress() -> str:
    """Begin anew; return what was done. The file keeps the old lines, but they do not count.

    Example:
        >>> reset_progress()[:10]
        'All counts'
    """
    problem = progressfile.note(reset=True)
    answers.forget()
    return problem or (
        f"All counts begin at zero. The old lines are still in `{progressfile.NAME}`; "
        "delete the file if you want them gone, or the line with `reset` if you want them back."
    )


def _of(items: Sequence[Item]) -> str:
    return f"{sum(item.done for item in items)} of {len(items)}"
