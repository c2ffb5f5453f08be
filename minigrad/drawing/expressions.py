"""Expressions typed by a reader: parsed, checked, and computed without `eval`.

    program = parse("c = 3*a**3; Q = c - b**2")
    program.names               ('a', 'b')
    program.run({"a": a, "b": b})

Only arithmetic, comparisons, numbers, names and the engine's own functions are known (grammar.py).
Whatever else stands there gets a message that points at the place.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from minigrad.drawing.grammar import (
    FUNCTIONS,
    KNOWN,
    MOST_PARTS,
    OPERATORS,
    ExpressionError,
    checked,
    dim_of,
    error_at,
)

LONGEST, MOST_LINES = 1_000, 20
MOST_NUMBERS = 100_000
# A number with a name or a parenthesis right behind it.
_PRODUCT = re.compile(r"(?<![\w.])[\d.]+ *[A-Za-z_(]")


@dataclass(frozen=True)
class Line:
    """One line: the name that it gives its result, its text and its parsed form."""

    name: str
    text: str
    tree: ast.expr


@dataclass(frozen=True)
class Program:
    """Lines to compute one after the other; `names` are those that must be given."""

    lines: tuple[Line, ...]
    names: tuple[str, ...]

    def run(
        self,
        given: Mapping[str, Any],
        engine: Any = None,
        around: Callable[[str], AbstractContextManager[Any]] = lambda name: nullcontext(),
        watch: Callable[[Any, list[Any]], None] = lambda result, operands: None,
    ) -> dict[str, Any]:
        """Compute the lines and return their results by name, the last one last.

        given: a tensor for each of `names`. engine: the module whose functions are called
        (minigrad). around: a context for each line, by the line's name, such as `no_grad()`.
        watch: called with each result of an operation and its operands.
        Raises ExpressionError where the engine refuses, or a result gets too large.

        >>> import minigrad as mg
        >>> parse("3*a**3 - b**2").run({"a": mg.tensor(2.0), "b": mg.tensor(6.0)})
        {'Q': tensor(-12.)}
        """
        if engine is None:
            import minigrad as engine
        known = dict(given)
        results: dict[str, Any] = {}
        for line in self.lines:
            with around(line.name):
                value = _Computation(line.text, known, engine, watch).value(line.tree)
                if not hasattr(value, "shape"):  # numbers alone
                    value = engine.tensor(float(value))
            known[line.name] = value
            results.pop(line.name, None)
            results[line.name] = value
        return results


def parse(text: str) -> Program:
    """Return what `text` says: `3*a**3 - b**2`, or several lines, `c = a*b; Q = c**2`.

    Lines end with a new line or a semicolon; the last may be without a name and is then Q.
    Raises ExpressionError, which shows the place.

    >>> parse("3*a**3 - b**2").names
    ('a', 'b')
    >>> parse("a.grad + 1")
    Traceback (most recent call last):
        ...
    minigrad.drawing.grammar.ExpressionError: a dot after a name: attributes and methods are \
not known here; write exp(a)
      a.grad + 1
      ^^^^^^
    """
    if not isinstance(text, str):
        raise TypeError(f"an expression is text, not {type(text).__name__}")
    if len(text) > LONGEST:
        raise ExpressionError(f"too long: {len(text):,} characters, at most {LONGEST:,} are read")
    texts = [part.strip() for part in text.replace(";", "\n").split("\n")]
    texts = [part for part in texts if part and not part.startswith("#")]
    if not texts:
        raise ExpressionError("there is nothing to compute: type an expression, as 3*a**3 - b**2")
    if len(texts) > MOST_LINES:
        raise ExpressionError(f"too many lines: {len(texts)}, at most {MOST_LINES} are read")
    lines: list[Line] = []
    made: set[str] = set()
    needed: dict[str, None] = {}
    for at, part in enumerate(texts):
        name, tree = _line(part, last=at == len(texts) - 1, taken=made | needed.keys())
        if name in needed:
            place = part.find(name)
            raise ExpressionError(
                f"{name} is used before this line gives it a value; choose another name",
                part, place, place + len(name),
            )  # fmt: skip
        for used in checked(part, tree):
            if used not in made:
                needed.setdefault(used)
        if name in needed:
            raise ExpressionError(f"{name} is needed to compute {name}; choose another name", part)
        made.add(name)
        lines.append(Line(name, part, tree))
    return Program(tuple(lines), tuple(needed))


def _line(text: str, *, last: bool, taken: set[str]) -> tuple[str, ast.expr]:
    """One line's name and its tree."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python, about what will be refused anyway
            body = ast.parse(text).body
    except SyntaxError as problem:
        raise _not_python(text, problem) from None
    except (RecursionError, MemoryError, ValueError):
        raise ExpressionError("too deeply nested, or no text that can be read") from None
    statement = body[0] if len(body) == 1 else None
    if isinstance(statement, ast.Expr):
        if not last:
            raise ExpressionError("name this line's result, as in c = a * b", text, 0, len(text))
        taken = taken | _names(statement.value)
        candidates = ["Q", "R", "result", *(f"result{n}" for n in range(MOST_PARTS))]
        return next(name for name in candidates if name not in taken), statement.value
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            if target.id in FUNCTIONS:
                raise error_at(text, target, f"{target.id} is a function; choose another name")
            return target.id, statement.value
        raise error_at(text, target, "one name stands on the left of =")
    raise ExpressionError(f"only expressions are known here: {KNOWN}", text, 0, len(text))


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _not_python(text: str, problem: SyntaxError) -> ExpressionError:
    at = min(max((problem.offset or 1) - 1, 0), len(text))
    before = text[:at].rstrip()
    hint = ""
    if product := _PRODUCT.search(text):
        hint, at = "; for a product write *, as in 3*a", product.end() - 1
    elif text.count("(") != text.count(")"):
        hint = "; parentheses don't match"
    elif not before or before[-1:] in "+-*/@=<>(,":
        hint = "; something is missing"
    return ExpressionError(f"this can't be read{hint}", text, at, at + 1)


# ------------------------------------------------------------------ computing


class _Computation:
    """Computes one checked line."""

    def __init__(
        self,
        text: str,
        known: Mapping[str, Any],
        engine: Any,
        watch: Callable[[Any, list[Any]], None],
    ) -> None:
        self.text = text
        self.known = known
        self.engine = engine
        self.watch = watch

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            if node.id not in self.known:
                raise error_at(self.text, node, f"{node.id} has no value")
            return self.known[node.id]
        try:
            result = self.applied(node)
        except ExpressionError:
            raise
        except ZeroDivisionError:
            raise error_at(self.text, node, "division of a number by zero") from None
        except OverflowError:
            raise error_at(self.text, node, "this number is too large") from None
        except (ArithmeticError, ValueError, TypeError, RuntimeError, IndexError) as problem:
            told = str(problem).partition("\n")[0] or type(problem).__name__
            raise error_at(self.text, node, told) from problem
        if isinstance(result, tuple):  # max(a, dim): the values, and where they stand
            result = result[0]
        if math.prod(getattr(result, "shape", ())) > MOST_NUMBERS:
            raise error_at(self.text, node, f"the result has more than {MOST_NUMBERS:,} numbers")
        return result

    def applied(self, node: ast.expr) -> Any:
        if isinstance(node, ast.UnaryOp):
            operand = self.value(node.operand)
            return self.seen(-operand, operand) if isinstance(node.op, ast.USub) else operand
        if isinstance(node, ast.BinOp):
            return self.combined(type(node.op), self.value(node.left), self.value(node.right), node)
        if isinstance(node, ast.Compare):
            left, right = self.value(node.left), self.value(node.comparators[0])
            return self.combined(type(node.ops[0]), left, right, node)
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        name = node.func.id
        count, _ = FUNCTIONS[name]
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        tensors = [self.value(part) for part in given[:count]]
        tensors = [t if hasattr(t, "shape") else self.engine.tensor(float(t)) for t in tensors]
        dims = [dim_of(self.text, part) for part in given[count:]]
        function = getattr(self.engine, name, None)
        if function is None:  # some are methods only
            function = getattr(type(tensors[0]), name, None)
        if function is None:
            raise error_at(self.text, node.func, f"the engine has no {name} yet")
        return self.seen(function(*tensors, *dims), *tensors)

    def seen(self, result: Any, *operands: Any) -> Any:
        self.watch(result, list(operands))
        return result

    def combined(self, kind: type, left: Any, right: Any, node: ast.expr) -> Any:
        if hasattr(left, "shape") or hasattr(right, "shape"):
            if kind is ast.MatMult:  # its size is known before it is computed
                sizes = [getattr(side, "shape", ()) for side in (left, right)]
                if math.prod(sizes[0][:-1]) * math.prod(sizes[1][1:]) > MOST_NUMBERS:
                    raise error_at(
                        self.text, node, f"the result has more than {MOST_NUMBERS:,} numbers"
                    )
            return self.seen(OPERATORS[kind](left, right), left, right)
        # Two numbers: floats, or 9**9**9 would keep Python busy for years.
        result = OPERATORS[kind](float(left), float(right))
        if isinstance(result, complex):
            raise error_at(self.text, node, "a root of a negative number is no real number")
        whole = isinstance(result, bool) or (abs(result) < 2**53 and result == int(result))
        return int(result) if whole else result
