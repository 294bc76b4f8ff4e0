"""`keras.applications.resnet`: ResNet50, 101 and 152, in which blocks of convolutions are added to their input.

The stride of a stage is in the first 1x1 convolution of its first block.

Source: He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016 (https://arxiv.org/abs/1512.03385),
table 1; names of layers as https://keras.io/api/applications/resnet/.
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

EPSILON = 1.001e-5
"""What Caffe adds to the variance, whose weights Keras converted."""
_FILTERS = (64, 128, 256, 512)

decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, made BGR around the means of ImageNet, as ResNets were trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="caffe")


def normalize(x: Any, name: str) -> Any:
    """Batch normalization and ReLU, called `name_bn` and `name_relu`."""
    x = layers.BatchNormalization(axis=channel_axis(), epsilon=EPSILON, name=f"{name}_bn")(x)
    return layers.Activation("relu", name=f"{name}_relu")(x)


def start(x: Any) -> Any:
    """The first convolution, of 7x7, stride 2."""
    x = layers.ZeroPadding2D(((3, 3), (3, 3)), name="conv1_pad")(x)
    return layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)


def start_pool(x: Any) -> Any:
    """The pooling after the first convolution."""
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name="pool1_pad")(x)
    return layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)


def top(x: Any, request: Request) -> Any:
    """Average pooling and a classifier, called `probs` up to Keras 2.3."""
    return pooled_top(x, request, dense="predictions" if at_least("2.15") else "probs")


def block(x: Any, filters: int, stride: int, changes: bool, name: str) -> Any:
    """1x1, 3x3 and 1x1 convolutions, added to the input; where the shape changes, to a projection of it."""
    shortcut = x
    if changes:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(x)
        shortcut = layers.BatchNormalization(axis=channel_axis(), epsilon=EPSILON, name=f"{name}_0_bn")(shortcut)
    x = normalize(layers.Conv2D(filters, 1, strides=stride, name=f"{name}_1_conv")(x), f"{name}_1")
    x = normalize(layers.Conv2D(filters, 3, padding="same", name=f"{name}_2_conv")(x), f"{name}_2")
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(x)
    x = layers.BatchNormalization(axis=channel_axis(), epsilon=EPSILON, name=f"{name}_3_bn")(x)
    x = layers.Add(name=f"{name}_add")([shortcut, x])
    return layers.Activation("relu", name=f"{name}_out")(x)


def body(repeats: Sequence[int], x: Any) -> Any:
    """The start, and four stages of so many blocks each."""
    x = start_pool(normalize(start(x), "conv1"))
    for stage, (filters, repeat) in enumerate(zip(_FILTERS, repeats, strict=True), 2):
        for i in range(1, repeat + 1):
            stride = 2 if i == 1 and stage > 2 else 1
            x = block(x, filters, stride, i == 1, f"conv{stage}_block{i}")
    return x


def _resnet(depth: int, repeats: Sequence[int]) -> Architecture:
    word = f"ResNet{depth}"
    # `applications.ResNet50` is the one of the module `resnet50`, which depends on the level.
    paths = (f"applications.resnet.{word}",) + ((f"applications.{word}",) if depth != 50 else ())
    return architecture(
        word,
        partial(body, repeats),
        f"{word}, of {depth} layers with weights (He et al., 2016).",
        "resnet",
        top,
        POOLINGS,
        paths,
    )


POOLINGS = ("avg_pool", "max_pool")
ResNet50 = _resnet(50, (3, 4, 6, 3))
ResNet101 = _resnet(101, (3, 4, 23, 3))
ResNet152 = _resnet(152, (3, 8, 36, 3))
