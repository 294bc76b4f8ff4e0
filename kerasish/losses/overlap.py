"""Losses of image segmentation, which compare areas: Dice and Tversky."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..registry import export
from .prepare import pair


def _axes(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, (list, tuple)) else axis


@export("losses.dice")
def dice(y_true: Any, y_pred: Any, axis: Any = None) -> Any:
    """`1 - (2 * sum(t * p) + e) / (sum(t) + sum(p) + e)`: one minus twice the overlap over the two areas.

    Arguments:
        y_true: targets between 0 and 1, `(B, H, W, C)`.
        y_pred: predictions of the same shape.
        axis: the axes summed over; None means all, which gives one number.

    Returns:
        One value for each place on the axes that are left.

    Source: https://keras.io/api/losses/

    >>> round(float(dice([[1.0, 0.0]], [[1.0, 0.0]])), 6)
    0.0
    """
    y_true, y_pred = pair("dice", y_true, y_pred)
    axis, floor = _axes(axis), config.epsilon()
    both = ops.sum(y_true * y_pred, axis)
    return 1.0 - (2.0 * both + floor) / (ops.sum(y_true, axis) + ops.sum(y_pred, axis) + floor)


@export("losses.tversky")
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None) -> Any:
    """`1 - (tp + e) / (tp + alpha * fn + beta * fp + e)` (Salehi et al., 2017); 0.5 and 0.5 give Dice.

    Arguments:
        y_true: targets between 0 and 1, `(B, H, W, C)`.
        y_pred: predictions of the same shape.
        alpha: the weight of false negatives.
        beta: the weight of false positives (Keras's page says the reverse; this is what Keras 3.15 computes).
        axis: the axes summed over; None means all, which gives one number.

    Returns:
        One value for each place on the axes that are left.

    Source: https://keras.io/api/losses/

    >>> round(float(tversky([[1.0, 0.0]], [[1.0, 0.0]])), 6)
    0.0
    """
    y_true, y_pred = pair("tversky", y_true, y_pred)
    axis, floor = _axes(axis), config.epsilon()
    both = ops.sum(y_true * y_pred, axis)
    missed, excess = ops.sum(y_true, axis) - both, ops.sum(y_pred, axis) - both
    return 1.0 - (both + floor) / (both + alpha * missed + beta * excess + floor)
