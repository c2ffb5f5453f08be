"""A page of the documentation as data: its examples, and what it quotes from the code."""

import ast
import doctest
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"# (minigrad/[\w/]+\.py)(?:: ([\w.]+))?\n")


def text(name):
    """A page of docs/."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def examples(name):
    """The page's examples as one text with prompts, in order."""
    return "\n".join(body for kind, body in FENCE.findall(text(name)) if kind == "pycon")


def run(name):
    """Run the page's examples; their number, and a report that is empty when all is right."""
    test = doctest.DocTestParser().get_doctest(examples(name), {}, name, name, 0)
    said = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    return len(test.examples), "".join(said)


@dataclass
class Quote:
    """Lines that a page says are in a function of a file, or anywhere in the file."""

    file: str
    function: str | None
    lines: list[str]


def quotes(page):
    """What a page's text quotes: fences whose first line names a file."""
    found = []
    for kind, body in FENCE.findall(page):
        head = QUOTED.match(body)
        if kind == "python" and head:
            lines = [line for line in body[head.end() :].splitlines() if line.strip()]
            found.append(Quote(head[1], head[2], lines))
    return found


def source(file, function=None):
    """The lines of a file, or of the function or class of that dotted name in it."""
    path = ROOT / file
    if not path.is_file():
        raise LookupError(f"there is no file {file}")
    code = path.read_text(encoding="utf-8")
    lines = code.splitlines()
    if function is None:
        return lines
    here = ast.parse(code).body
    node = None
    for name in function.split("."):
        kinds = (ast.FunctionDef, ast.ClassDef)
        node = next((n for n in here if isinstance(n, kinds) and n.name == name), None)
        if node is None:
            raise LookupError(f"{file} has no {function}")
        here = node.body
    return lines[node.lineno - 1 : node.end_lineno]


def complaints(page):
    """What a page's text quotes and the code does not have, in words."""
    wrong = []
    for quote in quotes(page):
        try:
            rest = iter([_code(line) for line in source(quote.file, quote.function)])
        except LookupError as error:
            wrong.append(str(error))
            continue
        for line in quote.lines:
            # Consuming the iterator: the lines must come in the order of the page.
            if not any(_code(line) == real for real in rest):
                wrong.append(f"{quote.file}: {quote.function} has no line {line.strip()!r} there")
                break
    return wrong


def _code(line):
    """A line without its trailing comment, but with its indentation."""
    return re.sub(r"\s+# .*$", "", line).rstrip()
