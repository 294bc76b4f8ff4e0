"""Circle loss for embeddings (Sun et al., "Circle Loss: A Unified Perspective of Pair Similarity...", 2020)."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..errors import explain
from ..registry import export
from .prepare import as_float, shape_of


@export("losses.circle")
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80.0,
    margin: float = 0.4,
) -> Any:
    """`softplus(logsumexp(-g * a_p * (s_p - 1 + m)) + logsumexp(g * a_n * (s_n - m)))` over pairs of each sample.

    `s_p` are the similarities of a sample with those of its own class, `s_n` with the others;
    `a_p = max(1 + m - s_p, 0)`, `a_n = max(s_n + m, 0)`.

    Arguments:
        y_true: class labels, `(B,)` or `(B, 1)`.
        y_pred: embeddings of length 1, `(B, F)`.
        ref_labels: labels to pair with, `(R,)`; the batch itself when None.
        ref_embeddings: embeddings to pair with, `(R, F)`; the batch itself when None.
        remove_diagonal: whether a sample is no pair with itself.
        gamma: the scale.
        margin: the margin `m`.

    Returns:
        One value per sample, `(B,)`.

    Source: https://keras.io/api/losses/

    >>> circle([0, 0], [[1.0, 0.0], [1.0, 0.0]]).tolist()
    [0.0, 0.0]
    """
    y_pred, y_true = as_float(y_pred), ops.array(y_true)
    if len(shape_of(y_pred)) != 2:
        raise ValueError(
            explain("circle: embeddings are needed.", "y_pred of shape (batch, features)", f"shape {shape_of(y_pred)}")
        )
    labels = ops.reshape(y_true, (-1, 1))
    others = labels if ref_labels is None else ops.reshape(ops.array(ref_labels), (-1, 1))
    refs = y_pred if ref_embeddings is None else ops.cast(as_float(ref_embeddings), y_pred.dtype)
    similarity = ops.minimum(ops.matmul(y_pred, ops.transpose(refs)), 1.0)
    distance = 1.0 - similarity
    own = ops.equal(labels, ops.transpose(others))
    positive, negative = own, ops.logical_not(own)
    if remove_diagonal:
        positive = ops.logical_and(positive, ops.logical_not(_diagonal(distance)))
    pull = ops.relu(margin + distance) * (distance - margin)
    push = ops.relu(similarity + margin) * (similarity - margin)
    return ops.softplus(_log_sum(gamma * pull, positive) + _log_sum(gamma * push, negative))


def _diagonal(square: Any) -> Any:
    """True where row and column are the same."""
    ones = ops.ones_like(square)
    return ops.equal(ops.cumsum(ones, 0), ops.cumsum(ones, 1))


def _log_sum(x: Any, chosen: Any) -> Any:
    """`log(sum(exp(x)))` of the chosen entries of each row; a large negative number where none is chosen."""
    return ops.logsumexp(ops.where(chosen, x, -1e30), -1)
