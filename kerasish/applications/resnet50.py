"""`keras.applications.resnet50`: the ResNet50 that Keras has had from the start.

From level 2.15 on it is that of `resnet`. Up to 2.3 it is another translation of the same network: its layers are
called `res2a_branch2a`, the variance is guarded by 0.001, and up to Keras 2.1 (here: at level 1) images are not padded
before the first pooling, and the last pooling, of 7x7, belongs to the model without a top too.

Source: He, Zhang, Ren, Sun: Deep residual learning for image recognition, 2016 (https://arxiv.org/abs/1512.03385).
"""

from __future__ import annotations

from typing import Any

from .. import layers
from ..compat import at_least
from . import imagenet_utils, resnet
from .application import Request, assemble, channel_axis, classify, pooled_top, published

_STAGES = ((64, "abc"), (128, "abcd"), (256, "abcdef"), (512, "abc"))
preprocess_input = resnet.preprocess_input
decode_predictions = imagenet_utils.decode_predictions


def normalize(x: Any, name: str) -> Any:
    """Batch normalization with the default guard of its time."""
    return layers.BatchNormalization(axis=channel_axis(), epsilon=1e-3, name=name)(x)


def block(x: Any, filters: int, stride: int, changes: bool, place: str) -> Any:
    """1x1, 3x3 and 1x1 convolutions, added to the input; where the shape changes, to a projection of it."""
    res, bn = f"res{place}_branch", f"bn{place}_branch"
    main = layers.Conv2D(filters, (1, 1), strides=(stride, stride), name=f"{res}2a")(x)
    main = layers.Activation("relu")(normalize(main, f"{bn}2a"))
    main = layers.Conv2D(filters, (3, 3), padding="same", name=f"{res}2b")(main)
    main = layers.Activation("relu")(normalize(main, f"{bn}2b"))
    main = normalize(layers.Conv2D(4 * filters, (1, 1), name=f"{res}2c")(main), f"{bn}2c")
    if changes:
        x = layers.Conv2D(4 * filters, (1, 1), strides=(stride, stride), name=f"{res}1")(x)
        x = normalize(x, f"{bn}1")
    return layers.Activation("relu")(layers.Add()([main, x]))


def classic_body(x: Any) -> Any:
    """The start and four stages."""
    x = layers.ZeroPadding2D((3, 3), name="conv1_pad" if at_least("2.2") else None)(x)
    x = layers.Conv2D(64, (7, 7), strides=(2, 2), name="conv1")(x)
    x = layers.Activation("relu")(normalize(x, "bn_conv1"))
    if at_least("2.2"):
        x = layers.ZeroPadding2D((1, 1), name="pool1_pad")(x)
    x = layers.MaxPooling2D((3, 3), strides=(2, 2))(x)
    for stage, (filters, letters) in enumerate(_STAGES, 2):
        for letter in letters:
            x = block(x, filters, 2 if letter == "a" and stage > 2 else 1, letter == "a", f"{stage}{letter}")
    return x if at_least("2.2") else layers.AveragePooling2D((7, 7), name="avg_pool")(x)


def classic_top(x: Any, request: Request) -> Any:
    """Average pooling and a classifier called `fc1000`."""
    if at_least("2.2"):
        return pooled_top(x, request, dense="fc1000")
    return classify(layers.Flatten()(x), request, "fc1000")


def _today_or_classic(request: Request) -> Any:
    if at_least("2.15"):
        return resnet.ResNet50(**vars(request))
    return assemble(request, classic_body, classic_top, file="resnet50_classic", least=32 if at_least("2.2") else 197)


ResNet50 = published(
    "ResNet50",
    _today_or_classic,
    "ResNet50, of 50 layers with weights (He et al., 2016); up to level 2.3 with the layers that it had then.",
    "resnet50",
)
