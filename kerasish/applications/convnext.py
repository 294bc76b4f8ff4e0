"""ConvNeXt: a convolutional network with the proportions of a vision transformer.

Source: Liu et al.: A ConvNet for the 2020s, 2022 (https://arxiv.org/abs/2201.03545), table 9; names of layers as
https://keras.io/api/applications/convnext/.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from .. import config, layers
from ..compat.arguments import accepts_old_spellings
from ..layers.layer_scale import LayerScale
from ..models.functional import Functional
from ..models.sequential import Sequential
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis, pool
from .bare_ops import total

decode_predictions = imagenet_utils.decode_predictions


class Member(NamedTuple):
    """One member of the family: blocks and filters of the four stages."""

    blocks: tuple[int, ...]
    filters: tuple[int, ...]


_MEMBERS = {
    "Tiny": Member((3, 3, 9, 3), (96, 192, 384, 768)),
    "Small": Member((3, 3, 27, 3), (96, 192, 384, 768)),
    "Base": Member((3, 3, 27, 3), (128, 256, 512, 1024)),
    "Large": Member((3, 3, 27, 3), (192, 384, 768, 1536)),
    "XLarge": Member((3, 3, 27, 3), (256, 512, 1024, 2048)),
}
_MEANS = tuple(255 * mean for mean in (0.485, 0.456, 0.406))
_VARIANCES = tuple((255 * deviation) ** 2 for deviation in (0.229, 0.224, 0.225))
_FIRST_SCALE = 1e-6


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """The images as they are: ConvNeXt scales pixels from 0 to 255 itself (`include_preprocessing`)."""
    del data_format
    return x


def body(member: Member, prefix: str, scales: bool, request: Request, x: Any) -> Any:
    """Scaling of the pixels, patches of 4 x 4, four stages with a halving before each but the first."""
    if scales and x.shape[channel_axis()] == 3:
        axis = channel_axis(-1)
        x = layers.Normalization(axis, mean=_MEANS, variance=_VARIANCES, name=f"{prefix}_prestem_normalization")(x)
    stem = [_conv(member.filters[0], 4, f"{prefix}_stem_conv"), _norm(f"{prefix}_stem_layernorm")]
    x = Sequential(stem, name=f"{prefix}_stem")(x)
    for stage, (blocks, filters) in enumerate(zip(member.blocks, member.filters, strict=True)):
        if stage:
            name = f"{prefix}_downsampling_"
            halving = [_norm(f"{name}layernorm_{stage - 1}"), _conv(filters, 2, f"{name}conv_{stage - 1}")]
            x = Sequential(halving, name=f"{name}block_{stage - 1}")(x)
        for block in range(blocks):
            x = _block(x, filters, f"{prefix}_stage_{stage}_block_{block}")
    if request.include_top:
        return x
    return layers.LayerNormalization(epsilon=1e-6)(pool(x, request.pooling))


def _block(x: Any, filters: int, name: str) -> Any:
    y = layers.Conv2D(filters, 7, padding="same", groups=filters, name=f"{name}_depthwise_conv")(x)
    y = _norm(f"{name}_layernorm")(y)
    y = layers.Dense(4 * filters, name=f"{name}_pointwise_conv_1")(y)
    y = layers.Activation("gelu", name=f"{name}_gelu")(y)
    y = layers.Dense(filters, name=f"{name}_pointwise_conv_2")(y)
    y = LayerScale(_FIRST_SCALE, filters, name=f"{name}_layer_scale")(y)
    y = layers.Activation("linear", name=f"{name}_identity")(y)
    return total(x, y)


def _conv(filters: int, size: int, name: str) -> Any:
    return layers.Conv2D(filters, size, strides=size, name=name)


def _norm(name: str) -> Any:
    return layers.LayerNormalization(epsilon=1e-6, name=name)


def top(prefix: str, x: Any, request: Request) -> Any:
    """The mean over all places, normalized, and the classifier."""
    x = _norm(f"{prefix}_head_layernorm")(layers.GlobalAveragePooling2D(name=f"{prefix}_head_gap")(x))
    return layers.Dense(request.classes, activation=request.classifier_activation, name=f"{prefix}_head_dense")(x)


def _made(kind: str, member: Member) -> Callable[..., Functional]:
    word, called = f"ConvNeXt{kind}", f"convnext_{kind.lower()}"

    def make(
        include_top: bool = True,
        include_preprocessing: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = called,
    ) -> Functional:
        if config.image_data_format() == "channels_first":
            raise ValueError(
                f"{word} takes images with the channels last only: set_image_data_format('channels_last')."
            )
        prefix = name or called
        asked = Request(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
        # Without a top, what is pooled is normalized afterwards: the body does both.
        request = replace(asked, pooling=None) if pooling in ("avg", "max") else asked
        described = partial(body, member, prefix, include_preprocessing, asked)
        return assemble(request, described, partial(top, prefix), file=called)

    make.__name__ = make.__qualname__ = word
    make.__module__ = __name__
    make.__doc__ = f"{word} (Liu et al., 2022).\n{_ARGUMENTS}"
    return export(f"applications.{word}", f"applications.convnext.{word}")(accepts_old_spellings(make))


_ARGUMENTS = """
    Arguments:
        include_top: whether the classifier is there.
        include_preprocessing: whether the model scales pixels from 0 to 255 itself.
        weights: None (random), the path of a file of weights, or `"imagenet"`, which is downloaded once.
        input_tensor: a symbolic tensor to use as the input.
        input_shape: shape of one image; without a top, other extents than the usual ones may be given.
        pooling: without a top, None (the features as they are), `"avg"` or `"max"` (over all places).
        classes: how many classes the classifier tells apart.
        classifier_activation: activation of the classifier; None gives logits.
        name: name of the model, with which the names of its layers begin.

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together; an exception that names the file when weights are not there.

    Source: https://keras.io/api/applications/convnext/
    """

ConvNeXtTiny, ConvNeXtSmall, ConvNeXtBase, ConvNeXtLarge, ConvNeXtXLarge = (
    _made(kind, member) for kind, member in _MEMBERS.items()
)
