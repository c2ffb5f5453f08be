"""torch.utils.data: samples by number, and a loop over them in batches."""

from ...missing import absent
from .dataloader import DataLoader, default_collate
from .dataset import Dataset, Subset, TensorDataset, random_split

__all__ = ["DataLoader", "Dataset", "Subset", "TensorDataset", "default_collate", "random_split"]

__getattr__ = absent(__name__)
