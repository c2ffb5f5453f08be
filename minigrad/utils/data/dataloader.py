"""A loop over samples in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ...ops.creation import as_tensor, tensor
from ...ops.draws import randperm
from ...ops.shapes.join import stack
from ...random import Generator


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples made one batch: tensors stacked, numbers a tensor, tuples and dicts part by part.

    >>> import minigrad as mg
    >>> mg.utils.data.default_collate([(1.5, 0), (2.5, 1)])
    [tensor([1.5000, 2.5000], dtype=torch.float64), tensor([0, 1])]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch))
    if isinstance(first, (np.ndarray, np.generic)):
        return stack([as_tensor(sample) for sample in batch])
    if isinstance(first, float):
        return as_tensor(np.array(batch, np.float64))
    if isinstance(first, int):
        return tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return list(batch)
    if isinstance(first, Mapping):
        return {key: default_collate([sample[key] for sample in batch]) for key in first}
    if isinstance(first, Sequence):
        if any(len(sample) != len(first) for sample in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        parts = [default_collate(part) for part in zip(*batch, strict=True)]
        return type(first)(*parts) if hasattr(first, "_fields") else parts
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; "
        f"found {type(first)}"
    )


class DataLoader:
    """A loop over a dataset in batches; each `for` goes through it anew.

    shuffle: in another random order each time. drop_last: leave out a last batch that is not full.
    collate_fn: makes a batch of a list of samples. batch_size None: single samples, as they are.

    >>> import minigrad as mg
    >>> data = mg.utils.data.TensorDataset(mg.arange(5), mg.arange(5) * 10)
    >>> for x, y in mg.utils.data.DataLoader(data, batch_size=2):
    ...     print(x, y)
    tensor([0, 1]) tensor([ 0, 10])
    tensor([2, 3]) tensor([20, 30])
    tensor([4]) tensor([40])
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool = False,
        *,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        drop_last: bool = False,
        generator: Generator | None = None,
    ) -> None:
        if num_workers:
            raise ValueError("num_workers: there are no worker processes; leave it 0")
        if batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with "
                "drop_last"
            )
        if batch_size is not None and (not isinstance(batch_size, int) or batch_size <= 0):
            raise ValueError(
                f"batch_size should be a positive integer value, but got batch_size={batch_size}"
            )
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator
        self.collate_fn = default_collate if collate_fn is None else collate_fn

    def __len__(self) -> int:
        count, size = len(self.dataset), self.batch_size or 1
        return count // size if self.drop_last else -(-count // size)

    def __iter__(self) -> Iterator[Any]:
        count, size = len(self.dataset), self.batch_size
        numbers = (
            randperm(count, generator=self.generator).tolist() if self.shuffle else range(count)
        )
        if size is None:
            yield from (self.dataset[i] for i in numbers)
            return
        for start in range(0, len(self) * size, size):
            yield self.collate_fn([self.dataset[i] for i in numbers[start : start + size]])
