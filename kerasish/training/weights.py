"""Class weights and sample weights as arrays per sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat import at_least

Array = np.ndarray[Any, Any]


def class_weights(y: Array, weights: dict[Any, float]) -> Array:
    """The weight of each sample's class; classes that are not listed weigh 1.

    Arguments:
        y: class indices (B,) or (B, 1), or one-hot rows (B, C).
        weights: class index to weight.
    """
    if y.ndim > 2:
        raise ValueError("class_weight needs targets with one class per sample; use sample_weight for others.")
    classes = y.argmax(-1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    labels: Array = classes.astype(np.int64)
    if len(labels) and labels.min() < 0:
        raise ValueError("class_weight: the targets hold negative class indices.")
    top = max([int(k) for k in weights] + [int(labels.max()) if len(labels) else 0])
    table = np.ones(top + 1, np.float32)
    for label, weight in weights.items():
        table[int(label)] = weight
    return table[labels]


def combined(sample: Array | None, of_class: Array | None) -> Array | None:
    """Sample weights times class weights; at levels 1 and 2.2 the sample weights alone."""
    if sample is None or of_class is None:
        return of_class if sample is None else sample
    if not at_least("2.3"):
        return sample  # Keras up to 2.2 ignores the weights of classes then
    return sample * of_class.reshape((-1,) + (1,) * (sample.ndim - 1))
