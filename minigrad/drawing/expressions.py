"""Expressions typed by a reader: parsed, checked, and computed without `eval`.

    program = parse("c = 3*a**3; Q = c - b**2")
    program.names               ('a', 'b')
    program.run({"a": a, "b": b})

Only arithmetic, comparisons, numbers, names and the engine's own functions are known. Whatever
else stands there gets a message that points at the place.
"""

from __future__ import annotations

import ast
import difflib
import math
import operator
import re
import warnings
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

LONGEST, MOST_LINES, MOST_PARTS, DEEPEST = 1_000, 20, 300, 40
MOST_NUMBERS = 100_000
LARGEST_EXPONENT = 100

# How many tensors a function takes; whether a `dim` may follow.
FUNCTIONS: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(
        [
            "abs",
            "acos",
            "asin",
            "atan",
            "ceil",
            "clone",
            "cos",
            "cosh",
            "detach",
            "erf",
            "exp",
            "expm1",
            "floor",
            "log",
            "log10",
            "log1p",
            "log2",
            "neg",
            "reciprocal",
            "relu",
            "round",
            "rsqrt",
            "sigmoid",
            "sign",
            "sin",
            "sinh",
            "sqrt",
            "square",
            "t",
            "tan",
            "tanh",
        ],
        (1, False),
    ),
    **dict.fromkeys(
        [
            "argmax",
            "cumsum",
            "log_softmax",
            "logsumexp",
            "max",
            "mean",
            "min",
            "norm",
            "prod",
            "softmax",
            "std",
            "sum",
            "var",
        ],
        (1, True),
    ),
    **dict.fromkeys(
        ["add", "atan2", "div", "dot", "matmul", "maximum", "minimum", "mul", "pow", "sub"],
        (2, False),
    ),
    "where": (3, False),
}
NEEDS_DIM = {"cumsum", "log_softmax", "logsumexp", "softmax"}
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
# A number with a name or a parenthesis right behind it.
_PRODUCT = re.compile(r"(?<![\w.])[\d.]+ *[A-Za-z_(]")
_KNOWN = "numbers, names, + - * / ** @, comparisons and functions such as exp(a) or sum(a)"
_WHAT = {
    ast.Attribute: "a dot after a name: attributes and methods are not known here; write exp(a)",
    ast.Subscript: "square brackets: elements can't be selected here",
    ast.Lambda: "a lambda",
    ast.IfExp: "an if: use where(condition, x, y)",
    ast.BoolOp: "and/or",
    ast.List: "a list: give the numbers of a tensor as its value",
    ast.Tuple: "a comma: one expression on each line",
    ast.JoinedStr: "a string",
    ast.NamedExpr: "a :=; name a result on its own line, c = ...",
    ast.Starred: "a star before a name",
}


class ExpressionError(ValueError):
    """What was typed can't be computed: says why, and shows the place under the line."""

    def __init__(self, problem: str, line: str = "", start: int = 0, end: int = 0) -> None:
        self.problem = problem
        self.line = line
        self.start = start
        self.end = max(end, start + 1)
        super().__init__(self.pointed())

    def pointed(self) -> str:
        """The problem, the line, and a mark under the place."""
        if not self.line:
            return self.problem
        # Tabs would shift the mark.
        shown = self.line.replace("\t", " ")
        return f"{self.problem}\n  {shown}\n  {' ' * self.start}{'^' * (self.end - self.start)}"


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
    ) -> dict[str, Any]:
        """Compute the lines and return their results by name, the last one last.

        given: a tensor for each of `names`. engine: the module whose functions are called
        (minigrad). around: a context for each line, by the line's name, such as `no_grad()`.
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
                value = _Computation(line.text, known, engine).value(line.tree)
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
    minigrad.drawing.expressions.ExpressionError: a dot after a name: attributes and methods are \
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
        for used in _checked(part, tree):
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
                raise _at(text, target, f"{target.id} is a function; choose another name")
            return target.id, statement.value
        raise _at(text, target, "one name stands on the left of =")
    raise ExpressionError(f"only expressions are known here: {_KNOWN}", text, 0, len(text))


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


def _at(text: str, node: ast.AST, problem: str) -> ExpressionError:
    """An error at the place of `node`; Python counts in bytes there."""
    data = text.split("\n")[0].encode("utf-8")
    start = getattr(node, "col_offset", 0)
    end = getattr(node, "end_col_offset", None) or start + 1
    places = [len(data[:n].decode("utf-8", errors="ignore")) for n in (start, end)]
    return ExpressionError(problem, text, *places)


# ------------------------------------------------------------------ what is allowed


def _checked(text: str, tree: ast.expr) -> list[str]:
    """The names in a tree, once every part of it is known to be harmless."""
    names: list[str] = []
    waiting: list[tuple[ast.expr, int]] = [(tree, 1)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise _at(text, node, "too much for one line; give parts of it names, c = ...")
        if isinstance(node, ast.Name):
            if node.id in FUNCTIONS:
                raise _at(text, node, f"{node.id} is a function; write {node.id}(...)")
            if node.id.startswith("__"):
                raise _at(text, node, "a name doesn't begin with two underscores")
            names.append(node.id)
            continue
        parts = _parts(text, node)
        waiting += [(part, depth + 1) for part in reversed(parts)]
    return names


def _parts(text: str, node: ast.expr) -> list[ast.expr]:
    """What a node consists of; ExpressionError for a node that is not known here."""
    if isinstance(node, ast.Constant):
        number = _number(node)
        if number is None:
            raise _at(text, node, f"only numbers and names are known, not {node.value!r:.20}")
        if abs(number) > 1e30:
            raise _at(text, node, "this number is too large")
        return []
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.BitXor):
            raise _at(text, node, "a power is written **, as in a**2; ^ means something else")
        if type(node.op) not in _OPERATORS:
            raise _at(text, node, f"this operator is not known; known are {_KNOWN}")
        if isinstance(node.op, ast.Pow):
            power = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
            if abs(_number(power) or 0) > LARGEST_EXPONENT:
                raise _at(text, node.right, f"exponents go up to {LARGEST_EXPONENT}")
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return [node.operand]
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1:
            raise _at(text, node, "one comparison at a time, as in a < b")
        if type(node.ops[0]) not in _OPERATORS:
            raise _at(text, node, "compare with < <= > >= == or !=")
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        return _call(text, node)
    raise _at(text, node, _WHAT.get(type(node), f"this is not known here; known are {_KNOWN}"))


def _number(node: ast.expr) -> int | float | None:
    """The number that stands there. (Exactly these kinds: True would be an int too.)"""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and type(value) is not bool else None


def _call(text: str, node: ast.Call) -> list[ast.expr]:
    if not isinstance(node.func, ast.Name):
        if isinstance(node.func, ast.Attribute):
            raise _at(text, node.func, _WHAT[ast.Attribute])
        raise _at(text, node, "only a function's name stands before (; for a product write *")
    name = node.func.id
    if name not in FUNCTIONS:
        near = difflib.get_close_matches(name, FUNCTIONS, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(FUNCTIONS)}"
        raise _at(text, node.func, f"there is no function {name:.40} here; {hint}")
    count, takes_dim = FUNCTIONS[name]
    given = list(node.args)
    for keyword in node.keywords:
        if not takes_dim or keyword.arg != "dim":
            raise _at(text, keyword, f"{name} takes no {keyword.arg or '**'} here")
        given.append(keyword.value)
    if len(given) - takes_dim > count or len(given) < count + (name in NEEDS_DIM):
        needs = f"{count} argument{'s' if count > 1 else ''}"
        extra = " and a dim" if name in NEEDS_DIM else " and, if you want, a dim"
        raise _at(text, node, f"{name} takes {needs}{extra if takes_dim else ''}")
    if len(given) > count:
        _dim(text, given[-1])
    return given[:count]


def _dim(text: str, node: ast.expr) -> int:
    sign, inner = 1, node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, inner = -1, node.operand
    if not isinstance(inner, ast.Constant) or type(inner.value) is not int or inner.value > 9:
        raise _at(text, node, "dim is a small whole number, such as 0 or -1")
    return sign * inner.value


# ------------------------------------------------------------------ computing


class _Computation:
    """Computes one checked line."""

    def __init__(self, text: str, known: Mapping[str, Any], engine: Any) -> None:
        self.text = text
        self.known = known
        self.engine = engine

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            if node.id not in self.known:
                raise _at(self.text, node, f"{node.id} has no value")
            return self.known[node.id]
        try:
            result = self.applied(node)
        except ExpressionError:
            raise
        except ZeroDivisionError:
            raise _at(self.text, node, "division of a number by zero") from None
        except OverflowError:
            raise _at(self.text, node, "this number is too large") from None
        except (ArithmeticError, ValueError, TypeError, RuntimeError, IndexError) as problem:
            told = str(problem).partition("\n")[0] or type(problem).__name__
            raise _at(self.text, node, told) from problem
        if isinstance(result, tuple):  # max(a, dim): the values, and where they stand
            result = result[0]
        if math.prod(getattr(result, "shape", ())) > MOST_NUMBERS:
            raise _at(self.text, node, f"the result has more than {MOST_NUMBERS:,} numbers")
        return result

    def applied(self, node: ast.expr) -> Any:
        if isinstance(node, ast.UnaryOp):
            operand = self.value(node.operand)
            return -operand if isinstance(node.op, ast.USub) else operand
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
        dims = [_dim(self.text, part) for part in given[count:]]
        function = getattr(self.engine, name, None)
        if function is None:  # some are methods only
            function = getattr(type(tensors[0]), name, None)
        if function is None:
            raise _at(self.text, node.func, f"the engine has no {name} yet")
        return function(*tensors, *dims)

    def combined(self, kind: type, left: Any, right: Any, node: ast.expr) -> Any:
        if hasattr(left, "shape") or hasattr(right, "shape"):
            if kind is ast.MatMult:  # its size is known before it is computed
                sizes = [getattr(side, "shape", ()) for side in (left, right)]
                if math.prod(sizes[0][:-1]) * math.prod(sizes[1][1:]) > MOST_NUMBERS:
                    raise _at(self.text, node, f"the result has more than {MOST_NUMBERS:,} numbers")
            return _OPERATORS[kind](left, right)
        # Two numbers: floats, or 9**9**9 would keep Python busy for years.
        result = _OPERATORS[kind](float(left), float(right))
        if isinstance(result, complex):
            raise _at(self.text, node, "a root of a negative number is no real number")
        whole = isinstance(result, bool) or (abs(result) < 2**53 and result == int(result))
        return int(result) if whole else result
