"""Focal cross-entropies: easy samples count less (Lin et al., "Focal Loss for Dense Object Detection", 2017)."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..registry import export
from .crossentropy import binary_values
from .prepare import pair


def focus(p: Any, gamma: float) -> Any:
    """`(1 - p)**gamma`, with a finite gradient at p = 1 for any gamma."""
    rest = 1.0 - p
    return ops.power(ops.maximum(rest, config.epsilon()) if gamma < 1.0 else rest, float(gamma))


@export("losses.binary_focal_crossentropy")
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: Any = -1,
) -> Any:
    """Mean of `(1 - p_t)**gamma * binary_crossentropy`, with `p_t` the probability given to the right answer.

    Arguments:
        y_true: targets between 0 and 1, `(B, ..., F)`.
        y_pred: probabilities of the same shape, or logits.
        apply_class_balancing: whether class 1 is weighted by `alpha` and class 0 by `1 - alpha`.
        alpha: the weight of class 1.
        gamma: the exponent; 0 gives plain cross-entropy.
        from_logits: whether `y_pred` holds logits.
        label_smoothing: moves targets towards 0.5.
        axis: the axis of the mean.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(binary_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 6)
    0.173287
    """
    y_true, y_pred = pair("binary_focal_crossentropy", y_true, y_pred, exact=True)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    p = ops.sigmoid(y_pred) if from_logits else y_pred
    right = y_true * p + (1.0 - y_true) * (1.0 - p)
    values = focus(right, gamma) * binary_values(y_true, y_pred, from_logits)
    if apply_class_balancing:
        values = (y_true * alpha + (1.0 - y_true) * (1.0 - alpha)) * values
    return ops.mean(values, axis)


@export("losses.categorical_focal_crossentropy")
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """`-sum(alpha * (1 - p)**gamma * t * log(p))` over the class axis.

    Arguments:
        y_true: one-hot targets, `(B, ..., C)`.
        y_pred: probabilities of the same shape, or logits.
        alpha: a weight, or one per class.
        gamma: the exponent; 0 gives plain cross-entropy.
        from_logits: whether `y_pred` holds logits.
        label_smoothing: moves targets towards the uniform distribution.
        axis: the class axis.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 6)
    0.043322
    """
    y_true, y_pred = pair("categorical_focal_crossentropy", y_true, y_pred, exact=True)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / ops.count(y_pred, axis)
    p = ops.softmax(y_pred, axis) if from_logits else y_pred / ops.sum(y_pred, axis, True)
    p = ops.clip(p, config.epsilon(), 1.0 - config.epsilon())
    weight = alpha if isinstance(alpha, (int, float)) else ops.cast(ops.array(alpha), y_pred.dtype)
    return ops.sum(weight * focus(p, gamma) * (-y_true * ops.log(p)), axis)
