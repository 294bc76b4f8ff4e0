"""ReduceLROnPlateau: lowers the learning rate when a value stops improving."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..compat import at_least, by_level
from ..errors import unknown_argument
from ..registry import export
from . import learning_rate
from .callback import Logs
from .monitor import MonitorCallback

_ARGUMENTS = ("monitor", "factor", "patience", "verbose", "mode", "min_delta", "cooldown", "min_lr", "epsilon")


@export("callbacks.ReduceLROnPlateau")
class ReduceLROnPlateau(MonitorCallback):
    """Multiplies the learning rate by `factor` when a logged value has not improved for `patience` epochs.

    Arguments:
        monitor: name of the value.
        factor: what to multiply the rate by, below 1.
        patience: how many epochs without improvement to allow. Keras 1 allowed one more.
        verbose: 1 prints each change.
        mode: `"min"`, `"max"` or `"auto"`.
        min_delta: the least change that counts as an improvement (`epsilon` is its old name).
        cooldown: epochs to wait after a change before counting again.
        min_lr: the rate never falls below this.

    Errors:
        ValueError for a factor of 1 or more.

    The rate is logged, under `lr` (`learning_rate` at level 3).

    Source: https://keras.io/api/callbacks/reduce_lr_on_plateau/

    >>> plateau = ReduceLROnPlateau("loss", factor=0.2, patience=5, min_lr=0.001)
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **old: Any,
    ) -> None:
        if "epsilon" in old:
            min_delta = old.pop("epsilon")
            text = "`epsilon` argument is deprecated and is now called `min_delta`."
            warnings.warn(text, DeprecationWarning, stacklevel=2)
        for name in old:
            raise unknown_argument("ReduceLROnPlateau", name, _ARGUMENTS)
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau does not support a factor >= 1.0. Received factor={factor}")
        super().__init__(monitor, mode, min_delta)
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.cooldown_counter = 0
        self.wait = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier run."""
        self._rising = None
        self.best = self.worst()
        self.cooldown_counter = 0
        self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether a change was made so recently that epochs are not counted."""
        return self.cooldown_counter > 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Log the rate, watch the value, lower the rate when patience is over."""
        if logs is not None:
            logs[learning_rate.log_key()] = learning_rate.read(self.model, "ReduceLROnPlateau")
        current = self.value(logs)
        if current is None:
            self.missing("Learning rate reduction", logs)
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.better(current, self.best, self.min_delta):
            self.best, self.wait = current, 0
        elif not self.in_cooldown():
            self._count(epoch)

    def _count(self, epoch: int) -> None:
        if at_least("2.2"):
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)
            return
        # Keras 1 looked before counting the epoch, and counted the epoch of a change too (conflicts.json, es-patience).
        if self.wait >= self.patience:
            self._reduce(epoch)
        self.wait += 1

    def _reduce(self, epoch: int) -> None:
        old = learning_rate.read(self.model, "ReduceLROnPlateau")
        if old <= max(self.min_lr, float(np.float32(self.min_lr))):  # the rate itself is kept in float32
            return
        new = max(old * self.factor, self.min_lr)
        learning_rate.write(self.model, new, "ReduceLROnPlateau")
        if self.verbose > 0:
            number = by_level(v1=f"{epoch:05d}", v2_2=f"{epoch + 1:05d}", v2_15=str(epoch + 1))
            who = by_level(v1="reducing", v2_2="ReduceLROnPlateau reducing")
            print(f"\nEpoch {number}: {who} learning rate to {new}.")
        self.cooldown_counter = self.cooldown
        self.wait = 0
