"""torch.utils.data: samples by number, and a loop over them in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..engine.tensor import Tensor
from ..missing import absent
from ..ops.creation import as_tensor, tensor
from ..ops.draws import randperm
from ..ops.shapes.join import stack
from ..random import Generator

__all__ = ["DataLoader", "Dataset", "Subset", "TensorDataset", "default_collate", "random_split"]


class Dataset:
    """Samples by number: a class of one's own has `__getitem__` and `__len__`."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")


class TensorDataset(Dataset):
    """Tensors of one length: a sample is a tuple with a row of each.

    >>> import minigrad as mg
    >>> points = mg.utils.data.TensorDataset(mg.tensor([1., 2.]), mg.tensor([0, 1]))
    >>> len(points), points[1]
    (2, (tensor(2.), tensor(1)))
    """

    def __init__(self, *tensors: Tensor) -> None:
        assert all(len(t) == len(tensors[0]) for t in tensors), "Size mismatch between tensors"
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class Subset(Dataset):
    """Some samples of another dataset, by their numbers."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: Any) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(
    dataset: Any, lengths: Sequence[Any], generator: Generator | None = None
) -> list[Subset]:
    """The samples in random order, dealt out to parts of these lengths, or of these fractions.

    Raises ValueError if the lengths do not add up to that of the dataset.

    >>> import minigrad as mg
    >>> [len(part) for part in mg.utils.data.random_split(range(10), [0.8, 0.2])]
    [8, 2]
    """
    count = len(dataset)
    if 0 < sum(lengths) <= 1 and abs(sum(lengths) - 1) < 1e-9:
        if any(not 0 <= part <= 1 for part in lengths):
            raise ValueError("Fraction is not between 0 and 1")
        whole = [int(count * part) for part in lengths]
        for i in range(count - sum(whole)):  # what rounding left over
            whole[i % len(whole)] += 1
        lengths = whole
    if sum(lengths) != count:
        raise ValueError("Sum of input lengths does not equal the length of the input dataset!")
    order = randperm(count, generator=generator).tolist()
    ends = np.cumsum(lengths).tolist()
    return [Subset(dataset, order[e - n : e]) for e, n in zip(ends, lengths, strict=True)]


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


__getattr__ = absent(__name__)
