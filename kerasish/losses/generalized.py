"""Generalised cross-entropy, which is robust to wrong labels (Zhang & Sabuncu, 2018)."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..registry import export
from .prepare import as_float, class_indices, shape_of


@export("losses.categorical_generalized_cross_entropy")
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float = 0.5) -> Any:
    """`(1 - p[class]**q) / q`: cross-entropy as q goes to 0, mean absolute error at q = 1.

    Arguments:
        y_true: class indices, `(B,)`. With a column, `(B, 1)`, Keras pairs every label with every row of `y_pred`,
            and models trained with it rely on that.
        y_pred: probabilities, `(B, C)`.
        q: between 0 and 1.

    Returns:
        One value per sample, `(B,)`; for a column one per pair, `(B, B)`.

    Source: https://keras.io/api/losses/

    >>> categorical_generalized_cross_entropy([0], [[0.25, 0.75]]).tolist()
    [1.0]
    """
    y_pred, y_true = as_float(y_pred), ops.array(y_true)
    name = "categorical_generalized_cross_entropy"
    labels = class_indices(name, y_true, y_pred, -1, None)
    hot = ops.one_hot(labels, int(shape_of(y_pred)[-1] or 0), dtype=y_pred.dtype)
    if len(shape_of(y_true)) == len(shape_of(y_pred)):
        hot = ops.expand_dims(hot, -2)
    p = ops.sum(hot * y_pred, -1)
    # p**q has no finite slope at 0: below epsilon the value stays exact and the slope is 0.
    safe = ops.maximum(p, config.epsilon())
    power = ops.where(
        ops.greater(p, config.epsilon()), ops.power(safe, float(q)), ops.stop_gradient(ops.power(p, float(q)))
    )
    return (1.0 - power) / q
