"""MobileNetV2: blocks that widen, filter each channel, narrow again without activation, and add their input.

Source: Sandler et al.: MobileNetV2: Inverted residuals and linear bottlenecks, 2018 (https://arxiv.org/abs/1801.04381),
table 2; names of layers as https://keras.io/api/applications/mobilenet/, up to level 2.3 as in Keras 2.3.1.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis
from .even_padding import sides_of
from .mobilenet import extent_of, published_size, usual_size
from .rounding import divisible

_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Widening, filters, blocks and stride of the first block of each stage."""
_SIZES = (96, 128, 160, 192, 224)
_ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, scaled to the range -1 to 1, as MobileNetV2 was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


@export("applications.MobileNetV2", "applications.mobilenet_v2.MobileNetV2", "applications.mobilenetv2.MobileNetV2")
@accepts_old_spellings
def MobileNetV2(  # noqa: N802
    input_shape: Any = None,
    alpha: float = 1.0,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = IMAGENET_CLASSES,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Functional:
    """MobileNetV2 (Sandler et al., 2018).

    Arguments:
        input_shape: shape of one image; without a top, other extents than the usual ones may be given.
        alpha: width: how many filters each layer has, as a share of those in the paper.
        include_top, weights, input_tensor, pooling, classes, classifier_activation: as for the other architectures.
        name: name of the model (default: `mobilenetv2_`, `alpha` and the extent of the images).

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together, such as ImageNet weights for an `alpha` that has none.

    Source: https://keras.io/api/applications/mobilenet/
    """
    size = usual_size(input_shape, _SIZES)
    if weights == "imagenet" and alpha not in _ALPHAS:
        raise ValueError(
            explain(
                "MobileNetV2: there are no ImageNet weights for this width.",
                f"alpha one of {_ALPHAS}",
                f"alpha={alpha}",
                "weights=None",
            )
        )
    extent = extent_of(input_shape, input_tensor, size if include_top else None)
    name = f"mobilenetv2_{alpha:0.2f}_{extent}" if name is None else name
    request = Request(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    published = size if include_top or weights != "imagenet" else published_size(extent, _SIZES)
    key = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{published}"
    return assemble(request, partial(body, alpha), top, file=key, size=size)


def body(alpha: float, x: Any) -> Any:
    """A convolution, seventeen blocks in seven stages, a convolution."""
    padding = "same"
    if not at_least("2.15"):
        x, padding = layers.ZeroPadding2D(sides_of(x, 3), name="Conv1_pad")(x), "valid"
    x = _conv(x, divisible(32 * alpha), "Conv1", "bn_Conv1", kernel=3, stride=2, padding=padding)
    x = layers.ReLU(6.0, name="Conv1_relu")(x)
    place = 0
    for widening, filters, blocks, stride in _STAGES:
        for block in range(blocks):
            x = _block(x, widening, divisible(int(filters * alpha)), stride if block == 0 else 1, place)
            place += 1
    x = _conv(x, divisible(1280 * alpha) if alpha > 1.0 else 1280, "Conv_1", "Conv_1_bn", padding="valid")
    return layers.ReLU(6.0, name="out_relu")(x)


def _block(x: Any, widening: int, filters: int, stride: int, place: int) -> Any:
    source, channels = x, x.shape[channel_axis()]
    prefix = f"block_{place}_" if place else "expanded_conv_"
    if place:
        x = _conv(x, widening * channels, f"{prefix}expand", f"{prefix}expand_BN")
        x = layers.ReLU(6.0, name=f"{prefix}expand_relu")(x)
    if stride == 2:
        x = layers.ZeroPadding2D(sides_of(x, 3), name=f"{prefix}pad")(x)
    padding = "same" if stride == 1 else "valid"
    x = layers.DepthwiseConv2D(
        (3, 3), strides=stride, padding=padding, use_bias=False, name=f"{prefix}depthwise"
    )(x)  # fmt: skip
    x = layers.ReLU(6.0, name=f"{prefix}depthwise_relu")(_normalized(x, f"{prefix}depthwise_BN"))
    x = _conv(x, filters, f"{prefix}project", f"{prefix}project_BN")
    adds = channels == filters and stride == 1
    return layers.Add(name=f"{prefix}add")([source, x]) if adds else x


def _conv(x: Any, filters: int, name: str, norm: str, kernel: int = 1, stride: int = 1, padding: str = "same") -> Any:
    conv = layers.Conv2D(filters, kernel, strides=(stride, stride), padding=padding, use_bias=False, name=name)
    return _normalized(conv(x), norm)


def _normalized(x: Any, name: str) -> Any:
    return layers.BatchNormalization(axis=channel_axis(-1), epsilon=1e-3, momentum=0.999, name=name)(x)


def top(x: Any, request: Request) -> Any:
    """The mean over all places and the classifier."""
    x = layers.GlobalAveragePooling2D()(x)
    name = "predictions" if at_least("2.15") else "Logits"
    return layers.Dense(request.classes, activation=request.classifier_activation, name=name)(x)
