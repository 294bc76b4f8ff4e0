"""One case per loss: arguments, targets and predictions."""

from __future__ import annotations

from typing import Any

import numpy as np

F = np.float32


def _softmax(x: Any) -> Any:
    e = np.exp(x - x.max(-1, keepdims=True))
    return (e / e.sum(-1, keepdims=True)).astype(F)


def data(kind: str) -> tuple[Any, Any]:
    """Targets and predictions of a kind of problem; probabilities include exact 0 and 1."""
    rng = np.random.default_rng(4)
    if kind == "real":
        return rng.normal(size=(6, 5)).astype(F), rng.normal(size=(6, 5)).astype(F)
    if kind == "signs":
        return np.where(rng.random((6, 5)) < 0.5, -1, 1).astype(F), rng.normal(size=(6, 5)).astype(F)
    if kind == "sequences":  # labels behind each other, equal ones among them, then the padding
        labels = [[1, 2, 2], [3, 0, 0], [0, 0, 0], [1, 1, 1], [2, 3, 1]]
        return np.array(labels, np.int32), rng.normal(size=(5, 7, 4)).astype(F)
    if kind == "binary":
        p = rng.random((6, 5)).astype(F)
        p[0], p[1] = 0.0, 1.0
        return rng.integers(0, 2, (6, 5)).astype(F), p
    p = _softmax(rng.normal(size=(6, 4)))
    p[0], p[1] = [1, 0, 0, 0], [0, 1, 0, 0]
    labels = np.array([0, 2, 1, 3, 0, 1], np.int32)
    if kind == "classes":
        return labels, p
    if kind == "embeddings":
        e = rng.normal(size=(6, 4))
        return labels, (e / np.linalg.norm(e, axis=1, keepdims=True)).astype(F)
    return np.eye(4, dtype=F)[labels], p


#: name of a class -> (function, kind of data, arguments other than the defaults)
CLASSES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "MeanSquaredError": ("mean_squared_error", "real", {}),
    "MeanAbsoluteError": ("mean_absolute_error", "real", {}),
    "MeanAbsolutePercentageError": ("mean_absolute_percentage_error", "real", {}),
    "MeanSquaredLogarithmicError": ("mean_squared_logarithmic_error", "binary", {}),
    "LogCosh": ("log_cosh", "real", {}),
    "Huber": ("huber", "real", {"delta": 0.5}),
    "CosineSimilarity": ("cosine_similarity", "real", {"axis": 1}),
    "Hinge": ("hinge", "signs", {}),
    "SquaredHinge": ("squared_hinge", "signs", {}),
    "CategoricalHinge": ("categorical_hinge", "one-hot", {}),
    "KLDivergence": ("kl_divergence", "one-hot", {}),
    "Poisson": ("poisson", "binary", {}),
    "BinaryCrossentropy": ("binary_crossentropy", "binary", {"label_smoothing": 0.1}),
    "CategoricalCrossentropy": ("categorical_crossentropy", "one-hot", {"label_smoothing": 0.1}),
    "SparseCategoricalCrossentropy": ("sparse_categorical_crossentropy", "classes", {"ignore_class": 1}),
    "BinaryFocalCrossentropy": ("binary_focal_crossentropy", "binary", {"gamma": 0.5, "apply_class_balancing": True}),
    "CategoricalFocalCrossentropy": ("categorical_focal_crossentropy", "one-hot", {"gamma": 1.5, "alpha": 0.5}),
    "CategoricalGeneralizedCrossEntropy": ("categorical_generalized_cross_entropy", "classes", {"q": 0.3}),
    "Dice": ("dice", "binary", {"axis": [1]}),
    "Tversky": ("tversky", "binary", {"alpha": 0.3, "beta": 0.7, "axis": [1]}),
    "CTC": ("ctc", "sequences", {}),
    "Circle": ("circle", "embeddings", {"gamma": 40.0, "margin": 0.2}),
}
#: exported names that are no losses to be tried
APART = {"Loss", "LossFunctionWrapper", "Reduction"}
