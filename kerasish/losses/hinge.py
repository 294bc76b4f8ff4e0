"""Hinge losses: zero once a sample is on the right side of the margin."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export
from .prepare import pair, signs


@export("losses.hinge")
def hinge(y_true: Any, y_pred: Any) -> Any:
    """Mean of `max(1 - y_true * y_pred, 0)` over the last axis.

    Arguments:
        y_true: -1 or +1; targets of 0 and 1 are converted (from Keras 2.3 on), `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
    [1.0]
    """
    y_true, y_pred = pair("hinge", y_true, y_pred)
    return ops.mean(ops.maximum(1.0 - signs(y_true) * y_pred, 0.0), -1)


@export("losses.squared_hinge")
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """Mean of `max(1 - y_true * y_pred, 0)**2` over the last axis.

    Arguments:
        y_true: -1 or +1; targets of 0 and 1 are converted (from Keras 2.3 on), `(B, ..., F)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> squared_hinge([[-1.0, 1.0]], [[0.5, 0.5]]).tolist()
    [1.25]
    """
    y_true, y_pred = pair("squared_hinge", y_true, y_pred)
    return ops.mean(ops.square(ops.maximum(1.0 - signs(y_true) * y_pred, 0.0)), -1)


@export("losses.categorical_hinge")
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """`max(neg - pos + 1, 0)` with `pos` the right class's prediction and `neg` the largest of the others.

    Arguments:
        y_true: one-hot targets, `(B, ..., C)`.
        y_pred: predictions of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> categorical_hinge([[0.0, 1.0]], [[0.5, 1.0]]).tolist()
    [0.5]
    """
    y_true, y_pred = pair("categorical_hinge", y_true, y_pred)
    right = ops.sum(y_true * y_pred, -1)
    wrong = ops.max((1.0 - y_true) * y_pred, -1)
    return ops.maximum(wrong - right + 1.0, 0.0)
