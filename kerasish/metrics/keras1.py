"""The batch metrics of Keras 1: one number from one batch. For values over an epoch, use Precision, Recall, F1Score."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..losses.prepare import pair
from ..losses.reduction import divide_or_zero
from ..registry import export


def _rounded(y_true: Any, y_pred: Any, name: str) -> tuple[Any, Any]:
    """Targets and predictions as 0 or 1."""
    y_true, y_pred = pair(name, y_true, y_pred)
    return ops.round(ops.clip(y_true, 0.0, 1.0)), ops.round(ops.clip(y_pred, 0.0, 1.0))


@export("metrics.precision")
def precision(y_true: Any, y_pred: Any) -> Any:
    """The share of this batch's positive predictions that are right (Keras 1).

    >>> round(float(precision([1.0, 0.0], [0.9, 0.8])), 4)
    0.5
    """
    true, pred = _rounded(y_true, y_pred, "precision")
    return ops.sum(true * pred) / (ops.sum(pred) + config.epsilon())


@export("metrics.recall")
def recall(y_true: Any, y_pred: Any) -> Any:
    """The share of this batch's positive targets that are predicted (Keras 1).

    >>> round(float(recall([1.0, 0.0], [0.9, 0.8])), 4)
    1.0
    """
    true, pred = _rounded(y_true, y_pred, "recall")
    return ops.sum(true * pred) / (ops.sum(true) + config.epsilon())


@export("metrics.fbeta_score")
def fbeta_score(y_true: Any, y_pred: Any, beta: float = 1) -> Any:
    """The weighted harmonic mean of this batch's precision and recall (Keras 1); 0 where no target is positive.

    Arguments:
        y_true: targets.
        y_pred: predictions of the same shape.
        beta: how many times as much recall counts as precision.

    Errors:
        ValueError for a negative `beta`.

    >>> round(float(fbeta_score([1.0, 0.0], [0.9, 0.8])), 4)
    0.6667
    """
    if beta < 0:
        raise ValueError("The lowest choosable beta is zero (only precision).")
    p, r, weight = precision(y_true, y_pred), recall(y_true, y_pred), float(beta**2)
    score = (1.0 + weight) * (p * r) / (weight * p + r + config.epsilon())
    positives = ops.sum(_rounded(y_true, y_pred, "fbeta_score")[0])
    return ops.where(ops.equal(positives, 0.0), 0.0, score)


@export("metrics.fmeasure", "metrics.fscore", "metrics.f1score")
def fmeasure(y_true: Any, y_pred: Any) -> Any:
    """The harmonic mean of this batch's precision and recall (Keras 1).

    >>> round(float(fmeasure([1.0, 0.0], [0.9, 0.8])), 4)
    0.6667
    """
    return fbeta_score(y_true, y_pred, beta=1)


@export("metrics.matthews_correlation")
def matthews_correlation(y_true: Any, y_pred: Any) -> Any:
    """The correlation between this batch's 0/1 targets and predictions, -1 to 1 (Keras 1; Matthews, 1975).

    >>> round(float(matthews_correlation([1.0, 0.0], [0.9, 0.2])), 4)
    1.0
    """
    true, pred = _rounded(y_true, y_pred, "matthews_correlation")
    tp, tn = ops.sum(true * pred), ops.sum((1.0 - true) * (1.0 - pred))
    fp, fn = ops.sum((1.0 - true) * pred), ops.sum(true * (1.0 - pred))
    spread = ops.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return divide_or_zero(tp * tn - fp * fn, spread + config.epsilon())
