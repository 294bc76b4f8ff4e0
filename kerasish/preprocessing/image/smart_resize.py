"""Images brought to one size without distortion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...compat import at_least
from ...errors import explain
from ...ops.image import resize
from ...registry import export
from .layout import layout


@export("preprocessing.image.smart_resize")
def smart_resize(x: Any, size: Sequence[int], interpolation: str = "bilinear", data_format: str | None = None) -> Any:
    """An image cut, around its middle, to the proportions of a size, and then brought to it.

    Arguments:
        x: (H, W, C), or a batch of such; channels first alike.
        size: rows and columns of the result.
        interpolation: 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5' or 'area'.
        data_format: 'channels_last' or 'channels_first' (default: 'channels_last').

    Returns:
        An image of that size, of the dtype of `x` (values that are no integers are cut off); up to level 2.15 `floatx`.

    Errors:
        ValueError for another number of axes, and for unknown words.

    Source: https://keras.io/api/data_loading/image/

    >>> smart_resize(np.zeros((4, 8, 3)), (2, 2)).shape
    (2, 2, 3)
    """
    data_format = layout(data_format or "channels_last", "smart_resize")
    if len(tuple(size)) != 2:
        raise ValueError(explain("smart_resize failed.", "`size` as a pair of rows and columns", repr(size)))
    x = np.asarray(x)
    if x.ndim not in (3, 4):
        raise ValueError(explain("smart_resize failed.", "an image of 3 axes, or a batch of 4", f"shape {x.shape}"))
    y = resize(_cut(x, size, data_format), size, interpolation=interpolation, data_format=data_format)
    return np.asarray(y, x.dtype if at_least("3") else "float32")


def _cut(x: Any, size: Sequence[int], data_format: str) -> Any:
    first = x.ndim - 3 + (data_format == "channels_first")
    height, width = x.shape[first : first + 2]
    rows = min(height, width * size[0] // size[1])
    columns = min(width, height * size[1] // size[0])
    top, left = (height - rows) // 2, (width - columns) // 2
    key = [slice(None)] * x.ndim
    key[first], key[first + 1] = slice(top, top + rows), slice(left, left + columns)
    return x[tuple(key)]
