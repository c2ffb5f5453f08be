"""The operations table, by family; importing it gives Tensor its methods.

rows       what turns a row of the table into an operation
operands   numbers beside tensors, mixed element types
words      the few words that formulas need beyond NumPy's
one number at a time    pointwise choosing special clamping compare convert
no gradient                questions
many to one             reduce statistics norms scan sorting softmax
other places            views indexing join stacking rearrange padding diagonals gather masks
matrices                linalg products solve
neural/                 what layers and losses compute; loaded with minigrad.nn
inplace                 operations that overwrite their tensor
signatures which arguments the functions refuse, though the operators take them
methods    the table becomes methods and operators
numpys     the table answers NumPy's functions
"""

from . import (  # noqa: F401, I001  (the order in which they build on each other)
    pointwise,
    compare,
    reduce,
    views,
    indexing,
    join,
    linalg,
    convert,
    choosing,
    questions,
    special,
    clamping,
    statistics,
    norms,
    scan,
    sorting,
    softmax,
    gather,
    masks,
    stacking,
    rearrange,
    padding,
    diagonals,
    products,
    solve,
    inplace,
    signatures,
)
from .methods import attach, functions

attach()

__all__ = ["functions"]
