"""Accuracy metrics: the share of hits over all batches."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..registry import export
from . import accuracy_functions as functions
from .mean import MeanMetricWrapper


@export("metrics.Accuracy")
class Accuracy(MeanMetricWrapper):
    """How often predictions equal targets.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(Accuracy()([[1], [2], [3], [4]], [[0], [2], [3], [4]]))
    0.75
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "accuracy", dtype: Any = None) -> None:
        super().__init__(functions.accuracy, name, dtype)


@export("metrics.BinaryAccuracy")
class BinaryAccuracy(MeanMetricWrapper):
    """How often predictions are on the right side of a threshold.

    Arguments:
        threshold: a prediction above it means 1.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(BinaryAccuracy()([[1.0], [0.0]], [[0.9], [0.8]]))
    0.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "binary_accuracy", dtype: Any = None, threshold: float = 0.5) -> None:
        super().__init__(functions.binary_accuracy, name, dtype, threshold=threshold)


@export("metrics.CategoricalAccuracy")
class CategoricalAccuracy(MeanMetricWrapper):
    """How often the largest prediction is the right class, for one-hot targets.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(CategoricalAccuracy()([[0, 1], [1, 0]], [[0.2, 0.8], [0.4, 0.6]]))
    0.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(functions.categorical_accuracy, name, dtype)


@export("metrics.SparseCategoricalAccuracy")
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the largest prediction is the right class, for integer targets.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(SparseCategoricalAccuracy()([1, 0], [[0.2, 0.8], [0.4, 0.6]]))
    0.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(functions.sparse_categorical_accuracy, name, dtype)


@export("metrics.TopKCategoricalAccuracy")
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the right class is among the `k` largest predictions, for one-hot targets.

    Arguments:
        k: how many predictions count.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(TopKCategoricalAccuracy(k=2)([[0, 0, 1]], [[0.1, 0.6, 0.3]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(self, k: int = 5, name: Any = "top_k_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(functions.top_k_categorical_accuracy, name, dtype, k=k)


@export("metrics.SparseTopKCategoricalAccuracy")
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the right class is among the `k` largest predictions, for integer targets.

    Arguments:
        k: how many predictions count.
        from_sorted_ids: whether predictions are class indices, best first, instead of scores.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/accuracy_metrics/

    >>> float(SparseTopKCategoricalAccuracy(k=2)([2], [[0.1, 0.6, 0.3]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        k: int = 5,
        name: Any = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        super().__init__(functions.sparse_top_k_categorical_accuracy, name, dtype, k=k, from_sorted_ids=from_sorted_ids)
