"""CSVLogger: one line of a CSV file per epoch."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

import numpy as np

from ..compat import at_least
from ..registry import export
from .callback import Callback, Logs


@export("callbacks.CSVLogger")
class CSVLogger(Callback):
    r"""Writes the logs of every epoch to a CSV file.

    Arguments:
        filename: the file; folders on the way are made.
        separator: what to put between columns.
        append: whether to add to a file that is there, keeping its columns, or to write it anew.

    The columns are `epoch` and the logged names, sorted; a value that an epoch does not log is `NA`. When the first
    epoch logs no validation (`validation_freq=2`), columns `val_...` are made for it all the same, from level 2.15 on.

    Source: https://keras.io/api/callbacks/csv_logger/

    >>> logger = CSVLogger("training.log", separator=";")
    """

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self.csv_file: TextIO | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Open the file."""
        folder = os.path.dirname(self.filename)
        if folder:
            os.makedirs(folder, exist_ok=True)
        kept = self._columns() if self.append else None
        self.keys = kept
        # newline="" leaves line ends to the csv module, as its manual asks.
        self.csv_file = open(self.filename, "a" if self.append else "w", newline="", encoding="utf-8")  # noqa: SIM115

    def _columns(self) -> list[str] | None:
        """The columns of the file that is there, without `epoch`; None where there are none."""
        try:
            with open(self.filename, newline="", encoding="utf-8") as file:
                header = next(csv.reader(file, delimiter=self.sep), None)
        except FileNotFoundError:
            return None
        return [name for name in header if name != "epoch"] if header else None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write the line of an epoch."""
        if self.csv_file is None:
            raise ValueError(f"CSVLogger({self.filename!r}): on_epoch_end came before on_train_begin.")
        logs = logs or {}
        if self.keys is None:
            self.keys = _keys(logs)
            csv.writer(self.csv_file, delimiter=self.sep, lineterminator="\n").writerow(["epoch", *self.keys])
        row = [epoch, *(_cell(logs[name]) if name in logs else "NA" for name in self.keys)]
        csv.writer(self.csv_file, delimiter=self.sep, lineterminator="\n").writerow(row)
        self.csv_file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Close the file."""
        if self.csv_file is not None:
            self.csv_file.close()
            self.csv_file = None


def _keys(logs: Mapping[str, Any]) -> list[str]:
    keys = sorted(logs)
    if at_least("2.15") and not any(key.startswith("val_") for key in keys):
        rates = ("lr", "learning_rate")  # these are logged, but never validated
        keys += ["val_" + key for key in keys if key not in rates]
    return keys


def _cell(value: Any) -> Any:
    """A value as text: a list of numbers in brackets, as Keras writes it."""
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    items: Iterable[Any] = value
    return f'"[{", ".join(map(str, items))}]"'
