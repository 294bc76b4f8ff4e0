"""The statistics of a batch as BatchNormalization takes them, and how its moving averages follow, by generation."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config, ops
from ..compat import at_least
from ..ops.normalization import axes_last, channel_moments

CLIPPING = ("rmax", "rmin", "dmax")


def moments(x: Any, weights: Any) -> tuple[Any, Any]:
    """Mean and variance per channel of `x` (..., C), over the places that count where there are weights (..., C)."""
    if weights is None:
        return channel_moments(x)
    axes = tuple(range(len(x.shape) - 1))
    total = ops.sum(weights, axes) + config.epsilon()
    mean = ops.sum(x * weights, axes) / total
    return mean, ops.sum(weights * ops.square(x - mean), axes) / total


def mask_weights(mask: Any, inputs: Any, axes: tuple[int, ...]) -> Any:
    """A mask (B, T...) as numbers 0 and 1 for all of the inputs, channels last."""
    if mask is None:
        return None
    weights = ops.cast(mask, "float64" if inputs.dtype == "float64" else "float32")
    missing = len(inputs.shape) - len(weights.shape)
    if missing < 0:
        raise ValueError(f"A mask of shape {mask.shape} does not fit inputs of shape {tuple(inputs.shape)}.")
    weights = ops.expand_dims(weights, tuple(range(len(weights.shape), len(inputs.shape)))) if missing else weights
    return axes_last(ops.broadcast_like(weights, inputs), axes)[0]


def correction(rows: Any, rank: int, axes: tuple[int, ...], fused: bool, epsilon: float) -> Any:
    """What the variance of `rows` values is multiplied with before it enters the moving average.

    Keras 1 and 3 take it as it is. Keras 2.2 and 2.3 multiply with `n / (n - 1 - epsilon)`, and TensorFlow's fused
    kernel, which they call for four axes with the channels last, with `n / (n - 1)` on top; of this tf.keras 2.15 has
    the latter alone, where it calls that kernel.
    """
    if at_least("3") or not at_least("2.2"):
        return None
    if at_least("2.15"):
        return rows / ops.maximum(rows - 1.0, 1.0) if fused else None
    once = rows / (rows - (1.0 + epsilon))
    return once * rows / ops.maximum(rows - 1.0, 1.0) if rank == 4 and axes == (3,) else once


def follow(variable: Any, value: Any, momentum: float) -> None:
    """Move a moving average towards a value."""
    variable.assign(
        variable * momentum + ops.reshape(ops.cast(value, variable.dtype), variable.shape) * (1.0 - momentum)
    )


class Renorm:
    """The weights and formulas of batch renormalization (Ioffe, 2017, arXiv:1702.03275).

    Arguments:
        layer: the BatchNormalization that it belongs to; built but for these weights.
        shape: the shape of the moving averages.
    """

    def __init__(self, layer: Any, shape: tuple[int, ...]) -> None:
        def root(shape: Any, dtype: Any = None) -> Any:
            return np.sqrt(np.asarray(layer.moving_variance_initializer(shape, dtype=dtype)))

        made = {"moving_stddev": root, "renorm_mean": layer.moving_mean_initializer, "renorm_stddev": root}
        for name, initializer in made.items():
            weight = layer.add_weight(name=name, shape=shape, initializer=initializer, trainable=False)
            setattr(layer, name, weight)
        self.layer = layer

    def factors(self, mean: Any, variance: Any) -> tuple[Any, Any]:
        """`r` and `d`: how far the batch is from the moving statistics; these follow it."""
        layer, clipping = self.layer, self.layer.renorm_clipping
        deviation = ops.sqrt(variance + layer.epsilon)
        old_mean, old_deviation = (ops.reshape(v, (-1,)) for v in (layer.renorm_mean, layer.renorm_stddev))
        r = ops.stop_gradient(deviation / old_deviation)
        d = ops.stop_gradient((mean - old_mean) / old_deviation)
        r = r if clipping.get("rmin") is None else ops.maximum(r, clipping["rmin"])
        r = r if clipping.get("rmax") is None else ops.minimum(r, clipping["rmax"])
        d = d if clipping.get("dmax") is None else ops.clip(d, -clipping["dmax"], clipping["dmax"])
        follow(layer.renorm_mean, mean, layer.renorm_momentum)
        follow(layer.renorm_stddev, deviation, layer.renorm_momentum)
        return r, d

    def follow_variance(self, variance: Any) -> None:
        """The moving variance is that of a moving deviation."""
        layer = self.layer
        follow(layer.moving_stddev, ops.sqrt(variance + layer.epsilon), layer.momentum)
        layer.moving_variance.assign(ops.relu(ops.square(layer.moving_stddev.value) - layer.epsilon))
