"""Sequence, or PyDataset: training data served batch by batch from Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..registry import export


@export("utils.PyDataset", "utils.Sequence")
class PyDataset:
    """Base class of data that is served in batches: define `__len__` (number of batches) and `__getitem__`.

    Arguments:
        workers: how many threads or processes may prepare batches.
        use_multiprocessing: whether they are processes.
        max_queue_size: how many batches may wait.

    A subclass need not call `super().__init__()`. Going through the data in a `for` loop visits every batch once, in
    order.

    Source: https://keras.io/api/utils/python_utils/

    >>> class Squares(PyDataset):
    ...     def __len__(self):
    ...         return 3
    ...     def __getitem__(self, index):
    ...         return index**2
    >>> list(Squares())
    [0, 1, 4]
    """

    # On the class, because scripts written for Keras 2 do not call `super().__init__()`.
    _workers = 1
    _use_multiprocessing = False
    _max_queue_size = 10

    @accepts_old_spellings
    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    @property
    def workers(self) -> int:
        """How many threads or processes may prepare batches."""
        return self._workers

    @workers.setter
    def workers(self, value: int) -> None:
        self._workers = value

    @property
    def use_multiprocessing(self) -> bool:
        """Whether batches are prepared in processes."""
        return self._use_multiprocessing

    @use_multiprocessing.setter
    def use_multiprocessing(self, value: bool) -> None:
        self._use_multiprocessing = value

    @property
    def max_queue_size(self) -> int:
        """How many batches may wait."""
        return self._max_queue_size

    @max_queue_size.setter
    def max_queue_size(self, value: int) -> None:
        self._max_queue_size = value

    def __getitem__(self, index: int) -> Any:
        """Batch number `index`: `x`, `(x, y)` or `(x, y, sample_weight)`."""
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(self, index).")

    def __len__(self) -> int:
        """The number of batches."""
        raise NotImplementedError(f"{type(self).__name__} must define __len__(self).")

    @property
    def num_batches(self) -> int | None:
        """The number of batches; None where `__len__` is not defined, for data without end."""
        try:
            return len(self)
        except NotImplementedError:
            return None

    def on_epoch_begin(self) -> None:
        """Called before every epoch."""

    def on_epoch_end(self) -> None:
        """Called after every epoch: the place to shuffle."""

    def __iter__(self) -> Iterator[Any]:
        count = self.num_batches
        index = 0
        while count is None or index < count:
            yield self[index]
            index += 1


Sequence = PyDataset
