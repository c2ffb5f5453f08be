"""The operations table, by family; importing it gives Tensor its methods.

rows       what turns a row of the table into an operation
operands   numbers beside tensors, mixed element types
words      the few words that formulas need beyond NumPy's
view_rows  the same for what shares memory
several    the same for several outputs
one number at a time    pointwise elementary choosing special logarithms pieces clamping
                        remainders compare convert
no gradient             questions counting
many to one             reduce extremes statistics variance norms scan sorting softmax
                        quantiles
the same memory         views orders lengths parts indexing
other places            join apart stacking rearrange padding diagonals gather slices masks
matrices                linalg products einsum solve
                        (factors leastsquares: loaded with minigrad.linalg)
made of others          differences
neural/    what layers and losses compute; loaded with minigrad.nn
inplace    operations that overwrite their tensor (and overwriting, reshaping)
signatures which arguments the functions refuse, though the operators take them
aliases    second names
sentences  what the shortest rows say of themselves
methods    the table becomes methods and operators
numpys     the table answers NumPy's functions
"""

from . import (  # noqa: F401, I001  (the order in which they build on each other)
    pointwise,
    elementary,
    compare,
    reduce,
    extremes,
    views,
    orders,
    lengths,
    parts,
    indexing,
    join,
    apart,
    linalg,
    convert,
    choosing,
    questions,
    counting,
    special,
    logarithms,
    pieces,
    clamping,
    remainders,
    statistics,
    variance,
    norms,
    scan,
    sorting,
    softmax,
    gather,
    quantiles,
    slices,
    masks,
    stacking,
    rearrange,
    padding,
    diagonals,
    products,
    einsum,
    solve,
    differences,
    inplace,
    overwriting,
    reshaping,
    signatures,
    aliases,
    sentences,
)
from .methods import attach, functions

attach()

__all__ = ["functions"]
