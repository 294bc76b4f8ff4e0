"""LearningRateScheduler: the learning rate as a function of the epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ..compat import at_least, by_level
from ..registry import export
from . import learning_rate
from .callback import Callback, Logs


@export("callbacks.LearningRateScheduler")
class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of every epoch.

    Arguments:
        schedule: function of the epoch (counted from 0) and, where it takes two arguments, of the current rate;
            returns the rate.
        verbose: 1 prints each setting.

    Errors:
        ValueError when the schedule returns something other than a float.

    From Keras 2.1 on the rate is logged, under `lr` (`learning_rate` at level 3).

    Source: https://keras.io/api/callbacks/learning_rate_scheduler/

    >>> schedule = LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the rate for this epoch."""
        current = learning_rate.read(self.model, "LearningRateScheduler")
        rate = self.schedule(epoch, current) if _takes_rate(self.schedule) else self.schedule(epoch)
        if not isinstance(rate, (float, np.floating)) and getattr(rate, "shape", None) != ():
            quote = by_level(v1='"schedule" function should be float', v3="`schedule` function should be a float")
            raise ValueError(f"The output of the {quote}. Got: {rate}")
        learning_rate.write(self.model, float(rate), "LearningRateScheduler")
        if self.verbose > 0:
            number = by_level(v1=f"{epoch + 1:05d}", v2_15=str(epoch + 1))
            print(f"\nEpoch {number}: LearningRateScheduler setting learning rate to {float(rate)}.")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Log the rate."""
        if logs is not None and at_least("2.2"):
            logs[learning_rate.log_key()] = learning_rate.read(self.model, "LearningRateScheduler")


def _takes_rate(schedule: Callable[..., float]) -> bool:
    """Whether a schedule takes the current rate too; one that cannot be inspected is called with the epoch alone."""
    try:
        signature = inspect.signature(schedule)
    except (TypeError, ValueError):
        return False
    try:
        signature.bind(0, 0.0)
    except TypeError:
        return False
    # A default in the second place, `lambda epoch, base=0.1: ...`, was given the rate by every Keras that had one.
    return True
