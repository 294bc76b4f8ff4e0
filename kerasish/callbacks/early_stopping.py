"""EarlyStopping: ends training when a value stops improving."""

from __future__ import annotations

from typing import Any

from ..compat import at_least, by_level
from ..registry import export
from .callback import Logs
from .monitor import MonitorCallback


@export("callbacks.EarlyStopping")
class EarlyStopping(MonitorCallback):
    """Stops training when a logged value has not improved for `patience` epochs.

    Arguments:
        monitor: name of the value.
        min_delta: the least change that counts as an improvement.
        patience: how many epochs without improvement to allow. Keras 1 allowed one more.
        verbose: 1 prints what is done.
        mode: `"min"`, `"max"` or `"auto"`.
        baseline: an improvement must also beat this value.
        restore_best_weights: whether to go back to the weights of the best epoch; from level 2.15 on also when
            training ended for another reason, and when no epoch beat the baseline.
        start_from_epoch: epochs to let pass before watching.

    Attributes:
        wait: epochs without improvement so far.
        stopped_epoch: the epoch (from 0) after which training was stopped, or 0.
        best, best_epoch, best_weights: the best value, its epoch and, with `restore_best_weights`, its weights.

    Source: https://keras.io/api/callbacks/early_stopping/

    >>> stopper = EarlyStopping("loss", patience=3)
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._reset()

    def _reset(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best_epoch = 0
        self.best_weights: list[Any] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget an earlier run."""
        self._reset()
        self._rising = None
        # Up to 2.3 the baseline simply was the value to beat; later the best value is kept apart from it.
        self.best = self.worst() if self.baseline is None or at_least("2.15") else self.baseline

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Watch the value; stop when patience is over."""
        current = self.value(logs)
        if current is None:
            self.missing("Early stopping", logs)
            return
        if epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None and at_least("2.15"):
            # If nothing ever improves, the first epoch is the one to go back to.
            self.best_weights = self.model.get_weights()
            self.best_epoch = epoch
        # Keras 1 looked before counting the epoch, which allows one epoch more (conflicts.json, es-patience).
        early = self.wait + (0 if not at_least("2.2") else 1)
        self.wait += 1
        if self.better(current, self.best, self.min_delta):
            self._improved(epoch, current)
            return
        if early >= self.patience and (epoch > 0 or not at_least("2.15")):
            self._stop(epoch)

    def _improved(self, epoch: int, current: float) -> None:
        self.best, self.best_epoch = current, epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
        if self.baseline is None or not at_least("2.15") or self.better(current, self.baseline, self.min_delta):
            self.wait = 0

    def _stop(self, epoch: int) -> None:
        self.stopped_epoch = epoch
        self.model.stop_training = True
        if self.restore_best_weights and not at_least("3"):
            self._restore()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Say that training was stopped, and go back to the best weights."""
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {_number(self.stopped_epoch)}: early stopping")
        if self.restore_best_weights and at_least("3"):
            self._restore()

    def _restore(self) -> None:
        if self.best_weights is None:
            return
        if self.verbose > 0:
            where = by_level(v1="", v2_15=f": {self.best_epoch + 1}.")
            print(f"Restoring model weights from the end of the best epoch{where}")
        self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs: Logs | None) -> float | None:
        """The watched value, or None with a warning where it is not logged."""
        found = self.value(logs)
        if found is None:
            self.missing("Early stopping", logs)
        return found


def _number(epoch: int) -> str:
    """An epoch as each generation prints it: from 0 with five digits, from 1 with five digits, from 1."""
    return str(by_level(v1=f"{epoch:05d}", v2_2=f"{epoch + 1:05d}", v2_15=str(epoch + 1)))
