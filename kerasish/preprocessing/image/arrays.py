"""Arrays made of Pillow's images, and images made of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import config
from ...compat import at_least
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .layout import layout
from .pillow import pillow

Array = np.ndarray[Any, Any]


@export("preprocessing.image.img_to_array", "utils.img_to_array")
@accepts_old_spellings
def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> Array:
    """An image of Pillow's as an array.

    Arguments:
        img: the image, H x W pixels, in grey or with C channels.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        dtype: dtype of the array (default: `floatx`).

    Returns:
        (H, W, C) or (C, H, W); one channel where the image is grey.

    Errors:
        ValueError for an unknown format and for what has other axes.

    Source: https://keras.io/api/data_loading/image/

    >>> img_to_array(np.zeros((2, 3))).shape
    (2, 3, 1)
    """
    data_format = layout(data_format, "img_to_array")
    x = np.array(img, dtype or config.floatx())
    if x.ndim == 2:
        x = x[:, :, None]
    if x.ndim != 3:
        raise ValueError(explain("img_to_array failed.", "an image of 2 or 3 axes", f"shape {x.shape}"))
    return x if data_format == "channels_last" else x.transpose(2, 0, 1)


@export("preprocessing.image.array_to_img", "utils.array_to_img")
@accepts_old_spellings
def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None) -> Any:
    """An array as an image of Pillow's.

    Arguments:
        x: (H, W, C) or (C, H, W) with C = 1, 3 or 4; a single channel may hold integers above 255.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        scale: whether the values are spread over 0 to 255.
        dtype: dtype in which this is computed (default: `floatx`).

    Returns:
        The image, in mode L, I, RGB or RGBA.

    Errors:
        ValueError for other axes or channels; ImportError without Pillow.

    Source: https://keras.io/api/data_loading/image/

    >>> array_to_img(np.ones((2, 3, 1))).size
    (3, 2)
    """
    data_format = layout(data_format, "array_to_img")
    x = np.asarray(x, dtype or config.floatx())
    if x.ndim != 3:
        raise ValueError(explain("array_to_img failed.", "an image of 3 axes", f"shape {x.shape}"))
    if data_format == "channels_first":
        x = x.transpose(1, 2, 0)
    if scale:
        x = _spread(x)
    return _image(x)


def _spread(x: Array) -> Array:
    """Values from 0 to 255; Keras 1 keeps zero where it is unless there are values below it."""
    lowest = x.min() if x.size else 0
    x = x - (lowest if at_least("2.2") else min(lowest, 0))
    highest = x.max() if x.size else 0
    return x / highest * 255 if highest else x


def _image(x: Array) -> Any:
    image = pillow("Making an image of an array")
    channels = x.shape[2]
    if channels == 1:
        wide = x.size and x.max() > 255
        return image.fromarray(x[:, :, 0].astype("int32" if wide else "uint8"))
    if channels not in (3, 4):
        raise ValueError(explain("array_to_img failed.", "1, 3 or 4 channels", f"{channels} channels"))
    return image.fromarray(x.astype("uint8"))
