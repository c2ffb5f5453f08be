"""What is said of a missing name is right: what it names is there, and does the same."""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from minigrad.missing import INSTEAD, ROOMS, advice

# PyTorch's call, and the same by the advice; of t, a matrix m, a line of values v, indices i.
SAME = {
    "index_put": ("t.index_put((i,), w)", "c = t.clone(); c[i] = w; c"),
    "slice_scatter": ("torch.slice_scatter(t, w, 0, 1, 3)", "c = t.clone(); c[1:3] = w; c"),
    "select_scatter": ("torch.select_scatter(m, v, 0, 1)", "c = m.clone(); c[1] = v; c"),
    "index_put_": ("t.index_put_((i,), w); t", "t[i] = w; t"),
    "put_": ("m.put_(i, w); m", "m.view(-1)[i] = w; m"),
    "fill_diagonal_": ("m.fill_diagonal_(5.); m", "m.diagonal().fill_(5.); m"),
    "lstsq": ("torch.linalg.lstsq(tall, b).solution", "torch.linalg.pinv(tall) @ b"),
    "symeig": ("torch.linalg.eigh(m + m.T)[0]", "torch.linalg.eigh(m + m.T)[0]"),
    "pinverse": ("torch.pinverse(tall)", "torch.linalg.pinv(tall)"),
    "cov": (
        "torch.cov(m)",
        "x = m; m = x - x.mean(1, keepdim=True); m @ m.T / (x.shape[1] - 1)",
    ),
    "cdist": ("torch.cdist(m, m)", "torch.linalg.vector_norm(m[:, None] - m, dim=-1)"),
    "dist": ("torch.dist(t, v4, 3)", "(t - v4).norm(3)"),
    "trapezoid": ("torch.trapezoid(t, dx=.5)", "(t[1:] + t[:-1]).sum() / 2 * .5"),
    "trapz": ("torch.trapz(t)", "(t[1:] + t[:-1]).sum() / 2"),
    "aminmax": ("list(t.aminmax())", "[t.amin(), t.amax()]"),
    "chain_matmul": ("torch.linalg.multi_dot([m, m, m])", "m @ m @ m"),
    "multi_dot": ("torch.linalg.multi_dot([m, m, m])", "m @ m @ m"),
    "hsplit": ("list(torch.hsplit(m, 2))", "list(m.chunk(2, 1))"),
    "vsplit": ("list(torch.vsplit(m, 2))", "list(m.chunk(2, 0))"),
    "tensor_split": ("list(torch.tensor_split(t, [1, 3]))", "list(torch.split(t, [1, 2, 1]))"),
    "unique_consecutive": (
        "torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]))",
        "t = torch.tensor([1, 1, 2, 2, 1]); t[torch.cat([t[:1] == t[:1], t[1:] != t[:-1]])]",
    ),
    "sgn": ("torch.sgn(t - 2)", "(t - 2).sign()"),
    "positive": ("torch.positive(t)", "+t"),
    "float_power": ("torch.float_power(t, 2)", "t.double() ** 2"),
    "nanmedian": ("torch.nanmedian(holes)", "holes[~holes.isnan()].median()"),
    "nanquantile": ("torch.nanquantile(holes, .3)", "holes[~holes.isnan()].quantile(.3)"),
    "histogram": ("torch.histogram(t, 3, range=(0., 5.)).hist", "torch.histc(t, 3, 0., 5.)"),
    "unsafe_chunk": ("list(torch.unsafe_chunk(t, 2))", "list(t.chunk(2))"),
    "unsafe_split": ("list(torch.unsafe_split(t, 2))", "list(t.split(2))"),
}


def run(module: Any, code: str) -> list[Any]:
    """The value of the last of some statements, as arrays."""
    names = {
        "torch": module,
        "t": module.tensor([1.0, 2.0, 4.0, 3.0]),
        "v4": module.tensor([2.0, 0.0, 1.0, 1.0]),
        "m": module.tensor([[1.0, 2.0], [3.0, 5.0]]),
        "v": module.tensor([7.0, 8.0]),
        "w": module.tensor([7.0, 8.0]),
        "i": module.tensor([2, 0]),
        "tall": module.tensor([[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]]),
        "b": module.tensor([[1.0], [2.0], [3.0]]),
        "holes": module.tensor([1.0, float("nan"), 5.0, 3.0]),
    }
    *statements, last = code.split("; ")
    for statement in statements:
        exec(statement, names)
    value = eval(last, names)
    return [np.asarray(x) for x in (value if isinstance(value, list) else [value])]


@pytest.mark.live
@pytest.mark.parametrize("name", SAME)
def test_what_is_advised_does_the_same(name: str, minigrad: ModuleType, torch: ModuleType) -> None:
    theirs, ours = SAME[name]
    assert name in INSTEAD
    for expected, got in zip(run(torch, theirs), run(minigrad, ours), strict=True):
        np.testing.assert_allclose(got, expected, 1e-4, 1e-5)


def test_what_says_write_has_an_example() -> None:
    told = {name for name, words in INSTEAD.items() if words.startswith("write")}
    # Names of functions alone, and what has no example to compare.
    plain = {"qr", "svd", "cholesky", "solve", "index", "dsplit", "new", "volatile"}
    assert told - plain - {"gumbel_softmax", "block_diag"} <= SAME.keys()


@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_named_is_there(name: str, minigrad: ModuleType) -> None:
    rooms = [importlib.import_module(".".join(filter(None, ("minigrad", r)))) for r in ROOMS]
    assert name not in vars(rooms[0])
    for word in re.findall(r"\b(?:linalg\.|nn\.functional\.|torch\.|t\.)\w+", INSTEAD[name]):
        path = word.replace("torch.", "").replace("t.", "Tensor.") if word[0] == "t" else word
        value: Any = minigrad
        for part in path.split("."):
            value = getattr(value, part)


@pytest.mark.live
@pytest.mark.parametrize("room", [*ROOMS, "nn.init"])
def test_another_place_is_pytorchs_place_too(
    room: str, minigrad: ModuleType, torch: ModuleType
) -> None:
    """Where "It is minigrad.R.name" is said, PyTorch has R.name as well."""
    theirs = importlib.import_module(".".join(filter(None, ("torch", room))))
    ours = importlib.import_module(".".join(filter(None, ("minigrad", room))))
    for name in vars(theirs):
        if name.startswith("_") or name in vars(ours) or isinstance(vars(theirs)[name], ModuleType):
            continue
        said = re.match(r"It is minigrad\.([\w.]*?)\.?(\w+)\.$", advice(room, name, vars(ours)))
        if said:
            place = importlib.import_module(".".join(filter(None, ("torch", said[1]))))
            assert hasattr(place, said[2]), (room, name, said[0])
            assert (room, name) not in {("autograd", "Variable"), ("nn.init", "normal")}
    if room == "nn.init":
        assert advice(room, "normal", vars(ours)) == "Did you mean normal_?"


@pytest.mark.live
def test_no_function_stands_where_pytorch_has_none(minigrad: ModuleType, torch: ModuleType) -> None:
    """What overwrites a tensor is a method, unless PyTorch has it as a function too."""
    here = {name for name in vars(minigrad) if name.endswith("_") and not name.startswith("_")}
    assert {name for name in here if not hasattr(torch, name)} == set()
    methods = [name for name in vars(minigrad.Tensor) if name.endswith("_") and name[0] != "_"]
    kept_back = [n for n in methods if hasattr(torch, n) and hasattr(minigrad.Tensor, n)]
    assert {name for name in kept_back if name not in here} <= {"resize_as_", "detach_"}


def test_a_method_is_named_as_one(minigrad: ModuleType) -> None:
    with pytest.raises(AttributeError, match=r"It is a method: tensor\.add_"):
        _ = minigrad.add_
