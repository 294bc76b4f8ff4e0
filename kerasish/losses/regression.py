"""Losses between real numbers: each a mean over the last axis of a distance between target and prediction."""

from __future__ import annotations

import math
from typing import Any

from .. import config, ops
from ..compat import at_least, by_level, level
from ..registry import export
from .prepare import pair


@export("losses.mean_squared_error", "losses.mse", "losses.MSE")
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Mean of squared differences, `mean((y_true - y_pred)**2)` over the last axis.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> mean_squared_error([[0.0, 2.0]], [[1.0, 4.0]]).tolist()
    [2.5]
    """
    y_true, y_pred = pair("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), -1)


@export(
    "losses.mean_absolute_error",
    "losses.mae",
    "losses.MAE",
)
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Mean of absolute differences, `mean(|y_true - y_pred|)` over the last axis.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> mean_absolute_error([[0.0, 2.0]], [[1.0, 4.0]]).tolist()
    [1.5]
    """
    y_true, y_pred = pair("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.absolute(y_true - y_pred), -1)


@export(
    "losses.mean_absolute_percentage_error",
    "losses.mape",
    "losses.MAPE",
)
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Mean relative difference in percent, `100 * mean(|y_true - y_pred| / max(|y_true|, epsilon))`.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> mean_absolute_percentage_error([[1.0, 2.0]], [[2.0, 4.0]]).tolist()
    [100.0]
    """
    y_true, y_pred = pair("mean_absolute_percentage_error", y_true, y_pred)
    scale = ops.maximum(ops.absolute(y_true), config.epsilon())
    return 100.0 * ops.mean(ops.absolute((y_true - y_pred) / scale), -1)


@export(
    "losses.mean_squared_logarithmic_error",
    "losses.msle",
    "losses.MSLE",
)
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """Mean of squared differences of logarithms, `mean((log(y_true + 1) - log(y_pred + 1))**2)`, both held above 0.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> mean_squared_logarithmic_error([[1.0, 2.0]], [[1.0, 2.0]]).tolist()
    [0.0]
    """
    y_true, y_pred = pair("mean_squared_logarithmic_error", y_true, y_pred)
    floor = config.epsilon()
    first = ops.log(ops.maximum(y_pred, floor) + 1.0)
    return ops.mean(ops.square(first - ops.log(ops.maximum(y_true, floor) + 1.0)), -1)


@export("losses.log_cosh", "losses.logcosh")
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Mean of `log(cosh(y_pred - y_true))`: quadratic near 0, linear far away.

    Computed as `e + softplus(-2 e) - log(2)`, which cannot overflow.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> log_cosh([[0.0]], [[0.0]]).tolist()
    [0.0]
    """
    y_true, y_pred = pair("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(-2.0 * error) - math.log(2.0), -1)


@export("losses.huber", "losses.huber_loss")
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Mean of `e**2 / 2` where `|e| <= delta`, else `delta * |e| - delta**2 / 2` (Huber, 1964).

    At level 2.3 the values are not averaged over the last axis, as in Keras 2.3.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.
        delta: where the loss turns from quadratic to linear.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> huber([[0.0, 0.0]], [[1.0, 3.0]]).tolist()
    [1.5]
    """
    y_true, y_pred = pair("huber", y_true, y_pred)
    error = ops.absolute(y_pred - y_true)
    delta = float(delta)
    values = ops.where(ops.less_equal(error, delta), 0.5 * ops.square(error), delta * error - 0.5 * delta * delta)
    return values if level() == "2.3" else ops.mean(values, -1)


def similarity(y_true: Any, y_pred: Any, axis: Any) -> Any:
    """Products of target and prediction, each divided by its Euclidean norm along `axis`."""
    return ops.multiply(unit(y_true, axis), unit(y_pred, axis))


def unit(x: Any, axis: Any) -> Any:
    """`x` divided by its Euclidean norm along `axis`; the norm is held above 1e-6 (at level 3: 1e-7)."""
    floor = by_level(v1=1e-12, v3=1e-14)
    return ops.multiply(x, ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis, True), floor)))


@export("losses.cosine_similarity", "losses.cosine_proximity", "losses.cosine")
def cosine_similarity(y_true: Any, y_pred: Any, axis: Any = -1) -> Any:
    """Minus the cosine of the angle between target and prediction: -1 where they point the same way.

    At level 1 the products are averaged over the axis instead of summed, as in Keras 1.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.
        axis: the axis (or axes) of the vectors.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/regression_losses/

    >>> cosine_similarity([[0.0, 2.0]], [[0.0, 3.0]]).tolist()
    [-1.0]
    """
    y_true, y_pred = pair("cosine_similarity", y_true, y_pred)
    products = similarity(y_true, y_pred, axis)
    return -ops.sum(products, axis) if at_least("2.2") else -ops.mean(products, axis)
