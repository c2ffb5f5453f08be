"""Every function on tensors of no elements and of no dimensions, beside PyTorch.

A call is text: a function of the table and small arguments. What a call gives is its result, the
gradients of what requires grad, or its error. Calls that PyTorch's own reading of arguments
refuses (TypeError) say nothing about small inputs, and are left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

SHAPES = {"s": (), "e": (0,), "a": (0, 3), "b": (2, 0)}
BESIDE = {"v": (3,), "o": (1,)}

# Random, or not of numbers, or of another memory than the test can see.
LEFT_OUT = {
    "bernoulli", "dropout", "empty", "empty_like", "multinomial", "normal", "rand", "rand_like",
    "randint", "randn", "randn_like", "randperm", "seed", "initial_seed", "manual_seed", "load",
    "save", "set_printoptions", "set_default_dtype", "get_default_dtype", "from_numpy",
    "scaled_dot_product_attention", "set_grad_enabled", "numpy", "backward",
    "is_tensor", "data_ptr", "new_empty", "bernoulli_", "normal_", "uniform_", "random_",
    "exponential_", "register_hook", "register_post_accumulate_grad_hook", "retain_grad",
    "requires_grad_", "share_memory_", "storage_offset", "stride", "tolist", "item", "type",
    "cauchy_", "log_normal_", "geometric_", "randint_like", "rrelu", "alpha_dropout",
    "dropout1d", "dropout2d", "dropout3d", "feature_dropout", "feature_alpha_dropout",
    "is_inference", "cpu", "detach_", "dtype", "device", "Size", "Tensor", "Variable", "Generator",
    "gumbel_softmax",
    # Without the nodes that PyTorch gives them, which only raise (docs/differences.md).
    "heaviside", "floor_divide", "unique",
}  # fmt: skip

ONE = (
    "x", "x, 0", "x, 1", "x, -1", "x, 2", "x, .5", "x, (0,)", "x, ()", "x, (0, 1)", "x, 0, 0",
    "x, 0, 1", "x, 0, True", "x, 1, 0", "x, -1, 0", "x, 0, 1, 1", "x, (0,), (0,)", "x, (0, -1)",
    "x, 1, 1", "x, 2, 1", "x, 1.5, 2.5", "x, None, 1", "x, (1,)", "x, (0, 0)", "x, (3, 0)",
    "x, (-1,)", "x, (1, 1)", "x, [1, 0]", "x, 0, i", "x, i", "x, m", "x, m, 1.", "x, m, x",
    "x, x", "x, x, x", "x, x, x, x", "x, 0, i, 2.", "x, 0, i, x", "x, j", "x, 0, j", "x, 0, j, x",
    "x, 0, j, 2.",
    "[x]", "[x, x]", "[x], 1", "[x, x], 0", "[x, x], -1", "[x, x, x], 1", "x[None]",
    "x[None, None]", "x[None], 0", "x, True", "x, True, True", "x, 'mean'", "x, x, .5", "x, x, 1",
    "x, x, 0", "m", "m, m", "m, x, x", "m, x, 1", "m, 1, x", "0, x", "2, x", "x, x, 'sum'",
)  # fmt: skip
TWO = (
    "x, y", "y, x", "x, y, x", "x, x, y", "m, x, y", "[x, y]", "[x, y], 0", "[y, x], 1",
    "x, 0, i, y", "x, 0, j, y", "x, y, 0", "x, m, y", "x, j, y", "x, i, y", "x, y, y",
)  # fmt: skip
KINDS = ("float32", "int64", "bool")

EQUATIONS = (
    "'i->', x", "'i,i->', x, x", "'ij->j', x", "'ij->i', x", "'ij->', x", "'ij,ij->j', x, x",
    "'ij,kj->ik', x, x", "'bi,ij->bj', x, x.mT", "'ij,j->i', x, x[0]", "'...->...', x",
    "'i,->i', x, x", "',->', x, x", "'->', x", "'ij->ji', x", "'i,j->ij', x, x",
    "'ij,jk,kl->il', x, x.mT, x", "'...i,...i->...', x, x", "'ii->i', x", "'ij,kl->', x, x",
)  # fmt: skip


def rooms(module: Any) -> dict[str, Any]:
    """The places that functions stand in, by what is written before their names."""
    return {"t.": module, "F.": module.nn.functional, "L.": module.linalg}


def functions(torch: Any, module: Any) -> list[str]:
    """The functions and methods that both have, as they are written in a call."""
    found = []
    for prefix, room in rooms(module).items():
        theirs = rooms(torch)[prefix]
        found += [
            prefix + name
            for name, op in vars(room).items()
            if callable(op) and not isinstance(op, type) and not name.startswith("_")
            and callable(getattr(theirs, name, None)) and name not in LEFT_OUT
        ]  # fmt: skip
    have = {name.partition(".")[2] for name in found if name.startswith("t.")}
    found += [
        f"T.{name}"
        for name in dir(module.Tensor)
        if not name.startswith("_") and name not in LEFT_OUT and name not in have
        and all(callable(getattr(m.Tensor, name, None)) for m in (module, torch))
    ]  # fmt: skip
    return found


def calls(function: str) -> Iterator[tuple[str, str, str]]:
    """All calls of a function: the arguments, and the names of the shapes of x and y."""
    if function == "t.einsum":
        yield from ((arguments, x, x) for arguments in EQUATIONS for x in SHAPES)
        return
    for arguments in ONE:
        yield from ((arguments, x, x) for x in SHAPES)
    for arguments in TWO:
        for x in SHAPES:
            yield from ((arguments, x, y) for y in SHAPES | BESIDE if y != x)


def _made(module: Any, shape: tuple[int, ...], kind: str) -> Any:
    values = np.linspace(0.25, 0.75, int(np.prod(shape))).reshape(shape)
    if kind != "float32":
        values = np.ones(shape)
    return module.tensor(values).to(getattr(module, kind))


def outcome(module: Any, function: str, arguments: str, x: str, y: str, kind: str) -> Any:
    """What a call gives: results and gradients, each an array or a value; or its error."""
    shapes = SHAPES | BESIDE
    leaves = [_made(module, shapes[name], kind) for name in (x, y)]
    if kind == "float32":
        for leaf in leaves:
            leaf.requires_grad_()
    # In-place functions may not write into a leaf.
    written = function.endswith("_") and kind == "float32"
    first, second = [leaf * 1 if written else leaf for leaf in leaves]
    names = {
        "x": first,
        "y": second,
        "t": module,
        "i": module.zeros(0, dtype=module.int64),
        "j": module.zeros(shapes[x], dtype=module.int64),
        "m": module.ones(shapes[x], dtype=module.bool),
        "T": module.Tensor,
        "F": module.nn.functional,
        "L": module.linalg,
    }
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = eval(f"{function}({arguments})", names)
            seen = [_plain(part) for part in flat(result)]
        except Exception as error:
            return error
        roots = [part for part in flat(result) if getattr(part, "requires_grad", False)]
        if not roots:
            return seen
        try:
            seeds = [module.ones(tuple(root.shape), dtype=root.dtype) for root in roots]
            grads = module.autograd.grad(roots, leaves, seeds, allow_unused=True)
            return [*seen, "gradients", *(_plain(grad) for grad in grads)]
        except Exception as error:
            return [*seen, f"backward raises {type(error).__name__}"]


def flat(value: Any) -> list[Any]:
    """The tensors and values in a result."""
    if isinstance(value, (tuple, list)) and not hasattr(value, "numel"):
        return [part for item in value for part in flat(item)]
    return [value]


def _plain(value: Any) -> Any:
    if hasattr(value, "detach"):
        array = value.detach().cpu().numpy(force=True)
        return np.array(array), bool(value.requires_grad)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, tuple):  # a Size
        return tuple(value)
    return type(value).__name__


READING = (
    "positional argument",
    "invalid combination",
    "must be Tensor, not",
    "unexpected keyword",
)
ACCIDENTS = ("INTERNAL ASSERT", "Could this error message be improved", "has no attribute")


def compared(theirs: Any, ours: Any) -> bool:
    """Whether a call says something about small inputs, not of how arguments are read."""
    if isinstance(theirs, TypeError) or any(words in str(theirs) for words in ACCIDENTS):
        return False
    return not (isinstance(ours, TypeError) and any(words in str(ours) for words in READING))


def same(theirs: Any, ours: Any, kind: str, arguments: str) -> bool:
    """Whether two outcomes agree: values, shapes, types, the type of an error.

    Where two mistakes meet (as a type that is refused, and shapes that do not fit), which one is
    complained of is PyTorch's own affair.
    """
    if isinstance(theirs, Exception) or isinstance(ours, Exception):
        if kind != "float32" or any(name in arguments for name in "mij"):
            return isinstance(theirs, Exception) and isinstance(ours, Exception)
        return kind_of(theirs) == kind_of(ours)
    if any("backward raises" in str(p) for p in theirs) and any(n in arguments for n in "mij"):
        return True  # half of a formula in bools or integers: docs/differences.md
    if len(theirs) != len(ours):
        return False
    for one, other in zip(theirs, ours, strict=True):
        if isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], np.ndarray):
            if not (isinstance(other, tuple) and len(other) == 2):
                return False
            (a, a_requires), (b, b_requires) = one, other
            if not isinstance(b, np.ndarray) or a.dtype != b.dtype or a.shape != b.shape:
                return False
            if a_requires != b_requires or not np.allclose(a, b, 2e-5, 1e-6, equal_nan=True):
                return False
        elif type(one) is not type(other) or (one != other and one == one):
            return False
    return True


def kind_of(outcome: Any) -> str | None:
    """The built-in type of an error; None for results."""
    if not isinstance(outcome, Exception):
        return None
    return next(k for k in type(outcome).__mro__ if k.__module__ == "builtins").__name__
