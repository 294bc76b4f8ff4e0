"""Numbers of channels that suit the hardware: multiples of 8, never more than a tenth below what was asked for."""

from __future__ import annotations


def divisible(channels: float, divisor: int = 8, least: int | None = None) -> int:
    """The multiple of `divisor` nearest to `channels`, at least `least`, at least nine tenths of `channels`.

    Source: Sandler et al.: MobileNetV2, 2018, arXiv:1801.04381; Tan, Le: EfficientNet, 2019, arXiv:1905.11946.

    >>> divisible(33), divisible(12), divisible(3)
    (32, 16, 8)
    """
    near = max(least or divisor, int(channels + divisor / 2) // divisor * divisor)
    return near + divisor if near < 0.9 * channels else near
