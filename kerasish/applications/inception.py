"""What the Inception networks share: convolutions with normalization, and towers of them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import layers
from ..compat import at_least
from .application import channel_axis

Conv = Sequence[Any]
"""Filters, height and width of the kernel, and, where they are not 1 and `"same"`, stride and padding."""


def convolve(
    x: Any, filters: int, height: int, width: int, stride: int = 1, padding: str = "same", name: str | None = None
) -> Any:
    """A convolution without bias, its normalization without scale, and ReLU.

    At level 1 there is a bias, and the normalization, with scale, comes after ReLU: as Keras 1 had it.
    """
    kernel, strides = (height, width), (stride, stride)
    if not at_least("2.2"):
        x = layers.Conv2D(filters, kernel, strides=strides, padding=padding, activation="relu", name=name)(x)
        return layers.BatchNormalization(axis=channel_axis())(x)
    parts = (f"{name}_bn", f"{name}_ac") if name else (None, None)
    x = layers.Conv2D(filters, kernel, strides=strides, padding=padding, use_bias=False, name=name)(x)
    x = layers.BatchNormalization(axis=channel_axis(), scale=False, name=parts[0])(x)
    return layers.Activation("relu", name=parts[1])(x)


def tower(x: Any, convolutions: Iterable[Conv]) -> Any:
    """Convolutions one after another."""
    for row in convolutions:
        x = convolve(x, *row)
    return x


def joined(branches: Sequence[Any], name: str | None = None) -> Any:
    """Branches side by side, as channels of one tensor."""
    return layers.Concatenate(axis=channel_axis(), name=name)(list(branches))


def mean_around(x: Any) -> Any:
    """The mean of the 3x3 places around each."""
    return layers.AveragePooling2D((3, 3), strides=(1, 1), padding="same")(x)


def shrunk(x: Any) -> Any:
    """The largest of 3x3 places, at every second one."""
    return layers.MaxPooling2D((3, 3), strides=(2, 2))(x)


def start(x: Any) -> Any:
    """The convolutions that both networks begin with."""
    x = shrunk(tower(x, ((32, 3, 3, 2, "valid"), (32, 3, 3, 1, "valid"), (64, 3, 3))))
    return shrunk(tower(x, ((80, 1, 1, 1, "valid"), (192, 3, 3, 1, "valid"))))
