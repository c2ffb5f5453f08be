"""einsum: products of any number of tensors, summed over the letters that are left out."""

from __future__ import annotations

import math
from typing import Any

from ...engine.tensor import Tensor
from ..elementwise.pointwise import mul
from ..reductions.reduce import sum as total
from ..rows import operation
from ..shapes.lengths import unsqueeze
from ..shapes.orders import permute
from ..shapes.views import reshape, view
from .linalg import product_of_batches


@operation(
    method=False,
)
def einsum(equation: str, *operands: Any) -> Tensor:
    """Products summed over the letters that do not appear behind the arrow.

    Letters may stand for any dimension, `...` for those without a letter. Raises RuntimeError for
    an equation that does not fit the operands.

    >>> import minigrad as mg
    >>> mg.einsum("ij,jk->ik", mg.ones(2, 3), mg.ones(3, 4)).shape
    torch.Size([2, 4])
    """
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    for place, operand in enumerate(operands):
        if not isinstance(operand, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 1, "
                f"but got {type(operand).__name__}"
            )
    inputs, output = _read(equation, [t._array.ndim for t in operands])
    letters = list(output) + sorted({c for labels in inputs for c in labels} - set(output))
    length: dict[Any, int] = {}
    arranged = []
    for place, (tensor, labels) in enumerate(zip(operands, inputs, strict=True)):
        tensor, labels = _own_diagonals(tensor, labels, place)
        for label, n in zip(labels, tensor._array.shape, strict=True):
            if length.setdefault(label, n) == 1:
                length[label] = n
            if n not in (1, length[label]):
                raise RuntimeError(
                    f"einsum(): subscript {label} has size {n} for operand {place} which does not "
                    f"broadcast with previously seen size {length[label]}"
                )
        order = [labels.index(c) for c in letters if c in labels]
        for _ in range(len(letters) - len(labels)):
            tensor = unsqueeze(tensor, tensor._array.ndim)
        missing = iter(range(len(labels), len(letters)))
        positions = iter(order)
        arranged.append(
            permute(tensor, *(next(positions) if c in labels else next(missing) for c in letters))
        )
    result, *others = arranged
    kept = len(output)
    for i, other in enumerate(others):
        later = others[i + 1 :]
        done = [d for d in range(kept, len(letters)) if all(t._array.shape[d] == 1 for t in later)]
        result = _contracted(result, other, done) if done else mul(result, other)
    if any(n != 1 for n in result._array.shape[kept:]) or (not others and len(letters) > kept):
        return total(result, list(range(kept, len(letters))))
    if len(letters) > kept:
        result = reshape(result, *result._array.shape[:kept])
    return result


def _read(equation: str, ndims: list[int]) -> tuple[list[list[Any]], list[Any]]:
    """The labels of each operand and of the result; numbers stand for the dimensions of `...`."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise RuntimeError(
            f"einsum(): {len(terms)} subscripts were given for {len(ndims)} operands"
        )
    batch = max(
        [n - len(term.replace("...", "")) for term, n in zip(terms, ndims, strict=True)
         if "..." in term] or [0]
    )  # fmt: skip
    inputs = []
    for term, ndim in zip(terms, ndims, strict=True):
        before, dots, after = term.partition("...")
        hidden = ndim - len(before) - len(after)
        if hidden < 0 or (hidden and not dots):
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(before) + len(after)}) "
                f"does not match the number of dimensions ({ndim}) for an operand"
            )
        inputs.append([*before, *(f"{i:03}" for i in range(batch - hidden, batch)), *after])
    if arrow:
        before, dots, after = right.partition("...")
        output = [*before, *([f"{i:03}" for i in range(batch)] if dots else []), *after]
        known = {c for labels in inputs for c in labels}
        for c in output:
            if c not in known or output.count(c) > 1:
                raise RuntimeError(
                    f"einsum(): output subscript {c} does not appear in the equation for any "
                    "input operand, or appears more than once"
                )
    else:
        flat = [c for term in terms for c in term.replace("...", "")]
        output = [f"{i:03}" for i in range(batch)] + sorted(c for c in flat if flat.count(c) == 1)
    return inputs, output


def _own_diagonals(tensor: Tensor, labels: list[Any], place: int) -> tuple[Tensor, list[Any]]:
    """A letter that an operand has twice stands for its diagonal."""
    from ..shapes.diagonals import diagonal

    labels = list(labels)
    for label in list(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            n, m = tensor._array.shape[first], tensor._array.shape[second]
            if n != m:
                raise RuntimeError(
                    f"einsum(): subscript {label} is repeated for operand {place} but the sizes "
                    f"don't match, {m} != {n}"
                )
            tensor = diagonal(tensor, 0, first, second)
            labels = [c for i, c in enumerate(labels) if i not in (first, second)] + [label]
    return tensor, labels


def _contracted(left: Tensor, right: Tensor, summed: list[int]) -> Tensor:
    """The product of two, summed over some dimensions, as one batch of matrix products."""
    a, b = left._array.shape, right._array.shape
    both, only_a, only_b, sums = [], [], [], []
    for d in range(len(a)):
        if d in summed:
            if a[d] != 1 != b[d]:
                sums.append(d)
            elif a[d] != 1:
                left = total(left, d, True)
            elif b[d] != 1:
                right = total(right, d, True)
        elif a[d] != 1 != b[d]:
            both.append(d)
        elif a[d] != 1:
            only_a.append(d)
        else:
            only_b.append(d)
    gone = [d for d in summed if d not in sums]
    batch = math.prod(a[d] for d in both)
    rows = math.prod(a[d] for d in only_a)
    inner_size = math.prod(a[d] for d in sums)
    columns = math.prod(b[d] for d in only_b)
    x = reshape(permute(left, *both, *only_a, *sums, *only_b, *gone), batch, rows, inner_size)
    y = reshape(permute(right, *both, *sums, *only_b, *only_a, *gone), batch, inner_size, columns)
    flat = [a[d] for d in both] + [a[d] for d in only_a] + [1] * len(summed)
    product = view(product_of_batches(x, y), *flat, *[b[d] for d in only_b])
    order = both + only_a + sums + gone + only_b
    return permute(product, *(order.index(d) for d in range(len(order))))
