"""Images read along an affine map of their pixels: rotated, shifted, sheared and zoomed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import explain
from .core import Op, Spec, register

Array = np.ndarray[Any, Any]

MODES = ("nearest", "constant", "reflect", "wrap")
"""What lies outside an image."""


def _shape(x: Any, maps: Any, order: int, mode: str, cval: float) -> list[Spec]:
    batch = x.shape[0] if x.shape[0] is not None else maps.shape[0]
    return [Spec((batch, *x.shape[1:]), x.dtype)]


def _folded(at: Array, extent: int, mode: str) -> Array:
    """Coordinates brought into an image, or half a pixel beyond its edge, which is as far as the edge pixels reach."""
    last = extent - 1
    if mode == "nearest" or last == 0:
        return np.clip(at, 0.0, last)
    beyond = (at < 0) | (at > last)
    if mode == "wrap":  # the last pixel falls on the first one, so the period is one less than the extent
        whole = np.where(at < 0, np.trunc(-at / last) + 1, -np.trunc(at / last))
        return np.where(beyond, at + last * whole, at)
    period = 2 * extent
    away = np.abs(at + 0.5) - 0.5  # the image and its mirror image, edge pixel beside edge pixel
    away = away - period * np.floor((away + 0.5) / period)
    away = np.where(away > extent - 0.5, period - 1 - away, away)
    return np.where(beyond, away, at)


def _pixels(x: Array, i: Array, j: Array) -> Array:
    """x[b, i, j] for whole numbers; what lies outside stands for the nearest pixel."""
    rows, columns = (np.clip(v, 0, n - 1).astype(np.int64) for v, n in ((i, x.shape[1]), (j, x.shape[2])))
    return x[np.arange(len(x))[:, None, None], rows, columns]


def _reference(x: Array, maps: Array, order: int, mode: str, cval: float) -> Array:
    batch, height, width, channels = x.shape
    if x.size == 0:
        return x.copy()
    h, w = np.arange(height)[None, :, None], np.arange(width)[None, None, :]
    a = maps.astype(np.float64)[:, :, None, None]
    i, j = a[:, 2] + a[:, 0] * h + a[:, 1] * w, a[:, 5] + a[:, 3] * h + a[:, 4] * w
    outside = (i < 0) | (i > height - 1) | (j < 0) | (j > width - 1)
    i, j = _folded(i, height, mode), _folded(j, width, mode)
    values = x.astype(np.float64)
    if order == 0:
        found = _pixels(values, np.floor(i + 0.5), np.floor(j + 0.5))
    else:
        top, left = np.floor(i), np.floor(j)
        down, right = (i - top)[..., None], (j - left)[..., None]
        upper = _pixels(values, top, left) * (1 - right) + _pixels(values, top, left + 1) * right
        lower = _pixels(values, top + 1, left) * (1 - right) + _pixels(values, top + 1, left + 1) * right
        found = upper * (1 - down) + lower * down
    if mode == "constant":
        found = np.where(outside[..., None], cval, found)
    return found.astype(x.dtype)


WARP = register(Op("affine_warp", _shape, None, _reference))


def affine_warp(images: Any, maps: Any, order: int = 1, mode: str = "nearest", cval: float = 0.0) -> Any:
    """Each pixel of the result read where its image's affine map puts it.

    y[b, h, w] = x[b, m0 h + m1 w + m2, m3 h + m4 w + m5]

    Arguments:
        images: (B, H, W, C), floats.
        maps: (B, 6), float64: m0 to m5 of each image.
        order: 0 reads the nearest pixel, 1 interpolates linearly between four.
        mode: what lies outside: 'nearest' the edge, 'reflect' the mirror image (dcba|abcd|dcba), 'wrap' the image again
            (its last pixel upon its first), 'constant' the value `cval`.
        cval: that value.

    Returns:
        (B, H, W, C).

    Errors:
        ValueError for another order or mode.

    >>> x = np.arange(4.0).reshape(1, 1, 4, 1)
    >>> affine_warp(x, np.array([[1.0, 0, 0, 0, 1, 1.5]])).ravel()
    array([1.5, 2.5, 3. , 3. ])

    Source: as scipy.ndimage.affine_transform, for splines of orders 0 and 1.
    """
    if mode not in MODES:
        raise ValueError(explain(f"An image was to be warped with {mode=!s}.", f"one of {', '.join(MODES)}"))
    if order not in (0, 1):
        raise ValueError(
            explain(
                f"An image was to be warped with splines of order {order}.",
                "order 0 (the nearest pixel) or 1 (linear): those of higher orders are not there",
            )
        )
    return WARP(images, maps, order=int(order), mode=mode, cval=float(cval))
