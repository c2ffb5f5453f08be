"""torch.utils, as far as minigrad has it: checkpoint."""

from ..missing import absent
from . import checkpoint

__all__ = ["checkpoint"]

__getattr__ = absent(__name__)
