"""Counts of true and false positives and negatives at many thresholds at once.

A prediction falls into the bin between two thresholds; the counts at every threshold are running sums over the bins.
That takes one pass over N predictions, not one per threshold.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..errors import explain
from ..losses.prepare import align_ranks, as_float, check_shapes, shape_of
from ..losses.reduction import fit_weights

NEGATIVE_INFINITY = -1e10


class Counts(NamedTuple):
    """Counts of one batch: one per threshold, `(T,)`, or per threshold and label, `(T, L)`."""

    true_positives: Any
    false_positives: Any
    true_negatives: Any
    false_negatives: Any


def check_thresholds(thresholds: Any, where: str) -> list[float]:
    """Thresholds as a list of floats between 0 and 1; raises ValueError for others."""
    values = [float(t) for t in (thresholds if isinstance(thresholds, (list, tuple, np.ndarray)) else [thresholds])]
    wrong = [t for t in values if not 0.0 <= t <= 1.0]
    if wrong:
        raise ValueError(explain(f"{where}: a threshold is out of range.", "numbers from 0 to 1", str(wrong)))
    return values


def even_thresholds(count: int) -> list[float]:
    """`count - 2` thresholds evenly spread between 0 and 1, without the ends.

    >>> even_thresholds(5)
    [0.25, 0.5, 0.75]
    """
    return [(i + 1) / (count - 1) for i in range(count - 2)]


def are_even(thresholds: list[float]) -> bool:
    """Whether thresholds, ends included, are evenly spread from 0 to 1.

    >>> are_even([0.0, 0.5, 1.0])
    True
    """
    if len(thresholds) < 3:
        return False
    return bool(np.allclose(thresholds, np.linspace(0.0, 1.0, len(thresholds)), atol=1e-6, rtol=0))


def keep_top(x: Any, k: int) -> Any:
    """`x` where it is among the `k` largest of its row, a large negative number elsewhere."""
    indices = ops.top_k(x, k)[1]
    chosen = ops.any(ops.one_hot(indices, int(shape_of(x)[-1] or 0), dtype="int32"), -2)
    return ops.where(chosen, x, NEGATIVE_INFINITY)


def select(y_true: Any, y_pred: Any, top_k: int | None, class_id: int | None, name: str, dtype: str) -> tuple[Any, Any]:
    """Targets and predictions of the class asked for, predictions outside the top k put below every threshold."""
    y_pred = ops.cast(as_float(y_pred), dtype)
    y_true, y_pred = align_ranks(ops.cast(ops.array(y_true), dtype), y_pred)
    check_shapes(name, shape_of(y_true), shape_of(y_pred), exact=True)
    if top_k is not None:
        y_pred = keep_top(y_pred, top_k)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
    return y_true, y_pred


def count(
    y_true: Any,
    y_pred: Any,
    thresholds: list[float],
    sample_weight: Any = None,
    multi_label: bool = False,
    label_weights: Any = None,
    even: bool = False,
) -> Counts:
    """The counts of one batch at every threshold: a prediction is positive when it is above the threshold.

    Arguments:
        y_true: 0 or 1 (any number but 0 is 1, unless `even`).
        y_pred: predictions of the same shape.
        thresholds: rising numbers.
        sample_weight: None, or weights per sample or element.
        multi_label: whether every column is counted apart.
        label_weights: one weight per column, when they are not counted apart.
        even: whether thresholds are evenly spread from 0 to 1; then a target such as 0.3 is 0.3 of a positive, and
            predictions of 0 are positive at the lowest threshold, as in Keras from 2.5 on.
    """
    weights = ops.ones_like(y_pred)
    if sample_weight is not None:
        weights = ops.broadcast_like(fit_weights(sample_weight, y_pred), y_pred)
    if label_weights is not None and not multi_label:
        weights = ops.multiply(weights, ops.cast(ops.array(label_weights), y_pred.dtype))
    positive = y_true if even else ops.cast(ops.cast(y_true, "bool"), y_pred.dtype)
    edges = np.asarray(thresholds, np.float32)
    bins = ops.searchsorted(edges, y_pred)
    if even:
        bins = ops.clip(bins, 1, len(edges) - 1)
    parts = [bins, ops.multiply(weights, positive), ops.multiply(weights, 1.0 - positive)]
    parts = [ops.transpose(p) if multi_label else ops.reshape(p, (-1,)) for p in parts]
    hits, misses = (ops.bin_sums(parts[0], w, len(edges) + 1) for w in parts[1:])
    found = [
        ops.cumsum_from_end(hits)[..., 1:],
        ops.cumsum_from_end(misses)[..., 1:],
        ops.cumsum(misses, -1)[..., :-1],
        ops.cumsum(hits, -1)[..., :-1],
    ]
    return Counts(*(ops.transpose(f) if multi_label else f for f in found))
