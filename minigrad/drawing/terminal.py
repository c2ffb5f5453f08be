"""Words for where some of their letters are missing: a pipe or an old console on Windows."""

from __future__ import annotations

import sys

_ASCII = str.maketrans(
    {"←": "<-", "→": "->", "├": "|", "└": "`", "─": "-", "│": "|", "…": "...", "∂": "d"}
    | {"−": "-", "·": "*", "×": "x", "≈": "~", "–": "-", "’": "'"}
)


def for_terminal(text: str) -> str:
    """Return `text` as the standard output can take it: other letters where its own are missing.

    >>> for_terminal("Q")
    'Q'
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = text.translate(_ASCII)
        return plain.encode(encoding, errors="backslashreplace").decode(encoding)
    return text
