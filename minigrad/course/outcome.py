"""What a function gave on one engine, in a form that can be kept, shown and compared.

`run(function, torch)` calls the function with an engine and returns an outcome: a dictionary from
names to entries. Warnings and an exception are results as well. An entry is plain JSON:

    kind     what it is, as far as both engines must agree: "tensor float32 (2,)"
    shown    how it is printed
    numbers  its numbers in one row, where it has some; rounding may differ between engines
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

MOST = 100  # numbers in one entry; more is no claim that a reader could check
SAME = {"rel_tol": 1e-5, "abs_tol": 1e-6}

Entry = dict[str, Any]
Outcome = dict[str, Entry]

# PyTorch's messages go on with addresses of web pages and of its own source lines.
TAIL = re.compile(r"\s*(See github\.com/pytorch|\(Triggered internally at).*", re.DOTALL)


def run(function: Callable[[Any], Any], torch: Any) -> Outcome:
    """Call the function with this engine; what it returns, warns and raises is the outcome.

    The function returns a dictionary from names to results.
    Raises TypeError when it returns anything else, or a result that can't be compared.

    Example:
        >>> import minigrad
        >>> run(lambda torch: {"twice": 2 * torch.tensor([1.0])}, minigrad)["twice"]["shown"]
        'tensor([2.])'
    """
    raised: Exception | None = None
    given: Any = {}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            given = function(torch)
        except Exception as error:
            raised = error
    if not isinstance(given, Mapping):
        raise TypeError(
            f'{_name(function)} returned {type(given).__name__}; return a dict: {{"Q": Q}}'
        )
    outcome = {str(name): entry(name, value) for name, value in given.items()}
    said = [_message(w.message) for w in warned if issubclass(w.category, UserWarning)]
    for number, words in enumerate(dict.fromkeys(said), 1):
        outcome["warns" if number == 1 else f"warns, {number}"] = _words("warning", words)
    if raised is not None:
        outcome["raises"] = _words("exception", _message(raised))
    return outcome


def entry(name: str, value: Any) -> Entry:
    """Return one result as plain JSON.

    Raises TypeError for a dictionary inside the result and ValueError when it is too long.

    Example:
        >>> entry("n", 3)
        {'kind': 'int', 'shown': '3', 'numbers': [3]}
    """
    if hasattr(value, "requires_grad") and hasattr(value, "tolist"):
        made = _tensor(value)
    elif isinstance(value, bool | str | None):
        made = _words(type(value).__name__, str(value))
    elif isinstance(value, int | float):
        made = {"kind": type(value).__name__, "shown": f"{value:.6g}", "numbers": [value]}
    elif isinstance(value, list | tuple):
        made = _row([entry(name, item) for item in value])
    elif isinstance(value, Mapping):
        raise TypeError(f"{name} is a dictionary; give each of its values a name of its own")
    elif isinstance(value, type):
        made = _words("type", value.__name__)
    elif str(value).startswith("torch."):  # a dtype prints alike on both engines
        made = _words("name", str(value))
    else:  # a node, a hook handle: what both engines share is the name of its class
        made = _words("object", type(value).__name__)
    if len(made.get("numbers", ())) > MOST:
        raise ValueError(f"{name} has {len(made['numbers'])} numbers; return at most {MOST}")
    return made


def same(ours: Entry | None, theirs: Entry | None) -> bool:
    """Tell whether two entries agree: the same kind, and equal numbers but for rounding.

    Example:
        >>> same(entry("x", 0.1 + 0.2), entry("x", 0.3)), same(entry("x", 1), entry("x", 1.0))
        (True, False)
    """
    if ours is None or theirs is None or ours["kind"] != theirs["kind"]:
        return False
    if "numbers" not in ours or "numbers" not in theirs:
        return bool(ours["shown"] == theirs["shown"])
    pairs = zip(ours["numbers"], theirs["numbers"], strict=False)
    return len(ours["numbers"]) == len(theirs["numbers"]) and all(
        (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, **SAME) for a, b in pairs
    )


def _tensor(value: Any) -> Entry:
    """A tensor; whether it requires grad, and by which node, belongs to its kind."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # printing may read what warns when it is read
        shown = re.sub(r"\s*\n\s*", " ", repr(value))
    node = type(value.grad_fn).__name__ if value.grad_fn is not None else "None"
    dtype = str(value.dtype).removeprefix("torch.")
    kind = f"tensor {dtype} {tuple(value.shape)} requires_grad={value.requires_grad} {node}"
    return {"kind": kind, "shown": shown, "numbers": _flat(value.detach().tolist())}


def _row(items: list[Entry]) -> Entry:
    """A list or a tuple: both engines give either, so they count as one kind."""
    shown = ", ".join(item["shown"] for item in items)
    made: Entry = {"kind": "list of " + ", ".join(i["kind"] for i in items), "shown": f"[{shown}]"}
    if items and all("numbers" in item for item in items):
        made["numbers"] = [number for item in items for number in item["numbers"]]
    return made


def _flat(nested: Any) -> list[float]:
    if isinstance(nested, list):
        return [number for part in nested for number in _flat(part)]
    return [nested]


def _words(kind: str, shown: str) -> Entry:
    return {"kind": kind, "shown": shown}


def _message(error: BaseException | str) -> str:
    words = TAIL.sub("", str(error)).strip()
    return f"{type(error).__name__}: {' '.join(words.split())}"


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "the function")
