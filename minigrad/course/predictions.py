"""Predict, then see: a question that is answered before the next cell shows the result.

    predict("3.1")

A question knows the wrong answers that learners give, each with its own feedback. `Choice`,
`Number` and `Nodes` (pickednodes.py) are the questions, `Dialog` is one learner's tries at one; all
are plain Python. What appears in the notebook is made from them in `quizview.py`, with ipywidgets;
without widgets, or without a kernel, the question, its options and a collapsed answer are still
there to read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from minigrad.course.page import Shown, framed, inline, paragraphs
from minigrad.course.pickednodes import Nodes
from minigrad.course.progressfile import note
from minigrad.course.shelf import take


@dataclass(frozen=True)
class Option:
    """One answer to choose, and what to say to who chose it.

    Example:
        >>> Option("It doubles", "Nothing adds to it.").right
        False
    """

    words: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Choice:
    """A question with one right option among several.

    `shown` is what the cell that answers it prints: the piece that decides.
    Raises ValueError when not exactly one option is right.

    Example:
        >>> options = Option("2", "Yes.", right=True), Option("1", "No.")
        >>> q = Choice("0.1", "1 + 1?", options, "It is 2.", shown="2")
        >>> q.judge(1)
        (False, 'No.')
    """

    number: str
    words: str
    options: Sequence[Option]
    explanation: str
    shown: str

    def __post_init__(self) -> None:
        if sum(option.right for option in self.options) != 1:
            raise ValueError(f"question {self.number}: exactly one option must be right")

    @property
    def answer(self) -> str:
        """The words of the right option."""
        return next(option.words for option in self.options if option.right)

    def judge(self, picked: int | None) -> tuple[bool, str]:
        """Tell whether the option at this index is right, and the feedback for it."""
        if picked is None:
            return False, "Choose an answer first."
        option = self.options[picked]
        return option.right, option.feedback


@dataclass(frozen=True)
class Number:
    """A question for a number; `mistakes` maps typical wrong numbers to their feedback.

    `shown` is what the cell that answers it prints: the piece with the value.

    Example:
        >>> q = Number("0.2", "2 * 3?", 6, {5: "That is the sum."}, "Three twos.", shown="6")
        >>> q.judge(5)
        (False, 'That is the sum.')
    """

    number: str
    words: str
    value: float
    mistakes: Mapping[float, str]
    explanation: str
    shown: str

    @property
    def answer(self) -> str:
        """The right number, as text."""
        return f"{self.value:g}"

    def judge(self, given: float | None) -> tuple[bool, str]:
        """Tell whether the number is right, and the feedback for it."""
        if given is None:
            return False, "Type a number first."
        # The nearest one: 1001 may be another mistake than 1000.
        known = min([self.value, *self.mistakes], key=lambda number: abs(given - number))
        near = math.isclose(given, known, rel_tol=1e-3, abs_tol=1e-9)
        if not near or (float(known).is_integer() and round(given) != known):  # a count is exact
            return False, "Work it out on paper, one step at a time."
        return (True, "") if known == self.value else (False, self.mistakes[known])


Question = Choice | Number | Nodes


class Dialog:
    """One learner's tries at one question.

    Example:
        >>> dialog = Dialog(take("questions", "QUESTIONS", "3.1"))
        >>> dialog.check(None)
        Choose an answer first.
        >>> dialog.tries, dialog.done
        (0, False)
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.tries = 0
        self.done = False

    def check(self, given: Any) -> Shown:
        """Take one answer and return what to show; a right one also reveals the explanation."""
        right, feedback = self.question.judge(given)
        if given is None:
            return _said("info", feedback)
        self.tries += 1
        problem = self._note("right" if right else "wrong")
        if not right:
            again = "Try again, or show the answer."
            return _said("attention", "Not so.", feedback, again, problem)
        self.done = True
        return _said("good", "Right.", feedback, self.question.explanation, problem)

    def reveal(self) -> Shown:
        """Give up: return the answer with its explanation."""
        problem = self._note("shown")
        self.done = True
        words = f"The answer is: {self.question.answer}"
        return _said("info", words, self.question.explanation, problem)

    def _note(self, state: str) -> str:
        """Record a try, as long as it counts; the answer is a problem with the file, or empty."""
        return "" if self.done else note(question=self.question.number, state=state)


class Prediction:
    """A question in a notebook: a widget where there is a kernel, else words to read.

    Example:
        >>> print(Prediction(Number("0.2", "2 * 3?", 6, {}, "Three twos.", shown="6")))
        Question 0.2: predict before you run on.
        2 * 3?
        Type a number.
    """

    def __init__(self, question: Question) -> None:
        self.question = question

    def __repr__(self) -> str:
        lines = [self.title, self.question.words]
        if isinstance(self.question, Choice):
            lines += [f"( ) {option.words}" for option in self.question.options]
        elif isinstance(self.question, Nodes):
            lines += [self.question.alt, "Click the nodes:"]
            lines += [f"[ ] {node.label}" for node in self.question.nodes]
        else:
            lines.append("Type a number.")
        return "\n".join(lines)

    @property
    def title(self) -> str:
        """The line above the question."""
        return f"Question {self.question.number}: predict before you run on."

    @property
    def asked(self) -> str:
        """The question without its options, as HTML."""
        title = f'<p style="margin:.3em 0"><b>{inline(self.title)}</b></p>'
        return title + paragraphs(self.question.words)

    @property
    def html(self) -> str:
        """The question as a page shows it that has no kernel to ask."""
        body = self.asked
        if isinstance(self.question, Choice):
            rows = "".join(f"<li>{inline(option.words)}</li>" for option in self.question.options)
            body += f"<ul>{rows}</ul>"
        elif isinstance(self.question, Nodes):
            body += self.question.html
        body += paragraphs("Run this cell to answer here.")
        told = paragraphs(f"{self.question.answer}\n\n{self.question.explanation}")
        body += f"<details><summary>Show the answer</summary>{told}</details>"
        return framed("info", body)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self.html}
        try:
            from minigrad.course.quizview import quiz
        except ImportError:  # no ipywidgets: the words are enough to think about
            return bundle
        return quiz(self)._repr_mimebundle_() | bundle


def predict(number: str) -> Prediction:
    """Return the question of this number; as the last line of a cell it appears below the cell.

    Raises LookupError when there is no question of this number.

    Example:
        >>> predict("3.1").question.number
        '3.1'
    """
    return Prediction(take("questions", "QUESTIONS", number))


def _said(kind: str, title: str, *words: str) -> Shown:
    """Return feedback that a screen reader announces when it appears."""
    told = "\n\n".join(filter(None, words))
    body = f'<p style="margin:.3em 0"><b>{inline(title)}</b></p>{paragraphs(told)}'
    return Shown(
        f'<div role="alert">{framed(kind, body)}</div>', f"{title}\n{told}" if told else title
    )
