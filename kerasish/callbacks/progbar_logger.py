"""ProgbarLogger: the progress bar of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..compat import at_least
from ..registry import export
from ..training.progress import Progbar, is_dynamic
from .callback import Callback, Logs

_NOT_SHOWN = ("batch", "size", "num_steps", "outputs")


@export("callbacks.ProgbarLogger")
class ProgbarLogger(Callback):
    """Prints progress and metrics to standard output; `fit` adds one by itself unless `verbose=0`.

    Arguments:
        count_mode: `"samples"` or `"steps"`. By default samples up to level 2.3, where their number is known, else
            steps.
        stateful_metrics: names of metrics whose batch logs (up to level 2.3) are not to be averaged.

    Errors:
        ValueError for another `count_mode`.

    It reads `verbose`, `epochs`, `steps`, `samples`, `batch_size` and `metrics` from its parameters. Batch logs may be
    a function that returns the running means: it is called only when the bar is drawn.

    Source: https://keras.io/2.16/api/callbacks/progbar_logger/

    >>> bar = ProgbarLogger()
    """

    lazy_logs = True

    def __init__(self, count_mode: str | None = None, stateful_metrics: Iterable[str] | None = None) -> None:
        if count_mode not in (None, "samples", "steps"):
            raise ValueError(f"Unknown `count_mode`: {count_mode}. Expected values are ['samples', 'steps']")
        self.count_mode = count_mode
        self.stateful_metrics = set(stateful_metrics or ())
        self.epochs = 1
        self.verbose = 1
        self.target: int | None = None
        self.seen = 0
        self.progbar: Progbar | None = None
        self._sums: dict[str, float] = {}
        self._training = False
        self._by_samples = False
        self._logs_are_means = at_least("2.15")

    def set_params(self, params: dict[str, Any]) -> None:
        """Learn how much there is to do, and how loudly to do it."""
        self.params = params
        verbose = params.get("verbose", 1)
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self.epochs = int(params.get("epochs", params.get("nb_epoch", 1)) or 1)
        self._by_samples = self._samples() is not None
        self._logs_are_means = at_least("2.15")
        self.target = self._samples() or params.get("steps")
        quiet = self.verbose != 1 or (self.target is not None and not is_dynamic())
        hooks = (
            ProgbarLogger.on_train_batch_end,
            ProgbarLogger.on_test_batch_end,
            ProgbarLogger.on_predict_batch_end,
        )
        self.idle_hooks = hooks if quiet else ()

    def _samples(self) -> int | None:
        """The number of samples, where they are what is counted."""
        wanted = self.count_mode == "samples" or (self.count_mode is None and not at_least("2.15"))
        found = (self.params or {}).get("samples", (self.params or {}).get("nb_sample"))
        return int(found) if wanted and found else None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Validation will run inside this run, without a bar of its own."""
        self._training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Later calls of `evaluate` show their bar again."""
        self._training = False

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Print the number of the epoch, and start a bar."""
        if self.verbose and (self.epochs > 1 or not at_least("2.15")):
            print(f"Epoch {epoch + 1}/{self.epochs}")
        self._reset()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar on."""
        self._advance(batch, logs, True)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Finish the line of the epoch."""
        self._finish(logs or {}, True)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Start a bar for `evaluate`."""
        if not self._training:
            self._reset()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar of `evaluate` on."""
        if not self._training:
            self._advance(batch, logs, at_least("2.15"))

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Finish the line of `evaluate`."""
        if not self._training:
            self._finish_run(logs or {}, at_least("2.15"))

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Start a bar for `predict`."""
        self._reset()

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar of `predict` on."""
        self._advance(batch, logs, False)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Finish the line of `predict`."""
        self._finish_run({}, False)

    def _reset(self) -> None:
        self.seen = 0
        self._sums = {}
        # Nothing is left for the bar to average: it is handed means.
        self.progbar = Progbar(self.target, verbose=self.verbose, stateless_metrics=())

    def _advance(self, batch: int, logs: Any, show: bool) -> None:
        if self.progbar is None:
            return
        before = self.seen
        self._count(batch, logs)
        means: Any = logs if callable(logs) or self._logs_are_means else self._means(logs or {}, self.seen - before)
        # The last step of a known number is drawn by _finish, which knows the validation too.
        unfinished = self.target is None or self.seen < self.target
        if unfinished and self.progbar.due():
            values = ((means() if callable(means) else means) or {}) if show else {}
            self.progbar.update(self.seen, self._shown(values), finalize=False)

    def _count(self, batch: int, logs: Any) -> None:
        if not self._by_samples:
            self.seen = batch + 1
        elif not callable(logs) and logs and "size" in logs:
            self.seen += int(logs["size"])
        else:
            size = int((self.params or {}).get("batch_size") or 32)
            self.seen = min((batch + 1) * size, int(self.target or 0))

    def _means(self, logs: Logs, size: int) -> Logs:
        """Up to level 2.3 batch logs given as a dict hold the batch's own values, to be averaged here."""
        for name, value in logs.items():
            if name not in _NOT_SHOWN:
                self._sums[name] = self._sums.get(name, 0.0) + float(value) * size
        seen = max(self.seen, 1)
        return {n: logs[n] if n in self.stateful_metrics else s / seen for n, s in self._sums.items()}

    def _shown(self, logs: Logs) -> dict[str, Any]:
        known = None if at_least("2.15") else (self.params or {}).get("metrics")
        if known:
            return {name: logs[name] for name in known if name in logs}
        return {name: value for name, value in logs.items() if name not in _NOT_SHOWN}

    def _finish_run(self, logs: Logs, show: bool) -> None:
        # Up to 2.3 `evaluate` and `predict` printed nothing under verbose=2.
        if self.verbose == 1 or at_least("2.15"):
            self._finish(logs, show)

    def _finish(self, logs: Logs, show: bool) -> None:
        bar = self.progbar
        if bar is None or not self.verbose:
            return
        if self.target is None:
            self.target = self.seen or None  # an unknown number is known after one epoch
        done = self.seen or self.target or 0
        bar.target = self.target or done or None
        bar.update(done, self._shown(logs) if show else {}, finalize=True)
        self.progbar = None
