"""BaseLogger: means of the batches' values, for loops that log batch by batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..registry import export
from .callback import Callback, Logs


@export("callbacks.BaseLogger")
class BaseLogger(Callback):
    """Averages the logged values of an epoch's batches, weighted by batch size, and puts the means in the epoch's logs.

    Arguments:
        stateful_metrics: names of metrics to log as they are, without averaging.

    `fit` needs none of this, because its logs hold means already; it is here for loops of your own. Keys that the
    epoch's logs already hold are left alone.

    Source: https://keras.io/2.16/api/callbacks/

    >>> base = BaseLogger()
    >>> base.on_epoch_begin(0)
    >>> base.on_batch_end(0, {"loss": 1.0, "size": 3})
    >>> base.on_batch_end(1, {"loss": 2.0, "size": 1})
    >>> logs = {}
    >>> base.on_epoch_end(0, logs)
    >>> logs
    {'loss': 1.25}
    """

    def __init__(self, stateful_metrics: Iterable[str] | None = None) -> None:
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen = 0
        self.totals: dict[str, Any] = {}

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Start the sums afresh."""
        self.seen = 0
        self.totals = {}

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Add a batch's values to the sums."""
        logs = logs or {}
        size = int(logs.get("size", 0))
        self.seen += size * int(logs.get("num_steps", 1))
        for name, value in logs.items():
            if name in ("batch", "size", "num_steps"):
                continue
            if name in self.stateful_metrics:
                self.totals[name] = value
            else:
                self.totals[name] = self.totals.get(name, 0) + value * size

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Put the means in the epoch's logs."""
        if logs is None:
            return
        for name, total in self.totals.items():
            mean = total if name in self.stateful_metrics else total / max(self.seen, 1)
            logs.setdefault(name, mean)
