"""Automatic names, by generation: `dense_1, dense_2` up to Keras 2.3; `dense, dense_1` later."""

from __future__ import annotations

import re
from collections import Counter

from ..compat import at_least

_counts: Counter[str] = Counter()


def snake_case(name: str) -> str:
    """`BatchNormalization` to `batch_normalization`, `Conv2DTranspose` to `conv2d_transpose`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    name = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
    return re.sub(r"_(\dd)", r"\1", name)


def unique_name(prefix: str) -> str:
    """The next free name of a prefix: numbered from 1 up to Keras 2.3, the first one bare from 2.15 on."""
    _counts[prefix] += 1
    number = _counts[prefix]
    if prefix.startswith("input") and not at_least("3"):
        return f"input_{number}"
    if at_least("2.15"):
        return prefix if number == 1 else f"{prefix}_{number - 1}"
    return f"{prefix}_{number}"


_KERAS_1 = {
    "kernel": "W", "bias": "b", "embeddings": "W", "alpha": "alphas", "moving_mean": "running_mean",
    "moving_variance": "running_std",
}  # fmt: skip


def weight_name(layer: str, short: str) -> str:
    """What a weight is called: `dense_1_W` in Keras 1, `dense_1/kernel:0` in Keras 2, `kernel` in Keras 3."""
    if at_least("3") or short.startswith(layer):
        return short
    return f"{layer}/{short}:0" if at_least("2.2") else f"{layer}_{_KERAS_1.get(short, short)}"


def reset_names() -> None:
    """Start numbering again (`backend.clear_session`)."""
    _counts.clear()
