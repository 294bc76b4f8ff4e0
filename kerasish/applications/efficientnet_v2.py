"""EfficientNetV2: EfficientNet whose early blocks are plain convolutions, which train faster.

Source: Tan, Le: EfficientNetV2: Smaller models and faster training, 2021 (https://arxiv.org/abs/2104.00298), table 4;
names of layers as https://keras.io/api/applications/efficientnet_v2/.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from .. import layers
from ..compat.arguments import accepts_old_spellings
from ..initializers import Constant
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis
from .efficientnet import ARGUMENTS, activated, added, conv, depthwise, excited, normalized, top

decode_predictions = imagenet_utils.decode_predictions


class Stage(NamedTuple):
    """One row of table 4: blocks, filters, how much wider each block gets inside, stride of the first, kind."""

    repeats: int
    filters: int
    widening: int
    stride: int
    fused: bool = False


class Member(NamedTuple):
    """One member of the family: first filters, stages, width, depth, extent of the images."""

    stem: int
    stages: Sequence[Stage]
    width: float
    depth: float
    size: int


_B = (
    Stage(1, 16, 1, 1, True), Stage(2, 32, 4, 2, True), Stage(2, 48, 4, 2, True),
    Stage(3, 96, 4, 2), Stage(5, 112, 6, 1), Stage(8, 192, 6, 2),
)  # fmt: skip
_S = (
    Stage(2, 24, 1, 1, True), Stage(4, 48, 4, 2, True), Stage(4, 64, 4, 2, True),
    Stage(6, 128, 4, 2), Stage(9, 160, 6, 1), Stage(15, 256, 6, 2),
)  # fmt: skip
_M = (
    Stage(3, 24, 1, 1, True), Stage(5, 48, 4, 2, True), Stage(5, 80, 4, 2, True),
    Stage(7, 160, 4, 2), Stage(14, 176, 6, 1), Stage(18, 304, 6, 2), Stage(5, 512, 6, 1),
)  # fmt: skip
_L = (
    Stage(4, 32, 1, 1, True), Stage(7, 64, 4, 2, True), Stage(7, 96, 4, 2, True),
    Stage(10, 192, 4, 2), Stage(19, 224, 6, 1), Stage(25, 384, 6, 2), Stage(7, 640, 6, 1),
)  # fmt: skip
_MEMBERS = {
    "B0": Member(32, _B, 1.0, 1.0, 224), "B1": Member(32, _B, 1.0, 1.1, 240), "B2": Member(32, _B, 1.1, 1.2, 260),
    "B3": Member(32, _B, 1.2, 1.4, 300), "S": Member(24, _S, 1.0, 1.0, 384), "M": Member(24, _M, 1.0, 1.0, 480),
    "L": Member(32, _L, 1.0, 1.0, 480),
}  # fmt: skip
_MEANS = (0.485, 0.456, 0.406)
_VARIANCES = (0.229**2, 0.224**2, 0.225**2)
_DROPPED = 0.2  # share of its images that the last block drops in training
_MOMENTUM = 0.9


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """The images as they are: EfficientNetV2 scales pixels from 0 to 255 itself (`include_preprocessing`)."""
    del data_format
    return x


def body(member: Member, scales: bool, x: Any) -> Any:
    """Scaling of the pixels, a convolution, six or seven stages, a convolution."""
    if scales:
        x = _scaled(x, member)
    x = activated(conv(x, _nearest(member.stem * member.width), "stem_conv", 3, 2), "stem", _MOMENTUM)
    total = sum(stage.repeats for stage in member.stages)
    place = 0
    for number, stage in enumerate(member.stages, 1):
        for i in range(math.ceil(member.depth * stage.repeats)):
            here = stage._replace(filters=_nearest(stage.filters * member.width), stride=stage.stride if i == 0 else 1)
            block = _fused if stage.fused else _split
            x = block(x, here, f"block{number}{chr(97 + i)}_", _DROPPED * place / total)
            place += 1
    return activated(conv(x, _nearest(1280 * member.width), "top_conv"), "top", _MOMENTUM)


def _scaled(x: Any, member: Member) -> Any:
    """The smaller members take the mean and variance of ImageNet's colours, the larger ones -1 to 1."""
    if member.stages is not _B or x.shape[channel_axis()] != 3:
        return layers.Rescaling(scale=1.0 / 128.0, offset=-1)(x)
    x = layers.Rescaling(scale=1.0 / 255.0)(x)
    return layers.Normalization(mean=_MEANS, variance=_VARIANCES, axis=channel_axis())(x)


def _nearest(channels: float) -> int:
    """The nearest multiple of 8, however much below `channels` it is."""
    return max(8, int(channels + 4) // 8 * 8)


def _fused(x: Any, stage: Stage, prefix: str, rate: float) -> Any:
    source, channels = x, x.shape[channel_axis()]
    if stage.widening != 1:
        x = conv(x, channels * stage.widening, f"{prefix}expand_conv", 3, stage.stride)
        x = activated(x, f"{prefix}expand", _MOMENTUM)
        x = normalized(conv(x, stage.filters, f"{prefix}project_conv"), f"{prefix}project", _MOMENTUM)
    else:
        x = conv(x, stage.filters, f"{prefix}project_conv", 3, stage.stride)
        x = activated(x, f"{prefix}project", _MOMENTUM)
    return added(x, source, rate, prefix) if stage.stride == 1 and channels == stage.filters else x


def _split(x: Any, stage: Stage, prefix: str, rate: float) -> Any:
    source, channels = x, x.shape[channel_axis()]
    x = activated(conv(x, channels * stage.widening, f"{prefix}expand_conv"), f"{prefix}expand", _MOMENTUM)
    x = activated(depthwise(x, 3, stage.stride, f"{prefix}dwconv2"), prefix[:-1], _MOMENTUM)
    x = conv(excited(x, channels, prefix), stage.filters, f"{prefix}project_conv")
    x = normalized(x, f"{prefix}project", _MOMENTUM)
    return added(x, source, rate, prefix) if stage.stride == 1 and channels == stage.filters else x


def _made(kind: str, member: Member) -> Callable[..., Functional]:
    word, called = f"EfficientNetV2{kind}", f"efficientnetv2-{kind.lower()}"

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        include_preprocessing: bool = True,
        name: str | None = called,
    ) -> Functional:
        request = Request(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        described, finish = partial(body, member, include_preprocessing), partial(top, 0.2, Constant(0.0))
        return assemble(request, described, finish, ("avg_pool", "max_pool"), file=called, size=member.size)

    make.__name__ = make.__qualname__ = word
    make.__module__ = __name__
    make.__doc__ = f"{word}, usually for images of {member.size} x {member.size} (Tan and Le, 2021).\n{_ARGUMENTS}"
    return export(f"applications.{word}", f"applications.efficientnet_v2.{word}")(accepts_old_spellings(make))


_ARGUMENTS = ARGUMENTS.replace("the model scales them itself.", "the model scales them, with `include_preprocessing`.")
_ARGUMENTS = _ARGUMENTS.replace("api/applications/efficientnet/", "api/applications/efficientnet_v2/")
_ARGUMENTS = _ARGUMENTS.replace(
    "        name: name",
    "        include_preprocessing: whether the model scales the pixels itself.\n        name: name",
)
(
    EfficientNetV2B0, EfficientNetV2B1, EfficientNetV2B2, EfficientNetV2B3,
    EfficientNetV2S, EfficientNetV2M, EfficientNetV2L,
) = (_made(kind, member) for kind, member in _MEMBERS.items())  # fmt: skip
