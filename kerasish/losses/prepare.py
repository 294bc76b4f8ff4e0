"""What every loss does first: one float dtype, ranks that agree, shapes that fit, labels that name a class."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config, dtypes, ops
from ..errors import explain


def shape_of(x: Any) -> tuple[int | None, ...]:
    """The shape of a tensor or array, None where an extent is unknown."""
    return tuple(x.shape)


def is_symbolic(x: Any) -> bool:
    """Whether a value is known only when the graph runs."""
    symbolic = getattr(x, "symbolic", None)
    return symbolic is not None and symbolic() is not None


def as_float(x: Any) -> Any:
    """`x` as a tensor or array of floats; a float dtype of its own is kept, anything else becomes `floatx`."""
    x = ops.array(x)
    return x if dtypes.is_float(dtypes.of(x)) else ops.cast(x, config.floatx())


def align_ranks(a: Any, b: Any) -> tuple[Any, Any]:
    """Bring two values whose ranks differ by one trailing axis of extent 1 to the same rank.

    Columns win over vectors: `(B,)` with `(B, 1)` becomes `(B, 1)` on both sides, so that the mean over the last axis
    still leaves one value per sample. With more axes the extra axis of extent 1 is dropped.
    """
    ra, rb = len(shape_of(a)), len(shape_of(b))
    if ra == rb + 1 and shape_of(a)[-1] == 1:
        return (a, ops.expand_dims(b, -1)) if rb == 1 else (ops.squeeze(a, -1), b)
    if rb == ra + 1 and shape_of(b)[-1] == 1:
        return (ops.expand_dims(a, -1), b) if ra == 1 else (a, ops.squeeze(b, -1))
    return a, b


def pair(name: str, y_true: Any, y_pred: Any, exact: bool = False, hint: str = "") -> tuple[Any, Any]:
    """Targets and predictions in the predictions' float dtype, with ranks that agree.

    Arguments:
        name: the loss, for error texts.
        y_true: targets.
        y_pred: predictions.
        exact: whether equal extents are needed, or extents of 1 may broadcast.
        hint: what to try when they do not fit.

    Errors:
        ValueError when the shapes do not fit.
    """
    y_pred = as_float(y_pred)
    y_true = ops.cast(ops.array(y_true), dtypes.of(y_pred))
    y_true, y_pred = align_ranks(y_true, y_pred)
    check_shapes(name, shape_of(y_true), shape_of(y_pred), exact, hint)
    return y_true, y_pred


def check_shapes(
    name: str, true: tuple[int | None, ...], pred: tuple[int | None, ...], exact: bool = False, hint: str = ""
) -> None:
    """Raise ValueError unless two shapes are equal or, where not `exact`, broadcast."""
    pairs = list(zip(reversed(true), reversed(pred), strict=False))
    fits = all(None in (a, b) or a == b or (not exact and 1 in (a, b)) for a, b in pairs)
    if not fits or (exact and len(true) != len(pred)):
        hint = hint or "check that the last layer has as many units as the targets have columns"
        raise ValueError(
            explain(
                f"{name}: y_true and y_pred do not fit together.",
                "y_true of the same shape as y_pred",
                f"y_true of shape {true}, y_pred of shape {pred}",
                hint,
            )
        )


def class_indices(name: str, y_true: Any, y_pred: Any, axis: int, ignore_class: int | None) -> Any:
    """Integer targets of the shape of `y_pred` without its class axis.

    Errors:
        ValueError for targets of another shape and, on arrays, for labels that name no class.
    """
    y_true, pred = ops.array(y_true), shape_of(y_pred)
    true = shape_of(y_true)
    if len(true) == len(pred) and true[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    rest = pred[:axis] + pred[axis + 1 :] if axis >= 0 else pred[: len(pred) + axis] + pred[len(pred) + axis + 1 :]
    hint = "one integer per sample; for one-hot targets use categorical_crossentropy"
    try:
        check_shapes(name, shape_of(y_true), rest, exact=True, hint=hint)
    except ValueError:
        raise ValueError(
            explain(
                f"{name}: y_true and y_pred do not fit together.",
                f"y_true of shape {rest}: the shape of y_pred without its class axis",
                f"y_true of shape {true}, y_pred of shape {pred}",
                hint,
            )
        ) from None
    check_labels(y_true, pred[axis], ignore_class, name)
    return ops.cast(y_true, "int32")


def check_labels(
    labels: Any, num_classes: int | None, ignore_class: int | None = None, name: str = "sparse_categorical_crossentropy"
) -> None:
    """Raise ValueError when integer labels in an array are nan, fractional or outside `0..num_classes - 1`.

    Symbolic labels pass: their values are not known yet.

    >>> check_labels(np.array([0, 3]), 3)
    Traceback (most recent call last):
    ...
    ValueError: sparse_categorical_crossentropy: a label names no class.
      Expected: integers from 0 to 2, for 3 classes
      Received: 3 at position (1,)
      Try: a last layer with at least 4 units, or check the labels
    """
    if is_symbolic(labels) or num_classes is None:
        return
    values = np.asarray(labels)
    with np.errstate(invalid="ignore"):
        bad = (
            (values < 0) | (values >= num_classes) | (values != np.floor(values) if values.dtype.kind == "f" else False)
        )
    if ignore_class is not None:
        bad &= values != ignore_class
    if not np.any(bad):
        return
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    value = values[place]
    hint = "remove or fill the missing labels" if value != value else "ignore_class for labels to leave out"
    if value >= num_classes:
        hint = f"a last layer with at least {int(value) + 1} units, or check the labels"
    raise ValueError(
        explain(
            f"{name}: a label names no class.",
            f"integers from 0 to {num_classes - 1}, for {num_classes} classes",
            f"{value} at position {place}",
            hint,
        )
    )


def signs(y_true: Any) -> Any:
    """Labels for the hinge losses: 0 and 1 become -1 and +1 (from level 2.3 on), other values stay."""
    from ..compat import at_least

    if not at_least("2.3"):
        return y_true
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0.0), ops.equal(y_true, 1.0)))
    return ops.where(binary, 2.0 * y_true - 1.0, y_true)


def own_logits(y_pred: Any, activation: str) -> Any:
    """The logits behind a prediction made by softmax or sigmoid, or None: cross-entropies are exact on logits.

    Only a symbolic prediction at level 2.15 or later remembers them (as `_keras_logits` did there).
    """
    from ..compat import at_least

    logits = getattr(y_pred, "logits", None)
    node = getattr(y_pred, "node", None)
    if logits is None or node is None or not at_least("2.15"):
        return None
    return logits if node.op.name == activation else None
