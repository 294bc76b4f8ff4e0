"""Pearson's and the concordance correlation between targets and predictions."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..losses.prepare import pair
from ..registry import export


@export("metrics.pearson_correlation")
def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Pearson's correlation: the cosine between targets and predictions, each less its mean.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.
        axis: the axis the correlation is over.

    Returns:
        One value per sample, -1 to 1; nan where targets or predictions do not vary.

    Source: https://keras.io/api/metrics/

    >>> round(float(pearson_correlation([[0.0, 1.0, 2.0]], [[0.0, 2.0, 4.0]])[0]), 5)
    1.0
    """
    y_true, y_pred = pair("pearson_correlation", y_true, y_pred)
    y_true, y_pred = y_true - ops.mean(y_true, axis, True), y_pred - ops.mean(y_pred, axis, True)
    spread = ops.sqrt(ops.sum(ops.square(y_true), axis)) * ops.sqrt(ops.sum(ops.square(y_pred), axis))
    return ops.divide(ops.sum(y_true * y_pred, axis), spread)


@export("metrics.concordance_correlation")
def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """`2 * cov / (var_true + var_pred + (mean_true - mean_pred)**2)`: agreement, not correlation alone (Lin, 1989).

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.
        axis: the axis the correlation is over.

    Returns:
        One value per sample, -1 to 1.

    Source: https://keras.io/api/metrics/

    >>> round(float(concordance_correlation([[0.0, 1.0, 2.0]], [[0.0, 1.0, 2.0]])[0]), 5)
    1.0
    """
    y_true, y_pred = pair("concordance_correlation", y_true, y_pred)
    mean_true, mean_pred = ops.mean(y_true, axis, True), ops.mean(y_pred, axis, True)
    covariance = ops.mean((y_true - mean_true) * (y_pred - mean_pred), axis)
    spread = ops.var(y_true, axis) + ops.var(y_pred, axis)
    shift = ops.squeeze(ops.square(mean_true - mean_pred), axis)
    return 2.0 * covariance / (spread + shift + config.epsilon())
