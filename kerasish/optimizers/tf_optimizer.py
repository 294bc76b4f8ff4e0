"""The wrapper that old Keras had around TensorFlow's own optimizers."""

from __future__ import annotations

from typing import Any

from ..errors import explain
from ..registry import export


@export("optimizers.TFOptimizer")
class TFOptimizer:
    """Stands in for the wrapper of Keras 1 to 2.3: TensorFlow's optimizers need TensorFlow, which is not here.

    Arguments:
        optimizer: an optimizer of TensorFlow.
        iterations: a variable that counts.

    Errors:
        TypeError, always.

        >>> TFOptimizer(None)
        Traceback (most recent call last):
        TypeError: Wrapping a TensorFlow optimizer failed.
          Expected: an optimizer of keras.optimizers
          Received: None
          Try: the Keras optimizer of the same name
    """

    def __init__(self, optimizer: Any, iterations: Any = None) -> None:
        raise TypeError(
            explain(
                "Wrapping a TensorFlow optimizer failed.",
                "an optimizer of keras.optimizers",
                repr(optimizer),
                "the Keras optimizer of the same name",
            )
        )
