"""`keras.applications.inception_v3`: InceptionV3, of towers of factorized convolutions side by side.

At level 1 it is the network of Keras 1, which differs in some numbers of filters and in the order of its layers.

Source: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception architecture for computer vision, 2016
(https://arxiv.org/abs/1512.00567); names of layers as https://keras.io/api/applications/inceptionv3/.
"""

from __future__ import annotations

from typing import Any

from .. import layers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .application import Request, architecture, classify, pooled_top
from .inception import convolve, joined, mean_around, shrunk, start, tower

decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels from 0 to 255, scaled to the range -1 to 1, as InceptionV3 was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="tf")


def large(x: Any, pooled: int, name: str) -> Any:
    """The block for images of 35x35 (figure 5 of the paper); `pooled` filters after the pooling."""
    branches = [
        tower(x, ((64, 1, 1),)),
        tower(x, ((48, 1, 1), (64, 5, 5))),
        tower(x, ((64, 1, 1), (96, 3, 3), (96, 3, 3))),
        convolve(mean_around(x), pooled, 1, 1),
    ]
    return joined(branches, name)


def medium(x: Any, n: int, name: str, first: int | None = None) -> Any:
    """The block for images of 17x17 (figure 6): `n` filters inside; `first` in the first layer of the longest tower."""
    deep = ((first or n, 1, 1), (n, 7, 1), (n, 1, 7), (n, 7, 1), (192, 1, 7))
    branches = [
        tower(x, ((192, 1, 1),)),
        tower(x, ((n, 1, 1), (n, 1, 7), (192, 7, 1))),
        tower(x, deep),
        convolve(mean_around(x), 192, 1, 1),
    ]
    return joined(branches, name)


def small(x: Any, name: str, inner: str) -> Any:
    """The block for images of 8x8 (figure 7), whose towers fork at their ends."""
    one = convolve(x, 320, 1, 1)
    two = _fork(convolve(x, 384, 1, 1), inner)
    three = _fork(tower(x, ((448, 1, 1), (384, 3, 3))), None)
    return joined([one, two, three, convolve(mean_around(x), 192, 1, 1)], name)


def _fork(x: Any, name: str | None) -> Any:
    return joined([convolve(x, 384, 1, 3), convolve(x, 384, 3, 1)], name)


def body(x: Any) -> Any:
    """The start and eleven blocks, called mixed0 to mixed10."""
    classic = not at_least("2.2")
    x = start(x)
    for i, pooled in enumerate((32, 32, 32) if classic else (32, 64, 64)):
        x = large(x, pooled, f"mixed{i}")
    branches = [tower(x, ((384, 3, 3, 2, "valid"),)), tower(x, ((64, 1, 1), (96, 3, 3), (96, 3, 3, 2, "valid")))]
    x = joined([*branches, shrunk(x)], "mixed3")
    for i, n in enumerate((128, 160, 160, 192), 4):
        x = medium(x, n, f"mixed{i}", 160 if classic and i == 7 else None)
    around = ((192, 1, 1), (192, 1, 7), (192, 7, 1), (192, 3, 3, 2, "valid"))
    branches = [tower(x, ((192, 1, 1), (320, 3, 3, 2, "valid"))), tower(x, around)]
    pooled = layers.AveragePooling2D((3, 3), strides=(2, 2))(x) if classic else shrunk(x)
    x = joined([*branches, pooled], "mixed8")
    return small(small(x, "mixed9", "mixed9_0"), "mixed10", "mixed9_1")


def top(x: Any, request: Request) -> Any:
    """Average pooling and a classifier."""
    if at_least("2.2"):
        return pooled_top(x, request)
    x = layers.AveragePooling2D((8, 8), strides=(8, 8), name="avg_pool")(x)
    return classify(layers.Flatten(name="flatten")(x), request)


InceptionV3 = architecture(
    "InceptionV3",
    body,
    "InceptionV3, of factorized convolutions side by side (Szegedy et al., 2016).",
    "inception_v3",
    top,
    named="inception_v3",
    size=299,
    least=75,
)
