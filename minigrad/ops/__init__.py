"""The operations table, by family; importing it gives Tensor its methods.

rows       what turns a row of the table into an operation
operands   numbers beside tensors, mixed element types
words      the few words that formulas need beyond NumPy's
one number at a time    pointwise special clamping compare convert
many to one             reduce statistics scan sorting softmax
other places            views indexing join stacking rearrange gather
matrices                linalg products solve
neural/                 what layers and losses compute; loaded with minigrad.nn
inplace                 operations that overwrite their tensor
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
    special,
    clamping,
    statistics,
    scan,
    sorting,
    softmax,
    gather,
    stacking,
    rearrange,
    products,
    solve,
    inplace,
)
from .methods import attach, functions

attach()

__all__ = ["functions"]
