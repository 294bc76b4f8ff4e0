"""NASNet: cells found by searching, stacked by hand.

Source: Zoph et al.: Learning transferable architectures for scalable image recognition, 2018
(https://arxiv.org/abs/1707.07012), figure 4 and appendix A.4; names of layers as
https://keras.io/api/applications/nasnet/.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from .. import config, layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .application import IMAGENET_CLASSES, Request, assemble, channel_axis
from .even_padding import sides_of

decode_predictions = imagenet_utils.decode_predictions


class Member(NamedTuple):
    """One member of the family: normal cells in a row, filters of the first, of the stem, whether skips leap over."""

    repeats: int
    filters: int
    stem: int
    leaps: bool
    size: int


_MOBILE = Member(4, 1056 // 24, 32, False, 224)
_LARGE = Member(6, 4032 // 24, 96, True, 331)


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, scaled to the range -1 to 1, as NASNet was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


def body(member: Member, x: Any) -> Any:
    """A convolution, two reduction cells, three rows of normal cells with reduction cells between."""
    x = layers.Conv2D(
        member.stem, (3, 3), strides=(2, 2), padding="valid", use_bias=False, kernel_initializer="he_normal",
        name="stem_conv1",
    )(x)  # fmt: skip
    x = _norm(x, "stem_bn1")
    n, filters = member.repeats, member.filters
    x, before = _reduction(x, None, filters // 4, "stem_1")
    x, before = _reduction(x, before, filters // 2, "stem_2")
    for row in range(3):
        if row:
            x, skipped = _reduction(x, before, filters * 2**row, f"reduce_{n * row}")
            before = before if member.leaps else skipped
        for i in range(n):
            x, before = _normal(x, before, filters * 2**row, str(n * row + i + (row > 0)))
    return layers.Activation("relu")(x)


def _normal(x: Any, before: Any, filters: int, cell: str) -> tuple[Any, Any]:
    """A cell that keeps the extent: five sums, of this cell's input and of the one before."""
    p = _adjusted(before, x, filters, cell)
    h = _narrowed(x, filters, "normal", cell)
    sums = (
        (_separable(h, filters, 5, f"normal_left1_{cell}"), _separable(p, filters, 3, f"normal_right1_{cell}")),
        (_separable(p, filters, 5, f"normal_left2_{cell}"), _separable(p, filters, 3, f"normal_right2_{cell}")),
        (_mean(h, f"normal_left3_{cell}"), p),
        (_mean(p, f"normal_left4_{cell}"), _mean(p, f"normal_right4_{cell}")),
        (_separable(h, filters, 3, f"normal_left5_{cell}"), h),
    )
    parts = [layers.Add(name=f"normal_add_{i}_{cell}")(list(pair)) for i, pair in enumerate(sums, 1)]
    return layers.Concatenate(axis=channel_axis(-1), name=f"normal_concat_{cell}")([p, *parts]), x


def _reduction(x: Any, before: Any, filters: int, cell: str) -> tuple[Any, Any]:
    """A cell that halves the extent."""
    p = _adjusted(before, x, filters, cell)
    h = _narrowed(x, filters, "reduction", cell)
    padded = layers.ZeroPadding2D(sides_of(h, 3), name=f"reduction_pad_1_{cell}")(h)
    halving: dict[str, Any] = {"pool_size": (3, 3), "strides": (2, 2), "padding": "valid"}
    left = _separable(h, filters, 5, f"reduction_left1_{cell}", 2)
    right = _separable(p, filters, 7, f"reduction_right1_{cell}", 2)
    first = layers.Add(name=f"reduction_add_1_{cell}")([left, right])
    left = layers.MaxPooling2D(**halving, name=f"reduction_left2_{cell}")(padded)
    right = _separable(p, filters, 7, f"reduction_right2_{cell}", 2)
    second = layers.Add(name=f"reduction_add_2_{cell}")([left, right])
    left = layers.AveragePooling2D(**halving, name=f"reduction_left3_{cell}")(padded)
    right = _separable(p, filters, 5, f"reduction_right3_{cell}", 2)
    third = layers.Add(name=f"reduction_add3_{cell}")([left, right])
    fourth = layers.Add()([second, _mean(first, f"reduction_left4_{cell}")])
    left = _separable(first, filters, 3, f"reduction_left4_{cell}")
    right = layers.MaxPooling2D(**halving, name=f"reduction_right5_{cell}")(padded)
    fifth = layers.Add(name=f"reduction_add4_{cell}")([left, right])
    parts = [second, third, fourth, fifth]
    return layers.Concatenate(axis=channel_axis(-1), name=f"reduction_concat_{cell}")(parts), x


def _adjusted(before: Any, x: Any, filters: int, cell: str) -> Any:
    """The input of the cell before, brought to the extent and the filters of this one."""
    if before is None:
        return x
    columns = 2 if config.image_data_format() == "channels_last" else 3
    if before.shape[columns] == x.shape[columns]:
        if before.shape[channel_axis()] == filters:
            return before
        p = _pointwise(layers.Activation("relu")(before), filters, f"adjust_conv_projection_{cell}")
        return _norm(p, f"adjust_bn_{cell}")
    p = layers.Activation("relu", name=f"adjust_relu_1_{cell}")(before)
    # Every second place, from the first on, and again from the second on: nothing of the image is lost.
    shifted = layers.Cropping2D(((1, 0), (1, 0)))(layers.ZeroPadding2D(((0, 1), (0, 1)))(p))
    halves = []
    for i, half in enumerate((p, shifted), 1):
        thin = layers.AveragePooling2D((1, 1), strides=(2, 2), padding="valid", name=f"adjust_avg_pool_{i}_{cell}")
        halves.append(_pointwise(thin(half), filters // 2, f"adjust_conv_{i}_{cell}"))
    return _norm(layers.Concatenate(axis=channel_axis(-1))(halves), f"adjust_bn_{cell}")


def _narrowed(x: Any, filters: int, kind: str, cell: str) -> Any:
    x = _pointwise(layers.Activation("relu")(x), filters, f"{kind}_conv_1_{cell}")
    return _norm(x, f"{kind}_bn_1_{cell}")


def _separable(x: Any, filters: int, kernel: int, name: str, stride: int = 1) -> Any:
    """Twice: relu, a convolution split into one over space and one over channels, BatchNormalization."""
    for i in (1, 2):
        x = layers.Activation("relu")(x)
        step = stride if i == 1 else 1
        if step == 2:
            x = layers.ZeroPadding2D(sides_of(x, kernel), name=f"separable_conv_1_pad_{name}")(x)
        x = layers.SeparableConv2D(
            filters, kernel, strides=step, padding="valid" if step == 2 else "same", use_bias=False,
            name=f"separable_conv_{i}_{name}",
        )(x)  # fmt: skip
        x = _norm(x, f"separable_conv_{i}_bn_{name}")
    return x


def _pointwise(x: Any, filters: int, name: str) -> Any:
    return layers.Conv2D(filters, (1, 1), padding="same", use_bias=False, kernel_initializer="he_normal", name=name)(x)


def _mean(x: Any, name: str) -> Any:
    return layers.AveragePooling2D((3, 3), strides=(1, 1), padding="same", name=name)(x)


def _norm(x: Any, name: str) -> Any:
    return layers.BatchNormalization(axis=channel_axis(-1), momentum=0.9997, epsilon=1e-3, name=name)(x)


def top(x: Any, request: Request) -> Any:
    """The mean over all places and the classifier."""
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Dense(request.classes, activation=request.classifier_activation, name="predictions")(x)


def _made(kind: str, member: Member) -> Callable[..., Functional]:
    word, called = f"NASNet{kind}", f"nasnet_{kind.lower()}"

    def make(
        input_shape: Any = None,
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = called,
    ) -> Functional:
        name = "NASNet" if name == called and not at_least("3") else name
        request = Request(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return assemble(request, partial(body, member), top, file=called, size=member.size, flattens=True)

    make.__name__ = make.__qualname__ = word
    make.__module__ = __name__
    make.__doc__ = f"{word}, usually for images of {member.size} x {member.size} (Zoph et al., 2018).\n{_ARGUMENTS}"
    return export(f"applications.{word}", f"applications.nasnet.{word}")(accepts_old_spellings(make))


_ARGUMENTS = """
    Arguments:
        input_shape: shape of one image; its extents must be known.
        include_top: whether the classifier is there.
        weights: None (random), the path of a file of weights, or `"imagenet"`, which is downloaded once.
        input_tensor: a symbolic tensor to use as the input.
        pooling: without a top, None (the features as they are), `"avg"` or `"max"` (over all places).
        classes: how many classes the classifier tells apart.
        classifier_activation: activation of the classifier; None gives logits.
        name: name of the model.

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together; an exception that names the file when weights are not there.

    Source: https://keras.io/api/applications/nasnet/
    """

NASNetMobile = _made("Mobile", _MOBILE)
NASNetLarge = _made("Large", _LARGE)
