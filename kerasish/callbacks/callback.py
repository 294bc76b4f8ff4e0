"""The base class of callbacks: one no-op method for every moment of training, testing and predicting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..registry import export

Logs = Mapping[str, Any]

PHASES = ("train", "test", "predict")
RUN_HOOKS = tuple(f"on_{phase}_{moment}" for phase in PHASES for moment in ("begin", "end"))
BATCH_HOOKS = tuple(f"on_{phase}_batch_{moment}" for phase in PHASES for moment in ("begin", "end"))
EPOCH_HOOKS = ("on_epoch_begin", "on_epoch_end")
OLD_BATCH_HOOKS = ("on_batch_begin", "on_batch_end")
HOOKS = RUN_HOOKS + EPOCH_HOOKS + BATCH_HOOKS + OLD_BATCH_HOOKS


@export("callbacks.Callback")
class Callback:
    """Base class of callbacks: override the hooks of interest and pass an instance to `fit`, `evaluate` or `predict`.

    Attributes:
        model: the model being run.
        params: dict of `verbose`, `epochs`, `steps`, ...
        validation_data: the validation data, where the training loop sets it.

    A hook that a subclass leaves alone is never called, so a callback without batch hooks costs nothing per batch.
    `on_batch_begin` and `on_batch_end` are the old names of `on_train_batch_begin` and `on_train_batch_end`.

    Source: https://keras.io/api/callbacks/base_callback/

    >>> class Counter(Callback):
    ...     epochs = 0
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         self.epochs += 1
    >>> counter = Counter()
    >>> counter.on_epoch_end(0, {"loss": 0.5})
    >>> counter.epochs
    1
    """

    # On the class, because many subclasses forget `super().__init__()`.
    model: Any = None
    params: Any = None
    validation_data: Any = None

    #: functions of this class that this instance has no use for, so that they need not be called
    idle_hooks: tuple[Any, ...] = ()
    #: whether batch hooks take a function returning the logs in place of the logs
    lazy_logs: bool = False

    def set_params(self, params: dict[str, Any]) -> None:
        """Receive the parameters of the run: `verbose`, `epochs`, `steps`, ..."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Receive the model that runs."""
        self.model = model

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """At the start of an epoch (counted from 0) of training."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """At the end of an epoch of training; `logs` holds its losses and metrics, validation ones as `val_...`."""

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Old name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Old name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a training batch."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a training batch; `logs` holds its losses and metrics."""
        self.on_batch_end(batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of `evaluate` or of validation."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of `evaluate` or of validation."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before a batch of `predict`."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch of `predict`; `logs["outputs"]` holds what it returned."""

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """At the start of training."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """At the end of training."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """At the start of `evaluate` or of validation."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """At the end of `evaluate` or of validation."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """At the start of `predict`."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """At the end of `predict`."""
