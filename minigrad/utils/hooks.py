"""torch.utils.hooks: the handle that takes a hook off again."""

from ..engine.callbacks import RemovableHandle

__all__ = ["RemovableHandle"]
