"""What is told once an exercise is passed: the model solution, other right forms, all hints."""

from __future__ import annotations

import ast
import html
import inspect
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minigrad.course.page import Shown, inline, paragraphs

if TYPE_CHECKING:
    from minigrad.course.exercises import Exercise

SAME = "Your function is the model solution."


def afterwards(task: Exercise, function: Callable[..., Any]) -> Shown:
    """Return what is told to who has passed with this function.

    The page has all of it, folded; the text only the model solution and why it is good.

    Example:
        >>> from minigrad.course.shelf import take
        >>> afterwards(take("exercises", "3.3"), lambda tensors, wanted: ...)
        The model solution:
        <BLANKLINE>
            def train_only(tensors, wanted):
        ...
    """
    if is_solution(function, task.solution):
        model, text = paragraphs(SAME), f"{SAME}\n"
    else:
        source = textwrap.indent(task.solution.strip(), "    ")
        model, text = _code(task.solution), f"The model solution:\n\n{source}\n\n"
    others = (f"{paragraphs(f'{_begun(how)}:')}{_code(it)}" for how, it in task.others.items())
    hints = (f"<li>{inline(_begun(hint))}</li>" for hint in task.hints.values())
    page = (
        _folded("The model solution", model + paragraphs(task.why)),
        _folded("Other right forms", "".join(others)),
        _folded("What often goes wrong here", f"<ul>{''.join(hints)}</ul>"),
    )
    return Shown("".join(page), text + task.why)


def is_solution(function: Callable[..., Any], solution: str) -> bool:
    """Tell whether a function is this solution, but for its name, spaces and comments.

    Example:
        >>> is_solution(textwrap.dedent, "def double(x): return 2 * x")
        False
    """
    try:
        theirs = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function)))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):  # no source, or a piece of a line
        return False
    model = ast.parse(solution).body[0]
    if not (isinstance(theirs, ast.FunctionDef) and isinstance(model, ast.FunctionDef)):
        return False
    theirs.decorator_list = [d for d in theirs.decorator_list if "'exercise'" not in ast.dump(d)]
    theirs.name = model.name
    return ast.dump(theirs) == ast.dump(model)


def _begun(words: str) -> str:
    """With a capital letter. A hint that goes on from what was seen begins with "But"."""
    words = words.removeprefix("But ")
    return words[:1].upper() + words[1:]


def _code(source: str) -> str:
    return (
        f'<pre style="margin:.3em 0"><code>{html.escape(source.strip(), quote=False)}</code></pre>'
    )


def _folded(summary: str, body: str) -> str:
    return (
        f'<details style="margin:.3em 0 .3em 1em"><summary>{summary}</summary>{body}</details>'
        if body
        else ""
    )
