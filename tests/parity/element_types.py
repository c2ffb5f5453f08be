"""The element type of every operation's result, for every pair of operands: PyTorch's, recorded.

    python -m tests.parity.element_types        records them again, on the PyTorch that is installed

An operand is a tensor of each element type, with one dimension or none, or a Python number of each
kind. What an operation makes of them is one letter: the element type of its result, or the error.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("element_types.json")
LETTERS = {
    "bool": "?", "uint8": "u", "int8": "b", "int16": "s", "int32": "i", "int64": "l",
    "float16": "h", "float32": "f", "float64": "d",
    "RuntimeError": "R", "NotImplementedError": "N", "TypeError": "T", "IndexError": "I",
}  # fmt: skip
KINDS = tuple(LETTERS)[:9]
TENSORS = [(kind, ndim) for kind in KINDS for ndim in (1, 0)]
NUMBERS: list[Any] = [True, 3, 2.5]
FIRST, SECOND = [3, 0, 2], [2, 1, 1]

ELEMENTWISE = """
    abs acos acosh asin asinh atan atanh bitwise_not ceil clone cos cosh deg2rad digamma erf erfc
    erfinv exp exp2 expm1 floor isfinite isinf isnan lgamma log log10 log1p log2 logical_not logit
    nan_to_num neg positive rad2deg reciprocal relu round rsqrt sigmoid sign signbit sin sinc sinh
    sqrt square tan tanh trunc
"""
REDUCTIONS = """
    all amax amin any argmax argmin count_nonzero max mean median min nanmean nansum norm prod std
    sum unique var
"""
ALONG = "all amax any argmax cumprod cumsum logcumsumexp logsumexp mean prod softmax std sum var"
LAYERS = """
    celu elu gelu hardshrink hardsigmoid hardswish hardtanh leaky_relu logsigmoid mish relu relu6
    selu silu softplus softshrink softsign tanhshrink
"""
OF_ONE = (
    *(f"t.{name}(a)" for name in (ELEMENTWISE + REDUCTIONS).split() if name != "positive"),
    *(f"t.{name}(a, 0)" for name in ALONG.split()),
    *(f"F.{name}(a)" for name in LAYERS.split()),
    "+a", "t.sort(a)[0]", "t.cummax(a, 0)[0]", "t.round(a, decimals=1)", "t.polygamma(1, a)",
    "t.sum(a, dtype=t.int32)", "t.cumprod(a, 0, dtype=t.int32)", "t.mean(a, dtype=t.float16)",
    "t.clamp(a, 0)", "t.clamp(a, 0, 1.5)", "t.clamp(a, max=True)", "t.clamp_min(a, 1.5)",
    "F.hardtanh(a, 0, 1)", "F.threshold(a, 1, 5)", "F.threshold(a, 1.5, 5.5)", "F.pad(a, (1, 1))",
    "t.masked_fill(a, m, 1)", "t.masked_fill(a, m, 1.5)", "t.full_like(a, 2.5)",
    "t.addcmul(a, a, a, value=.5)", "t.addcdiv(a, a, a, value=.5)", "t.lerp(a, a, .5)",
    "t.addcmul(a, a, a, value=True)", "t.heaviside(a, a)", "a.round_()", "a.square_()",
    "a.sign_()", "a.fill_(-1)", "a.add_(True)", "a.sub_(True)", "a.mul_(2.5)", "a.div_(2)",
    "t.add(a, 1, alpha=2)", "t.add(a, 1, alpha=.5)", "t.add(a, 1, alpha=True)",
    "t.sub(a, True, alpha=2)", "t.div(a, 2, rounding_mode='trunc')", "t.trace(t.diag(a))",
    "F.avg_pool1d(a[None], 2)", "F.max_pool1d(a[None], 2)", "F.dropout(a, 1.)", "t.diff(a)",
    "F.dropout(a, .5) * 0",
    "t.linalg.vecdot(a, a)", "t.linalg.cholesky(t.diag(a + 1))", "t.bucketize(a, t.sort(a)[0])",
    "t.linalg.eigvalsh(t.diag(a))", "t.matrix_power(t.diag(a), 2)", "t.diag(a) @ t.diag(a)",
    "F.layer_norm(a, (3,))", "F.normalize(a, dim=0)", "t.kthvalue(a, 1)[0]",
    "t.index_add(a, 0, t.tensor([0]), a[:1], alpha=.5)", "1 & a", "~a", "t.topk(a, 1)[0]",
    "a ** 0", "a ** 1", "a ** 2", "a ** 2.", "a ** True", "2 ** a", "1 - a", "True - a", "1 / a",
)  # fmt: skip
OF_TWO = (
    "a + b", "a - b", "a * b", "a / b", "a // b", "a % b", "a ** b", "a == b", "a < b",
    "t.add(a, b, alpha=2)", "t.add(a, b, alpha=.5)", "t.add(a, b, alpha=True)",
    "t.sub(a, b, alpha=2)", "t.div(a, b, rounding_mode='floor')", "t.fmod(a, b)",
    "t.maximum(a, b)", "t.fmin(a, b)", "t.atan2(a, b)", "t.hypot(a, b)", "t.copysign(a, b)",
    "t.logaddexp(a, b)", "t.xlogy(a, b)", "t.heaviside(a, b)", "t.logical_xor(a, b)",
    "t.bitwise_and(a, b)", "t.isclose(a, b)", "t.isin(a, b)", "t.where(m, a, b)",
    "t.clamp(a, b)", "t.clamp_max(a, b)", "t.lerp(a, b, .5)", "t.addcmul(a, b, b, value=2)",
    "t.addcmul(a, a, b, value=.5)", "t.addcdiv(a, b, a)", "t.masked_fill(a, m, b)", "t.cat([a, b])",
    "t.stack([a, b])", "t.outer(a, b)", "t.dot(a, b)", "t.kron(a, b)", "a.add_(b)",
    "a.mul_(b)", "a.div_(b)", "a.copy_(b)", "t.einsum('i,j->ij', a, b)",
    "F.mse_loss(a, b)", "F.smooth_l1_loss(a, b)",
)  # fmt: skip


def operands(code: str) -> Iterator[tuple[Any, Any]]:
    """All pairs of operands of a call; the second is None for a call of one."""
    if code in OF_ONE:
        yield from ((tensor, None) for tensor in TENSORS)
        return
    numbers = NUMBERS if not code.startswith("F.") else []
    for a in [*TENSORS, *numbers]:
        for b in [*TENSORS, *numbers]:
            if isinstance(a, tuple) or isinstance(b, tuple):
                yield a, b


def made(module: Any, operand: Any, values: list[int], requires_grad: bool = False) -> Any:
    """The operand itself: a new tensor, or the number."""
    if not isinstance(operand, tuple):
        return operand
    kind, ndim = operand
    tensor = module.tensor(values if ndim else values[0]).to(getattr(module, kind))
    return tensor.requires_grad_() if requires_grad and kind.startswith("float") else tensor


def called(module: Any, code: str, a: Any, b: Any) -> Any:
    """What the call gives for two operands as they are, or its error."""
    names = {"t": module, "F": module.nn.functional, "m": module.tensor([True, False, True])}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return eval(code, names | {"a": a, "b": b})
        except Exception as error:
            return error


def letter(result: Any) -> str:
    """The element type, or the error, as one letter."""
    if isinstance(result, Exception):
        return LETTERS.get(type(result).__name__, "E")
    return LETTERS[str(result.dtype).removeprefix("torch.")]


def letters(module: Any, code: str) -> str:
    """The letters of a call for all its operands."""
    pairs = [(made(module, a, FIRST), made(module, b, SECOND)) for a, b in operands(code)]
    return "".join(letter(called(module, code, a, b)) for a, b in pairs)


def main() -> None:
    import torch

    table = {code: letters(torch, code) for code in (*OF_ONE, *OF_TWO)}
    version = torch.__version__.partition("+")[0]
    text = json.dumps({"torch": version, "calls": table}, indent=0)
    FILE.write_text(text + "\n", encoding="utf-8")
    print(f"{len(table)} calls, {sum(map(len, table.values()))} pairs of operands")


if __name__ == "__main__":
    main()
