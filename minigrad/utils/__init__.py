"""torch.utils, as far as minigrad has it: checkpoint, and data for training loops."""

from ..missing import absent
from . import checkpoint, data

__all__ = ["checkpoint", "data"]

__getattr__ = absent(__name__)
