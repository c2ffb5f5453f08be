"""What the course says below an error that beginners meet: an unknown name, a cell unread.

It stands below Python's own words, and says only what is certain: where the cause can't be known,
it is called possible, or left out.
"""

from __future__ import annotations

import builtins
import re
import traceback
from collections.abc import Mapping
from difflib import get_close_matches
from html import escape
from typing import Any

from minigrad.course.page import Shown, box, show

MENU = "Run > Run All Above Selected Cell"
# The page's script shows the button where a cell above makes the name, and runs these cells.
BUTTON = (
    '<p hidden data-minigrad-run-above="{name}" style="margin:.3em 0">'
    '<button type="button">Run the cells above, then this one</button></p>'
)
NONE_RAN = "Python could not read this cell, so none of it ran."
UNREAD = "Python could not read this cell."
PRINTED_MARKS = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb\u2032\u00b4"  # of quotation

# What Python says (3.11 and newer), and what it means for a beginner; {0}, {1} are its groups.
MEANINGS = [
    (
        r"incomplete input",
        "The cell ends too early: a bracket or a text in quotation marks is not closed, or a line "
        "that ends with a colon has nothing below it.",
    ),
    (r"'(.)' was never closed", "The bracket `{0}` in this line is opened, and never closed."),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'",
        "`{0}` closes a bracket that was opened as `{1}`: one of the two is wrong, or one between "
        "them is missing.",
    ),
    (
        r"unmatched '(.)'",
        "`{0}` closes a bracket that is not open: one is missing, or too many.",
    ),
    (
        r"unterminated (?:f-string|t-string|string) literal",
        "A text begins in this line, and its closing quotation mark is missing.",
    ),
    (
        r"unterminated triple-quoted",
        "A text that begins with three quotation marks is not closed by three of the same kind.",
    ),
    (r"expected ':'", "A colon `:` is missing in this line."),
    (
        r"cannot assign to .+ Maybe you meant",
        "On the left of `=` there is something that can't be given a value, as a name can. To ask "
        "whether two values are equal, write `==`.",
    ),
    (
        r"(?:Maybe you meant|perhaps you meant) [\"']==",
        "`=` gives a name a value. To ask whether two values are equal, write `==`.",
    ),
    (
        r"invalid non-printable character",
        "There is an invisible character in this line, as text copied from a page may have. "
        "Type the line again.",
    ),
    (
        r"expected an indented block after (.+) on line (\d+)",
        "What belongs to {0} of line {1} must stand below it, moved to the right by four spaces.",
    ),
    (
        r"unexpected indent",
        "This line is moved further to the right than the line before it allows. Only what belongs "
        "to a line that ends with a colon is moved to the right.",
    ),
    (
        r"unindent does not match",
        "This line begins further to the left than the line before it, but in line with no other "
        "line above. Lines that belong together begin at the same place.",
    ),
    (
        r"inconsistent use of tabs",
        "Some lines are moved to the right by tabs, others by spaces. Use spaces in all of them.",
    ),
    (
        r"'(await|async for|async with)' outside async function",
        "`{0}` stands in a function that is not an `async def`.",
    ),
    (
        r"'(return|yield|await)' outside",
        "`{0}` stands outside of a function. Move it to the right, as far as the lines of the "
        "function to which it belongs.",
    ),
    (
        r"'(break|continue)' (?:outside|not properly)",
        "`{0}` stands outside of a loop. Move it to the right, as far as the lines of the loop to "
        "which it belongs.",
    ),
    (
        r"cannot assign to",
        "Something stands in the place of a name that can't be given a value. It is "
        "`name = value`.",
    ),
    (
        r"Missing parentheses in call to '(\w+)'",
        "`{0}` is a function: what it is given stands in brackets, `{0}(...)`.",
    ),
    (
        r"Perhaps you forgot a comma",
        "Python expected a comma or an operator between two parts of this line. It may also be "
        "that a bracket or a quotation mark is missing before.",
    ),
    (
        r"positional argument follows keyword argument",
        "In a call, what is given without a name comes before what is given with one (`name=`).",
    ),
]


def show_after_error(shell: Any, result: Any) -> None:
    """Show the explanation of the error of a cell that has run, if there is one.

    Takes IPython's shell, and the result that it gives to functions registered for
    `post_run_cell`.

    Example:
        >>> from types import SimpleNamespace
        >>> error = NameError("name 'net' is not defined", name="net")
        >>> shell = SimpleNamespace(user_ns={})
        >>> result = SimpleNamespace(error_before_exec=None, error_in_exec=error)
        >>> show_after_error(shell, result)  # doctest: +ELLIPSIS
        `net` has no value in this kernel.
        ...
    """
    if result is None:  # a kernel stopped the cell before it came to one
        return
    error = result.error_before_exec or result.error_in_exec
    if result.error_in_exec is not None and isinstance(error, SyntaxError):
        return  # not of the cell, but of a text or a module that the cell had read
    explained = explain(error, shell.user_ns)
    if explained is not None:
        show(explained)


def explain(error: BaseException | None, names: Mapping[str, Any]) -> Shown | None:
    """Return what to say below this error of a cell, or None when there is nothing to add.

    `names` are the notebook's own names; a SyntaxError is taken for one of the cell itself.

    Example:
        >>> print(explain(NameError("name 'trainnet' is not defined", name="trainnet"),
        ...               {"train_net": None}).text.splitlines()[1])
        Did you mean `train_net`?
        >>> explain(ValueError("no"), {})
    """
    if isinstance(error, SyntaxError):
        return _unread(error)
    if not isinstance(error, NameError) or not _in_the_notebook(error, names):
        return None
    if found := re.search(r"(local|free) variable '([^']+)'", str(error)):
        return _unbound(found[2]) if found[1] == "local" else _free(found[2])
    # Python gives an unknown name in `error.name`; anybody may raise another NameError.
    name = error.name
    if not isinstance(name, str) or name in names or hasattr(builtins, name):
        return None
    return _unknown(name, names)


def _in_the_notebook(error: BaseException, names: Mapping[str, Any]) -> bool:
    """Whether the line that raised it looks its names up in the notebook, and not in a module."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_globals is names


def _unbound(name: str) -> Shown:
    return box(
        "attention",
        f"`{name}` had no value when this line ran.",
        f"A line of this function gives `{name}` a value (or deletes it). So everywhere in the "
        f"function `{name}` means a name of the function's own, and a `{name}` outside of it is "
        "not looked at.\n\n"
        "Give it a value before it is used, take it as an argument, or use another name for one of "
        "the two.",
    )


def _free(name: str) -> Shown:
    return box(
        "attention",
        f"`{name}` had no value when this line ran.",
        f"`{name}` belongs to the function around the one that uses it. That function must give "
        "it a value before the inner one is called.",
    )


def _unknown(name: str, names: Mapping[str, Any]) -> Shown:
    title = f"`{name}` has no value in this kernel."
    if set(name) == {"_"}:
        return box("attention", title, "It marks a place to fill in: write your own code there.")
    words = (
        f"{'If not, it' if (meant := similar(name, names)) else 'It'} may be made in a cell "
        "further up that has not run since Python was started, or be spelled otherwise there. Run "
        "the cells above, then this one again."
    )
    if meant:
        words = f"Did you mean `{meant}`?\n\n{words}"
    said = box("attention", title, words)
    return Shown(
        said.html.replace("</blockquote>", BUTTON.format(name=escape(name)) + "</blockquote>"),
        f"{said.text} (In JupyterLab's menu: {MENU}.)",
    )


def similar(name: str, names: Mapping[str, Any]) -> str | None:
    """Return the known name that a misspelled one may stand for, or None.

    Example:
        >>> similar("trainnet", {"train_net": 1}), similar("q", {"Q": 1}), similar("net", {})
        ('train_net', 'Q', None)
    """
    known = [each for each in names if not each.startswith("_")]
    known += [each for each in dir(builtins) if not each.startswith("_")]
    for each in known:
        if each.lower() == name.lower():
            return each
    # Of three letters almost any other three are an echo: `net` is not a misspelled `set`.
    close = get_close_matches(name, known, n=1, cutoff=0.8) if len(name) > 3 else []
    return close[0] if close else None


def _unread(error: SyntaxError) -> Shown:
    message = error.msg or ""
    title = UNREAD if _while_running(error) else NONE_RAN
    line = (error.text or "").strip()
    where = ""
    if error.lineno:
        where = f"Look at line {error.lineno}"
        where += f": `{line}`" if line and "`" not in line and len(line) < 80 else "."
    return box("attention", title, "\n\n".join(filter(None, [where, _meaning(message, line)])))


def _while_running(error: SyntaxError) -> bool:
    """Whether Python noticed it after it had begun with the lines above."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code.co_name == "run_ast_nodes" for frame, _ in frames)


def _meaning(message: str, line: str) -> str:
    character = re.match(r"invalid character '(.)' \(U\+(\w+)\)", message)
    if character and character[1] in PRINTED_MARKS:
        return (
            f"{character[1]} is a quotation mark of printed text. Python takes the straight ones "
            "of the keyboard, ' or \"."
        )
    if character:
        return f"Python does not know the character {character[1]} here. Type its own sign instead."
    for pattern, meaning in MEANINGS:
        if found := re.search(pattern, message):
            return meaning.format(*found.groups())
    if not message.startswith("invalid syntax"):  # Python's own words are the most certain
        return ""
    if "..." in line:
        return "`...` in this line keeps a place free: your own code goes there."
    return "What is wrong may also stand at the end of the line before."
