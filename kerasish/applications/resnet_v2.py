"""`keras.applications.resnet_v2`: ResNet50V2, 101V2 and 152V2, which normalize before they convolve.

The stride of a stage is in the 3x3 convolution of its last block.

Source: He, Zhang, Ren, Sun: Identity mappings in deep residual networks, 2016 (https://arxiv.org/abs/1603.05027);
names of layers as https://keras.io/api/applications/resnet/.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from .. import layers
from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .application import Architecture, architecture
from .resnet import POOLINGS, normalize, start, start_pool, top

_FILTERS = (64, 128, 256, 512)

decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels from 0 to 255, scaled to the range -1 to 1, as ResNets of the second version were trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


def block(x: Any, filters: int, stride: int, changes: bool, name: str) -> Any:
    """1x1, 3x3 and 1x1 convolutions after normalization, added to the input, a projection or every second place of it.

    Where the number of channels changes, the projection starts from the normalized input.
    """
    before = normalize(x, f"{name}_preact")
    shortcut = x
    if changes:
        shortcut = layers.Conv2D(4 * filters, 1, strides=stride, name=f"{name}_0_conv")(before)
    elif stride > 1:
        shortcut = layers.MaxPooling2D(1, strides=stride)(x)
    x = layers.Conv2D(filters, 1, strides=1, use_bias=False, name=f"{name}_1_conv")(before)
    x = layers.ZeroPadding2D(((1, 1), (1, 1)), name=f"{name}_2_pad")(normalize(x, f"{name}_1"))
    x = layers.Conv2D(filters, 3, strides=stride, use_bias=False, name=f"{name}_2_conv")(x)
    x = layers.Conv2D(4 * filters, 1, name=f"{name}_3_conv")(normalize(x, f"{name}_2"))
    return layers.Add(name=f"{name}_out")([shortcut, x])


def body(repeats: Sequence[int], x: Any) -> Any:
    """The start, four stages of so many blocks each, and the normalization of what they made."""
    x = start_pool(start(x))
    for stage, (filters, repeat) in enumerate(zip(_FILTERS, repeats, strict=True), 2):
        for i in range(1, repeat + 1):
            stride = 2 if i == repeat and stage < 5 else 1
            x = block(x, filters, stride, i == 1, f"conv{stage}_block{i}")
    return normalize(x, "post")


def _resnet(depth: int, repeats: Sequence[int]) -> Architecture:
    word = f"ResNet{depth}V2"
    summary = f"{word}, of {depth} layers with weights (He et al., 2016)."
    return architecture(word, partial(body, repeats), summary, "resnet_v2", top, POOLINGS)


ResNet50V2 = _resnet(50, (3, 4, 6, 3))
ResNet101V2 = _resnet(101, (3, 4, 23, 3))
ResNet152V2 = _resnet(152, (3, 8, 36, 3))
