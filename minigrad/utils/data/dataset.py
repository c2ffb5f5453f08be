"""Samples by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ...ops.draws import randperm
from ...random import Generator


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
