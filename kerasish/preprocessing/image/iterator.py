"""Endless batches by number: what all of ImageDataGenerator's flows are."""

from __future__ import annotations

import threading
from collections.abc import Iterator as Iteration
from typing import Any

import numpy as np

from ...errors import explain
from ...registry import export
from ...training.sequence import PyDataset

Array = np.ndarray[Any, Any]


@export("preprocessing.image.Iterator")
class Iterator(PyDataset):
    """Batches of samples that are chosen by number; subclasses define `_get_batches_of_transformed_samples(numbers)`.

    Arguments:
        n: how many samples there are.
        batch_size: samples per batch.
        shuffle: whether they are shuffled before each epoch.
        seed: seed of NumPy's global generator; batch number k, counted through all epochs, is made under `seed + k`.

    `for` and `next` never end; by index there are `ceil(n / batch_size)` batches, and `on_epoch_end` shuffles them.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> class Numbers(Iterator):
    ...     def _get_batches_of_transformed_samples(self, index_array):
    ...         return index_array
    >>> batches = Numbers(5, 2, shuffle=False, seed=None)
    >>> len(batches), batches[2].tolist(), [next(batches).tolist() for _ in range(4)]
    (3, [4], [[0, 1], [2, 3], [4], [0, 1]])
    """

    white_list_formats = ("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff")

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None, **queue: Any) -> None:
        super().__init__(**queue)
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.batch_index, self.total_batches_seen = 0, 0
        self.lock = threading.Lock()
        self.index_array: Any = None
        self.index_generator = self._flow_index()

    def _set_index_array(self) -> None:
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _seed(self) -> None:
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def __getitem__(self, index: int) -> Any:
        """Batch number `index` of the epoch."""
        if not 0 <= index < len(self):
            text = f"Asked to retrieve element {index}, but the Sequence has length {len(self)}."
            raise ValueError(explain(text, f"0 to {len(self) - 1}"))
        self._seed()
        self.total_batches_seen += 1
        if self.index_array is None:
            self._set_index_array()
        first = self.batch_size * index
        return self._get_batches_of_transformed_samples(self.index_array[first : first + self.batch_size])

    def __len__(self) -> int:
        """The number of batches in an epoch."""
        return -(-self.n // self.batch_size)

    def on_epoch_end(self) -> None:
        """Shuffle, where that was asked for."""
        self._set_index_array()

    def reset(self) -> None:
        """Start `next` again at the first batch."""
        self.batch_index = 0

    def _flow_index(self) -> Iteration[Array]:
        self.reset()
        while True:
            self._seed()
            if self.batch_index == 0:
                self._set_index_array()
            first = self.batch_index * self.batch_size % self.n if self.n else 0
            self.batch_index = self.batch_index + 1 if first + self.batch_size < self.n else 0
            self.total_batches_seen += 1
            yield self.index_array[first : first + self.batch_size]

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        return self.next()

    def next(self) -> Any:
        """The next batch."""
        with self.lock:  # numbers are handed out one by one; threads may make the batches side by side
            numbers = next(self.index_generator)
        return self._get_batches_of_transformed_samples(numbers)

    def _get_batches_of_transformed_samples(self, index_array: Array) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define _get_batches_of_transformed_samples(numbers).")
