"""A uint8 index is a mask, with a warning; other narrow integers are no index at all."""

import numpy as np

from ..observe import raises, warned

DEPRECATED = "indexing with dtype torch.uint8 is now deprecated"


def _bytes(torch, values):
    return torch.tensor(values, dtype=torch.uint8)


def reading(torch):
    """x[bytes] chooses where they are not 0, and says that a bool mask is wanted."""
    x, m = torch.arange(3.0), torch.arange(9.0).reshape(3, 3)
    mask = _bytes(torch, [0, 1, 1])
    yield "one dimension", warned(lambda: x[mask], DEPRECATED)
    yield "rows", warned(lambda: m[mask], DEPRECATED)
    yield "columns", warned(lambda: m[:, mask], DEPRECATED)
    yield "beside an index", warned(lambda: m[mask, torch.tensor([0, 1])], DEPRECATED)
    yield "all dimensions", warned(lambda: m[_bytes(torch, np.eye(3).tolist())], DEPRECATED)
    yield "an array", warned(lambda: x[np.array([0, 1, 1], np.uint8)], DEPRECATED)
    yield "no dimension", [x[_bytes(torch, 1)], x[_bytes(torch, 0)]]
    yield "a list of numbers is an index", x[[0, 1, 1]]
    leaf = torch.arange(3.0).requires_grad_()
    warned(lambda: leaf[mask], DEPRECATED)
    leaf[mask.bool()].sum().backward()
    yield "gradient", leaf.grad


def writing(torch):
    """A number is refused, several values are put where the mask holds."""
    mask = _bytes(torch, [0, 1, 1])
    words = "masked_fill_ only supports boolean masks, but got mask with dtype unsigned char"
    x = torch.arange(3.0)
    yield "a number", [raises(lambda: x.__setitem__(mask, 5.0), words), x]
    yield "one element", [raises(lambda: x.__setitem__(mask, torch.tensor([5.0])), words), x]
    several = torch.tensor([5.0, 6.0])
    yield "several", [warned(lambda: x.__setitem__(mask, several), DEPRECATED), x]
    m = torch.arange(9.0).reshape(3, 3)
    yield "columns", [raises(lambda: m.__setitem__((slice(None), mask), 5.0), words), m]
    x[_bytes(torch, 1)] = 7.0
    yield "no dimension", x
    yield "wrong length", raises(lambda: x.__setitem__(_bytes(torch, [0, 1]), 5.0), "mask [2]")


def masks_of_bytes_elsewhere(torch):
    """where() takes them with a warning, the masked operations do not."""
    x, mask = torch.arange(3.0), _bytes(torch, [0, 1, 1])
    yield "where", warned(lambda: torch.where(mask, x, -x), "uint8 condition tensor")
    yield "masked_fill", raises(lambda: x.masked_fill(mask, 1.0), "boolean masks", "unsigned char")
    yield "masked_select", raises(lambda: x.masked_select(mask), "expected BoolTensor")
    ints = torch.tensor([0, 1, 1])
    yield "masked_scatter", raises(lambda: x.masked_scatter(ints, x), "boolean masks", "Long")


def which_integers_are_an_index(torch):
    """Each function has types of its own; what is refused is refused in its words."""
    x = torch.arange(3.0)
    calls = {
        "x[i]": lambda i: x[i],
        "index_select": lambda i: x.index_select(0, i),
        "gather": lambda i: x.gather(0, i),
        "scatter": lambda i: x.scatter(0, i, 5.0),
        "take": lambda i: torch.take(x, i),
        "index_fill": lambda i: x.index_fill(0, i, 5.0),
        "index_add": lambda i: x.index_add(0, i, x[:2]),
        "index_copy": lambda i: x.index_copy(0, i, x[:2]),
        "repeat_interleave": lambda i: x[:2].repeat_interleave(i),
        "embedding": lambda i: torch.nn.functional.embedding(i, x.reshape(3, 1)),
    }
    for kind in ("int8", "int16", "int32", "int64"):
        index = torch.tensor([2, 0]).to(getattr(torch, kind))
        for name, call in calls.items():
            yield f"{name} {kind}", raises(lambda i=index, c=call: c(i))
        yield f"a number {kind}", x[index[0]]
