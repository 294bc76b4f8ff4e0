"""Images rotated, shifted, sheared and zoomed: one affine map, and one pass over the pixels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...compat import at_least, by_level
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...ops.warp import affine_warp
from ...registry import export
from .layout import Axes

Array = np.ndarray[Any, Any]


def default_order() -> int:
    """The order of the splines by default: Keras 1 takes the nearest pixel."""
    return int(by_level(v1=0, v2_2=1))


def affine_matrix(
    theta: float = 0, tx: float = 0, ty: float = 0, shear: float = 0, zx: float = 1, zy: float = 1
) -> Array | None:
    """The 3 x 3 matrix of a rotation, then a shift, a shear and a zoom; None where nothing changes.

    Angles are in degrees; Keras 1 has the shear in radians.
    """
    steps = []
    if theta != 0:
        angle = math.radians(theta)
        steps.append([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    if tx != 0 or ty != 0:
        steps.append([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
    if shear != 0:
        angle = math.radians(shear) if at_least("2.2") else shear
        steps.append([[1, -math.sin(angle), 0], [0, math.cos(angle), 0], [0, 0, 1]])
    if zx != 1 or zy != 1:
        steps.append([[zx, 0, 0], [0, zy, 0], [0, 0, 1]])
    matrix = None
    for step in steps:
        matrix = np.array(step, float) if matrix is None else matrix @ np.array(step, float)
    return matrix


@export("preprocessing.image.transform_matrix_offset_center")
def transform_matrix_offset_center(matrix: Any, x: float, y: float) -> Array:
    """An affine map that turns around the middle of an image instead of its first pixel.

    Arguments:
        matrix: 3 x 3.
        x: rows of the image.
        y: columns of the image.

    Returns:
        3 x 3. Up to level 2.3 the middle is one pixel further than it should be, as it is in those Kerases.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> transform_matrix_offset_center(np.diag([2.0, 2.0, 1.0]), 3, 5)[:2, 2].tolist()
    [-1.0, -2.0]
    """
    beyond = -0.5 if at_least("2.15") else 0.5
    middle = np.array([x / 2 + beyond, y / 2 + beyond])
    result = np.array(matrix, float)
    result[:2, 2] += middle - result[:2, :2] @ middle
    return result


@export("preprocessing.image.apply_affine_transform")
@accepts_old_spellings
def apply_affine_transform(
    x: Any,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int | None = None,
    col_axis: int | None = None,
    channel_axis: int | None = None,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int | None = None,
) -> Array:
    """An image rotated, shifted, sheared and zoomed around its middle.

    Arguments:
        x: the image, of 3 axes.
        theta: angle of the rotation in degrees.
        tx: shift along the rows in pixels; from level 2.15 on along the columns.
        ty: shift along the columns in pixels; from level 2.15 on along the rows.
        shear: angle in degrees; at level 1 in radians.
        zx: zoom of the axis of `tx`, above 1 outwards.
        zy: zoom of the axis of `ty`.
        row_axis: where the rows are (default: 0; from level 2.15 on 1).
        col_axis: where the columns are (default: 1; from level 2.15 on 2).
        channel_axis: where the channels are (default: 2; from level 2.15 on 0).
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.
        order: 0 for the nearest pixel, 1 for linear interpolation (default: 1; at level 1 it is 0).

    Returns:
        An image of the same shape and dtype.

    Errors:
        ValueError for other axes, modes and orders.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> apply_affine_transform(np.arange(4.0).reshape(1, 4, 1), row_axis=0, col_axis=1, channel_axis=2).ravel()
    array([0., 1., 2., 3.])
    """
    x = np.asarray(x)
    axes = by_level(v1=(0, 1, 2), v2_15=(1, 2, 0))
    row, column, channel = (
        _axis(default if given is None else given, x)
        for given, default in zip((row_axis, col_axis, channel_axis), axes, strict=True)
    )
    if len({row, column, channel}) != 3:
        text = "apply_affine_transform needs three different axes."
        raise ValueError(explain(text, "", f"row_axis={row}, col_axis={column}, channel_axis={channel}"))
    return changed(x, affine_matrix(theta, tx, ty, shear, zx, zy), Axes(row, column, channel), fill_mode, cval, order)


def changed(x: Array, matrix: Array | None, axes: Axes, fill_mode: str, cval: float, order: int | None) -> Array:
    """An image read along a 3 x 3 map around its middle; None changes nothing."""
    if matrix is None:
        return x
    matrix = transform_matrix_offset_center(matrix, x.shape[axes.row], x.shape[axes.column])
    if axes.column > axes.row and at_least("2.15"):
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    return warped(x, matrix, axes.channel, fill_mode, cval, default_order() if order is None else order)


def _axis(axis: int, x: Array) -> int:
    if x.ndim != 3 or not -3 <= axis < 3:
        text = "apply_affine_transform needs an image of 3 axes."
        raise ValueError(explain(text, "axes 0, 1 and 2", f"shape {x.shape}, axis {axis}"))
    return axis % 3


@export("preprocessing.image.apply_transform")
@accepts_old_spellings
def apply_transform(
    x: Any, transform_matrix: Any, channel_axis: int = 0, fill_mode: str = "nearest", cval: float = 0.0
) -> Array:
    """An image read along an affine map, as Keras 1 and 2.0 have it.

    Arguments:
        x: the image, of 3 axes.
        transform_matrix: 3 x 3.
        channel_axis: where the channels are.
        fill_mode: what lies outside: 'nearest', 'constant', 'reflect' or 'wrap'.
        cval: the value outside, for 'constant'.

    Returns:
        An image of the same shape and dtype; each pixel is the nearest one.

    Errors:
        ValueError for other modes.

    Source: Keras 1.2, keras.preprocessing.image.

    >>> apply_transform(np.arange(4.0).reshape(1, 1, 4), np.diag([1.0, 2.0, 1.0])).ravel()
    array([0., 2., 3., 3.])
    """
    return warped(np.asarray(x), np.asarray(transform_matrix, float), channel_axis, fill_mode, cval, 0)


def warped(x: Array, matrix: Array, channel: int, fill_mode: str, cval: float, order: int) -> Array:
    """An image read along a 3 x 3 map of its rows and columns."""
    last = channel in (-1, x.ndim - 1)
    images = (x if last else np.moveaxis(x, channel, -1))[None]
    maps = matrix[:2].reshape(1, 6)
    if x.dtype.kind == "f":
        result = affine_warp(images, maps, order, fill_mode, cval)
    else:
        # Integers are interpolated as floats, rounded half away from zero, and kept within their range.
        exact = affine_warp(images.astype("float64"), maps, order, fill_mode, cval)
        exact = np.trunc(exact + np.copysign(0.5, exact))
        low, high = (0, 1) if x.dtype.kind == "b" else (np.iinfo(x.dtype).min, np.iinfo(x.dtype).max)
        result = np.clip(exact, low, high).astype(x.dtype)
    return result[0] if last else np.moveaxis(result[0], -1, channel)
