"""How many inputs feed one unit, and how many outputs it feeds: the numbers that weights are scaled by."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..compat.level import at_least


def compute_fans(
    shape: Sequence[int], input_axes: Sequence[int] | None = None, output_axes: Sequence[int] | None = None
) -> tuple[float, float]:
    """Fan in and fan out of a weight array.

    A matrix is (in, out); longer shapes are convolution kernels (K..., C, F), whose K taps multiply both fans. Where
    both are given, the fans are the products of the extents of `input_axes` and of `output_axes`.

    Arguments:
        shape: extents of the array.
        input_axes: axes that hold inputs.
        output_axes: axes that hold outputs.

    Returns:
        (fan in, fan out).

    Example:
        >>> compute_fans((3, 3, 16, 32))
        (144, 288)
    """
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[a] for a in input_axes), math.prod(shape[a] for a in output_axes)
    if not at_least("2.15") and len(shape) not in (2, 3, 4, 5):
        both = math.sqrt(math.prod(shape))
        return both, both
    if len(shape) < 2:
        both = shape[0] if shape else 1
        return both, both
    taps = math.prod(shape[:-2])
    return taps * shape[-2], taps * shape[-1]


def get_fans(shape: Sequence[int], dim_ordering: str = "th") -> tuple[float, float]:
    """Fans as Keras 1 counted them, for kernels (F, C, K...) when `dim_ordering` is 'th' and (K..., C, F) when 'tf'.

    Errors:
        ValueError for another `dim_ordering`.

    Example:
        >>> get_fans((8, 4, 3, 3), "th")
        (36, 72)
    """
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) not in (4, 5):
        both = math.sqrt(math.prod(shape))
        return both, both
    if dim_ordering == "th":
        taps = math.prod(shape[2:])
        return shape[1] * taps, shape[0] * taps
    if dim_ordering == "tf":
        taps = math.prod(shape[:-2])
        return shape[-2] * taps, shape[-1] * taps
    raise ValueError(f"Unknown dim_ordering {dim_ordering!r}: expected 'th' or 'tf'.")
