"""Eigenvalues and singular values that are equal, or zero: their own gradients are finite."""

MATRICES = {
    "eye": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    "zeros": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    "twice": [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]],
    "singular": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]],
    "signs": [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 2.0]],
    "exchange": [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
    "turn": [[0.0, -1.0], [1.0, 0.0]],
    "batch": [[[1.0, 0.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]],
    "tall": [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]],
    "wide": [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
}
SQUARE = list(MATRICES)[:-2]


def _gradients(torch, function, matrices=tuple(MATRICES)):
    for name in matrices:
        x = torch.tensor(MATRICES[name], dtype=torch.float64, requires_grad=True)
        result = function(x)
        result.sum().backward()
        yield name, [result.detach(), x.grad]


def of_eigenvalues(torch):
    """A symmetric matrix."""
    symmetric = [name for name in SQUARE if name != "turn"]
    yield from _gradients(torch, torch.linalg.eigvalsh, symmetric)
    for name, seen in _gradients(torch, lambda x: torch.linalg.eigh(x)[0] ** 2, symmetric):
        yield f"{name} squared", seen


def of_singular_values(torch):
    """Any matrix."""
    yield from _gradients(torch, torch.linalg.svdvals)
    for name, seen in _gradients(torch, lambda x: torch.linalg.svdvals(x) ** 2):
        yield f"{name} squared", seen


def of_norms(torch):
    """Those that are made of singular values."""
    for order in (2, -2, "nuc"):
        for name, seen in _gradients(torch, lambda x, o=order: torch.linalg.matrix_norm(x, o)):
            yield f"{order} {name}", seen
    for name, seen in _gradients(torch, lambda x: torch.norm(x, "nuc"), ["eye", "zeros", "tall"]):
        yield f"norm {name}", seen


def of_condition_numbers(torch):
    """The largest over the smallest."""
    matrices = ["eye", "twice", "signs", "exchange", "turn"]
    yield from _gradients(torch, torch.linalg.cond, matrices)
    for name, seen in _gradients(torch, lambda x: torch.linalg.cond(x, "nuc"), matrices):
        yield f"nuc {name}", seen


def of_vectors(torch):
    """What depends on the vectors has none, as before."""
    yield from _gradients(torch, lambda x: torch.linalg.eigh(x)[1] ** 2, ["eye", "twice"])
