"""The operations table, by family; importing it gives Tensor its methods.

How a row becomes an operation
    rows       for one output           written   the text of its functions
    view_rows  for what shares memory   nodes     what its node saves, and its derivatives
    several    for several outputs      operands  numbers beside tensors, mixed element types
    words      the few words that formulas need beyond NumPy's
    kinds      the element types that an operation is not for

The rows
    elementwise/ one number in, one out, at every place
    reductions/  many numbers in, one out; running results; order
    shapes/      other shapes; tensors joined and taken apart
    places/      elements picked by index or mask, and put back
    matrices/    products, systems, factors
    writing/     in place: what overwrites a tensor
    neural/      what layers and losses compute; loaded with minigrad.nn

What the table becomes
    methods      methods and operators of Tensor
    numpys       the answers to NumPy's functions
    arguments    PyTorch's signatures, and how a call is read by them
    calls        the functions and methods that are written from the signatures
    out          what `out=` does
    aliases      second names
    sentences    what the shortest rows say of themselves
"""

# ruff: noqa: F401, I001  (a family builds on those before it)
from .elementwise import (
    pointwise,
    elementary,
    compare,
    choosing,
    special,
    logarithms,
    pieces,
    clamping,
    remainders,
)
from .reductions import (
    reduce,
    extremes,
    questions,
    counting,
    statistics,
    variance,
    scan,
    sorting,
    softmax,
    quantiles,
)
from .shapes import (
    views,
    orders,
    lengths,
    parts,
    join,
    apart,
    convert,
    stacking,
    rearrange,
    padding,
    diagonals,
)
from .places import indexing, gather, slices, masks
from .matrices import linalg, products, einsum, solve, differences, norms
from .writing import inplace, overwriting, reshaping
from . import aliases, sentences
from .methods import attach, functions

attach()

__all__ = ["functions"]
