"""What a learner has answered to a question. It is kept in the progress file, from day to day.

Where the file can't be written, an answer counts as long as Python runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minigrad.course import progressfile

STATES = ("right", "wrong", "shown")

_unwritten: dict[str, Answer] = {}
_heard: list[Callable[[str], None]] = []


@dataclass(frozen=True)
class Answer:
    """`state` is one of STATES, "shown" if it was asked for; `said` what was answered, if known.

    Example:
        >>> Answer("wrong", 24).said
        24
    """

    state: str
    said: Any = None


def answered(number: str) -> Answer | None:
    """Return the answer to the question of this number, or None while it is open.

    Example:
        >>> answered("there is no such question")
    """
    found = None
    for event in progressfile.read().events:
        # Older files have a line for each try, and a wrong one without `said` did not end it.
        if event.get("question") == number and (event["state"] != "wrong" or "said" in event):
            found = found or Answer(str(event["state"]), event.get("said"))
    return found or _unwritten.get(number)


def keep(number: str, answer: Answer) -> str:
    """Keep the first answer to a question, and tell who listens; return what went wrong, or "".

    Example:
        >>> keep("0.9", Answer("right", 6))
        ''
        >>> answered("0.9")
        Answer(state='right', said=6)
    """
    problem = ""
    if answered(number) is None:
        said = {} if answer.said is None else {"said": answer.said}
        problem = progressfile.note(question=number, state=answer.state, **said)
        if answered(number) is None:
            _unwritten[number] = answer
    announce(number)
    return problem


def announce(number: str) -> None:
    """Call all that listen: this question was answered, or its answer can now be seen.

    Example:
        >>> announce("0.9")
    """
    for heard in list(_heard):
        heard(number)


def forget() -> None:
    """Open all questions again, as far as this kernel knows of their answers by itself.

    Example:
        >>> forget()
        >>> answered("0.9")
    """
    _unwritten.clear()


def listen(heard: Callable[[str], None]) -> None:
    """Call `heard` with the number of each question that is answered or seen in this kernel.

    Example:
        >>> listen(lambda number: None)
    """
    _heard.append(heard)
