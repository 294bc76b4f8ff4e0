"""Accuracy functions: the share of predictions that hit, one value per sample (one per batch in Keras 1)."""

from __future__ import annotations

from typing import Any

from .. import config, dtypes, ops
from ..compat import at_least
from ..losses.prepare import align_ranks, as_float, check_shapes, shape_of
from ..registry import export


def _float(x: Any) -> Any:
    return ops.cast(x, config.floatx())


def _per_generation(values: Any, scalar_before: str) -> Any:
    """The values, or their mean before the generation that first returned one per sample."""
    return values if at_least(scalar_before) else ops.mean(values)


@export("metrics.accuracy")
def accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether targets and predictions are equal, 1.0 or 0.0 each; averaged over the last axis from level 2.15 on.

    Arguments:
        y_true: targets.
        y_pred: predictions of the same shape.

    >>> accuracy([[1], [2]], [[1], [3]]).tolist()
    [1.0, 0.0]
    """
    y_true, y_pred = align_ranks(ops.array(y_true), ops.array(y_pred))
    check_shapes("accuracy", shape_of(y_true), shape_of(y_pred))
    values = _float(ops.equal(y_true, y_pred))
    return ops.mean(values, -1) if at_least("2.15") and len(shape_of(values)) > 1 else values


@export("metrics.binary_accuracy")
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Predictions on the right side of a threshold: their share over the last axis; at level 3 each one, 1.0 or 0.0.

    Arguments:
        y_true: 0 or 1, `(B, ..., F)`.
        y_pred: probabilities of the same shape.
        threshold: a prediction above it means 1.

    Returns:
        One value per sample; level 1: one number; level 3: one value per element.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> binary_accuracy([[1.0, 0.0]], [[0.9, 0.8]]).tolist()
    [[1.0, 0.0]]
    """
    y_pred = as_float(y_pred)
    y_true, y_pred = align_ranks(ops.cast(ops.array(y_true), dtypes.of(y_pred)), y_pred)
    check_shapes("binary_accuracy", shape_of(y_true), shape_of(y_pred))
    values = _float(ops.equal(y_true, ops.cast(ops.greater(y_pred, float(threshold)), y_true.dtype)))
    if at_least("3"):
        return values
    return _per_generation(ops.mean(values, -1), "2.2")


@export("metrics.categorical_accuracy")
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the largest prediction is that of the right class.

    Arguments:
        y_true: one-hot targets, `(B, ..., C)`.
        y_pred: predictions of the same shape.

    Returns:
        1.0 or 0.0 per sample (level 1: one number).

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> categorical_accuracy([[0.0, 1.0]], [[0.2, 0.8]]).tolist()
    [1.0]
    """
    y_true, y_pred = ops.array(y_true), ops.array(y_pred)
    hint = "one-hot targets, or sparse_categorical_accuracy for integer targets"
    check_shapes("categorical_accuracy", shape_of(y_true), shape_of(y_pred), exact=True, hint=hint)
    return _per_generation(_float(ops.equal(ops.argmax(y_true, -1), ops.argmax(y_pred, -1))), "2.2")


@export("metrics.sparse_categorical_accuracy")
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Whether the largest prediction is that of the right class, given as an integer.

    Arguments:
        y_true: class indices, `(B, ...)` or `(B, ..., 1)`.
        y_pred: predictions, `(B, ..., C)`.

    Returns:
        1.0 or 0.0 per sample (level 1: one number).

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> sparse_categorical_accuracy([1, 0], [[0.2, 0.8], [0.3, 0.7]]).tolist()
    [1.0, 0.0]
    """
    labels, y_pred = labels_like(y_true, y_pred, "sparse_categorical_accuracy")
    return _per_generation(_float(ops.equal(ops.cast(ops.argmax(y_pred, -1), labels.dtype), labels)), "2.2")


def labels_like(y_true: Any, y_pred: Any, name: str) -> tuple[Any, Any]:
    """Integer targets without a trailing axis of extent 1, and the predictions."""
    y_true, y_pred = ops.array(y_true), ops.array(y_pred)
    true, pred = shape_of(y_true), shape_of(y_pred)
    if len(true) == len(pred) and true[-1:] == (1,):
        y_true = ops.squeeze(y_true, -1)
    hint = "one integer per sample; for one-hot targets leave out 'sparse_'"
    check_shapes(name, shape_of(y_true), pred[:-1], exact=True, hint=hint)
    return y_true, y_pred


@export("metrics.top_k_categorical_accuracy")
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Whether the right class is among the `k` largest predictions.

    Arguments:
        y_true: one-hot targets, `(B, ..., C)`.
        y_pred: predictions of the same shape.
        k: how many predictions count.

    Returns:
        1.0 or 0.0 per sample (levels 1 and 2.2: one number).

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> top_k_categorical_accuracy([[0.0, 0.0, 1.0]], [[0.1, 0.6, 0.3]], k=2).tolist()
    [1.0]
    """
    y_true, y_pred = ops.array(y_true), ops.array(y_pred)
    check_shapes("top_k_categorical_accuracy", shape_of(y_true), shape_of(y_pred), exact=True)
    return _per_generation(_float(ops.in_top_k(ops.argmax(y_true, -1), y_pred, k)), "2.3")


@export("metrics.sparse_top_k_categorical_accuracy")
def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Any:
    """Whether the right class, given as an integer, is among the `k` largest predictions.

    Arguments:
        y_true: class indices, `(B, ...)` or `(B, ..., 1)`.
        y_pred: predictions, `(B, ..., C)`.
        k: how many predictions count.
        from_sorted_ids: whether `y_pred` holds class indices, best first, instead of scores.

    Returns:
        1.0 or 0.0 per sample (levels 1 and 2.2: one number).

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> sparse_top_k_categorical_accuracy([2], [[0.1, 0.6, 0.3]], k=2).tolist()
    [1.0]
    """
    labels, y_pred = labels_like(y_true, y_pred, "sparse_top_k_categorical_accuracy")
    if from_sorted_ids:
        first = ops.cast(y_pred, "int32")[..., : int(k)]
        hits = ops.any(ops.equal(ops.expand_dims(ops.cast(labels, "int32"), -1), first), -1)
    else:
        hits = ops.in_top_k(labels, y_pred, k)
    if at_least("2.15") and len(shape_of(ops.array(y_true))) == len(shape_of(y_pred)):
        hits = ops.expand_dims(hits, -1)  # a column of targets gives a column
    return _per_generation(_float(hits), "2.3")
