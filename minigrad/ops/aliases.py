"""PyTorch's second names: the same functions as it calls them elsewhere, or as NumPy does."""

from __future__ import annotations

from .rows import FACES, TABLE

ALIASES = {
    "absolute": "abs", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh",
    "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "clip": "clamp",
    "concatenate": "cat", "divide": "div", "fix": "trunc", "greater": "gt",
    "greater_equal": "ge", "less": "lt", "less_equal": "le", "moveaxis": "movedim",
    "multiply": "mul", "negative": "neg", "not_equal": "ne", "row_stack": "vstack",
    "subtract": "sub", "swapdims": "transpose",
}  # fmt: skip

for _alias, _name in ALIASES.items():
    for _end in ("", "_"):
        if _name + _end in FACES:
            TABLE[_alias + _end], FACES[_alias + _end] = TABLE[_name + _end], FACES[_name + _end]
FACES["absolute_"] = FACES["abs_"]._replace(function=False)
