"""One case per metric class: arguments and a stream of batches."""

from __future__ import annotations

from typing import Any

import numpy as np

F = np.float32


def batch(kind: str, rows: int, seed: int) -> tuple[Any, ...]:
    """Targets and predictions (or values alone) of a kind of problem."""
    rng = np.random.default_rng(seed)
    if kind == "values":
        return (rng.normal(size=(rows, 3)).astype(F),)
    if kind == "fixed":
        return (rng.normal(size=(4,)).astype(F),)
    if kind == "real":
        return rng.normal(size=(rows, 3)).astype(F), rng.normal(size=(rows, 3)).astype(F)
    if kind == "binary":
        return rng.integers(0, 2, (rows, 3)).astype(F), rng.random((rows, 3)).astype(F)
    if kind == "classes":
        return rng.integers(0, 4, (rows,)).astype(np.int32), rng.integers(0, 4, (rows,)).astype(np.int32)
    p = rng.random((rows, 4))
    p = (p / p.sum(-1, keepdims=True)).astype(F)
    labels = rng.integers(0, 4, (rows,)).astype(np.int32)
    return (labels if kind == "sparse" else np.eye(4, dtype=F)[labels]), p


#: name of a class -> (kind of data, arguments)
CLASSES: dict[str, tuple[str, dict[str, Any]]] = {
    "Mean": ("values", {}),
    "Sum": ("values", {}),
    "Reduce": ("values", {"reduction": "sum_over_batch_size"}),
    "MeanTensor": ("fixed", {"shape": [4]}),
    "MeanRelativeError": ("real", {"normalizer": [1.0, 2.0, 4.0]}),
    "Accuracy": ("classes", {}),
    "BinaryAccuracy": ("binary", {"threshold": 0.4}),
    "CategoricalAccuracy": ("one-hot", {}),
    "SparseCategoricalAccuracy": ("sparse", {}),
    "TopKCategoricalAccuracy": ("one-hot", {"k": 2}),
    "SparseTopKCategoricalAccuracy": ("sparse", {"k": 2}),
    "MeanSquaredError": ("real", {}),
    "MeanAbsoluteError": ("real", {}),
    "MeanAbsolutePercentageError": ("real", {}),
    "MeanSquaredLogarithmicError": ("binary", {}),
    "RootMeanSquaredError": ("real", {}),
    "LogCoshError": ("real", {}),
    "CosineSimilarity": ("real", {"axis": 1}),
    "PearsonCorrelation": ("real", {"axis": 1}),
    "ConcordanceCorrelation": ("real", {"axis": 1}),
    "BinaryCrossentropy": ("binary", {"label_smoothing": 0.1}),
    "CategoricalCrossentropy": ("one-hot", {"label_smoothing": 0.1}),
    "SparseCategoricalCrossentropy": ("sparse", {"ignore_class": 1}),
    "KLDivergence": ("one-hot", {}),
    "Poisson": ("binary", {}),
    "Hinge": ("real", {}),
    "SquaredHinge": ("real", {}),
    "CategoricalHinge": ("one-hot", {}),
    "TruePositives": ("binary", {"thresholds": [0.7, 0.2]}),
    "TrueNegatives": ("binary", {"thresholds": 0.3}),
    "FalsePositives": ("binary", {}),
    "FalseNegatives": ("binary", {}),
    "Precision": ("one-hot", {"top_k": 2, "class_id": 1}),
    "Recall": ("binary", {"thresholds": [0.7, 0.2]}),
    "AUC": ("binary", {"num_thresholds": 20, "curve": "PR", "multi_label": True, "label_weights": [1.0, 2.0, 3.0]}),
    "SensitivityAtSpecificity": ("binary", {"specificity": 0.5, "num_thresholds": 20}),
    "SpecificityAtSensitivity": ("binary", {"sensitivity": 0.5}),
    "PrecisionAtRecall": ("binary", {"recall": 0.5}),
    "RecallAtPrecision": ("binary", {"precision": 0.3, "class_id": 1}),
    "FBetaScore": ("binary", {"beta": 2.0, "threshold": 0.5, "average": "weighted"}),
    "F1Score": ("one-hot", {"average": "macro"}),
    "R2Score": ("real", {"num_regressors": 1}),
    "IoU": ("classes", {"num_classes": 4, "target_class_ids": [0, 2], "ignore_class": 1}),
    "MeanIoU": ("classes", {"num_classes": 4}),
    "BinaryIoU": ("binary", {"target_class_ids": [1], "threshold": 0.4}),
    "OneHotIoU": ("one-hot", {"num_classes": 4, "target_class_ids": [0, 2]}),
    "OneHotMeanIoU": ("one-hot", {"num_classes": 4}),
}
#: exported classes that are bases
APART = {"Metric", "MeanMetricWrapper"}
