"""Connectionist temporal classification, for labels that come without times (Graves et al., 2006)."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..errors import explain
from ..registry import export
from .prepare import as_float, check_labels, shape_of

BLANK = 0  # the class that is no label, and what targets are padded with


@export("losses.ctc")
def ctc(y_true: Any, y_pred: Any) -> Any:
    """`-log(p)` of the target, p being summed over all ways to spread its labels over the steps.

    Class 0 is the blank and pads the targets: as many labels count in a row of `y_true` as are not 0. All steps count.
    A target with more labels than steps costs about 707, as in Keras on TensorFlow; see `ops.ctc_loss`.

    Arguments:
        y_true: labels from 1 to C - 1, then zeros, `(B, N)`.
        y_pred: logits, `(B, T, C)`.

    Returns:
        One value per sample, `(B,)`.

    Errors:
        ValueError for other ranks and, on arrays, for labels that name no class.

    Source: https://keras.io/api/losses/; Graves et al., "Connectionist Temporal Classification", 2006

    >>> [round(float(v), 6) for v in ctc([[1, 0]], [[[0.0, 0.0], [0.0, 0.0]]])]
    [0.287682]
    """
    y_true, y_pred = ops.array(y_true), as_float(y_pred)
    labels, logits = shape_of(y_true), shape_of(y_pred)
    if len(labels) != 2 or len(logits) != 3:
        raise ValueError(
            explain(
                "ctc: y_true and y_pred do not have the axes of labels and logits.",
                "y_true of shape (batch, labels), y_pred of shape (batch, time, classes)",
                f"y_true of shape {labels}, y_pred of shape {logits}",
            )
        )
    check_labels(y_true, logits[2], name="ctc")
    label_length = ops.sum(ops.cast(ops.not_equal(y_true, BLANK), "int32"), -1)
    input_length = ops.ones_like(label_length) * ops.cast(ops.count(y_pred, 1), "int32")
    return ops.ctc_loss(y_true, y_pred, label_length, input_length, mask_index=BLANK)
