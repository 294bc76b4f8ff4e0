"""How much each of `n` samples counts in each of `m` others along one axis: the weights of interpolation, in float64.

A kernel is laid around each new sample's place and read at the old ones; its values there are brought to a sum of 1,
so that it is cut off at the edges without darkening them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def _triangle(x: Array) -> Array:
    return np.maximum(0.0, 1.0 - x)


def _cubic(x: Array) -> Array:
    """Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = -1/2."""
    near, far = (1.5 * x - 2.5) * x * x + 1.0, ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x <= 1.0, near, np.where(x < 2.0, far, 0.0))


def _mitchell(x: Array) -> Array:
    """Mitchell and Netravali, "Reconstruction filters in computer graphics" (1988), with B = C = 1/3."""
    near = (7.0 * x - 12.0) * x * x / 6.0 + 8.0 / 9.0
    far = ((-7.0 / 18.0 * x + 2.0) * x - 10.0 / 3.0) * x + 16.0 / 9.0
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def _lanczos(radius: float) -> Callable[[Array], Array]:
    return lambda x: np.where(x < radius, np.sinc(x) * np.sinc(x / radius), 0.0)


def _gaussian(x: Array) -> Array:
    return np.where(x < 1.5, np.exp(-2.0 * x * x), 0.0)


KERNELS: dict[str, Callable[[Array], Array]] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": _lanczos(3.0),
    "lanczos5": _lanczos(5.0),
    "gaussian": _gaussian,
    "mitchellcubic": _mitchell,
}
METHODS = ("nearest", *KERNELS, "area")


def weights(method: str, n: int, m: int, antialias: bool = False, half_pixel: bool = True) -> Array:
    """The weights (m, n) by which n samples make m.

    Arguments:
        method: one of `METHODS`.
        n, m: numbers of samples along the axis, before and after.
        antialias: whether the kernel grows where samples get fewer.
        half_pixel: whether a sample's place is the middle of its pixel; else its corner, for 'bilinear' alone.

    >>> weights("bilinear", 2, 4).tolist()
    [[1.0, 0.0], [0.75, 0.25], [0.25, 0.75], [0.0, 1.0]]
    """
    if 0 in (n, m):
        return np.zeros((m, n))
    step = n / m
    if method == "area":
        return _overlaps(n, m) / step
    if method == "nearest":
        return np.eye(n)[nearest(n, m)]
    if not half_pixel:
        return _from_corners(n, m)
    wide = max(step, 1.0) if antialias else 1.0
    places = (np.arange(m) + 0.5) * step - 0.5
    found = KERNELS[method](np.abs(np.arange(n)[None, :] - places[:, None]) / wide)
    return found / found.sum(axis=1, keepdims=True)


def nearest(n: int, m: int) -> Array:
    """For each of m new samples, the old one whose pixel holds the middle of its own."""
    return np.minimum(((np.arange(m) + 0.5) * (n / m)).astype(np.int64), n - 1)


def _overlaps(n: int, m: int) -> Array:
    """How much of each old pixel lies in each new one, in units of old pixels."""
    edges, old = np.arange(m + 1) * (n / m), np.arange(n)
    low = np.maximum(edges[:-1, None], old[None, :])
    high = np.minimum(edges[1:, None], old[None, :] + 1)
    return np.maximum(high - low, 0.0)


def _from_corners(n: int, m: int) -> Array:
    places = np.arange(m) * (n / m)
    low = np.minimum(places.astype(np.int64), n - 1)
    share = (places - low)[:, None]
    return (1.0 - share) * np.eye(n)[low] + share * np.eye(n)[np.minimum(low + 1, n - 1)]
