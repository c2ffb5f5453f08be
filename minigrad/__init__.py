"""minigrad: automatic differentiation as PyTorch does it, on NumPy, small enough to read.

    import minigrad as torch

The names are PyTorch's. This page only lists them; read the engine in this order:

    variable.py     the idea on one screen
    engine/         modes, node, backward (the pass), tensor
    ops/            the operations: one row each
    autograd/       backward() and grad(): where a pass starts; what else torch.autograd has

Beside them, a subject a room, under PyTorch's names where it has them:

    nn/ optim/      what a training loop needs
    func/           functions of functions: grad, vjp, jacrev, hessian
    drawing/        any graph as a picture, a table, and words
    course/         exercises and questions for the notebooks
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import TYPE_CHECKING
from typing import Any as _Any

if TYPE_CHECKING:
    from .ops.functions import *  # noqa: F403  (a stub, generated from the table)

# Dividing by zero is inf or nan without a word, as in PyTorch. A filter for this package's own
# files costs nothing; np.errstate around each operation would cost more than the operation.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"minigrad\.")

# (A subinterpreter is refused by NumPy, which cannot be loaded twice in a process.)
if not getattr(sys, "_is_gil_enabled", lambda: True)():
    warnings.warn(
        "minigrad counts on Python's global lock, and this Python runs without it: threads may get "
        "wrong gradients. Start it as: python -X gil=1",
        RuntimeWarning,
        stacklevel=2,
    )

from . import alias, autograd, variable  # noqa: E402
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled  # noqa: E402
from .autograd.grad_mode import inference_mode, is_inference_mode_enabled  # noqa: E402
from .engine.arrays import dtypes  # noqa: E402
from .engine.arrays.dtypes import (  # noqa: E402
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    set_default_dtype,
    uint8,
)
from .engine.arrays.printing import set_printoptions  # noqa: E402
from .engine.modes import enable_grad, is_grad_enabled, no_grad, set_grad_enabled  # noqa: E402
from .engine.tensor import Size, Tensor  # noqa: E402
from .ops import functions  # noqa: E402
from .ops.creation import (  # noqa: E402
    arange,
    as_tensor,
    asarray,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    logspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from .ops.draws import (  # noqa: E402
    bernoulli,
    multinomial,
    normal,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
)
from .random import (  # noqa: E402
    Generator,
    default_generator,
    manual_seed,
)
from .variable import Variable  # noqa: E402

__version__ = "0.1.0"

globals().update(functions())
globals().update(dtypes.SHORT_NAMES)
alias.install()
del alias, annotations, dtypes, functions, sys, warnings


def is_tensor(value: object) -> bool:
    """Whether `value` is a Tensor."""
    return isinstance(value, Tensor)


def __getattr__(name: str) -> _Any:
    # The picture is loaded when it is first asked for: most programs never draw.
    if name == "draw":
        from .drawing import draw

        globals()["draw"] = draw
        return draw
    if name in ("step", "playground"):
        room = {"step": "stepper", "playground": "playground"}[name]
        globals()[name] = getattr(importlib.import_module(f".drawing.{room}", __name__), name)
        return globals()[name]
    if name in ("load", "save"):
        from . import serialization

        globals()[name] = getattr(serialization, name)
        return globals()[name]
    if name in ("func", "linalg", "nn", "optim", "utils"):  # nor does every program train
        return importlib.import_module(f".{name}", __name__)
    from .missing import absent

    return absent(__name__)(name)
