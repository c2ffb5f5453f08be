"""torch.random: where random numbers come from."""

from __future__ import annotations

import numpy as np


class Generator:
    """Where random numbers come from; the same seed gives the same numbers everywhere.

    (They are other numbers than PyTorch draws.) All that draws takes one as `generator=...`.

    >>> import minigrad as mg
    >>> one, two = mg.Generator().manual_seed(7), mg.Generator().manual_seed(7)
    >>> mg.equal(mg.rand(3, generator=one), mg.rand(3, generator=two))
    True
    """

    def __init__(self) -> None:
        self._numpy: np.random.Generator | None = None
        self._seed: int | None = None

    def numpy(self) -> np.random.Generator:
        """NumPy's generator behind this one, seeded by chance if nobody chose a seed."""
        if self._numpy is None:
            self.seed()
        return self._numpy  # type: ignore[return-value]

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`."""
        self._seed = int(seed)
        self._numpy = np.random.default_rng(self._seed & (2**64 - 1))
        return self

    def initial_seed(self) -> int:
        """The seed that it was started from."""
        if self._seed is None:
            self.seed()
        return self._seed or 0

    def seed(self) -> int:
        """Start again from a seed chosen by chance, and tell which."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1)[0]))
        return self._seed or 0

    def __repr__(self) -> str:
        return "<minigrad.Generator>"


default_generator = Generator()


def source_of(chosen: Generator | None) -> np.random.Generator:
    """NumPy's generator behind a chosen one, or behind that of everybody."""
    return (chosen or default_generator).numpy()


def generator() -> np.random.Generator:
    """NumPy's generator that layers draw from."""
    return default_generator.numpy()


def manual_seed(seed: int) -> Generator:
    """Make the random numbers that follow the same in every run.

    >>> import minigrad as mg
    >>> _ = mg.manual_seed(0)
    >>> first = mg.rand(3)
    >>> _ = mg.manual_seed(0)
    >>> mg.equal(first, mg.rand(3))
    True
    """
    return default_generator.manual_seed(seed)
