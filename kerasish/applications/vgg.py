"""VGG: stacks of 3x3 convolutions between poolings, then three Dense layers.

Source: Simonyan, Zisserman: Very deep convolutional networks for large-scale image recognition, 2015
(https://arxiv.org/abs/1409.1556), table 1, columns D and E; names of layers as https://keras.io/api/applications/vgg/.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from .. import layers
from .application import Architecture, Request, architecture, classify

_FILTERS = (64, 128, 256, 512, 512)


def body(repeats: Sequence[int], x: Any) -> Any:
    """Five blocks of so many convolutions each."""
    for block, (filters, repeat) in enumerate(zip(_FILTERS, repeats, strict=True), 1):
        for i in range(1, repeat + 1):
            name = f"block{block}_conv{i}"
            x = layers.Conv2D(filters, (3, 3), padding="same", activation="relu", name=name)(x)
        x = layers.MaxPooling2D((2, 2), strides=(2, 2), name=f"block{block}_pool")(x)
    return x


def top(x: Any, request: Request) -> Any:
    """Two hidden layers of 4096 units and the classifier."""
    x = layers.Flatten(name="flatten")(x)
    for name in ("fc1", "fc2"):
        x = layers.Dense(4096, activation="relu", name=name)(x)
    return classify(x, request)


def vgg(depth: int, repeats: Sequence[int]) -> Architecture:
    """The public function of the VGG with so many layers."""
    word = f"VGG{depth}"
    summary = f"{word}, of {depth} layers with weights (Simonyan and Zisserman, 2015)."
    return architecture(word, partial(body, repeats), summary, word.lower(), top)
