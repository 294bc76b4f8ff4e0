"""TerminateOnNaN: stops when the loss is no longer a number."""

from __future__ import annotations

import math

from ..registry import export
from .callback import Callback, Logs


@export("callbacks.TerminateOnNaN")
class TerminateOnNaN(Callback):
    """Stops training when a batch's loss is NaN or infinite.

    Arguments:
        raise_error: whether to raise instead of stopping quietly.

    Errors:
        RuntimeError under `raise_error`, saying the batch and the loss.

    It reads the loss of every batch, which keeps the training loop from running ahead.

    Source: https://keras.io/api/callbacks/terminate_on_nan/

    >>> TerminateOnNaN().on_batch_end(0, {"loss": 0.5})
    """

    def __init__(self, raise_error: bool = False) -> None:
        self.raise_error = raise_error

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(float(loss)):
            return
        if self.raise_error:
            raise RuntimeError(f"NaN or Inf loss encountered at batch {batch}: loss = {float(loss)}.")
        print(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True
