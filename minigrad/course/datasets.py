"""The one data set that comes with the course: a thousand handwritten digits.

Where they are from and what their license is: `data/README.md`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "digits.txt"
SIDE = 8
LEVELS = 17


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 1,000 handwritten digits and what they are meant to be.

    The images have shape (1000, 8, 8), whole numbers from 0, paper, to 16, ink; the labels have
    shape (1000,), whole numbers from 0 to 9. Each call gives new arrays.

    Example:
        >>> images, labels = digits()
        >>> images.shape, int(images.max()), labels[:5].tolist()
        ((1000, 8, 8), 16, [0, 1, 2, 3, 4])
    """
    # A line is a label and its 64 levels, one letter each: 0 to 9, then a to g.
    lines = [line.split() for line in FILE.read_text(encoding="ascii").splitlines()]
    levels = [[int(letter, LEVELS) for letter in drawn] for _, drawn in lines]
    images = np.array(levels, dtype=np.int64).reshape(-1, SIDE, SIDE)
    return images, np.array([int(label) for label, _ in lines], dtype=np.int64)
