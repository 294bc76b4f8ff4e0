"""Cross-entropies: binary, categorical, and categorical with integer targets.

Probabilities are clipped away from 0 and 1 as the generation in force does. Where the prediction is a softmax or
sigmoid that remembers its logits (level 2.15 and later), the loss is computed from those, which is exact.
"""

from __future__ import annotations

import warnings
from typing import Any

from .. import config, ops
from ..compat import level
from ..registry import export
from .prepare import as_float, class_indices, own_logits, pair, shape_of

_ONE_HOT_HINT = "one-hot targets (utils.to_categorical), or sparse_categorical_crossentropy for integer targets"


@export(
    "losses.binary_crossentropy",
    "losses.bce",
    "losses.BCE",
)
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: Any = -1
) -> Any:
    """Mean of `-(t * log(p) + (1 - t) * log(1 - p))` over an axis.

    Arguments:
        y_true: targets between 0 and 1, `(B, ..., F)`.
        y_pred: probabilities of the same shape, or logits.
        from_logits: whether `y_pred` holds logits instead of probabilities.
        label_smoothing: moves targets towards 0.5: `t * (1 - s) + s / 2`.
        axis: the axis of the mean.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(binary_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 6)
    0.693147
    """
    logits = own_logits(y_pred, "sigmoid")
    _warn_of_activation(logits, from_logits, "binary_crossentropy", "sigmoid")
    y_true, y_pred = pair("binary_crossentropy", y_true, y_pred if logits is None else logits, exact=True)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return ops.mean(binary_values(y_true, y_pred, from_logits or logits is not None), axis)


def binary_values(y_true: Any, y_pred: Any, from_logits: bool = False) -> Any:
    """The binary cross-entropy of each element; see `binary_crossentropy`."""
    if from_logits:  # both terms are small where they should be: no large numbers are subtracted
        return y_true * ops.softplus(-y_pred) + (1.0 - y_true) * ops.softplus(y_pred)
    floor = config.epsilon()
    p = ops.clip(y_pred, floor, 1.0 - floor)
    here = level()
    if here == "2.15":  # TensorFlow's Keras adds epsilon once more under the logarithm
        first, second = ops.log(p + floor), ops.log(1.0 - p + floor)
    elif here == "2.3":  # so did Keras 2.3 on TensorFlow, whose graph adds 1 and epsilon first
        first, second = ops.log(p + floor), ops.log((1.0 + floor) - p)
    else:
        first, second = ops.log(p), ops.log(1.0 - p)
    return -(y_true * first + (1.0 - y_true) * second)


@export("losses.categorical_crossentropy")
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """`-sum(t * log(p))` over the class axis; probabilities are first divided by their sum.

    Arguments:
        y_true: distributions or one-hot targets, `(B, ..., C)`.
        y_pred: probabilities of the same shape, or logits.
        from_logits: whether `y_pred` holds logits instead of probabilities.
        label_smoothing: moves targets towards the uniform distribution: `t * (1 - s) + s / C`.
        axis: the class axis.

    Returns:
        One value per sample, `(B, ...)`, in nats.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])[0]), 6)
    0.693147
    """
    logits = own_logits(y_pred, "softmax") if axis in (-1, len(getattr(y_pred, "shape", ())) - 1) else None
    _warn_of_activation(logits, from_logits, "categorical_crossentropy", "softmax")
    source = y_pred if logits is None else logits
    y_true, y_pred = pair("categorical_crossentropy", y_true, source, exact=True, hint=_ONE_HOT_HINT)
    if label_smoothing:
        classes = ops.count(y_pred, axis)
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / classes
    return ops.categorical_crossentropy(y_true, y_pred, from_logits or logits is not None, axis)


@export("losses.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """`-log(p[class])`: categorical cross-entropy with integer targets.

    Arguments:
        y_true: class indices, `(B, ...)` or `(B, ..., 1)`.
        y_pred: probabilities, or logits, `(B, ..., C)`.
        from_logits: whether `y_pred` holds logits instead of probabilities.
        ignore_class: a label whose samples give 0.
        axis: the class axis.

    Returns:
        One value per sample, `(B, ...)`, in nats.

    Errors:
        ValueError when the shapes do not fit or, on arrays, when a label names no class.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(sparse_categorical_crossentropy([1], [[0.5, 0.5]])[0]), 6)
    0.693147
    """
    return sparse_with_mask(y_true, y_pred, from_logits, ignore_class, axis)[0]


def sparse_with_mask(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> tuple[Any, Any]:
    """The values of `sparse_categorical_crossentropy`, and which of them count (None: all)."""
    name = "sparse_categorical_crossentropy"
    logits = own_logits(y_pred, "softmax") if axis in (-1, len(getattr(y_pred, "shape", ())) - 1) else None
    _warn_of_activation(logits, from_logits, name, "softmax")
    y_pred = as_float(y_pred if logits is None else logits)
    labels = class_indices(name, y_true, y_pred, axis, ignore_class)
    classes = shape_of(y_pred)[axis]
    if classes is None:
        raise ValueError(f"{name}: the number of classes of y_pred (shape {shape_of(y_pred)}) must be known.")
    if logits is None and not from_logits:
        floor = config.epsilon()
        y_pred = ops.log(ops.clip(y_pred, floor, 1.0 - floor))
    valid = None
    if ignore_class is not None:
        valid = ops.not_equal(labels, int(ignore_class))
        labels = ops.where(valid, labels, 0)
    if axis not in (-1, len(shape_of(y_pred)) - 1):
        y_pred = ops.moveaxis(y_pred, axis, -1)
    values = ops.softmax_crossentropy(y_pred, ops.one_hot(labels, classes, dtype=y_pred.dtype))
    return (values, None) if valid is None else (ops.where(valid, values, 0.0), valid)


def _warn_of_activation(logits: Any, from_logits: bool, name: str, activation: str) -> None:
    """As tf.keras: `from_logits=True` on an activated output is a mistake that is put right, with a word about it."""
    if logits is not None and from_logits:
        warnings.warn(
            f"{name} got from_logits=True, but its input is the output of {activation}; the logits before it are used. "
            f"Leave out the {activation}, or from_logits=True.",
            stacklevel=3,
        )
