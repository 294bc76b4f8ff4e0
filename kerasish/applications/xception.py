"""`keras.applications.xception`: Xception, made of depthwise separable convolutions.

Source: Chollet: Xception: Deep learning with depthwise separable convolutions, 2017
(https://arxiv.org/abs/1610.02357), figure 5; names of layers as https://keras.io/api/applications/xception/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import layers
from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .application import architecture, channel_axis

decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels from 0 to 255, scaled to the range -1 to 1, as Xception was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


def normalize(x: Any, name: str | None = None) -> Any:
    """Batch normalization over the channels."""
    return layers.BatchNormalization(axis=channel_axis(-1), name=name)(x)


def relu(x: Any, name: str) -> Any:
    """ReLU, called `name_act`."""
    return layers.Activation("relu", name=f"{name}_act")(x)


def separable(x: Any, filters: int, name: str) -> Any:
    """A depthwise separable convolution of 3x3 and its normalization."""
    x = layers.SeparableConv2D(filters, (3, 3), padding="same", use_bias=False, name=name)(x)
    return normalize(x, f"{name}_bn")


def start(x: Any) -> Any:
    """Two plain convolutions."""
    for i, (filters, stride) in enumerate(((32, 2), (64, 1)), 1):
        name = f"block1_conv{i}"
        x = layers.Conv2D(filters, (3, 3), strides=(stride, stride), use_bias=False, name=name)(x)
        x = relu(normalize(x, f"{name}_bn"), name)
    return x


def shrinking(x: Any, filters: Sequence[int], name: str, activated: bool = False) -> Any:
    """Two separable convolutions and a pooling, added to a projection of the input to every second place."""
    shortcut = layers.Conv2D(filters[-1], (1, 1), strides=(2, 2), padding="same", use_bias=False)(x)
    shortcut = normalize(shortcut)
    for i, count in enumerate(filters, 1):
        x = x if activated and i == 1 else relu(x, f"{name}_sepconv{i}")
        x = separable(x, count, f"{name}_sepconv{i}")
    x = layers.MaxPooling2D((3, 3), strides=(2, 2), padding="same", name=f"{name}_pool")(x)
    return layers.Add()([x, shortcut])


def middle(x: Any, name: str) -> Any:
    """Three separable convolutions, added to the input."""
    y = x
    for i in (1, 2, 3):
        y = separable(relu(y, f"{name}_sepconv{i}"), 728, f"{name}_sepconv{i}")
    return layers.Add()([y, x])


def body(x: Any) -> Any:
    """Entry, middle and exit flow."""
    x = shrinking(start(x), (128, 128), "block2", activated=True)
    x = shrinking(x, (256, 256), "block3")
    x = shrinking(x, (728, 728), "block4")
    for i in range(5, 13):
        x = middle(x, f"block{i}")
    x = shrinking(x, (728, 1024), "block13")
    for i, filters in enumerate((1536, 2048), 1):
        name = f"block14_sepconv{i}"
        x = relu(separable(x, filters, name), name)
    return x


Xception = architecture(
    "Xception",
    body,
    "Xception, of depthwise separable convolutions (Chollet, 2017).",
    "xception",
    size=299,
    least=71,
)
