"""History: what was logged at the end of each epoch."""

from __future__ import annotations

from typing import Any

from ..registry import export
from .callback import Callback, Logs
from .logs import NamedLogs


@export("callbacks.History")
class History(Callback):
    """Records the logs of every epoch; `fit` returns one.

    Attributes:
        history: dict of name to the list of its values, one per epoch. `history["acc"]` also finds `"accuracy"`.
        epoch: the epochs recorded, counted from 0.
        params: the parameters of the run.

    Source: https://keras.io/api/models/model_training_apis/

    >>> record = History()
    >>> record.on_epoch_end(0, {"loss": 0.5})
    >>> record.history
    {'loss': [0.5]}
    """

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = NamedLogs()
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget the epochs of an earlier run."""
        self.epoch = []
        self.history = NamedLogs()
        if self.model is not None:
            # Here rather than in set_model: `evaluate` after `fit` must leave the history of `fit` in its place.
            self.model.history = self

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Record the logs of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            dict.setdefault(self.history, name, []).append(value)
