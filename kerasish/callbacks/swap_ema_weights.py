"""SwapEMAWeights: evaluates with the moving average of the weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import explain
from ..registry import export
from .callback import Callback, Logs


@export("callbacks.SwapEMAWeights")
class SwapEMAWeights(Callback):
    """Puts the optimizer's moving averages in place of the weights while evaluating and predicting.

    Arguments:
        swap_on_epoch: swap at the end of every epoch and back at the start of the next, so that callbacks that come
            after this one, such as ModelCheckpoint, see the averages.

    Errors:
        ValueError for an optimizer without `use_ema=True`.

    Source: https://keras.io/api/callbacks/swap_ema_weights/

    >>> swap = SwapEMAWeights(swap_on_epoch=True)
    """

    def __init__(self, swap_on_epoch: bool = False) -> None:
        self.swap_on_epoch = swap_on_epoch
        self._swapped = False

    def _pairs(self) -> Iterator[tuple[Any, Any]]:
        """Each weight that the optimizer trains, with its average."""
        optimizer: Any = getattr(self.model, "optimizer", None)
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)  # inside a LossScaleOptimizer
        if not getattr(optimizer, "use_ema", False):
            raise ValueError(
                explain(
                    "SwapEMAWeights found no moving averages.",
                    "an optimizer with use_ema=True",
                    f"{type(optimizer).__name__}",
                    "compile with, for instance, SGD(use_ema=True)",
                )
            )
        return zip(optimizer._trainable_variables, optimizer._averages, strict=False)

    def _swap(self, to_averages: bool) -> None:
        if self._swapped == to_averages:
            return
        for weight, average in self._pairs():
            kept = weight.numpy()
            weight.assign(average.numpy())
            average.assign(kept)
        self._swapped = to_averages

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Back to the weights that are trained."""
        if self.swap_on_epoch:
            self._swap(False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """To the averages, for the callbacks that follow."""
        if self.swap_on_epoch:
            self._swap(True)
            # After the last epoch the optimizer itself puts the averages in place, and must find them where they were.
            if epoch + 1 == (self.params or {}).get("epochs"):
                self._settle()

    def _settle(self) -> None:
        """Leave the averages in the weights and in their own place too."""
        for weight, average in self._pairs():
            average.assign(weight.numpy())
        self._swapped = False

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """To the averages, for evaluating."""
        self._swap(True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Back from the averages."""
        self._swap(False)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """To the averages, for predicting."""
        self._swap(True)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Back from the averages."""
        self._swap(False)
