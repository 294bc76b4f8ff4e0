"""MobileNet: every 3x3 convolution split into one over space and one over channels.

Source: Howard et al.: MobileNets: Efficient convolutional neural networks for mobile vision applications, 2017
(https://arxiv.org/abs/1704.04861), table 1; names of layers as
https://keras.io/api/applications/mobilenet/, up to level 2.3 as in Keras 2.3.1.
"""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

from .. import config, layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble

_BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Filters and stride of each block."""
_SIZES = (128, 160, 192, 224)
_ALPHAS = {0.25: "2_5", 0.5: "5_0", 0.75: "7_5", 1.0: "1_0"}
"""Widths that have ImageNet weights, and how the names of their files spell them."""
decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, scaled to the range -1 to 1, as MobileNet was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


@export("applications.MobileNet", "applications.mobilenet.MobileNet")
@accepts_old_spellings
def MobileNet(  # noqa: N802
    input_shape: Any = None,
    alpha: float = 1.0,
    depth_multiplier: int = 1,
    dropout: float = 1e-3,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = IMAGENET_CLASSES,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Functional:
    """MobileNet (Howard et al., 2017).

    Arguments:
        input_shape: shape of one image; without a top, other extents than the usual ones may be given.
        alpha: width: how many filters each layer has, as a share of those in the paper.
        depth_multiplier: filters per channel of the convolutions over space.
        dropout: rate of the Dropout before the classifier.
        include_top, weights, input_tensor, pooling, classes, classifier_activation: as for the other architectures.
        name: name of the model (default: `mobilenet_`, `alpha` and the extent of the images).

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together, such as ImageNet weights for an `alpha` that has none.

    Source: https://keras.io/api/applications/mobilenet/
    """
    size = usual_size(input_shape, _SIZES)
    if weights == "imagenet":
        if depth_multiplier != 1 or alpha not in _ALPHAS:
            raise ValueError(
                explain(
                    "MobileNet: there are no ImageNet weights for this width.",
                    f"depth_multiplier=1 and alpha one of {tuple(_ALPHAS)}",
                    f"depth_multiplier={depth_multiplier}, alpha={alpha}",
                    "weights=None",
                )
            )
    extent = extent_of(input_shape, input_tensor, size if include_top else None)
    name = f"mobilenet_{alpha:0.2f}_{extent}" if name is None else name
    request = Request(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    published = size if include_top or weights != "imagenet" else published_size(extent, _SIZES)
    key = f"mobilenet_{_ALPHAS.get(alpha)}_{published}_tf"
    return assemble(request, partial(body, alpha, depth_multiplier), partial(top, dropout), file=key, size=size)


def usual_size(input_shape: Any, sizes: tuple[int, ...]) -> int:
    """The extent of square images that weights were published for, 224 for any other shape."""
    if input_shape is None or len(input_shape) != 3:
        return 224
    rows, columns = input_shape[:2] if config.image_data_format() == "channels_last" else input_shape[1:]
    return rows if rows == columns and rows in sizes else 224


def extent_of(input_shape: Any, input_tensor: Any, usual: int | None) -> int | None:
    """The height of the images, or None where it is not known."""
    del input_tensor
    if input_shape is None:
        return usual
    return input_shape[0] if config.image_data_format() == "channels_last" else input_shape[1]


def published_size(extent: Any, sizes: tuple[int, ...]) -> int:
    """The extent whose ImageNet weights are taken for images of this one: convolutions fit any."""
    if extent in sizes:
        return int(extent)
    if extent is not None:
        warnings.warn(f"There are ImageNet weights for images of {sizes}, not {extent}; 224's are taken.", stacklevel=4)
    return 224


def body(alpha: float, depth_multiplier: int, x: Any) -> Any:
    """A convolution and thirteen blocks."""
    padding = "same"
    if not at_least("2.15"):
        x, padding = layers.ZeroPadding2D(((0, 1), (0, 1)), name="conv1_pad")(x), "valid"
    x = layers.Conv2D(int(32 * alpha), (3, 3), strides=(2, 2), padding=padding, use_bias=False, name="conv1")(x)
    x = _normalized(x, "conv1")
    for i, (filters, stride) in enumerate(_BLOCKS, 1):
        if stride == 2:
            x = layers.ZeroPadding2D(((0, 1), (0, 1)), name=f"conv_pad_{i}")(x)
        padding = "same" if stride == 1 else "valid"
        x = layers.DepthwiseConv2D(
            (3, 3), strides=(stride, stride), padding=padding, depth_multiplier=depth_multiplier, use_bias=False,
            name=f"conv_dw_{i}",
        )(x)  # fmt: skip
        x = _normalized(x, f"conv_dw_{i}")
        x = layers.Conv2D(int(filters * alpha), (1, 1), padding="same", use_bias=False, name=f"conv_pw_{i}")(x)
        x = _normalized(x, f"conv_pw_{i}")
    return x


def _normalized(x: Any, name: str) -> Any:
    axis = -1 if config.image_data_format() == "channels_last" else 1
    return layers.ReLU(6.0, name=f"{name}_relu")(layers.BatchNormalization(axis=axis, name=f"{name}_bn")(x))


def top(dropout: float, x: Any, request: Request) -> Any:
    """The mean over all places, and the classifier as a 1x1 convolution."""
    x = _mean(x)
    x = layers.Dropout(dropout, name="dropout")(x)
    x = layers.Conv2D(request.classes, (1, 1), padding="same", name="conv_preds")(x)
    x = layers.Reshape((request.classes,), name="reshape_2")(x)
    name = "predictions" if at_least("2.15") else "act_softmax"
    return layers.Activation(request.classifier_activation, name=name)(x)


def _mean(x: Any) -> Any:
    if at_least("2.15"):
        return layers.GlobalAveragePooling2D(keepdims=True)(x)
    shape = (1, 1, x.shape[-1]) if config.image_data_format() == "channels_last" else (x.shape[1], 1, 1)
    return layers.Reshape(shape, name="reshape_1")(layers.GlobalAveragePooling2D()(x))
