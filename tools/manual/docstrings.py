"""Docstrings of this project, as reStructuredText.

They are written to be read in the code: a sentence, then one line for each parameter, an example.

    grad_tensors: for each tensor the gradient to start from, of its shape; may be None where it
        has a single element.

becomes a field `:param grad_tensors: ...`. What stands in backticks is code already.
"""

import re

NAME = r"(?:\\\\\*){0,2}[A-Za-z_]\w*"
PARAMETER = re.compile(rf"({NAME}(?:, {NAME})*): (.*)")
# Signs that mean something to Sphinx and nothing to us; code in backticks is left alone.
SIGNS = re.compile(r"(`[^`]*`)|([*|]|(?<=\w)_(?=\W|$))")
SECTION = re.compile(r"Examples?:$")


def as_rst(lines: list[str]) -> list[str]:
    """Turn the lines of a docstring into lines that Sphinx understands.

    >>> as_rst(["The sum.", "", "dim: which one, or", "    several.", "Raises IndexError."])
    ['The sum.', '', ':param dim: which one, or', '    several.', '', 'Raises IndexError.']
    """
    made: list[str] = []
    lines = prose_escaped(lines)
    inside = False  # a parameter's text, which may go on in indented lines
    for line in lines:
        found = PARAMETER.fullmatch(line)
        if SECTION.match(line.strip()):
            continue  # a heading above an example, which shows that it is one
        if found and found[1] != "Raises":
            names = found[1]
            if made and made[-1] and not inside:
                made.append("")
            made.append(f":param {names}: {found[2]}")
            inside = True
        elif inside and line.startswith("    "):
            made.append(line)
        else:
            if inside and line:
                made.append("")
            inside = False
            made.append(line)
    return examples_apart(made)


def prose_escaped(lines: list[str]) -> list[str]:
    """All lines, those of examples and of what they print as they are."""
    made: list[str] = []
    inside = False
    for line in lines:
        inside = is_example(line) or (inside and bool(line))
        made.append(line if inside else escaped(line))
    return made


def is_example(line: str) -> bool:
    """Whether a line is typed at Python's prompt."""
    return line.lstrip().startswith((">>>", "..."))


def escaped(line: str) -> str:
    """A line of prose whose signs mean nothing to Sphinx.

    >>> print(escaped("|x| and `a * b` with add_"))
    \\|x\\| and `a * b` with add\\_
    """
    return SIGNS.sub(lambda found: found[1] or f"\\{found[2]}", line)


def examples_apart(lines: list[str]) -> list[str]:
    """An example begins a paragraph of its own, and is not indented for being one."""
    made: list[str] = []
    shift = 0
    for line in lines:
        stripped = line.lstrip()
        if stripped.startswith(">>>") and not (made and is_example(made[-1])):
            shift = len(line) - len(stripped)
            if made and made[-1] and not shift:
                previous = made[-1]
                if not previous.startswith(" ") and not was_output(made):
                    made.append("")
        if not line:
            made.append(line)
            continue
        made.append(line[shift:] if line[:shift].strip() == "" and shift else line)
    return made


def was_output(lines: list[str]) -> bool:
    """Whether the last lines are what an example printed."""
    for line in reversed(lines):
        if not line:
            return False
        if is_example(line):
            return True
    return False
