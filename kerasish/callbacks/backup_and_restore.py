"""BackupAndRestore: training that is interrupted goes on from where it was."""

from __future__ import annotations

import contextlib
import json
import os
from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .callback import Callback, Logs

_LATEST, _PREVIOUS = "training_metadata.json", "previous_metadata.json"
_KERAS_WEIGHTS = "latest.weights.h5"  # what Keras 3 itself calls them
_STATES = tuple(f"state-{i}.weights.h5" for i in range(3))


@export("callbacks.BackupAndRestore", "callbacks.experimental.BackupAndRestore")
class BackupAndRestore(Callback):
    """Saves weights, optimizer state and epoch as training goes on, and goes on from them when `fit` is run again.

    Arguments:
        backup_dir: folder for the backup, used for nothing else.
        save_freq: `"epoch"`, a number of batches, or False for never.
        double_checkpoint: whether to keep the backup before the last too, for when the last cannot be read.
        delete_checkpoint: whether to delete the backup when training ends.

    Errors:
        ValueError for an empty `backup_dir`, a wrong `save_freq`, or a backup that does not fit the model.

    A small JSON file names the weights file and the epoch; it is replaced in one step after the weights are complete,
    so at any moment the folder holds a backup that belongs together. An epoch that was interrupted is run again from
    its start, with the weights of the last backup, as in Keras 3.

    Source: https://keras.io/api/callbacks/backup_and_restore/

    >>> backup = BackupAndRestore("backup")
    """

    @accepts_old_spellings
    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: int | str = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        if not os.fspath(backup_dir):
            raise ValueError("Empty `backup_dir` argument passed")
        if save_freq not in ("epoch", False) and (isinstance(save_freq, bool) or not isinstance(save_freq, int)):
            raise ValueError(
                f"Invalid value for argument `save_freq`. Received: save_freq={save_freq}. "
                "Expected either 'epoch' or an integer value."
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._epoch = 0
        self._batches = 0
        self._last_batch = 0
        if not isinstance(save_freq, int) or not save_freq:
            self.idle_hooks = (BackupAndRestore.on_train_batch_end,)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Go on from a backup, where there is one."""
        self._batches = 0
        note = self._restore()
        if note is not None:
            # The training loop reads this after its callbacks' on_train_begin.
            self.model._initial_epoch = int(note["epoch"])

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remember the epoch."""
        if getattr(self.model, "_initial_epoch", None):
            self.model._initial_epoch = 0  # it has been followed, and must not bind a later fit
        self._epoch = epoch
        self._last_batch = 0

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Back up when enough batches have passed."""
        if not isinstance(self.save_freq, int) or not self.save_freq:
            return
        self._batches += max(batch + 1 - self._last_batch, 1)
        self._last_batch = batch + 1
        if self._batches >= self.save_freq:
            self._batches = 0
            self._save(self._epoch, batch)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Back up after an epoch."""
        if self.save_freq == "epoch":
            self._save(epoch + 1, 0)

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Delete the backup of a finished training."""
        if not self.delete_checkpoint:
            return
        for name in (_LATEST, _PREVIOUS, _KERAS_WEIGHTS, *_STATES):
            with contextlib.suppress(FileNotFoundError):
                os.remove(self._at(name))
        with contextlib.suppress(OSError):  # not empty: it holds files of somebody else
            os.rmdir(self.backup_dir)

    def _at(self, name: str) -> str:
        return os.path.join(self.backup_dir, name)

    def _note(self, name: str) -> dict[str, Any] | None:
        """What a metadata file says, or None where it is absent or broken."""
        try:
            with open(self._at(name), encoding="utf-8") as file:
                note = json.load(file)
        except (OSError, ValueError):
            return None
        good = isinstance(note, dict) and isinstance(note.get("epoch"), int)
        good = good and note.get("weights", _KERAS_WEIGHTS) in (_KERAS_WEIGHTS, *_STATES)
        return note if good else None

    def _save(self, epoch: int, batch: int) -> None:
        os.makedirs(self.backup_dir, exist_ok=True)
        latest, previous = self._note(_LATEST), self._note(_PREVIOUS)
        kept = [note.get("weights", _KERAS_WEIGHTS) for note in (latest, previous) if note]
        weights = next(name for name in _STATES if name not in kept)
        self.model.save_weights(self._at(weights), overwrite=True)
        if self.double_checkpoint and latest is not None:
            os.replace(self._at(_LATEST), self._at(_PREVIOUS))
        temporary = self._at(_LATEST + ".new")
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump({"epoch": epoch, "batch": batch, "weights": weights}, file)
        os.replace(temporary, self._at(_LATEST))
        self._drop({weights, latest.get("weights", _KERAS_WEIGHTS) if latest and self.double_checkpoint else weights})

    def _drop(self, keep: set[str]) -> None:
        for name in {_KERAS_WEIGHTS, *_STATES} - keep:
            with contextlib.suppress(FileNotFoundError):
                os.remove(self._at(name))

    def _restore(self) -> dict[str, Any] | None:
        """Load the newest backup that can be read; returns its note, or None where there is none."""
        notes = [note for note in (self._note(_LATEST), self._note(_PREVIOUS)) if note is not None]
        if notes and not getattr(self.model, "built", True):
            raise ValueError(
                explain(
                    "BackupAndRestore could not restore a backup.",
                    "a model that is built, so that its weights exist",
                    f"the unbuilt model {getattr(self.model, 'name', '')!r}",
                    "give the first layer an input shape, or call model.build(...) before fit",
                )
            )
        for place, note in enumerate(notes):
            try:
                self.model.load_weights(self._at(note.get("weights", _KERAS_WEIGHTS)))
            except (OSError, ValueError) as error:
                if place + 1 < len(notes):
                    continue
                raise ValueError(
                    explain(
                        f"BackupAndRestore could not restore the backup in {self.backup_dir!r}: {error}",
                        "a backup of this very model",
                        "",
                        "delete the folder to start afresh; double_checkpoint=True keeps a second backup",
                    )
                ) from error
            return note
        return None
