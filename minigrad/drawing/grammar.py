"""What may stand in an expression: the functions, the operators, and the check of every part.

A part that is not listed here gets an ExpressionError that points at its place. Nothing of what
was typed is run to find that out.
"""

from __future__ import annotations

import ast
import difflib
import operator
from collections.abc import Callable
from typing import Any

MOST_PARTS, DEEPEST = 300, 40
LARGEST_EXPONENT = 100

OF_ONE = (
    "abs acos asin atan ceil clone cos cosh detach erf exp expm1 floor log log10 log1p log2 neg "
    "reciprocal relu round rsqrt sigmoid sign sin sinh sqrt square t tan tanh"
)
OF_ONE_AND_DIM = "argmax cumsum log_softmax logsumexp max mean min norm prod softmax std sum var"
OF_TWO = "add atan2 div dot matmul maximum minimum mul pow sub"
# How many tensors a function takes; whether a `dim` may follow.
FUNCTIONS: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(OF_ONE.split(), (1, False)),
    **dict.fromkeys(OF_ONE_AND_DIM.split(), (1, True)),
    **dict.fromkeys(OF_TWO.split(), (2, False)),
    "where": (3, False),
}
NEEDS_DIM = {"cumsum", "log_softmax", "logsumexp", "softmax"}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
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
KNOWN = "numbers, names, + - * / ** @, comparisons and functions such as exp(a) or sum(a)"
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


def error_at(text: str, node: ast.AST, problem: str) -> ExpressionError:
    """An error at the place of `node`; Python counts in bytes there."""
    data = text.split("\n")[0].encode("utf-8")
    start = getattr(node, "col_offset", 0)
    end = getattr(node, "end_col_offset", None) or start + 1
    places = [len(data[:n].decode("utf-8", errors="ignore")) for n in (start, end)]
    return ExpressionError(problem, text, *places)


def checked(text: str, tree: ast.expr) -> list[str]:
    """The names in a tree, once every part of it is known to be harmless."""
    names: list[str] = []
    waiting: list[tuple[ast.expr, int]] = [(tree, 1)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            raise error_at(text, node, "too much for one line; give parts of it names, c = ...")
        if isinstance(node, ast.Name):
            if node.id in FUNCTIONS:
                raise error_at(text, node, f"{node.id} is a function; write {node.id}(...)")
            if node.id.startswith("__"):
                raise error_at(text, node, "a name doesn't begin with two underscores")
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
            raise error_at(text, node, f"only numbers and names are known, not {node.value!r:.20}")
        if abs(number) > 1e30:
            raise error_at(text, node, "this number is too large")
        return []
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.BitXor):
            raise error_at(text, node, "a power is written **, as in a**2; ^ means something else")
        if type(node.op) not in OPERATORS:
            raise error_at(text, node, f"this operator is not known; known are {KNOWN}")
        if isinstance(node.op, ast.Pow):
            power = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
            if abs(_number(power) or 0) > LARGEST_EXPONENT:
                raise error_at(text, node.right, f"exponents go up to {LARGEST_EXPONENT}")
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return [node.operand]
    if isinstance(node, ast.Compare):
        if len(node.ops) > 1:
            raise error_at(text, node, "one comparison at a time, as in a < b")
        if type(node.ops[0]) not in OPERATORS:
            raise error_at(text, node, "compare with < <= > >= == or !=")
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        return _call(text, node)
    raise error_at(text, node, _WHAT.get(type(node), f"this is not known here; known are {KNOWN}"))


def _number(node: ast.expr) -> int | float | None:
    """The number that stands there. (Exactly these kinds: True would be an int too.)"""
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and type(value) is not bool else None


def _call(text: str, node: ast.Call) -> list[ast.expr]:
    if not isinstance(node.func, ast.Name):
        if isinstance(node.func, ast.Attribute):
            raise error_at(text, node.func, _WHAT[ast.Attribute])
        raise error_at(text, node, "only a function's name stands before (; for a product write *")
    name = node.func.id
    if name not in FUNCTIONS:
        near = difflib.get_close_matches(name, FUNCTIONS, 3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(FUNCTIONS)}"
        raise error_at(text, node.func, f"there is no function {name:.40} here; {hint}")
    count, takes_dim = FUNCTIONS[name]
    given = list(node.args)
    for keyword in node.keywords:
        if not takes_dim or keyword.arg != "dim":
            raise error_at(text, keyword, f"{name} takes no {keyword.arg or '**'} here")
        given.append(keyword.value)
    if len(given) - takes_dim > count or len(given) < count + (name in NEEDS_DIM):
        needs = f"{count} argument{'s' if count > 1 else ''}"
        extra = " and a dim" if name in NEEDS_DIM else " and, if you want, a dim"
        raise error_at(text, node, f"{name} takes {needs}{extra if takes_dim else ''}")
    if len(given) > count:
        dim_of(text, given[-1])
    return given[:count]


def dim_of(text: str, node: ast.expr) -> int:
    """Return the number of a dimension, which is written out."""
    sign, inner = 1, node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, inner = -1, node.operand
    if not isinstance(inner, ast.Constant) or type(inner.value) is not int or inner.value > 9:
        raise error_at(text, node, "dim is a small whole number, such as 0 or -1")
    return sign * inner.value
