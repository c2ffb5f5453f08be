"""What is printed can be printed everywhere: Python writes to a pipe on Windows in cp1252."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest

import minigrad as mg
from minigrad.course.page import Shown, show
from minigrad.drawing import animate, compare, snapshot
from minigrad.drawing.terminal import for_terminal


def example() -> Any:
    a = mg.tensor([2.0, 3.0], requires_grad=True)
    b = mg.tensor([6.0, 4.0], requires_grad=True)
    return (3 * a**3 - b**2).sum()


def changed() -> Any:
    Q = example()
    before = snapshot(Q)
    Q.backward()
    return compare(before, snapshot(Q))


SHOWN: dict[str, Callable[[], Any]] = {
    "picture": lambda: mg.draw(example(), show="all"),
    "stepper": lambda: mg.step(example()),
    "playground": lambda: mg.playground("3*a**2 - b", a=2, b=3),
    "animation": lambda: animate(example()),
    "difference": changed,
}


def printed(thing: Any, encoding: str, how: Callable[[Any], Any] = print) -> str:
    """What arrives in a pipe of this encoding, which refuses what it doesn't know."""
    with pytest.MonkeyPatch.context() as patch:
        arrived = io.BytesIO()
        pipe = io.TextIOWrapper(arrived, encoding=encoding, newline="\n")
        patch.setattr(sys, "stdout", pipe)
        how(thing)
        pipe.flush()
        return arrived.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "cp932", "ascii"])
@pytest.mark.parametrize("name", SHOWN)
def test_it_can_be_printed_anywhere(name: str, encoding: str) -> None:
    thing = SHOWN[name]()
    told = printed(thing, encoding)
    if encoding == "utf-8":
        assert told == f"{thing!r}\n"
    assert "\\u" not in told  # an escape is the last resort, and no character here needs one
    assert len(told.splitlines()) == len(repr(thing).splitlines())


def test_a_character_that_has_no_stand_in_is_escaped() -> None:
    assert (
        printed("π ≠ 3", "ascii", lambda text: print(for_terminal(text))) == "\\u03c0 \\u2260 3\n"
    )


def test_the_course_prints_outside_a_notebook() -> None:
    assert printed(Shown("<p>a → b</p>", "a → b"), "cp1252", show) == "a -> b\n"
