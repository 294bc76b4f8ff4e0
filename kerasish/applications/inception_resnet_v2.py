"""`keras.applications.inception_resnet_v2`: InceptionResNetV2, whose blocks add scaled towers to their input.

Source: Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the impact of residual connections on
learning, 2017 (https://arxiv.org/abs/1602.07261); names of layers as
https://keras.io/api/applications/inceptionresnetv2/. Up to Keras 2.3 the sums are Lambda layers; here they are layers
that can be saved, under the names that they had.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .application import architecture, channel_axis
from .inception import Conv, convolve, joined, mean_around, shrunk, start, tower

Towers = Sequence[Sequence[Conv]]

_BLOCK35: Towers = (((32, 1, 1),), ((32, 1, 1), (32, 3, 3)), ((32, 1, 1), (48, 3, 3), (64, 3, 3)))
_BLOCK17: Towers = (((192, 1, 1),), ((128, 1, 1), (160, 1, 7), (192, 7, 1)))
_BLOCK8: Towers = (((192, 1, 1),), ((192, 1, 1), (224, 1, 3), (256, 3, 1)))
_STAGES = (("block35", _BLOCK35, 10, 0.17), ("block17", _BLOCK17, 20, 0.1), ("block8", _BLOCK8, 9, 0.2))
"""Name, towers, number of blocks and scale; the last stage has one block more, which is unlike the others."""
_BETWEEN: tuple[tuple[str, Towers], ...] = (
    ("mixed_6a", (((384, 3, 3, 2, "valid"),), ((256, 1, 1), (256, 3, 3), (384, 3, 3, 2, "valid")))),
    (
        "mixed_7a",
        (
            ((256, 1, 1), (384, 3, 3, 2, "valid")),
            ((256, 1, 1), (288, 3, 3, 2, "valid")),
            ((256, 1, 1), (288, 3, 3), (320, 3, 3, 2, "valid")),
        ),
    ),
)

decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels from 0 to 255, scaled to the range -1 to 1, as InceptionResNetV2 was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


def block(x: Any, towers: Towers, scale: float, name: str, activated: bool = True) -> Any:
    """Towers side by side, brought to as many channels as the input has, scaled and added to it."""
    mixed = joined([tower(x, rows) for rows in towers], f"{name}_mixed")
    channels = x.shape[channel_axis()]
    up = layers.Conv2D(channels, (1, 1), padding="same", name=f"{name}_conv")(mixed)
    x = layers.CustomScaleLayer(scale, name=None if at_least("2.15") else name)([x, up])
    return layers.Activation("relu", name=f"{name}_ac")(x) if activated else x


def body(x: Any) -> Any:
    """The start, and three stages with reductions between them."""
    x = start(x)
    first: Towers = (((96, 1, 1),), ((48, 1, 1), (64, 5, 5)), ((64, 1, 1), (96, 3, 3), (96, 3, 3)))
    x = joined([*(tower(x, rows) for rows in first), convolve(mean_around(x), 64, 1, 1)], "mixed_5b")
    for i, (name, towers, repeat, scale) in enumerate(_STAGES):
        for n in range(1, repeat + 1):
            x = block(x, towers, scale, f"{name}_{n}")
        if i < len(_BETWEEN):
            between, rows = _BETWEEN[i]
            x = joined([*(tower(x, row) for row in rows), shrunk(x)], between)
    x = block(x, _BLOCK8, 1.0, "block8_10", activated=False)
    return convolve(x, 1536, 1, 1, name="conv_7b")


InceptionResNetV2 = architecture(
    "InceptionResNetV2",
    body,
    "InceptionResNetV2, of Inception blocks with residual connections (Szegedy et al., 2017).",
    "inception_resnet_v2",
    named="inception_resnet_v2",
    size=299,
    least=75,
)
