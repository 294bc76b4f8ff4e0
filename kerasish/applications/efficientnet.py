"""EfficientNet: one base network, its width, depth and images scaled together by a compound coefficient.

Source: Tan, Le: EfficientNet: Rethinking model scaling for convolutional neural networks, 2019
(https://arxiv.org/abs/1905.11946), table 1; names of layers as https://keras.io/api/applications/efficientnet/.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from .. import config, layers
from ..compat.arguments import accepts_old_spellings
from ..initializers import VarianceScaling
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis
from .even_padding import sides_of
from .rounding import divisible

decode_predictions = imagenet_utils.decode_predictions


class Stage(NamedTuple):
    """One row of table 1: kernel, blocks, filters, how much wider each block gets inside, stride of the first."""

    kernel: int
    repeats: int
    filters: int
    widening: int
    stride: int


class Scale(NamedTuple):
    """One member of the family: width and depth relative to B0, extent of the images, rate of the last Dropout."""

    width: float
    depth: float
    size: int
    dropout: float


_STAGES = (
    Stage(3, 1, 16, 1, 1), Stage(3, 2, 24, 6, 2), Stage(5, 2, 40, 6, 2), Stage(3, 3, 80, 6, 2),
    Stage(5, 3, 112, 6, 1), Stage(5, 4, 192, 6, 2), Stage(3, 1, 320, 6, 1),
)  # fmt: skip
_SCALES = (
    Scale(1.0, 1.0, 224, 0.2), Scale(1.0, 1.1, 240, 0.2), Scale(1.1, 1.2, 260, 0.3), Scale(1.2, 1.4, 300, 0.3),
    Scale(1.4, 1.8, 380, 0.4), Scale(1.6, 2.2, 456, 0.4), Scale(1.8, 2.6, 528, 0.5), Scale(2.0, 3.1, 600, 0.5),
)  # fmt: skip
_DEVIATIONS = (0.229, 0.224, 0.225)
_DROPPED = 0.2  # share of its images that the last block drops in training


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """The images as they are: EfficientNet scales pixels from 0 to 255 itself."""
    del data_format
    return x


def body(scale: Scale, weights: Any, x: Any) -> Any:
    """Scaling of the pixels, a convolution, seven stages, a convolution."""
    x = layers.Normalization(axis=channel_axis())(layers.Rescaling(1.0 / 255.0)(x))
    if weights == "imagenet":
        # The published weights were trained on pixels divided by the variance, which Normalization does not do.
        x = layers.Rescaling([1.0 / math.sqrt(deviation) for deviation in _DEVIATIONS])(x)
    x = layers.ZeroPadding2D(sides_of(x, 3), name="stem_conv_pad")(x)
    x = activated(conv(x, divisible(32 * scale.width), "stem_conv", 3, 2, "valid"), "stem")
    repeats = [math.ceil(scale.depth * stage.repeats) for stage in _STAGES]
    place = 0
    for number, (stage, blocks) in enumerate(zip(_STAGES, repeats, strict=True), 1):
        for i in range(blocks):
            here = stage._replace(filters=divisible(stage.filters * scale.width), stride=stage.stride if i == 0 else 1)
            x = _block(x, here, f"block{number}{chr(97 + i)}_", _DROPPED * place / sum(repeats))
            place += 1
    return activated(conv(x, divisible(1280 * scale.width), "top_conv"), "top")


def _block(x: Any, stage: Stage, prefix: str, rate: float) -> Any:
    source, channels = x, x.shape[channel_axis()]
    if stage.widening != 1:
        x = activated(conv(x, channels * stage.widening, f"{prefix}expand_conv"), f"{prefix}expand")
    if stage.stride == 2:
        x = layers.ZeroPadding2D(sides_of(x, stage.kernel), name=f"{prefix}dwconv_pad")(x)
    x = depthwise(x, stage.kernel, stage.stride, f"{prefix}dwconv", "same" if stage.stride == 1 else "valid")
    x = excited(activated(x, prefix[:-1]), channels, prefix)
    x = normalized(conv(x, stage.filters, f"{prefix}project_conv"), f"{prefix}project")
    return added(x, source, rate, prefix) if stage.stride == 1 and channels == stage.filters else x


def conv(x: Any, filters: int, name: str, kernel: int = 1, stride: int = 1, padding: str = "same") -> Any:
    """A convolution without bias, whose random weights keep the size of gradients."""
    return layers.Conv2D(
        filters, kernel, strides=stride, padding=padding, use_bias=False, kernel_initializer=_by_fan_out(), name=name
    )(x)


def depthwise(x: Any, kernel: int, stride: int, name: str, padding: str = "same") -> Any:
    """A convolution of each channel by itself."""
    return layers.DepthwiseConv2D(
        kernel, strides=stride, padding=padding, use_bias=False, depthwise_initializer=_by_fan_out(), name=name
    )(x)


def normalized(x: Any, prefix: str, momentum: float = 0.99) -> Any:
    """BatchNormalization, named after what it follows."""
    return layers.BatchNormalization(axis=channel_axis(), momentum=momentum, name=f"{prefix}_bn")(x)


def activated(x: Any, prefix: str, momentum: float = 0.99) -> Any:
    """BatchNormalization and swish, named after what they follow."""
    return layers.Activation("swish", name=f"{prefix}_activation")(normalized(x, prefix, momentum))


def excited(x: Any, channels: int, prefix: str) -> Any:
    """Channels weighted by what the means of all channels say: squeeze and excitation (Hu et al., 2018)."""
    width = x.shape[channel_axis()]
    share = layers.GlobalAveragePooling2D(name=f"{prefix}se_squeeze")(x)
    last = config.image_data_format() == "channels_last"
    share = layers.Reshape((1, 1, width) if last else (width, 1, 1), name=f"{prefix}se_reshape")(share)
    for filters, activation, name in ((max(1, channels // 4), "swish", "reduce"), (width, "sigmoid", "expand")):
        share = layers.Conv2D(
            filters, 1, padding="same", activation=activation, kernel_initializer=_by_fan_out(),
            name=f"{prefix}se_{name}",
        )(share)  # fmt: skip
    return layers.Multiply(name=f"{prefix}se_excite")([x, share])


def added(x: Any, source: Any, rate: float, prefix: str) -> Any:
    """The input of a block added to its output, which training drops for a share of the images."""
    if rate > 0:
        x = layers.Dropout(rate, noise_shape=(None, 1, 1, 1), name=f"{prefix}drop")(x)
    return layers.Add(name=f"{prefix}add")([x, source])


def top(dropout: float, bias: Any, x: Any, request: Request) -> Any:
    """The mean over all places, Dropout and the classifier, with an initializer for its bias."""
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    x = layers.Dropout(dropout, name="top_dropout")(x)
    spread = VarianceScaling(scale=1.0 / 3.0, mode="fan_out", distribution="uniform")
    return layers.Dense(
        request.classes, activation=request.classifier_activation, kernel_initializer=spread, bias_initializer=bias,
        name="predictions",
    )(x)  # fmt: skip


def _by_fan_out() -> VarianceScaling:
    return VarianceScaling(scale=2.0, mode="fan_out", distribution="truncated_normal")


def _member(number: int, scale: Scale) -> Callable[..., Functional]:
    word = f"EfficientNetB{number}"

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = word.lower(),
    ) -> Functional:
        request = Request(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return assemble(
            request, partial(body, scale, weights), partial(top, scale.dropout, "zeros"), ("avg_pool", "max_pool"),
            file=word.lower(), size=scale.size,
        )  # fmt: skip

    make.__name__ = make.__qualname__ = word
    make.__module__ = __name__
    make.__doc__ = f"{word}, usually for images of {scale.size} x {scale.size} (Tan and Le, 2019).\n{ARGUMENTS}"
    return export(f"applications.{word}", f"applications.efficientnet.{word}")(accepts_old_spellings(make))


ARGUMENTS = """
    Pixels are given as they are, from 0 to 255: the model scales them itself.

    Arguments:
        include_top: whether the classifier is there.
        weights: None (random), the path of a file of weights, or `"imagenet"`, which is downloaded once.
        input_tensor: a symbolic tensor to use as the input.
        input_shape: shape of one image; without a top, other extents than the usual ones may be given.
        pooling: without a top, None (the features as they are), `"avg"` or `"max"` (over all places).
        classes: how many classes the classifier tells apart.
        classifier_activation: activation of the classifier; None gives logits.
        name: name of the model.

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together; an exception that names the file when weights are not there.

    Source: https://keras.io/api/applications/efficientnet/
    """

(
    EfficientNetB0, EfficientNetB1, EfficientNetB2, EfficientNetB3,
    EfficientNetB4, EfficientNetB5, EfficientNetB6, EfficientNetB7,
) = (_member(number, scale) for number, scale in enumerate(_SCALES))  # fmt: skip
