"""Calls that are made from the rows' forms: each argument by position or by name, left out, of a
wrong type, one too many."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from minigrad.ops.arguments import MISSING, SPELLINGS, Form, Parameter, read
from minigrad.ops.rows import FACES


class CallOf(NamedTuple):
    """One call: its arguments are described, to be made for either library."""

    name: str
    method: bool
    args: list[Any]
    kwargs: dict[str, Any]


# Values for a parameter of each kind: the first two fit most often.
VALUES: dict[str, list[Any]] = {
    "Tensor": ["x", "y", "ints", 2, 2.5, "a word", None, "array"],
    "int": [0, 1, -1, 2, "a word", 1.5, True, None, "numpy int", "0-d"],
    "bool": [True, False, 1, "a word", None],
    "int[]": [(0,), [0, 1], 0, (1, 2), "a word", (0.5,), None, (0, "a word")],
    "Scalar": [2, 0.5, True, "a word", None, "0-d"],
    "float": [0.5, 2, "a word", None],
    "ScalarType": ["float64", "int64", float, 3, None, "a word"],
    "str": ["mean", "linear", "floor", "left", 3, None],
    "Tensor[]": [["x", "x"], ["x"], "x", 3, ["x", 3], ()],
}
MADE: dict[str, Any] = {
    "x": lambda t: t.tensor([[1.0, 2.0], [3.0, 4.0]]),
    "y": lambda t: t.tensor([[0.5, 1.5], [2.5, 0.25]]),
    "ints": lambda t: t.tensor([[0, 1], [1, 0]]),
    "0-d": lambda t: t.tensor(1),
    "array": lambda t: np.ones(2),
    "numpy int": lambda t: np.int64(1),
    "float64": lambda t: t.float64,
    "int64": lambda t: t.int64,
    "nothing": lambda t: t.zeros(0),
}


def value_for(kind: str, rng: random.Random) -> Any:
    values = VALUES.get(kind, [None])
    return rng.choice(values[:2] if rng.random() < 0.8 else values)


def calls(seed: int, each: int) -> Iterator[CallOf]:
    """`each` calls of each form of each function and method."""
    rng = random.Random(seed)
    for name, face in FACES.items():
        for form in map(read, face.forms):
            has_self = any(p.name == "input" for p in form.parameters)
            for method in [False] * face.function + [True] * (face.method and has_self):
                for _ in range(0 if form.deprecated else each):
                    yield one(name, method, form, rng)


def one(name: str, method: bool, form: Form, rng: random.Random) -> CallOf:
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    by_place = True
    for parameter in form.parameters:
        if parameter.name == "out":
            if not method and rng.random() < 0.3:
                kwargs["out"] = "nothing"
        elif method and parameter.name == "input":
            args.insert(0, rng.choice(["x", "y", "ints"]))
        elif parameter.default is not MISSING and rng.random() < 0.4:
            by_place = False
        else:
            value = value_for(parameter.kind, rng)
            by_place = by_place and not parameter.keyword and rng.random() < 0.75
            if by_place:
                args.append(value)
            else:
                kwargs[spelled(parameter, rng)] = value
    chance = rng.random()
    if chance < 0.05:
        kwargs["foo"] = 1
    elif chance < 0.1:
        args.append(7)
    elif chance < 0.13 and len(args) > 1:
        args.pop()
    return CallOf(name, method, args, kwargs)


def spelled(parameter: Parameter, rng: random.Random) -> str:
    others = SPELLINGS.get(parameter.name, ())
    return rng.choice((parameter.name, *others)) if rng.random() < 0.2 else parameter.name


def outcome(call: CallOf, torch: Any) -> tuple[str, Any]:
    """What a call gives, or the type of its error, and the key words of its sentence."""
    args = [made(value, torch) for value in call.args]
    kwargs = {name: made(value, torch) for name, value in call.kwargs.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            function = getattr(args.pop(0) if call.method else torch, call.name)
            return "gives", shown(function(*args, **kwargs), torch)
    except Exception as error:
        return type(error).__name__, key_words(str(error))


def made(value: Any, torch: Any) -> Any:
    if isinstance(value, list):
        return [made(entry, torch) for entry in value]
    return MADE[value](torch) if isinstance(value, str) and value in MADE else value


def shown(result: Any, torch: Any) -> Any:
    if isinstance(result, (tuple, list)):
        return [shown(entry, torch) for entry in result]
    if isinstance(result, torch.Tensor):
        values = np.asarray(result.detach().numpy(), float)
        return str(result.dtype), tuple(result.shape), repr(np.round(values, 3).tolist())
    return repr(result)


def key_words(sentence: str) -> str:
    """What a sentence says, whether an argument was given by its place or by its name."""
    first = sentence.partition("\n")[0]
    first = re.sub(r" \(position \d+\)", "", first)
    first = re.sub(r"(invalid combination of arguments).*", r"\1", first)
    first = re.sub(r"(takes) .*(argument|positional|keyword).*", r"\1 arguments", first)
    return first.replace("TensorBase.", "").replace("Tensor.", "")
