"""torch.nn, as far as a training loop needs it; loaded when `mg.nn` is first asked for.

parameter      Parameter: a tensor that a module counts as its own
modules        Module, and all that are ready-made, a file a kind
functional     the same computations as functions
init           first values
utils          clipping gradients; parameters as one vector
"""

from ..missing import absent
from . import functional, init, modules, utils
from .modules import *  # noqa: F403
from .parameter import Parameter

__all__ = ["Parameter", "functional", "init", "modules", "utils"]
__all__ += modules.__all__

__getattr__ = absent(__name__)
