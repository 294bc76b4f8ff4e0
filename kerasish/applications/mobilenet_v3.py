"""MobileNetV3: blocks of MobileNetV2 with channels weighted by squeeze and excitation, and hard swish.

Source: Howard et al.: Searching for MobileNetV3, 2019 (https://arxiv.org/abs/1905.02244), tables 1 and 2; names of
layers as https://keras.io/api/applications/mobilenet/, and up to level 2.15 as in tf.keras.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from .. import layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis
from .bare_ops import plus, times
from .even_padding import sides_of
from .rounding import divisible

decode_predictions = imagenet_utils.decode_predictions


class Row(NamedTuple):
    """One block: how much wider it gets, filters, kernel, stride, squeeze and excitation, activation."""

    widening: float
    filters: int
    kernel: int
    stride: int
    excites: bool
    activation: str


_SMALL = (
    Row(1, 16, 3, 2, True, "relu"), Row(72 / 16, 24, 3, 2, False, "relu"), Row(88 / 24, 24, 3, 1, False, "relu"),
    Row(4, 40, 5, 2, True, "swish"), Row(6, 40, 5, 1, True, "swish"), Row(6, 40, 5, 1, True, "swish"),
    Row(3, 48, 5, 1, True, "swish"), Row(3, 48, 5, 1, True, "swish"), Row(6, 96, 5, 2, True, "swish"),
    Row(6, 96, 5, 1, True, "swish"), Row(6, 96, 5, 1, True, "swish"),
)  # fmt: skip
_LARGE = (
    Row(1, 16, 3, 1, False, "relu"), Row(4, 24, 3, 2, False, "relu"), Row(3, 24, 3, 1, False, "relu"),
    Row(3, 40, 5, 2, True, "relu"), Row(3, 40, 5, 1, True, "relu"), Row(3, 40, 5, 1, True, "relu"),
    Row(6, 80, 3, 2, False, "swish"), Row(2.5, 80, 3, 1, False, "swish"), Row(2.3, 80, 3, 1, False, "swish"),
    Row(2.3, 80, 3, 1, False, "swish"), Row(6, 112, 3, 1, True, "swish"), Row(6, 112, 3, 1, True, "swish"),
    Row(6, 160, 5, 2, True, "swish"), Row(6, 160, 5, 1, True, "swish"), Row(6, 160, 5, 1, True, "swish"),
)  # fmt: skip


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """The images as they are: MobileNetV3 scales pixels from 0 to 255 itself (`include_preprocessing`)."""
    del data_format
    return x


def _architecture(word: str, rows: Sequence[Row], last: int) -> Callable[..., Functional]:
    kind = word[len("MobileNetV3") :].lower()

    def make(
        input_shape: Any = None,
        alpha: float = 1.0,
        minimalistic: bool = False,
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        classes: int = IMAGENET_CLASSES,
        pooling: str | None = None,
        dropout_rate: float = 0.2,
        classifier_activation: Any = "softmax",
        include_preprocessing: bool = True,
        name: str | None = word,
    ) -> Functional:
        if weights == "imagenet" and alpha not in ((1.0,) if minimalistic else (0.75, 1.0)):
            raise ValueError(
                explain(
                    f"{word}: there are no ImageNet weights for this width.",
                    "alpha 0.75 or 1.0, for the minimalistic one 1.0",
                    f"alpha={alpha}, minimalistic={minimalistic}",
                    "weights=None",
                )
            )
        if name == word and not at_least("3"):
            name = f"MobilenetV3{kind}"
        request = Request(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        rows_of = [r._replace(kernel=3, excites=False, activation="relu") for r in rows] if minimalistic else rows
        sort = "_minimalistic" if minimalistic else ""
        key = f"weights_mobilenet_v3_{kind}{sort}_224_{float(alpha)}_float"
        described = partial(body, rows_of, alpha, minimalistic, include_preprocessing)
        finish = partial(top, _width(last, alpha), dropout_rate, minimalistic)
        return assemble(request, described, finish, ("avg_pool", "max_pool"), file=key, flattens=False)

    make.__name__ = make.__qualname__ = word
    make.__module__ = __name__
    make.__doc__ = f"{word} (Howard et al., 2019).\n{_ARGUMENTS}"
    found = accepts_old_spellings(make)
    return export(f"applications.{word}", f"applications.mobilenet_v3.{word}")(found)


_ARGUMENTS = """
    Arguments:
        input_shape: shape of one image (default: images of any extent).
        alpha: width: how many filters each layer has, as a share of those in the paper.
        minimalistic: without squeeze and excitation, hard swish and 5x5 convolutions.
        dropout_rate: rate of the Dropout before the classifier; no such layer where it is 0.
        include_preprocessing: whether the model scales pixels from 0 to 255 itself.
        include_top, weights, input_tensor, classes, pooling, classifier_activation: as for the other architectures.
        name: name of the model.

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together, such as ImageNet weights for an `alpha` that has none.

    Source: https://keras.io/api/applications/mobilenet/
    """


def _width(filters: int, alpha: float) -> int:
    return divisible(filters * alpha) if alpha > 1.0 else filters


def body(rows: Sequence[Row], alpha: float, minimalistic: bool, scales: bool, x: Any) -> Any:
    """A convolution, the blocks, a convolution."""
    act = _relu if minimalistic else _swish
    if scales:
        x = layers.Rescaling(scale=1.0 / 127.5, offset=-1.0)(x)
    x = act(_conv(x, 16, "Conv", kernel=3, stride=2))
    for place, row in enumerate(rows):
        x = _block(x, row, divisible(row.filters * alpha), place)
    return act(_conv(x, divisible(6 * x.shape[channel_axis()]), "Conv_1"))


def _block(x: Any, row: Row, filters: int, place: int) -> Any:
    act = _relu if row.activation == "relu" else _swish
    source, channels = x, x.shape[channel_axis()]
    prefix = f"expanded_conv_{place}/" if place else "expanded_conv/"
    width = divisible(channels * row.widening)
    if place:
        x = act(_conv(x, width, f"{prefix}expand"))
    if row.stride == 2:
        x = layers.ZeroPadding2D(sides_of(x, row.kernel), name=_spelt(f"{prefix}depthwise/pad"))(x)
    padding = "same" if row.stride == 1 else "valid"
    x = layers.DepthwiseConv2D(
        row.kernel, strides=row.stride, padding=padding, use_bias=False, name=_spelt(f"{prefix}depthwise")
    )(x)
    x = act(_normalized(x, f"{prefix}depthwise"))
    if row.excites:
        x = _excite(x, channels * row.widening, f"{prefix}squeeze_excite/")
    x = _conv(x, filters, f"{prefix}project")
    return layers.Add(name=_spelt(f"{prefix}Add"))([source, x]) if row.stride == 1 and channels == filters else x


def _excite(x: Any, channels: float, prefix: str) -> Any:
    share = layers.GlobalAveragePooling2D(keepdims=True, name=_spelt(f"{prefix}AvgPool"))(x)
    share = layers.Conv2D(divisible(channels * 0.25), 1, padding="same", name=_spelt(f"{prefix}Conv"))(share)
    share = layers.ReLU(name=_spelt(f"{prefix}Relu"))(share)
    share = layers.Conv2D(divisible(channels), 1, padding="same", name=_spelt(f"{prefix}Conv_1"))(share)
    return layers.Multiply(name=_spelt(f"{prefix}Mul"))([x, _hard_sigmoid(share)])


def _conv(x: Any, filters: int, name: str, kernel: int = 1, stride: int = 1) -> Any:
    conv = layers.Conv2D(filters, kernel, strides=(stride, stride), padding="same", use_bias=False, name=_spelt(name))
    return _normalized(conv(x), name)


def _normalized(x: Any, name: str) -> Any:
    return layers.BatchNormalization(
        axis=channel_axis(-1), epsilon=1e-3, momentum=0.999, name=_spelt(f"{name}/BatchNorm")
    )(x)


def _spelt(name: str) -> str:
    """A name as tf.keras 2.15 spells it, or as Keras 3 does, which permits no slash."""
    if not at_least("3"):
        return name
    return name.replace("BatchNorm", "bn").replace("AvgPool", "avg_pool").replace("/", "_").lower()


def _relu(x: Any) -> Any:
    return layers.ReLU()(x)


def _swish(x: Any) -> Any:
    """The hard swish: an activation of Keras 3, a product in tf.keras 2.15."""
    return layers.Activation("hard_swish")(x) if at_least("3") else layers.Multiply()([x, _hard_sigmoid(x)])


def _hard_sigmoid(x: Any) -> Any:
    return times(layers.ReLU(6.0)(plus(x, 3.0)), 1.0 / 6.0)


def top(width: int, dropout: float, minimalistic: bool, x: Any, request: Request) -> Any:
    """The mean over all places, one hidden layer, and the classifier as a 1x1 convolution."""
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(width, 1, padding="same", name=_spelt("Conv_2"))(x)
    x = _relu(x) if minimalistic else _swish(x)
    if dropout > 0:
        x = layers.Dropout(dropout)(x)
    x = layers.Flatten()(layers.Conv2D(request.classes, 1, padding="same", name=_spelt("Logits"))(x))
    return layers.Activation(request.classifier_activation, name=_spelt("Predictions"))(x)


MobileNetV3Small = _architecture("MobileNetV3Small", _SMALL, 1024)
MobileNetV3Large = _architecture("MobileNetV3Large", _LARGE, 1280)
