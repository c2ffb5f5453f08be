"""The operations table, by family; importing it gives Tensor its methods.

rows       what turns a row of the table into an operation
operands   numbers beside tensors, mixed element types
words      the few words that formulas need beyond NumPy's
pointwise  compare  reduce  views  indexing  join  linalg  convert  inplace    the families
methods    the table becomes methods, operators and answers to NumPy's functions
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
    inplace,
)
from .methods import attach, functions

attach()

__all__ = ["functions"]
