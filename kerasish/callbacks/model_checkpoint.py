"""ModelCheckpoint: saves the model, or its weights, as training goes on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .callback import Logs
from .logs import NamedLogs
from .monitor import MonitorCallback

SaveFrequency = int | str


@export("callbacks.ModelCheckpoint")
class ModelCheckpoint(MonitorCallback):
    """Saves the model after every epoch, or after every so many batches.

    Arguments:
        filepath: path with places to fill in, as in `"{epoch:02d}-{val_loss:.2f}.keras"`. Folders on the way are made.
            `epoch` counts from 1 (from 0 at level 1). At level 3 it must end in `.keras` or `.h5`, or in `.weights.h5`
            with `save_weights_only`.
        monitor: name of the value that decides what is best.
        verbose: 1 prints each saving.
        save_best_only: whether to save only when the value improves.
        save_weights_only: whether to save the weights rather than the whole model.
        mode: `"min"`, `"max"` or `"auto"`.
        save_freq: `"epoch"`, or a number of batches. At levels 1 to 2.3 a number in this place is `period`.
        initial_value_threshold: the value to beat at first, under `save_best_only`.
        period: save after every so many epochs (Keras 1 to 2.3; accepted at every level).
        options: refused: it configured TensorFlow's own file formats.

    Errors:
        ValueError for a wrong ending or `save_freq`; KeyError for a place in `filepath` that nothing fills;
        TypeError for `options`.

    Source: https://keras.io/api/callbacks/model_checkpoint/

    >>> checkpoint = ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)
    """

    @accepts_old_spellings
    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: SaveFrequency = "epoch",
        initial_value_threshold: float | None = None,
        period: int | None = None,
        options: Any = None,
    ) -> None:
        super().__init__(monitor, mode, initial_value_threshold=initial_value_threshold)
        if options is not None:
            raise TypeError(
                explain(
                    "ModelCheckpoint got 'options'.",
                    "None: options configure TensorFlow's file formats, which are not written here",
                    repr(options),
                    "leave it out, and give a path ending in .keras, .h5 or .weights.h5",
                )
            )
        if isinstance(save_freq, int) and not isinstance(save_freq, bool) and period is None and not at_least("2.15"):
            period = save_freq  # the seventh place was `period`
            save_freq = "epoch"
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int)):
            raise ValueError(f"Unrecognized save_freq: {save_freq}. Expected save_freq are 'epoch' or integer values.")
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.period = 1 if period is None else int(period)
        self.epochs_since_last_save = 0
        self._epoch = 0
        self._batches = 0
        self._last_batch = 0
        if save_freq == "epoch":
            self.idle_hooks = (ModelCheckpoint.on_train_batch_end,)
        _check_ending(self.filepath, save_weights_only)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Find out which direction is better, now that the model is known."""
        self._rising = None
        if self.save_best_only:
            self.rising()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember the epoch, for the names of files saved in it."""
        self._epoch = epoch
        self._last_batch = 0

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Save when enough batches have passed."""
        if self.save_freq == "epoch":
            return
        # Batch numbers may jump when the loop runs several steps at once.
        self._batches += batch + 1 - self._last_batch if batch + 1 > self._last_batch else batch + 1
        self._last_batch = batch + 1
        if self._batches >= int(self.save_freq):
            self._batches = 0
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save when enough epochs have passed."""
        if self.save_freq != "epoch":
            return
        self.epochs_since_last_save += 1
        if self.epochs_since_last_save >= self.period:
            self.epochs_since_last_save = 0
            self._save(epoch, None, logs or {})

    def _save(self, epoch: int, batch: int | None, logs: Mapping[str, Any]) -> None:
        path = self._path(epoch, batch, logs)
        number = by_level(v1=f"Epoch {epoch:05d}", v2_2=f"\nEpoch {epoch + 1:05d}", v2_15=f"\nEpoch {epoch + 1}")
        news = "saving model"
        if self.save_best_only:
            current = self.value(logs)
            if current is None:
                self.missing("Saving the best model", logs)
                return
            best = self.worst() if self.best is None else self.best
            if not self.better(current, best):
                since = by_level(v1="", v2_2=f" from {_shown(best)}")
                self._say(f"{number}: {self.monitor} did not improve{since}")
                return
            news = f"{self.monitor} improved from {_shown(best)} to {_shown(current)}, saving model"
            self.best = current
        self._say(f"{number}: {news} to {path}")
        self._write(path)
        if at_least("3"):
            self._say(f"{number}: finished saving model to {path}")

    def _say(self, text: str) -> None:
        if self.verbose > 0:
            print(text)

    def _path(self, epoch: int, batch: int | None, logs: Mapping[str, Any]) -> str:
        filled = NamedLogs(logs)
        filled["epoch"] = by_level(v1=epoch, v2_2=epoch + 1)
        if batch is not None:
            filled["batch"] = batch + 1
        try:
            return self.filepath.format_map(filled)
        except KeyError as error:
            raise KeyError(
                f"Failed to format this callback filepath: {self.filepath!r}. Reason: {error}; known here: "
                f"{', '.join(filled)}."
            ) from None

    def _write(self, path: str) -> None:
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)


def _shown(value: float | None) -> str:
    return "None" if value is None else f"{value:.5f}"


def _check_ending(path: str, weights: bool) -> None:
    """Level 3 knows a file's format by its ending alone; older levels write HDF5 whatever the ending."""
    if not at_least("3"):
        return
    if weights and not path.endswith(".weights.h5"):
        raise ValueError(
            "When using `save_weights_only=True` in `ModelCheckpoint`, the filepath provided must end in `.weights.h5` "
            f"(Keras weights format). Received: filepath={path}"
        )
    if not weights and not path.endswith((".keras", ".h5")):
        raise ValueError(f"The filepath provided must end in `.keras` (Keras model format). Received: filepath={path}")
