"""A layer applied to every step of a sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .wrapper import Wrapper


@export("layers.TimeDistributed")
class TimeDistributed(Wrapper):
    """`y[b, t] = layer(x[b, t])`, with the same weights at every step.

    Arguments:
        layer: the layer to apply; its output for a sample must not depend on other samples.

    Call arguments:
        inputs: the sequences.
        training: handed on to the layer, where it takes it.
        mask: which steps count; it goes on to the next layer.

    Shapes: input (B, T, ...), output (B, T, *shape of the layer's output for one step).

    Errors:
        ValueError for inputs of fewer than 3 axes.

    >>> from kerasish.layers import Dense
    >>> TimeDistributed(Dense(4))(np.ones((2, 3, 5))).shape
    (2, 3, 4)

    Source: keras.io, layers API, TimeDistributed.
    """

    @accepts_old_spellings
    def __init__(self, layer: Layer, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        """Build the layer for one step."""
        super().build(_step(self.name, input_shape))

    def call(self, inputs: Any, training: Any = None) -> Any:
        """(B, T, ...) to (B, T, ...): the steps of all sequences are one large batch to the layer."""
        batch, steps, *sample = inputs.shape
        flat = ops.reshape(inputs, (_product(batch, steps), *(-1 if s is None else s for s in sample)))
        told = {"training": training} if self.layer._call_takes["training"] else {}
        y = self.layer(flat, **told)
        if batch is not None or steps is not None:
            return ops.reshape(y, (-1 if batch is None else batch, -1 if steps is None else steps, *y.shape[1:]))
        first = (slice(None), slice(None), *(0 for _ in sample))
        corner = inputs[first]  # (B, T), of which only the shape is read
        like = ops.expand_dims(corner, tuple(range(2, 1 + len(y.shape)))) * np.ones(y.shape[1:], "float32")
        return ops.reshape_like(y, like)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, T, ...)."""
        inner = self.layer.compute_output_shape(_step(self.name, input_shape))
        return (*input_shape[:2], *inner[1:])


def _step(name: str, shape: Any) -> tuple[Any, ...]:
    """The shape of one step, with a batch axis of unknown extent."""
    if shape is None or len(shape) < 3:
        raise ValueError(f"TimeDistributed {name!r} needs inputs (B, T, ...) of at least 3 axes, received {shape}.")
    return (None, *shape[2:])


def _product(batch: Any, steps: Any) -> int:
    return -1 if batch is None or steps is None else int(batch) * int(steps)
