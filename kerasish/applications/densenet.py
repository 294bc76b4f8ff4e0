"""`keras.applications.densenet`: DenseNet121, 169 and 201, in which each layer sees what all before it have made.

Source: Huang, Liu, van der Maaten, Weinberger: Densely connected convolutional networks, 2017
(https://arxiv.org/abs/1608.06993), table 1 (DenseNet-BC, growth rate 32); names of layers as
https://keras.io/api/applications/densenet/.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from .. import layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .application import Architecture, Request, architecture, channel_axis, pooled_top
from .resnet import EPSILON, POOLINGS

GROWTH = 32
COMPRESSION = 0.5
decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, scaled to 0 to 1 and normalized by ImageNet's means and deviations."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="torch")


def normalize(x: Any, bn: str, relu: str) -> Any:
    """Batch normalization and ReLU."""
    x = layers.BatchNormalization(axis=channel_axis(), epsilon=EPSILON, name=bn)(x)
    return layers.Activation("relu", name=relu)(x)


def dense_layer(x: Any, name: str) -> Any:
    """`GROWTH` more channels, from a bottleneck of four times as many."""
    y = normalize(x, f"{name}_0_bn", f"{name}_0_relu")
    y = layers.Conv2D(4 * GROWTH, 1, use_bias=False, name=f"{name}_1_conv")(y)
    y = normalize(y, f"{name}_1_bn", f"{name}_1_relu")
    y = layers.Conv2D(GROWTH, 3, padding="same", use_bias=False, name=f"{name}_2_conv")(y)
    return layers.Concatenate(axis=channel_axis(), name=f"{name}_concat")([x, y])


def transition(x: Any, channels: int, name: str) -> Any:
    """Fewer channels at every second place."""
    x = normalize(x, f"{name}_bn", f"{name}_relu")
    x = layers.Conv2D(channels, 1, use_bias=False, name=f"{name}_conv")(x)
    return layers.AveragePooling2D(2, strides=2, name=f"{name}_pool")(x)


def body(repeats: Sequence[int], x: Any) -> Any:
    """The first convolution, and blocks of so many layers each with transitions between them."""
    part = "conv1_" if at_least("3") else "conv1/"
    x = layers.ZeroPadding2D(((3, 3), (3, 3)))(x)
    x = layers.Conv2D(64, 7, strides=2, use_bias=False, name=f"{part}conv")(x)
    x = normalize(x, f"{part}bn", f"{part}relu")
    x = layers.ZeroPadding2D(((1, 1), (1, 1)))(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1")(x)
    channels = 64
    for stage, repeat in enumerate(repeats, 2):
        for i in range(1, repeat + 1):
            x = dense_layer(x, f"conv{stage}_block{i}")
        channels += repeat * GROWTH
        if stage <= len(repeats):
            channels = int(channels * COMPRESSION)
            x = transition(x, channels, f"pool{stage}")
    return normalize(x, "bn", "relu")


def top(x: Any, request: Request) -> Any:
    """Average pooling and a classifier, called `fc1000` up to Keras 2.3."""
    return pooled_top(x, request, dense="predictions" if at_least("2.15") else "fc1000")


def _densenet(depth: int, repeats: Sequence[int]) -> Architecture:
    word = f"DenseNet{depth}"
    summary = f"{word}, of {depth} layers with weights (Huang et al., 2017)."
    return architecture(word, partial(body, repeats), summary, "densenet", top, POOLINGS)


DenseNet121 = _densenet(121, (6, 12, 24, 16))
DenseNet169 = _densenet(169, (6, 12, 32, 32))
DenseNet201 = _densenet(201, (6, 12, 48, 32))
