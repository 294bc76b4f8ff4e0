"""Where batches come from: whole arrays, or anything that yields batches."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..compat import at_least
from .batch import Array, Batch


class ArrayFeed:
    """Batches cut from arrays in memory.

    Arguments:
        batch: the whole data.
        batch_size: rows per batch.
        shuffle: whether rows are drawn in random order; `'batch'` shuffles whole batches.
        steps: batches per epoch, or None for all rows once; then the data is walked again and again.
    """

    def __init__(self, batch: Batch, batch_size: int, shuffle: Any = False, steps: int | None = None) -> None:
        self.batch, self.batch_size, self.shuffle = batch, max(int(batch_size), 1), shuffle
        self.rows = batch.rows
        self.limit = steps
        self._order = np.arange(self.rows)

    @property
    def steps(self) -> int:
        """Batches per epoch."""
        return self.limit if self.limit is not None else -(-self.rows // self.batch_size)

    def order(self) -> Array:
        """The rows of one epoch, in the order they are drawn."""
        if self.shuffle == "batch":
            self._order = _shuffle_batches(self.rows, self.batch_size)
        elif self.shuffle and at_least("2.15"):
            self._order = np.random.permutation(self.rows)
        elif self.shuffle:
            np.random.shuffle(self._order)  # Keras up to 2.3 shuffles the order of the epoch before once more
        return self._order

    def ranges(self) -> Iterator[tuple[int, int]]:
        """First and last row of each batch of an epoch, within the order."""
        size, rows = self.batch_size, self.rows
        for step in range(self.steps):
            start = step * size % (-(-rows // size) * size)
            yield start, min(start + size, rows)


def _shuffle_batches(rows: int, size: int) -> Array:
    """Whole batches in random order, the rows that fill no batch at the end (for HDF5 data)."""
    whole = rows // size * size
    order = np.arange(whole).reshape(-1, size)
    np.random.shuffle(order)
    return np.concatenate([order.reshape(-1), np.arange(whole, rows)])


class IterableFeed:
    """Batches from a generator, a Sequence, a data loader or any iterable.

    Arguments:
        source: what yields `x`, `(x, y)` or `(x, y, sample_weight)`.
        convert: makes a Batch of what it yields.
        steps: batches per epoch; needed when the source never ends.
        shuffle: whether a Sequence is walked in random order.
    """

    def __init__(self, source: Any, convert: Any, steps: int | None = None, shuffle: bool = False) -> None:
        self.source, self.convert, self.limit, self.shuffle = source, convert, steps, shuffle
        self.indexed = hasattr(source, "__getitem__") and hasattr(source, "__len__")
        self._iterator: Iterator[Any] | None = None
        self.exhausted = False

    @property
    def steps(self) -> int | None:
        """Batches per epoch, where that is known before the epoch."""
        if self.limit is not None:
            return self.limit
        count = getattr(self.source, "num_batches", None)
        if isinstance(count, (int, np.integer)):
            return int(count)
        try:
            return len(self.source)
        except TypeError:
            return None

    def batches(self) -> Iterator[Batch]:
        """The batches of one epoch."""
        if self.indexed:
            yield from self._by_index()
            return
        taken = 0
        while self.limit is None or taken < self.limit:
            if self._iterator is None:
                self._iterator = iter(self.source)
            try:
                item = next(self._iterator)
            except StopIteration:
                self._iterator = None
                if self.limit is None or taken == 0 or iter(self.source) is self.source:
                    self._ran_out(taken)
                    break
                continue
            taken += 1
            yield self.convert(item)
        if self.limit is None:
            self._iterator = None

    def _ran_out(self, taken: int) -> None:
        """Say that there was less than was asked for; there is no use in further epochs."""
        if self.limit is not None:
            self.exhausted = True
            text = (
                f"The source ran out of data after {taken} of {self.limit} batches; "
                "let it yield more, or ask for fewer."
            )
            warnings.warn(text, UserWarning, stacklevel=2)

    def _by_index(self) -> Iterator[Batch]:
        total = self.steps or 0
        order = np.arange(len(self.source) if len(self.source) else total)
        if self.shuffle:
            np.random.shuffle(order)
        for step in range(total):
            yield self.convert(self.source[int(order[step % len(order)])])
        finish = getattr(self.source, "on_epoch_end", None)
        if finish is not None:
            finish()


def is_batched_source(x: Any) -> bool:
    """Whether `x` yields batches rather than being the data itself."""
    if isinstance(x, (np.ndarray, list, tuple, dict)) or hasattr(x, "to_numpy") or hasattr(x, "__array__"):
        return False
    if hasattr(x, "shape") and hasattr(x, "__getitem__"):
        return False
    return hasattr(x, "__next__") or hasattr(x, "__iter__") or hasattr(x, "__getitem__")
