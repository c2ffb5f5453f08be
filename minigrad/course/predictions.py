"""Predict, then see: a question that is answered before the next cell shows the result.

    predict("3.1")

A question knows the wrong answers that learners give, each with its own feedback. `Choice`,
`Number` and `Nodes` (pickednodes.py) are the questions, `Dialog` is one learner's answer to one;
all are plain Python. What appears in the notebook is made from them in `quizview.py`, with
ipywidgets; without widgets, or without a kernel, the question, its options and a collapsed answer
are still there to read. In the working edition the next cell waits for the answer (gate.py).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from minigrad.course.answers import Answer, answered, keep
from minigrad.course.page import Shown, framed, inline, paragraphs
from minigrad.course.pickednodes import Nodes
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
        """The words of the right option, quoted."""
        return self.quote(next(option.words for option in self.options if option.right))

    def quote(self, said: str) -> str:
        """An option's words within a sentence."""
        return f'"{said.rstrip(".")}"'

    def said(self, picked: int) -> str:
        """What is kept of an answer: the words, since options may change places."""
        return self.options[picked].words

    def recalled(self, said: Any) -> str | None:
        """What was kept, None unless it can be an answer: an edited file may hold anything."""
        return said if isinstance(said, str) else None

    def given(self, said: str) -> int | None:
        """The answer that was kept, None where no option has these words any more."""
        return next((n for n, option in enumerate(self.options) if option.words == said), None)

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
        return self.quote(self.value)

    def quote(self, said: float) -> str:
        """A number within a sentence."""
        return f"{said:,.10g}"

    def said(self, given: float) -> float:
        """What is kept of an answer."""
        return given

    given = said

    def recalled(self, said: Any) -> float | None:
        """What was kept, None unless it can be an answer."""
        try:
            return float(said)
        except (TypeError, ValueError, OverflowError):
            return None

    def judge(self, given: float | None) -> tuple[bool, str]:
        """Tell whether the number is right, and the feedback for it."""
        if given is None:
            return False, "Type a number first."
        # The nearest one: 1001 may be another mistake than 1000.
        known = min([self.value, *self.mistakes], key=lambda number: abs(given - number))
        near = math.isclose(given, known, rel_tol=1e-3, abs_tol=1e-9)
        if not near or (float(known).is_integer() and round(given) != known):  # a count is exact
            return False, ""
        return (True, "") if known == self.value else (False, self.mistakes[known])


Question = Choice | Number | Nodes


class Dialog:
    """One learner's answer to one question. The first one counts: it is a prediction.

    Example:
        >>> dialog = Dialog(take("questions", "3.1"))
        >>> dialog.say(None)
        Choose an answer first.
        >>> dialog.answer
    """

    gate: ClassVar[Any] = None  # where one stands (gate.py), the verdict comes with the result

    def __init__(self, question: Question) -> None:
        self.question = question

    @property
    def answer(self) -> Answer | None:
        """What was answered, today or on another day."""
        return answered(self.question.number)

    def say(self, given: Any) -> Shown:
        """Take an answer, and return what to show; without one it only asks for it."""
        right, feedback = self.question.judge(given)
        if given is None:
            return _said("info", feedback)
        return self._keep(Answer("right" if right else "wrong", self.question.said(given)))

    def show_me(self) -> Shown:
        """Go without a prediction, and return what to show."""
        return self._keep(Answer("shown"))

    def _keep(self, answer: Answer) -> Shown:
        problem = keep(self.question.number, answer)
        return self.told(problem)

    def told(self, problem: str = "") -> Shown:
        """What stands below an answered question: the verdict, or where it is to be found."""
        answer = self.answer
        if answer is None:
            return Shown("", "")
        if self.gate is None:
            return verdict(self.question, answer, problem)
        # Whether that cell has run, and still has its first line, only the page knows.
        number = self.question.number
        where = f"The next cell, `# answers question {number}`, shows the result, and why."
        return _said("info", spoken(self.question, answer), where, problem)


def spoken(question: Question, answer: Answer) -> str:
    """Return what the learner said, as a sentence.

    Example:
        >>> spoken(Number("0.2", "2 * 3?", 6, {}, "Three twos.", shown="6"), Answer("wrong", 5))
        'You said 5.'
    """
    if answer.state == "shown":
        return "You asked to be shown."
    said: Any = question.recalled(answer.said)
    return "You have answered." if said is None else f"You said {question.quote(said)}."


def verdict(question: Question, answer: Answer, problem: str = "") -> Shown:
    """Return what was said, what is so, and why.

    Example:
        >>> question = Number("0.2", "2 * 3?", 6, {5: "The sum."}, "Three twos.", shown="6")
        >>> verdict(question, Answer("wrong", 5))
        You said 5; it is 6.
        The sum.
        <BLANKLINE>
        Three twos.
    """
    words, state, feedback = spoken(question, answer), answer.state, ""
    said: Any = question.recalled(answer.said)
    given: Any = None if said is None else question.given(said)
    if given is not None and state != "shown":
        # As the question is today: an update of the course may have mended it.
        right, feedback = question.judge(given)
        state = "right" if right else "wrong"
    if state == "right":
        title = f"Right. {words}"
    elif state == "wrong" and said is not None:
        title = f"{words[:-1]}; it is {question.answer}."
    else:
        title = f"{words} It is {question.answer}."
    kind = {"right": "good", "wrong": "attention"}.get(state, "info")
    return _said(kind, title, feedback, question.explanation, problem)


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
    def read(self) -> str:
        """The question with its options, as HTML, for reading only."""
        if isinstance(self.question, Choice):
            rows = "".join(f"<li>{inline(option.words)}</li>" for option in self.question.options)
            return f"{self.asked}<ul>{rows}</ul>"
        return self.asked + (self.question.html if isinstance(self.question, Nodes) else "")

    @property
    def html(self) -> str:
        """The question as a page shows it that has no kernel to ask."""
        body = self.read + paragraphs("Run this cell to answer here.")
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
    return Prediction(take("questions", number))


def _said(kind: str, title: str, *words: str) -> Shown:
    """Return feedback that a screen reader announces when it appears."""
    told = "\n\n".join(filter(None, words))
    body = f'<p style="margin:.3em 0"><b>{inline(title)}</b></p>{paragraphs(told)}'
    return Shown(
        f'<div role="alert">{framed(kind, body)}</div>', f"{title}\n{told}" if told else title
    )
