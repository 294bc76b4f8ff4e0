"""Rows of `conflicts.json` about BatchNormalization."""

from __future__ import annotations

from typing import Any

import numpy as np
from conflict_rows import each, f, row

from kerasish.layers import BatchNormalization
from kerasish.models import Sequential

PAIR = np.array([[0.0], [2.0]], "float32")


def trained(x: Any = PAIR, frozen: bool = False, **arguments: Any) -> Any:
    """A layer after one batch of training, in a model."""
    layer = BatchNormalization(momentum=0.0, input_shape=x.shape[1:], **arguments)
    layer.trainable = not frozen
    model = Sequential([layer])
    model.compile("sgd", "mse")
    model.train_on_batch(x, x)
    return layer


@row("bn-positional")
def _() -> None:
    each(lambda: BatchNormalization(1e-5).epsilon, v1=1e-5, v2_3=1e-5, v3=1e-5)
    each(lambda: BatchNormalization(1e-5, 0, 1, 0.9).axis, v1=1, v3=1)
    each(lambda: BatchNormalization(1, 0.9).momentum, v1=0.9, v2_3=0.9, v3=0.9)


@row("bn-defaults")
def _() -> None:
    def told() -> Any:
        layer = BatchNormalization()
        return layer.axis, layer.momentum, layer.epsilon

    each(told, v1=(-1, 0.99, 0.001), v2_3=(-1, 0.99, 0.001), v2_15=(-1, 0.99, 0.001), v3=(-1, 0.99, 0.001))


@row("bn-variance")
def _() -> None:
    flat = 2 / (2 - 1.001)
    each(lambda: f(trained().moving_variance.array[0]), v1=1.0, v2_2=flat, v2_3=flat, v2_15=1.0, v3=1.0)
    image = PAIR[:, :, None, None]
    both = 2 * flat  # TensorFlow's fused kernel corrects once more
    each(lambda: f(trained(image).moving_variance.array[0]), v1=1.0, v2_2=both, v2_3=both, v2_15=2.0, v3=1.0)


@row("bn-frozen")
def _() -> None:
    def frozen() -> Any:
        layer = trained(PAIR + 4, frozen=True)
        return f(layer.moving_mean.array[0]), bool(np.abs(layer(PAIR + 4, training=True)).max() < 1.1)

    # the moving mean after training, and whether training goes by the batch
    each(frozen, v1=(5.0, True), v2_2=(0.0, True), v2_3=(0.0, True), v2_15=(0.0, False), v3=(0.0, False))
