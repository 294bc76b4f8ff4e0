"""What the data sets of house prices share: a table, shuffled and cut in two."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import explain
from .npz import read_npz

Array = np.ndarray[Any, Any]


def split_table(
    file: str, what: str, test_split: float, generator: Any, rows: int | None = None
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The rows of a file, or the first of them, in random order, the last ones for testing.

    Errors:
        ValueError for a `test_split` outside 0 to 1, and for a broken file.
    """
    if not 0 <= test_split < 1:
        raise ValueError(explain(f"{what} cannot be split.", "test_split from 0 to less than 1", str(test_split)))
    x, y = (table[:rows] for table in read_npz(file, ("x", "y"), what))
    order = np.arange(len(x))
    generator.shuffle(order)
    x, y = x[order], y[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])
