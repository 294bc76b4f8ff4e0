"""Class numbers to one-hot vectors, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export

Array = np.ndarray[Any, Any]


@export("utils.to_categorical", "utils.np_utils.to_categorical")
@accepts_old_spellings
def to_categorical(x: Any, num_classes: int | None = None, dtype: Any = None) -> Array:
    """One-hot vectors of class numbers: `result[..., x] = 1`.

    Arguments:
        x: class numbers of any shape, from 0 to `num_classes - 1`; a last axis of length 1 is dropped. `y` is its old
            name.
        num_classes: number of classes (default: the largest number plus one). `nb_classes` is its old name.
        dtype: dtype of the result (default: float32 at levels 2.2 to 2.15, float64 at 1 and 3).

    Returns:
        An array of shape `x.shape + (num_classes,)`; at level 1 always of two axes.

    Errors:
        ValueError for no class numbers at all, IndexError for one that is out of range.

    Source: https://keras.io/api/utils/python_utils/

    >>> to_categorical([0, 2, 1], dtype="int32")
    array([[1, 0, 0],
           [0, 0, 1],
           [0, 1, 0]], dtype=int32)
    """
    numbers = np.asarray(x).astype("int64")
    shape = numbers.shape[:-1] if numbers.ndim > 1 and numbers.shape[-1] == 1 else numbers.shape
    numbers = numbers.ravel()
    if not num_classes:
        if not numbers.size:
            raise ValueError(
                explain(
                    "to_categorical was given no class numbers, so how many classes there are is not known.",
                    "at least one class number, or num_classes",
                )
            )
        num_classes = int(numbers.max()) + 1
    _check_range(numbers, num_classes)
    result = np.zeros((numbers.size, num_classes), dtype or by_level(v1="float64", v2_2="float32", v3="float64"))
    result[np.arange(numbers.size), numbers] = 1
    return result.reshape((*shape, num_classes)) if at_least("2.2") else result


def _check_range(numbers: Array, num_classes: int) -> None:
    # Numbers below zero count from the last class, as NumPy's indexing makes them in every Keras.
    bad = numbers[(numbers >= num_classes) | (numbers < -num_classes)]
    if bad.size:
        raise IndexError(
            explain(
                "to_categorical met a class number that is out of range.",
                f"numbers from 0 to {num_classes - 1}, because num_classes={num_classes}",
                f"{bad[0]}",
                "are the classes numbered from 1? Subtract 1, or raise num_classes",
            )
        )


@export("utils.np_utils.probas_to_classes")
def probas_to_classes(y_pred: Any) -> Array:
    """The class of each row of predictions: the likeliest, or, for one column, whether it is above one half.

    Arguments:
        y_pred: predictions, B x classes or B x 1.

    Returns:
        B class numbers; for one column B x 1, as Keras 1 gave them.

    >>> probas_to_classes([[0.1, 0.9], [0.8, 0.2]])
    array([1, 0])
    """
    scores = np.asarray(y_pred)
    if scores.ndim > 1 and scores.shape[1] > 1:
        return categorical_probas_to_classes(scores)
    return np.array([1 if p > 0.5 else 0 for p in scores])


@export("utils.np_utils.categorical_probas_to_classes")
def categorical_probas_to_classes(p: Any) -> Array:
    """The likeliest class of each row.

    Arguments:
        p: probabilities, B x classes.

    Returns:
        B class numbers.

    >>> categorical_probas_to_classes([[0.1, 0.9], [0.8, 0.2]])
    array([1, 0])
    """
    return np.argmax(np.asarray(p), axis=1)
