"""torch.utils, as far as minigrad has it: checkpoint."""

from . import checkpoint

__all__ = ["checkpoint"]
