"""One image changed at random, by numbers drawn from NumPy's global generator, as every Keras draws them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...compat import at_least
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .affine import apply_affine_transform
from .intensity import apply_brightness_shift, apply_channel_shift

Array = np.ndarray[Any, Any]


@export("preprocessing.image.random_rotation")
@accepts_old_spellings
def random_rotation(
    x: Any,
    rg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int | None = None,
) -> Array:
    """An image rotated by an angle between `-rg` and `rg` degrees.

    Arguments:
        x: the image, of 3 axes.
        rg: the largest angle, in degrees.
        row_axis, col_axis, channel_axis: where the rows, columns and channels are.
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        interpolation_order: 0 or 1 (default: 1; at level 1 it is 0).

    Returns:
        An image of the same shape and dtype.

    Errors:
        ValueError for other modes and orders.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_rotation(np.ones((1, 3, 3)), 30).sum().round(6)
    np.float64(9.0)
    """
    theta = np.random.uniform(-rg, rg)
    return apply_affine_transform(
        x, theta=theta, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis, fill_mode=fill_mode,
        cval=cval, order=interpolation_order,
    )  # fmt: skip


@export("preprocessing.image.random_shift")
@accepts_old_spellings
def random_shift(
    x: Any,
    wrg: float,
    hrg: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int | None = None,
) -> Array:
    """An image shifted by up to a part of its width and of its height.

    Arguments:
        x: the image, of 3 axes.
        wrg: the largest part of the width.
        hrg: the largest part of the height.
        row_axis, col_axis, channel_axis: where the rows, columns and channels are.
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        interpolation_order: 0 or 1 (default: 1; at level 1 it is 0).

    Returns:
        An image of the same shape and dtype.

    Errors:
        ValueError for other modes and orders.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_shift(np.ones((1, 3, 3)), 0.2, 0.2).sum().round(6)
    np.float64(9.0)
    """
    x = np.asarray(x)
    tx = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    ty = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return apply_affine_transform(
        x, tx=tx, ty=ty, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis, fill_mode=fill_mode,
        cval=cval, order=interpolation_order,
    )  # fmt: skip


@export("preprocessing.image.random_shear")
@accepts_old_spellings
def random_shear(
    x: Any,
    intensity: float,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int | None = None,
) -> Array:
    """An image sheared by an angle between `-intensity` and `intensity`.

    Arguments:
        x: the image, of 3 axes.
        intensity: the largest angle, in degrees; at level 1 in radians.
        row_axis, col_axis, channel_axis: where the rows, columns and channels are.
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        interpolation_order: 0 or 1 (default: 1; at level 1 it is 0).

    Returns:
        An image of the same shape and dtype.

    Errors:
        ValueError for other modes and orders.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_shear(np.ones((1, 3, 3)), 20).sum().round(6)
    np.float64(9.0)
    """
    shear = np.random.uniform(-intensity, intensity)
    return apply_affine_transform(
        x, shear=shear, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis, fill_mode=fill_mode,
        cval=cval, order=interpolation_order,
    )  # fmt: skip


@export("preprocessing.image.random_zoom")
@accepts_old_spellings
def random_zoom(
    x: Any,
    zoom_range: Any,
    row_axis: int = 1,
    col_axis: int = 2,
    channel_axis: int = 0,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    interpolation_order: int | None = None,
) -> Array:
    """An image zoomed along its rows and along its columns, by two factors.

    Arguments:
        x: the image, of 3 axes.
        zoom_range: the smallest and the largest factor; above 1 the image gets smaller.
        row_axis, col_axis, channel_axis: where the rows, columns and channels are.
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        interpolation_order: 0 or 1 (default: 1; at level 1 it is 0).

    Returns:
        An image of the same shape and dtype.

    Errors:
        ValueError for what are no two factors, and for other modes and orders.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_zoom(np.ones((1, 3, 3)), (0.5, 2.0)).sum().round(6)
    np.float64(9.0)
    """
    if np.shape(zoom_range) != (2,):
        text = "random_zoom needs the smallest and the largest factor."
        raise ValueError(explain(text, "zoom_range, a pair of numbers", repr(zoom_range)))
    zx, zy = drawn_zoom(zoom_range)
    return apply_affine_transform(
        x, zx=zx, zy=zy, row_axis=row_axis, col_axis=col_axis, channel_axis=channel_axis, fill_mode=fill_mode,
        cval=cval, order=interpolation_order,
    )  # fmt: skip


def drawn_zoom(zoom_range: Any) -> tuple[float, float]:
    """Factors of rows and columns; nothing is drawn where both can only be 1."""
    low, high = zoom_range
    if low == 1 and high == 1:
        return 1, 1
    zx, zy = np.random.uniform(low, high, 2)
    return zx, zy


@export("preprocessing.image.random_channel_shift")
@accepts_old_spellings
def random_channel_shift(x: Any, intensity_range: float, channel_axis: int = 0) -> Array:
    """A number between `-intensity_range` and `intensity_range` added to all values; at level 1 one for each channel.

    Arguments:
        x: the image.
        intensity_range: the largest number. `intensity` is its old name.
        channel_axis: where the channels are.

    Returns:
        An image of the same shape and dtype; no value leaves the range that the image had.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_channel_shift(np.ones((1, 2, 2)), 3.0).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]
    """
    return apply_channel_shift(x, drawn_intensity(intensity_range, np.shape(x)[channel_axis]), channel_axis)


def drawn_intensity(largest: float, channels: int) -> Any:
    """What is added to all values, None where that is nothing; Keras 1 draws one number for each channel."""
    if largest == 0:
        return None
    return np.random.uniform(-largest, largest, None if at_least("2.2") else channels)


@export("preprocessing.image.random_brightness")
@accepts_old_spellings
def random_brightness(x: Any, brightness_range: Any, scale: bool = True) -> Array:
    """An image with its brightness multiplied by a number of a range.

    Arguments:
        x: the image, of 3 axes.
        brightness_range: the smallest and the largest factor.
        scale: whether the values are first spread over 0 to 255.

    Returns:
        An image of the same shape, of `floatx`.

    Errors:
        ValueError for what are no two factors; ImportError without Pillow.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> random_brightness(np.zeros((2, 2, 1)), (0.5, 1.5)).sum()
    np.float32(0.0)
    """
    if np.shape(brightness_range) != (2,):
        text = "random_brightness needs the smallest and the largest factor."
        raise ValueError(explain(text, "brightness_range, a pair of numbers", repr(brightness_range)))
    return apply_brightness_shift(x, np.random.uniform(*brightness_range), scale)
