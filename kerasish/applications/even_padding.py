"""Zeros around an image before a `valid` convolution with stride 2, so that it lies as in TensorFlow's `same`."""

from __future__ import annotations

from typing import Any

from .. import config

Sides = tuple[tuple[int, int], tuple[int, int]]


def sides_of(x: Any, kernel: int) -> Sides:
    """Zeros above and below, left and right: one less before than after along an axis of even extent.

    An unknown extent counts as even.
    """
    last = config.image_data_format() == "channels_last"
    extents = x.shape[1:3] if last else x.shape[2:4]
    half = kernel // 2
    above, left = (half - (1 if extent is None or extent % 2 == 0 else 0) for extent in extents)
    return (above, half), (left, half)
