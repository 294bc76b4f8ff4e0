"""Images made lighter and darker, and turned over."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...compat import at_least
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .arrays import array_to_img, img_to_array
from .pillow import pillow

Array = np.ndarray[Any, Any]


@export("preprocessing.image.apply_channel_shift")
@accepts_old_spellings
def apply_channel_shift(x: Any, intensity: Any, channel_axis: int = 0) -> Array:
    """A number added to all values, which stay between the smallest and the largest of the image.

    Arguments:
        x: the image.
        intensity: the number, or one for each channel; None stands for 0.
        channel_axis: where the channels are.

    Returns:
        An image of the same shape and dtype.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> apply_channel_shift(np.array([[[0.0, 5.0, 9.0]]]), 3.0).tolist()
    [[[3.0, 8.0, 9.0]]]
    """
    x = np.asarray(x)
    if intensity is None:
        return x
    shape = [1] * x.ndim
    shape[channel_axis] = -1
    shift = np.reshape(intensity, shape) if np.ndim(intensity) else intensity
    return np.clip(x + shift, x.min(), x.max()).astype(x.dtype, copy=False)


@export("preprocessing.image.apply_brightness_shift")
@accepts_old_spellings
def apply_brightness_shift(x: Any, brightness: float, scale: bool = True, data_format: str | None = None) -> Array:
    """An image with its brightness multiplied, in steps of 1/255.

    Arguments:
        x: the image, (H, W, C) or (C, H, W).
        brightness: the factor: 0 is black, 1 changes nothing.
        scale: whether the values are first spread over 0 to 255 and stay so; otherwise only values outside 0 to 255
            are, and are put back.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Returns:
        An image of the same shape, of `floatx`.

    Errors:
        ImportError without Pillow, ValueError for what is no image.

    Source: https://keras.io/api/data_loading/image/

    >>> apply_brightness_shift(np.array([[[0.0], [51.0], [255.0]]]), 0.5).ravel().tolist()
    [0.0, 25.0, 127.0]
    """
    pillow("apply_brightness_shift")
    from PIL import ImageEnhance

    x = np.asarray(x)
    lowest, highest = x.min(), x.max()
    outside = bool(lowest < 0 or highest > 255)
    img = array_to_img(x, data_format=data_format, scale=scale or outside)
    y = img_to_array(ImageEnhance.Brightness(img).enhance(brightness), data_format=data_format)
    if outside and not scale:
        y = y / 255 * (highest - lowest) + lowest
    return y


def spreads_brightness() -> bool:
    """Whether `ImageDataGenerator` spreads values over 0 to 255 where it changes the brightness."""
    return not at_least("2.15")


@export("preprocessing.image.flip_axis")
def flip_axis(x: Any, axis: int) -> Array:
    """An array turned over along one axis.

    Arguments:
        x: the array.
        axis: the axis.

    Returns:
        An array of the same shape; no values are copied.

    Errors:
        ValueError for an axis that is not there.

    Source: Keras 2.0, keras.preprocessing.image.

    >>> flip_axis([[1, 2, 3]], 1).tolist()
    [[3, 2, 1]]
    """
    x = np.asarray(x)
    if not -x.ndim <= axis < x.ndim:
        raise ValueError(explain(f"flip_axis got axis {axis}.", f"less than {x.ndim}", f"shape {x.shape}"))
    return np.flip(x, axis)
